//! Errors about values of a wrong kind.

use crate::compose::field_path::FieldPath;
use crate::compose::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

/// Returns what our messages call the kind of a value, such as `a list`.
pub fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Timestamp(_) => "a date",
        Value::String(_) => "a string",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
    }
}

/// Reports a value of a kind that has no canonical form.
///
/// The schema rejects such values first, except in a file whose services are extended, which is not validated.
pub fn reject(node: &Node, path: &FieldPath<'_>, noun: &str, diagnostics: &mut Vec<Diagnostic>) {
    let path = path.with_brackets();
    diagnostics.push(
        Diagnostic::error(
            codes::WRONG_TYPE,
            format!("`{path}` cannot be {}", describe(&node.value)),
            node.span,
        )
        .help("Remove the field, or write a value of a kind that the field accepts.")
        .upstream(format!(
            "{path}: invalid type {} for {noun}",
            go::type_name(&node.value)
        )),
    );
}

/// Returns the error for a list item of a kind that cannot be compared with other items.
pub fn reject_item(item: &Node, noun: &str, path: &FieldPath<'_>, index: usize) -> Box<Diagnostic> {
    let path = path.with_brackets();
    let value = go::format_string(&item.value);
    Box::new(
        Diagnostic::error(
            codes::INVALID_LIST_ITEM,
            "an item of this list must be a string",
            item.span,
        )
        .help("Write a port as an integer or a string, and a name as a string.")
        .upstream(format!("{path}.[{index}]: unsupported {noun} value {value}")),
    )
}
