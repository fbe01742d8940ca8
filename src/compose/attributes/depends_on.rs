//! `depends_on`, and the dependencies that other fields imply.

use super::scalar;
use crate::compose::fields::FieldPath;
use crate::compose::go;
use crate::compose::project::DependencySource;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::{Mapping, Node, Origin, Value};

const STARTED: &str = "without a condition only the start is waited for";
const REQUIRED: &str = "a dependency is required unless `required: false` stands beside it";
const BY_LINK: &str = "a link makes the linked service start first";
const BY_NETWORK: &str = "`network_mode: service:` makes that service start first";
const BY_NAMESPACE: &str = "sharing a service's namespace makes that service start first";
const BY_VOLUMES: &str = "`volumes_from` makes that service start first";

/// A list of names becomes a mapping; every entry gets `condition` and `required`.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    if !matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
        scalar::reject_kind(node, at, "depend_on", found);
    }
    if let Value::Sequence(items) = &node.value {
        let mut mapping = Mapping::default();
        for item in items {
            if let Value::String(name) = &item.value {
                let entry = Node {
                    value: Value::Mapping(Mapping::default()),
                    span: item.span,
                    provenance: item.provenance.clone(),
                };
                mapping.insert(name.clone(), scalar::entry(entry));
            }
        }
        node.value = Value::Mapping(mapping);
    }
    let entries = node.as_mapping().into_iter().flatten();
    if let Some((name, entry)) = entries.into_iter().find(|(_, entry)| entry.node.as_mapping().is_none()) {
        let upstream = format!(
            "{}.{name}: unsupported value {}",
            at.with_brackets(),
            go::format_string(&node.value)
        );
        found.push(
            Diagnostic::error(codes::WRONG_TYPE, format!("`{name}` needs a mapping"), entry.node.span)
                .help("Write `condition: service_started` below it, or make `depends_on` a list of names.")
                .upstream(upstream),
        );
    }
    for entry in node
        .as_mapping_mut()
        .into_iter()
        .flat_map(|mapping| mapping.values_mut())
    {
        complete(&mut entry.node);
    }
}

fn complete(node: &mut Node) {
    let span = node.span;
    if let Some(mapping) = node.as_mapping_mut() {
        mapping.get_or_insert_with("condition", || {
            let started = Value::String("service_started".into());
            scalar::entry(Node::default(started, span, STARTED))
        });
        mapping.get_or_insert_with("required", || {
            scalar::entry(Node::default(Value::Bool(true), span, REQUIRED))
        });
    }
}

/// Adds what `links`, shared namespaces and `volumes_from` of a service imply.
pub fn add_implied(service: &mut Node) {
    let span = service.span;
    let implied = implied(service);
    let Some(mapping) = service.as_mapping_mut() else {
        return;
    };
    if implied.is_empty() {
        return;
    }
    let depends_on = mapping.get_or_insert_with("depends_on", || {
        scalar::entry(Node::new(Value::Mapping(Mapping::default()), span))
    });
    if depends_on.node.is_null() {
        depends_on.node.value = Value::Mapping(Mapping::default());
    }
    let Some(known) = depends_on.node.as_mapping_mut() else {
        return;
    };
    for Implied { name, span, reason } in implied {
        known.get_or_insert_with(&name, || scalar::entry(dependency(span, reason)));
    }
}

struct Implied {
    name: String,
    span: Span,
    reason: &'static str,
}

fn implied(service: &Node) -> Vec<Implied> {
    let mut implied = Vec::new();
    for (key, reason) in [("links", BY_LINK), ("volumes_from", BY_VOLUMES)] {
        // Namespaces stand between the two in Docker Compose; the order decides which reason wins.
        if key == "volumes_from" {
            namespaces(service, &mut implied);
        }
        for item in service.get(key).and_then(Node::as_sequence).unwrap_or_default() {
            let Some(text) = item.as_str() else {
                continue;
            };
            let parts: Vec<&str> = text.split(':').collect();
            let name = match (key, &parts[..]) {
                ("links", [name, _]) => name,
                ("links", _) => text,
                (_, ["container", ..]) => continue,
                (_, parts) => parts.first().copied().unwrap_or(text),
            };
            implied.push(Implied {
                name: name.to_owned(),
                span: item.span,
                reason,
            });
        }
    }
    implied
}

fn namespaces(service: &Node, implied: &mut Vec<Implied>) {
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let Some(node) = service.get(key) else {
            continue;
        };
        if let Some(name) = node.as_str().and_then(|text| text.strip_prefix("service:")) {
            implied.push(Implied {
                name: name.to_owned(),
                span: node.span,
                reason: if key == "network_mode" {
                    BY_NETWORK
                } else {
                    BY_NAMESPACE
                },
            });
        }
    }
}

fn dependency(span: Span, reason: &'static str) -> Node {
    let part = |value| Node::default(value, span, reason);
    let entries = [
        ("condition", part(Value::String("service_started".into()))),
        ("restart", part(Value::Bool(reason != BY_VOLUMES))),
        ("required", part(Value::Bool(true))),
    ];
    let mut node = scalar::mapping_at(span, entries).with_origin(Origin::Default { reason });
    node.span = span;
    node
}

/// What made a dependency, from the provenance of its entry.
pub fn source(node: &Node) -> DependencySource {
    let reason = node.origins().find_map(|origin| match origin {
        Origin::Default { reason } => Some(*reason),
        _ => None,
    });
    match reason {
        Some(BY_LINK) => DependencySource::Links,
        Some(BY_NETWORK) => DependencySource::NetworkMode,
        Some(BY_NAMESPACE) => DependencySource::Namespace,
        Some(BY_VOLUMES) => DependencySource::VolumesFrom,
        _ => DependencySource::DependsOn,
    }
}
