//! Secrets and configs that a service mounts as files.

use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// A name becomes a mapping with `source`.
pub fn canonical_file(node: &mut Node, _at: &FieldPath<'_>, _found: &mut Vec<Diagnostic>) {
    if matches!(node.value, Value::String(_)) {
        let source = node.clone();
        *node = scalar::mapping_at(node.span, [("source", source)]);
    }
}

/// A secret is mounted below /run/secrets unless it says otherwise.
pub fn default_secret(node: &mut Node) {
    let span = node.span;
    let Some(mapping) = node.as_mapping_mut() else {
        return;
    };
    if mapping.contains_key("target") {
        return;
    }
    let source = mapping
        .get("source")
        .map_or("", |entry| entry.node.as_str().unwrap_or(""));
    let target = Value::String(format!("/run/secrets/{source}").into());
    let target = Node::default(target, span, "secrets are mounted below /run/secrets");
    mapping.insert("target".to_owned(), scalar::entry(target));
}
