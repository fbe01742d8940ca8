//! Entries of `include`.

use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// A path becomes a mapping with `path`.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::String(_) => {
            let path = node.clone();
            *node = scalar::mapping_at(node.span, [("path", path)]);
        }
        Value::Mapping(_) => {}
        _ => scalar::reject_kind(node, at, "external", found),
    }
}
