//! `build`.

use super::environment::text_like;
use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::go_format::quote;
use crate::yaml::{Mapping, Node, Value};

/// A folder becomes a mapping with `context`.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    if !matches!(node.value, Value::String(_) | Value::Mapping(_)) {
        scalar::reject_kind(node, at, "build", found);
    }
    if matches!(node.value, Value::String(_)) {
        let context = node.clone();
        *node = scalar::mapping_at(node.span, [("context", context)]);
    }
}

/// Without a context it is the project directory.
pub fn default(node: &mut Node) {
    let span = node.span;
    if let Some(mapping) = node.as_mapping_mut() {
        mapping.get_or_insert_with("context", || {
            let here = Value::String(".".into());
            scalar::entry(Node::default(
                here,
                span,
                "the context is the project directory unless given",
            ))
        });
    }
}

/// A truth value becomes text.
pub fn canonical_attestation(node: &mut Node, _at: &FieldPath<'_>, _found: &mut Vec<Diagnostic>) {
    if let Some(truth) = node.as_bool() {
        node.value = Value::String(if truth { "true" } else { "false" }.into());
    }
}

/// A list of ids and `id=path` becomes a mapping.
pub fn canonical_ssh(node: &mut Node, _at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    let Value::Sequence(items) = &node.value else {
        return;
    };
    let mut mapping = Mapping::default();
    for item in items {
        let Some(text) = item.as_str() else {
            continue;
        };
        let value = match text.split_once('=') {
            Some((_, path)) => text_like(item, path),
            None if text == "default" => Node::new(Value::Null, item.span),
            None => {
                found.push(
                    Diagnostic::error(
                        codes::INVALID_SSH_KEY,
                        format!("`{text}` names no key; write `default` for the agent, or `{text}=PATH`"),
                        item.span,
                    )
                    .upstream(format!("invalid ssh key {}", quote(text))),
                );
                continue;
            }
        };
        let key = text.split_once('=').map_or(text, |(id, _)| id);
        mapping.insert(key.to_owned(), scalar::entry(value));
    }
    node.value = Value::Mapping(mapping);
}
