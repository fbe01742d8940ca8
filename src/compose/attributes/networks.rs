//! The `default` network of a project.

use super::long_form;
use crate::yaml::{Mapping, Node, Value};

const JOINED: &str = "a service without `networks` joins `default`";
const CREATED: &str = "the network `default` exists because a service uses it";

/// Adds services without a network to the `default` network, and declares that network if a service uses it.
pub fn add_default(project: &mut Node) {
    let mut used_at = None;
    let services = project.get_path_mut(&["services"]).and_then(Node::as_mapping_mut);
    for entry in services.into_iter().flat_map(Mapping::values_mut) {
        let span = entry.key_span;
        let Some(service) = entry.node.as_mapping_mut() else {
            continue;
        };
        if service.contains_key("provider") || service.contains_key("network_mode") {
            continue;
        }
        match service.get("networks").and_then(|networks| networks.node.as_mapping()) {
            Some(networks) if !networks.is_empty() => {
                if let Some(network) = networks.get("default") {
                    used_at = used_at.or(Some(network.key_span));
                }
            }
            _ => {
                let settings = Node::default(Value::Null, span, JOINED);
                let joined = long_form::mapping(span, [("default", settings)]);
                service.insert("networks".to_owned(), long_form::entry(joined));
                used_at = used_at.or(Some(span));
            }
        }
    }
    let (Some(span), Some(sections)) = (used_at, project.as_mapping_mut()) else {
        return;
    };
    let networks = sections.get_or_insert_with("networks", || long_form::entry(Node::new(Value::Null, span)));
    if networks.node.is_null() {
        networks.node.value = Value::Mapping(Mapping::default());
    }
    if let Some(networks) = networks.node.as_mapping_mut() {
        networks.get_or_insert_with("default", || {
            long_form::entry(Node::default(Value::Null, span, CREATED))
        });
    }
}
