//! Fields that hold keys and values, as a mapping or as a list of `key=value`.

use super::{ProjectContext, VariableLookup, long_form};
use crate::compose::field_path::{FieldPath, PathSegment};
use crate::compose::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::sort::CompactSort;
use crate::yaml::{Entry, Mapping, Node, Value};

/// Converts a list of `key=value` to a mapping, and rejects items without `=`.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Value::Sequence(items) = &node.value else {
        return;
    };
    let mut mapping = Mapping::default();
    for item in items {
        let Some(text) = item.as_str() else {
            continue;
        };
        match text.split_once('=') {
            Some((key, value)) => {
                mapping.insert(key.to_owned(), long_form::entry(long_form::with_text(item, value)));
            }
            None => diagnostics.push(
                Diagnostic::error(codes::MISSING_VALUE, format!("`{text}` has no value"), item.span)
                    .help(format!("Write `{text}=VALUE`."))
                    .upstream(format!(
                        "{}: invalid value {text}, expected key=value",
                        path.with_brackets()
                    )),
            ),
        }
    }
    node.value = Value::Mapping(mapping);
}

/// Rejects values that are not strings. Docker Compose crashes on them.
pub fn check_strings(node: &Node, _path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (key, entry) in node.as_mapping().into_iter().flatten() {
        if entry.node.as_str().is_some() {
            continue;
        }
        let go_type = match &entry.node.value {
            Value::Null => "nil",
            value => go::type_name(value),
        };
        diagnostics.push(
            Diagnostic::error(codes::WRONG_TYPE, format!("`{key}` must be a string"), entry.node.span)
                .help("Put the value in quotes.")
                .upstream(format!(
                    "panic: interface conversion: interface {{}} is {go_type}, not string"
                )),
        );
    }
}

/// Converts a mapping to a list of `key=value`, sorted as text, and one text to a list. Other values become an empty
/// list.
pub fn to_list(mut node: Node) -> Node {
    node.value = match node.value {
        Value::Mapping(entries) => {
            let mut lines: Vec<(String, Node)> = Vec::with_capacity(entries.len());
            for (key, entry) in entries {
                push_lines(&key, entry, &mut lines);
            }
            lines.compact_sort_by(|(left, _), (right, _)| left.cmp(right));
            Value::Sequence(lines.into_iter().map(|(_, line)| line).collect())
        }
        Value::Sequence(items) => Value::Sequence(items),
        Value::String(text) => {
            let item = Node {
                value: Value::String(text),
                span: node.span,
                provenance: node.provenance.clone(),
            };
            Value::Sequence(vec![item])
        }
        _ => Value::Sequence(Vec::new()),
    };
    node
}

/// Adds `key=value` for an entry, or a line for each value if the entry is a list.
fn push_lines(key: &str, entry: Entry, lines: &mut Vec<(String, Node)>) {
    let (value_span, provenance) = (entry.node.span, entry.node.provenance);
    let span = if entry.key_span.file == value_span.file {
        entry.key_span.to(value_span)
    } else {
        value_span
    };
    let mut push = |text: String| {
        let line = Node {
            value: Value::String(text.as_str().into()),
            span,
            provenance: provenance.clone(),
        };
        lines.push((text, line));
    };
    match entry.node.value {
        Value::Null => push(key.to_owned()),
        Value::Sequence(items) => {
            for item in items {
                push(format!("{key}={}", go::format_value(&item.value)));
            }
        }
        value => push(format!("{key}={}", go::format_value(&value))),
    }
}

/// Splits `key=value`. A text without `=` is a key without a value.
pub fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (text, None),
    }
}

/// Identifies the items of a list of `key=value` by their key.
pub fn identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    if let Some(text) = item.as_str() {
        return Ok(split(text).0.to_owned());
    }
    let list = match path.last() {
        PathSegment::Key(key) => format!("`{key}`"),
        PathSegment::Item(_) => "this list".to_owned(),
    };
    let mut diagnostic = Diagnostic::error(
        codes::INVALID_LIST_ITEM,
        format!("an item of {list} must be a string"),
        item.span,
    )
    .upstream(format!(
        "{}.[{index}]: unexpected type {}",
        path.with_brackets(),
        go::type_name(&item.value)
    ));
    if let Some((key, entry)) = item.as_mapping().and_then(|entries| entries.first()) {
        let line = format!("{key}={}", go::format_value(&entry.node.value));
        diagnostic = diagnostic.help(format!(
            "Write `- {line}` in a list, or remove the dashes to make it a mapping."
        ));
    }
    Err(Box::new(diagnostic))
}

/// Sets a service's variables without a value to their value in the project's environment.
pub fn normalize_environment(_key: &str, entry: &mut Entry, project: &ProjectContext<'_>) {
    fill_missing_values(&mut entry.node, UnsetVariable::Kept, project.service_variables);
}

/// The treatment of a key without a value if there is no variable of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnsetVariable {
    /// The key stays without a value.
    Kept,
    /// The key is removed.
    Dropped,
}

/// Sets keys without a value to the value of the variable of the same name.
pub(super) fn fill_missing_values(node: &mut Node, unset: UnsetVariable, lookup: VariableLookup<'_>) {
    match &mut node.value {
        Value::Mapping(mapping) => mapping.retain(|key, entry| {
            if !entry.node.is_null() {
                return true;
            }
            let Some((value, origin)) = lookup(key) else {
                return unset == UnsetVariable::Kept;
            };
            entry.node = entry.node.clone().with_origin(origin);
            entry.node.value = Value::String(value.into());
            true
        }),
        Value::Sequence(items) => items.retain_mut(|item| {
            let Some(key) = item.as_str().filter(|text| !text.contains('=')) else {
                return true;
            };
            let Some((value, origin)) = lookup(key) else {
                return unset == UnsetVariable::Kept;
            };
            let text = format!("{key}={value}");
            *item = item.clone().with_origin(origin);
            item.value = Value::String(text.into());
            true
        }),
        _ => {}
    }
}
