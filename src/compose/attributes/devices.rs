//! `devices`, `gpus` and device requests in `deploy`.

use super::{kind, long_form, volumes};
use crate::compose::field_path::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

const PERMISSIONS: &str = "the default permissions are read, write and mknod";
const COUNT: &str = "a request without `count` and `device_ids` is for all devices";

/// Converts `HOST[:CONTAINER[:PERMISSIONS]]` to a mapping.
pub fn canonical(node: &mut Node, _path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(text) = node.as_str() else {
        return;
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, permissions) = match parts[..] {
        [source] => (source, source, None),
        [source, target] => (source, target, None),
        [source, target, permissions] => (source, target, Some(permissions)),
        _ => {
            diagnostics.push(
                Diagnostic::error(
                    codes::INVALID_DEVICE,
                    format!("device `{text}` has too many colons"),
                    node.span,
                )
                .help("Write `HOST:CONTAINER:PERMISSIONS`. If a path contains a colon, write a mapping with `source` and `target`.")
                .upstream(format!("confusing device mapping, please use long syntax: {text}")),
            );
            return;
        }
    };
    let target = if target.is_empty() { source } else { target };
    let permissions = match permissions {
        Some(permissions) => long_form::with_text(node, permissions),
        None => Node::default(Value::String("rwm".into()), node.span, PERMISSIONS),
    };
    let entries = [
        ("source", long_form::with_text(node, source)),
        ("target", long_form::with_text(node, target)),
        ("permissions", permissions),
    ];
    *node = long_form::mapping(node.span, entries);
}

/// Identifies devices by their path in the container.
pub fn identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    match &item.value {
        Value::String(text) => Ok(text.split(':').nth(1).unwrap_or(text).to_owned()),
        Value::Mapping(_) => volumes::required_target(item, "device", path, index),
        // The schema rejects other kinds. Here they count as equal.
        _ => Ok(String::new()),
    }
}

/// Converts the text form of `gpus` to a list with a request for all GPUs.
pub fn canonical_gpus(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !matches!(node.value, Value::String(_) | Value::Sequence(_)) {
        kind::reject(node, path, "gpus", diagnostics);
    }
    if matches!(node.value, Value::String(_)) {
        // Docker Compose does not look at the text: the schema allows only `all`, and extended files are not validated.
        let all = long_form::with_text(node, "all");
        let request = long_form::mapping(node.span, [("count", all)]);
        node.value = Value::Sequence(vec![request]);
    }
}

/// Adds `count: all` to a request that has neither `count` nor `device_ids`.
pub fn default_request(node: &mut Node) {
    let span = node.span;
    if let Some(mapping) = node.as_mapping_mut()
        && !mapping.contains_key("count")
        && !mapping.contains_key("device_ids")
    {
        let all = Node::default(Value::String("all".into()), span, COUNT);
        mapping.insert("count".to_owned(), long_form::entry(all));
    }
}

/// Rejects a request that has both `count` and `device_ids`.
pub fn check_request(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if let (Some(count), Some(ids)) = (node.get("count"), node.get("device_ids")) {
        diagnostics.push(
            Diagnostic::error(
                codes::CONFLICTING_DEVICE_REQUEST,
                "`count` and `device_ids` cannot be used together",
                ids.span,
            )
            .label(count.span, "`count` is set here")
            .help("Keep `device_ids` to request certain devices, or `count` to request any of them.")
            .upstream(format!(
                "{}: \"count\" and \"device_ids\" attributes are exclusive",
                path.with_brackets()
            )),
        );
    }
}
