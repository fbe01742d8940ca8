//! Entries of `include`.

use super::scalar;
use crate::compose::fields::Place;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// A path becomes a mapping with `path`.
pub fn canonical(node: &mut Node, _at: &Place<'_>, _found: &mut Vec<Diagnostic>) {
    if matches!(node.value, Value::String(_)) {
        let path = node.clone();
        *node = scalar::mapping(node.span, [("path", path)]);
    }
}
