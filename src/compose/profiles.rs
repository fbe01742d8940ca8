//! Which services are on: by profile, by name, and what of the rest is then needed.
//!
//! Source: the answers of the real binary.

use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Entry, Mapping, Node};
use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

/// Services by name, those that are on and those that are off.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceSelection {
    /// Services that are on.
    pub enabled: BTreeMap<String, Entry>,
    /// Services that are off.
    pub disabled: BTreeMap<String, Entry>,
}

impl ServiceSelection {
    /// Turns on the services that name no profile, or one of these; `*` is every profile.
    pub fn by_profiles(services: Mapping, profiles: &[String]) -> Self {
        let mut selection = ServiceSelection::default();
        for (name, service) in services {
            let side = match is_on(&service.node, profiles) {
                true => &mut selection.enabled,
                false => &mut selection.disabled,
            };
            side.insert(name.into(), service);
        }
        selection
    }

    /// Turns on what is named, with everything else in its profiles.
    pub fn enable(&mut self, names: &[String], profiles: &[String]) {
        let named = names.iter().filter_map(|name| self.disabled.get(name));
        let mut active = profiles.to_vec();
        active.extend(named.flat_map(|service| profiles_of(&service.node)).map(str::to_owned));
        if active.len() == profiles.len() {
            return;
        }
        let off = std::mem::take(&mut self.disabled);
        for (name, service) in off {
            let side = match is_on(&service.node, &active) {
                true => &mut self.enabled,
                false => &mut self.disabled,
            };
            side.insert(name, service);
        }
    }

    /// Turns off all but what is named and what it depends on. Dependencies on what is off are dropped.
    pub fn select(&mut self, names: &[String]) -> Result<(), Box<Diagnostic>> {
        if names.is_empty() {
            return Ok(());
        }
        let mut selected = BTreeSet::new();
        let mut queue: Vec<String> = Vec::new();
        for name in names {
            if !self.enabled.contains_key(name) {
                return Err(Box::new(no_such_service(name)));
            }
            queue.push(name.clone());
        }
        while let Some(name) = queue.pop() {
            let Some(service) = self.enabled.get(&name) else {
                continue;
            };
            if !selected.insert(name) {
                continue;
            }
            for (other, entry) in dependencies(&service.node) {
                let required = entry.node.get("required").and_then(Node::as_bool) != Some(false);
                if !self.enabled.contains_key(other.as_str()) && required {
                    return Err(Box::new(no_such_service(other)));
                }
                queue.push(other.to_string());
            }
        }
        let on = std::mem::take(&mut self.enabled);
        for (name, mut service) in on {
            if selected.contains(&name) {
                keep_dependencies(&mut service.node, &selected);
                self.enabled.insert(name, service);
            } else {
                self.disabled.insert(name, service);
            }
        }
        Ok(())
    }
}

/// Drops the dependencies on anything else, and the whole field when none is left.
fn keep_dependencies(service: &mut Node, selected: &BTreeSet<String>) {
    let Some(entries) = service.get_path_mut(&["depends_on"]).and_then(Node::as_mapping_mut) else {
        return;
    };
    entries.retain(|other, _| selected.contains(other.as_str()));
    if entries.is_empty()
        && let Some(fields) = service.as_mapping_mut()
    {
        fields.remove("depends_on");
    }
}

fn is_on(service: &Node, active: &[String]) -> bool {
    let mut profiles = profiles_of(service).peekable();
    profiles.peek().is_none()
        || active.iter().any(|profile| profile == "*")
        || profiles.any(|profile| active.iter().any(|other| other == profile))
}

fn profiles_of(service: &Node) -> impl Iterator<Item = &str> {
    let list = service.get("profiles").and_then(Node::as_sequence).unwrap_or_default();
    list.iter().filter_map(Node::as_str)
}

fn dependencies(service: &Node) -> impl Iterator<Item = (&SmolStr, &Entry)> {
    service
        .get("depends_on")
        .and_then(Node::as_mapping)
        .into_iter()
        .flatten()
}

fn no_such_service(name: &str) -> Diagnostic {
    Diagnostic::error(codes::NO_SUCH_SERVICE, format!("there is no service `{name}`"), None)
        .help("Name a service of this project that is on.")
        .upstream(format!("no such service: {name}"))
}

/// Drops the networks, volumes, secrets, configs and models that no service uses.
pub fn drop_unused(model: &mut Node, services: &BTreeMap<String, Entry>) {
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for service in services.values() {
        let node = &service.node;
        let mut keys = |section: &'static str, key: &str| {
            let names = node
                .get(key)
                .and_then(Node::as_mapping)
                .into_iter()
                .flat_map(Mapping::keys);
            used.entry(section).or_default().extend(names.map(SmolStr::as_str));
        };
        keys("networks", "networks");
        keys("models", "models");
        for (section, path) in [
            ("volumes", &["volumes"] as &[&str]),
            ("secrets", &["secrets"]),
            ("secrets", &["build", "secrets"]),
            ("configs", &["configs"]),
        ] {
            let items = node.get_path(path).and_then(Node::as_sequence).unwrap_or_default();
            let items = items
                .iter()
                .filter(|item| section != "volumes" || item.get("type").and_then(Node::as_str) == Some("volume"));
            let sources = items.filter_map(|item| item.get("source")?.as_str());
            used.entry(section).or_default().extend(sources);
        }
    }
    let mut emptied = Vec::new();
    for section in ["networks", "volumes", "secrets", "configs", "models"] {
        let names = used.get(section);
        if let Some(entries) = model.get_path_mut(&[section]).and_then(Node::as_mapping_mut) {
            entries.retain(|name, _| names.is_some_and(|names| names.contains(name.as_str())));
            if entries.is_empty() {
                emptied.push(section);
            }
        }
    }
    if let Some(entries) = model.as_mapping_mut() {
        entries.retain(|section, _| !emptied.contains(&section.as_str()));
    }
}
