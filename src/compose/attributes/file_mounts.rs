//! Secrets and configs that a service mounts as files.

use super::{kind, long_form};
use crate::compose::field_path::FieldPath;
use crate::compose::go;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

const TARGET: &str = "secrets are mounted in /run/secrets by default";

/// Converts the text form, a name, to a mapping with `source`.
pub fn canonical(node: &mut Node, _path: &FieldPath<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    long_form::wrap_text(node, "source");
}

/// Adds the default `target` of a secret.
pub fn default_secret(node: &mut Node) {
    let span = node.span;
    let Some(mapping) = node.as_mapping_mut() else {
        return;
    };
    if mapping.contains_key("target") {
        return;
    }
    let source = mapping.get("source").and_then(|entry| entry.node.as_str());
    let target = Value::String(format!("/run/secrets/{}", source.unwrap_or_default()).into());
    mapping.insert(
        "target".to_owned(),
        long_form::entry(Node::default(target, span, TARGET)),
    );
}

/// Identifies secrets by their target. The default is the name in `/run/secrets`.
pub fn secret_identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    target(item, "/run/secrets", path, index)
}

/// Identifies configs by their target. The default is the name in `/`.
pub fn config_identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    target(item, "", path, index)
}

fn target(item: &Node, directory: &str, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    match &item.value {
        Value::String(name) => Ok(format!("{directory}/{name}")),
        Value::Mapping(entries) => match (entries.get("target"), entries.get("source")) {
            (Some(target), _) => Ok(go::format_value(&target.node.value)),
            (None, Some(source)) => Ok(format!("{directory}/{}", go::format_value(&source.node.value))),
            (None, None) => Ok(format!("{directory}/{}", go::format_value(&Value::Null))),
        },
        _ => Err(kind::reject_item(item, "expose", path, index)),
    }
}
