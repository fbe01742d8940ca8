//! Items of `include`.

use super::{kind, long_form};
use crate::compose::field_path::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// Converts the text form, a path, to a mapping with `path`.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Mapping(_) => {}
        Value::String(_) => long_form::wrap_text(node, "path"),
        _ => kind::reject(node, path, "external", diagnostics),
    }
}
