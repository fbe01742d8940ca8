//! Observed: the containers, networks and volumes there are when a command is given.

use std::hash::{Hash, Hasher};

use crate::compose::{Project, ServiceName};
use crate::hash;
use crate::plan::Activity;
use crate::yaml::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a service that do not make its containers outdated.
const WITHOUT_EFFECT: [&str; 5] = ["build", "pull_policy", "scale", "depends_on", "profiles"];

/// What there is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// The project's containers; not those made by `run`.
    pub containers: Vec<ObservedContainer>,
    /// Networks by their full names, with what they were made from: a [`resource_fingerprint`].
    pub networks: BTreeMap<String, u64>,
    /// Volumes by their full names, likewise.
    pub volumes: BTreeMap<String, u64>,
    /// Tags of images that were built.
    pub images: BTreeSet<String>,
}

/// A container there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedContainer {
    /// Its service.
    pub service: ServiceName,
    /// Its number in the service.
    pub number: u32,
    /// Its full name.
    pub name: String,
    /// What it is doing.
    pub activity: Activity,
    /// What it was made from: the [`fingerprint`] of its service at that time.
    pub fingerprint: u64,
}

impl Observed {
    /// The containers of a service, by number.
    pub fn of(&self, service: &ServiceName) -> Vec<&ObservedContainer> {
        let mut found: Vec<_> = self
            .containers
            .iter()
            .filter(|container| container.service == *service)
            .collect();
        found.sort_by_key(|container| container.number);
        found
    }
}

/// A number that changes when a service changes in a way that makes its containers outdated.
pub fn fingerprint(project: &Project, service: &str) -> u64 {
    let mut hasher = hash::hasher();
    if let Some(entries) = project
        .resolved
        .get_path(&["services", service])
        .and_then(Node::as_mapping)
    {
        for (key, entry) in entries {
            if !WITHOUT_EFFECT.contains(&key.as_str()) && !key.starts_with("x-") {
                key.hash(&mut hasher);
                let without = (key == "deploy").then_some("replicas");
                hash(&entry.node, without, &mut hasher);
            }
        }
    }
    hasher.finish()
}

/// What a fingerprint of a resource is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceKind {
    /// A network.
    Network,
    /// A volume.
    Volume,
}

/// A number that changes when a network or volume, by its key, changes in a way that it must be made anew.
pub fn resource_fingerprint(project: &Project, kind: ResourceKind, key: &str) -> u64 {
    let section = match kind {
        ResourceKind::Network => "networks",
        ResourceKind::Volume => "volumes",
    };
    let mut hasher = hash::hasher();
    if let Some(entries) = project.resolved.get_path(&[section, key]).and_then(Node::as_mapping) {
        for (key, entry) in entries.iter().filter(|(key, _)| !key.starts_with("x-")) {
            key.hash(&mut hasher);
            hash(&entry.node, None, &mut hasher);
        }
    }
    hasher.finish()
}

fn hash(node: &Node, without: Option<&str>, hasher: &mut hash::Hasher) {
    std::mem::discriminant(&node.value).hash(hasher);
    match &node.value {
        Value::Null => {}
        Value::Bool(value) => value.hash(hasher),
        Value::Int(value) => value.hash(hasher),
        Value::Float(value) => value.to_bits().hash(hasher),
        Value::Timestamp(text) | Value::String(text) => text.hash(hasher),
        Value::Sequence(items) => items.iter().for_each(|item| hash(item, None, hasher)),
        Value::Mapping(entries) => {
            for (key, entry) in entries {
                if without != Some(key.as_str()) {
                    key.hash(hasher);
                    hash(&entry.node, None, hasher);
                }
            }
        }
    }
}
