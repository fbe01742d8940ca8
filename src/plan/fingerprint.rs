//! Fingerprints: a hash that changes when a container, network or volume has to be recreated.
//!
//! Taken from the resolved project, as Docker Compose's `config-hash` labels are. Extension keys (`x-...`)
//! never count. Source: compose `pkg/compose/hash.go`.

use std::hash::{Hash, Hasher};

use crate::compose::Project;
use crate::hash;
use crate::yaml::{Node, Value};

/// Keys of a service that do not affect its containers.
const IGNORED_SERVICE_KEYS: [&str; 5] = ["build", "pull_policy", "scale", "depends_on", "profiles"];

/// Returns the fingerprint of a service's containers.
pub(crate) fn service_fingerprint(project: &Project, service: &str) -> u64 {
    section_fingerprint(project, ["services", service], |key| {
        !IGNORED_SERVICE_KEYS.contains(&key)
    })
}

/// Returns the fingerprint of a network, given its key in the file.
pub(crate) fn network_fingerprint(project: &Project, key: &str) -> u64 {
    section_fingerprint(project, ["networks", key], |_| true)
}

/// Returns the fingerprint of a volume, given its key in the file.
pub(crate) fn volume_fingerprint(project: &Project, key: &str) -> u64 {
    section_fingerprint(project, ["volumes", key], |_| true)
}

fn section_fingerprint(project: &Project, path: [&str; 2], is_relevant: impl Fn(&str) -> bool) -> u64 {
    let mut hasher = hash::hasher();
    if let Some(entries) = project.resolved.get_path(&path).and_then(Node::as_mapping) {
        for (key, entry) in entries {
            if is_relevant(key) && !key.starts_with("x-") {
                key.hash(&mut hasher);
                // The replica count does not affect a single container.
                let ignored_key = (path[0] == "services" && key == "deploy").then_some("replicas");
                hash_node(&entry.node, ignored_key, &mut hasher);
            }
        }
    }
    hasher.finish()
}

/// Hashes the value of a node. If the value is a mapping, its entry `ignored_key` is omitted.
fn hash_node(node: &Node, ignored_key: Option<&str>, hasher: &mut hash::FastHasher) {
    std::mem::discriminant(&node.value).hash(hasher);
    match &node.value {
        Value::Null => {}
        Value::Bool(value) => value.hash(hasher),
        Value::Int(value) => value.hash(hasher),
        Value::Float(value) => value.to_bits().hash(hasher),
        Value::Timestamp(text) | Value::String(text) => text.hash(hasher),
        Value::Sequence(items) => items.iter().for_each(|item| hash_node(item, None, hasher)),
        Value::Mapping(entries) => {
            for (key, entry) in entries {
                if ignored_key != Some(key.as_str()) {
                    key.hash(hasher);
                    hash_node(&entry.node, None, hasher);
                }
            }
        }
    }
}
