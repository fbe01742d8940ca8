//! Scalars as Go sees them: names of types for errors, text of numbers, casts of text.

use smol_str::SmolStr;

use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::go_format::format_float;
use crate::yaml::{Entry, Mapping, Node, Value};

/// A value of a kind that has no canonical form. The schema refuses it first, but for a base in another file,
/// which is brought into canonical form unchecked.
pub fn reject_kind(node: &Node, at: &FieldPath<'_>, noun: &str, found: &mut Vec<Diagnostic>) {
    let path = at.with_brackets();
    let given = go_type(&node.value);
    found.push(
        Diagnostic::error(
            codes::WRONG_TYPE,
            format!("`{path}` can't be {}", describe_kind(&node.value)),
            node.span,
        )
        .help("Remove the field, or give it a value of the kind its documentation names.")
        .upstream(format!("{path}: invalid type {given} for {noun}")),
    );
}

/// The Go type of a value, as errors name it: `float64`, `map[string]interface {}`.
pub fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(value) if i64::try_from(*value).is_err() => "uint64",
        Value::Int(_) => "int",
        Value::Float(_) => "float64",
        Value::Timestamp(_) => "time.Time",
        Value::String(_) => "string",
        Value::Sequence(_) => "[]interface {}",
        Value::Mapping(_) => "map[string]interface {}",
    }
}

/// What a value is called in our own messages: `a list`.
pub fn describe_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Timestamp(_) => "a date",
        Value::String(_) => "text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
    }
}

/// A scalar as Go's `fmt.Sprint` prints it; nothing for null, lists and mappings.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Float(value) => Some(format_float(*value)),
        Value::Timestamp(text) | Value::String(text) => Some(text.to_string()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// What the words for truth mean: the value, and whether it is a word that YAML 1.2 no longer knows.
pub fn parse_bool(text: &str) -> Option<(bool, bool)> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some((true, false)),
        "false" => Some((false, false)),
        "y" | "yes" | "on" => Some((true, true)),
        "n" | "no" | "off" => Some((false, true)),
        _ => None,
    }
}

/// An entry of a mapping whose key stands where the value does.
pub fn entry(node: Node) -> Entry {
    Entry {
        key_span: node.span,
        node,
    }
}

/// A mapping that takes the place of a shorter form written at `span`.
pub fn mapping_at(span: Span, entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let entries = entries.into_iter();
    let mut mapping = Mapping::with_capacity(entries.size_hint().0);
    entries.for_each(|(key, node)| mapping.insert_unique(SmolStr::new_static(key), entry(node)));
    Node::new(Value::Mapping(mapping), span)
}
