//! `devices`, `gpus` and device requests of `deploy`.

use super::environment::text_like;
use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

/// `HOST[:CONTAINER[:PERMISSIONS]]` becomes a mapping.
pub fn canonical(node: &mut Node, _at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    let Some(text) = node.as_str() else {
        return;
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, permissions) = match parts[..] {
        [source] => (source, source, None),
        [source, target] => (source, target, None),
        [source, target, permissions] => (source, target, Some(permissions)),
        _ => {
            found.push(
                Diagnostic::error(
                    codes::INVALID_DEVICE,
                    format!("`{text}` has too many parts; a device is `HOST:CONTAINER:rwm`"),
                    node.span,
                )
                .help("For paths that contain a colon use a mapping with `source` and `target`.")
                .upstream(format!("confusing device mapping, please use long syntax: {text}")),
            );
            return;
        }
    };
    let target = if target.is_empty() { source } else { target };
    let permissions = match permissions {
        Some(permissions) => text_like(node, permissions),
        None => Node::default(
            Value::String("rwm".into()),
            node.span,
            "a device may be read, written and made unless permissions are given",
        ),
    };
    let entries = [
        ("source", text_like(node, source)),
        ("target", text_like(node, target)),
        ("permissions", permissions),
    ];
    *node = scalar::mapping_at(node.span, entries);
}

/// `all` becomes one request for every GPU.
pub fn canonical_gpus(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    if !matches!(node.value, Value::String(_) | Value::Sequence(_)) {
        scalar::reject_kind(node, at, "gpus", found);
    }
    if matches!(node.value, Value::String(_)) {
        // Whatever the text is: only the schema knows that `all` is the one word there is, and bases are not held
        // against it.
        let mut all = node.clone();
        all.value = Value::String("all".into());
        let request = scalar::mapping_at(node.span, [("count", all)]);
        node.value = Value::Sequence(vec![request]);
    }
}

/// A request that names neither a count nor devices is for all of them.
pub fn default_request(node: &mut Node) {
    let span = node.span;
    if let Some(mapping) = node.as_mapping_mut()
        && !mapping.contains_key("count")
        && !mapping.contains_key("device_ids")
    {
        let all = Value::String("all".into());
        let all = Node::default(
            all,
            span,
            "a request without `count` and `device_ids` is for every device",
        );
        mapping.insert("count".to_owned(), scalar::entry(all));
    }
}

/// A request names a count or devices, not both.
pub fn check_request(node: &Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    if let (Some(count), Some(ids)) = (node.get("count"), node.get("device_ids")) {
        found.push(
            Diagnostic::error(
                codes::CONFLICTING_DEVICE_REQUEST,
                "`count` and `device_ids` exclude each other",
                ids.span,
            )
            .and(count.span, "the count is given here")
            .help("Name the devices, or say how many; keep one of the two.")
            .upstream(format!(
                "{}: \"count\" and \"device_ids\" attributes are exclusive",
                at.with_brackets()
            )),
        );
    }
}
