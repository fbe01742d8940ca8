//! Fields that hold a list of names, or a mapping from names to settings: `networks` and `models` of a service.

use super::long_form;
use crate::compose::field_path::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Entry, Mapping, Node, Value};

/// Converts a list of names to a mapping from names to null.
pub fn canonical(node: &mut Node, _path: &FieldPath<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    let Value::Sequence(items) = &node.value else {
        return;
    };
    let mut mapping = Mapping::default();
    for item in items {
        if let Value::String(name) = &item.value {
            let settings = long_form::with_value(item, Value::Null);
            mapping.insert(name.clone(), long_form::entry(settings));
        }
    }
    node.value = Value::Mapping(mapping);
}

/// Converts a list of names to a mapping from names to null before files merge.
pub fn long_form_to_merge(node: Node) -> Node {
    names_to_mapping(node, |_| Value::Null)
}

/// Converts a list of names to a mapping from each name to a value. Docker Compose ignores values of kinds that have
/// no names.
pub(super) fn names_to_mapping(mut node: Node, value: fn(&Node) -> Value) -> Node {
    match &node.value {
        Value::Sequence(items) if items.iter().all(|item| item.as_str().is_some()) => {
            let entries = items.iter().filter_map(|item| {
                let entry = Entry {
                    key_span: item.span,
                    node: long_form::with_value(item, value(item)),
                };
                Some((item.as_str()?.to_owned(), entry))
            });
            node.value = Value::Mapping(entries.collect());
        }
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => {}
        _ => node.value = Value::Mapping(Mapping::default()),
    }
    node
}
