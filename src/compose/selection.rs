//! Selection: the services that are enabled, by profile and by name, and the resources that they use.
//!
//! Source: the observed behavior of Docker Compose.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Entry, Mapping, Node};

/// The services of a project by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceSelection {
    /// Services that are part of the project.
    pub enabled: BTreeMap<String, Entry>,
    /// Services that no active profile enables, or that are not selected.
    pub disabled: BTreeMap<String, Entry>,
}

impl ServiceSelection {
    /// Enables the services without profiles and those with an active profile. `*` activates every profile.
    pub fn by_profiles(services: Mapping, active_profiles: &[String]) -> Self {
        let mut selection = ServiceSelection::default();
        for (name, service) in services {
            selection.insert(name.into(), service, active_profiles);
        }
        selection
    }

    fn insert(&mut self, name: String, service: Entry, active_profiles: &[String]) {
        match is_enabled(&service.node, active_profiles) {
            true => self.enabled.insert(name, service),
            false => self.disabled.insert(name, service),
        };
    }

    /// Enables the named services, and all others that have one of their profiles.
    pub fn enable(&mut self, names: &[String], active_profiles: &[String]) {
        let named = names.iter().filter_map(|name| self.disabled.get(name));
        let mut profiles = active_profiles.to_vec();
        profiles.extend(named.flat_map(|service| profiles_of(&service.node)).map(str::to_owned));
        if profiles.len() == active_profiles.len() {
            return;
        }
        for (name, service) in std::mem::take(&mut self.disabled) {
            self.insert(name, service, &profiles);
        }
    }

    /// Disables all services except the named ones and their dependencies. No names select all services.
    pub fn select(&mut self, names: &[String]) -> Result<(), Box<Diagnostic>> {
        if names.is_empty() {
            return Ok(());
        }
        let selected = self.with_dependencies(names)?;
        for (name, mut service) in std::mem::take(&mut self.enabled) {
            if selected.contains(&name) {
                retain_dependencies(&mut service.node, &selected);
                self.enabled.insert(name, service);
            } else {
                self.disabled.insert(name, service);
            }
        }
        Ok(())
    }

    /// Returns the names and all their direct and indirect dependencies.
    fn with_dependencies(&self, names: &[String]) -> Result<BTreeSet<String>, Box<Diagnostic>> {
        if let Some(unknown) = names.iter().find(|name| !self.enabled.contains_key(*name)) {
            return Err(Box::new(no_such_service(unknown)));
        }
        let mut selected = BTreeSet::new();
        let mut pending = names.to_vec();
        while let Some(name) = pending.pop() {
            let Some(service) = self.enabled.get(&name) else {
                continue;
            };
            if !selected.insert(name) {
                continue;
            }
            for (dependency, entry) in dependencies(&service.node) {
                let is_required = entry.node.get("required").and_then(Node::as_bool) != Some(false);
                if is_required && !self.enabled.contains_key(dependency.as_str()) {
                    return Err(Box::new(no_such_service(dependency)));
                }
                pending.push(dependency.to_string());
            }
        }
        Ok(selected)
    }
}

fn is_enabled(service: &Node, active_profiles: &[String]) -> bool {
    let mut profiles = profiles_of(service).peekable();
    profiles.peek().is_none()
        || active_profiles.iter().any(|active| active == "*")
        || profiles.any(|profile| active_profiles.iter().any(|active| active == profile))
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

/// Removes the dependencies on services that are not selected, and `depends_on` itself if it becomes empty.
fn retain_dependencies(service: &mut Node, selected: &BTreeSet<String>) {
    let Some(entries) = service.get_path_mut(&["depends_on"]).and_then(Node::as_mapping_mut) else {
        return;
    };
    entries.retain(|dependency, _| selected.contains(dependency.as_str()));
    if entries.is_empty()
        && let Some(fields) = service.as_mapping_mut()
    {
        fields.remove("depends_on");
    }
}

fn no_such_service(name: &str) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_SERVICE, format!("no such service: `{name}`"), None)
        .help("Name a service of this project that is enabled.")
        .upstream(format!("no such service: {name}"))
}

/// Removes the networks, volumes, secrets, configs and models that no service uses.
pub fn remove_unused_resources(model: &mut Node, services: &BTreeMap<String, Entry>) {
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for service in services.values() {
        add_used_resources(&service.node, &mut used);
    }
    let Some(sections) = model.as_mapping_mut() else {
        return;
    };
    for section in ["networks", "volumes", "secrets", "configs", "models"] {
        let names = used.get(section);
        let entries = sections.get_mut(section).and_then(|entry| entry.node.as_mapping_mut());
        if let Some(entries) = entries {
            entries.retain(|name, _| names.is_some_and(|names| names.contains(name.as_str())));
            if entries.is_empty() {
                sections.remove(section);
            }
        }
    }
}

/// Adds the names of the resources that a service uses, by section.
fn add_used_resources<'a>(service: &'a Node, used: &mut BTreeMap<&'static str, BTreeSet<&'a str>>) {
    for section in ["networks", "models"] {
        let names = service.get(section).and_then(Node::as_mapping);
        let names = names.into_iter().flat_map(Mapping::keys).map(SmolStr::as_str);
        used.entry(section).or_default().extend(names);
    }
    for (section, path) in [
        ("volumes", &["volumes"] as &[&str]),
        ("secrets", &["secrets"]),
        ("secrets", &["build", "secrets"]),
        ("configs", &["configs"]),
    ] {
        let items = service.get_path(path).and_then(Node::as_sequence).unwrap_or_default();
        let is_resource =
            |item: &&Node| section != "volumes" || item.get("type").and_then(Node::as_str) == Some("volume");
        let sources = items
            .iter()
            .filter(is_resource)
            .filter_map(|item| item.get("source")?.as_str());
        used.entry(section).or_default().extend(sources);
    }
}
