//! Entries of `include`.

use super::scalar;
use crate::compose::fields::Place;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// A path becomes a mapping with `path`.
pub fn canonical(node: &mut Node, at: &Place<'_>, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::String(_) => {
            let path = node.clone();
            *node = scalar::mapping(node.span, [("path", path)]);
        }
        Value::Mapping(_) => {}
        _ => scalar::refuse_kind(node, at, "external", found),
    }
}
