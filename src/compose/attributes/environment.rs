//! Fields that hold keys and values as a mapping or as a list of `key=value`.

use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Mapping, Node, Value};

/// A list of `key=value` becomes a mapping; an entry without `=` is refused.
pub fn canonical_key_values(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
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
                mapping.insert(key.to_owned(), scalar::entry(text_like(item, value)));
            }
            None => found.push(
                Diagnostic::error(
                    codes::MISSING_VALUE,
                    format!("`{text}` has no value; entries here are `name=value`"),
                    item.span,
                )
                .upstream(format!(
                    "{}: invalid value {text}, expected key=value",
                    at.with_brackets()
                )),
            ),
        }
    }
    node.value = Value::Mapping(mapping);
}

/// The values of a mapping must be text.
pub fn check_text(node: &Node, _at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    for (key, entry) in node.as_mapping().into_iter().flatten() {
        if entry.node.as_str().is_none() {
            found.push(not_text(key, &entry.node));
        }
    }
}

/// Docker Compose crashes on such a value, with this text.
fn not_text(key: &str, node: &Node) -> Diagnostic {
    let given = match &node.value {
        Value::Null => "nil",
        value => scalar::go_type(value),
    };
    Diagnostic::error(codes::WRONG_TYPE, format!("`{key}` must be text"), node.span)
        .help("Put the value in quotes.")
        .upstream(format!(
            "panic: interface conversion: interface {{}} is {given}, not string"
        ))
}

/// A part of a text, from the same place.
pub fn text_like(node: &Node, text: &str) -> Node {
    Node {
        value: Value::String(text.into()),
        span: node.span,
        provenance: node.provenance.clone(),
    }
}

/// The key of `key=value` or of `key`, and the value where there is one.
pub fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (text, None),
    }
}

/// Gives keys without a value the one `lookup` knows. Those it doesn't know stay as they are, or, with
/// `Unresolved::Dropped`, go.
pub fn fill_missing_values(
    node: &mut Node,
    unresolved: Unresolved,
    lookup: &dyn Fn(&str) -> Option<(String, crate::yaml::Origin)>,
) {
    match &mut node.value {
        Value::Mapping(mapping) => {
            mapping.retain(|key, entry| {
                if !entry.node.is_null() {
                    return true;
                }
                match lookup(key) {
                    Some((value, origin)) => {
                        entry.node.value = Value::String(value.into());
                        entry.node = entry.node.clone().with_origin(origin);
                        true
                    }
                    None => unresolved == Unresolved::Kept,
                }
            });
        }
        Value::Sequence(items) => {
            items.retain_mut(|item| {
                let Some(key) = item.as_str().filter(|text| !text.contains('=')).map(str::to_owned) else {
                    return true;
                };
                match lookup(&key) {
                    Some((value, origin)) => {
                        item.value = Value::String(format!("{key}={value}").into());
                        *item = item.clone().with_origin(origin);
                        true
                    }
                    None => unresolved == Unresolved::Kept,
                }
            });
        }
        _ => {}
    }
}

/// What becomes of a key that has no value and finds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unresolved {
    /// It stays without one.
    Kept,
    /// It goes.
    Dropped,
}
