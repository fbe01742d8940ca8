//! Fields that hold one text or a list of texts, such as `label_file`.

use super::long_form;
use crate::compose::field_path::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// Converts one text to a list.
pub fn canonical(node: &mut Node, _path: &FieldPath<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    if let Value::String(text) = &node.value {
        let item = long_form::with_text(node, text);
        node.value = Value::Sequence(vec![item]);
    }
}

/// Like [`canonical`], but also drops empty items, which result from unset variables.
pub fn canonical_without_empty(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    canonical(node, path, diagnostics);
    if let Value::Sequence(items) = &mut node.value {
        items.retain(|item| !item.is_null() && item.as_str() != Some(""));
    }
}
