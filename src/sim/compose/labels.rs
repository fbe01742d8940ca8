//! A project as its containers tell of it: what Docker Compose knows without a file.
//!
//! Commands that only act on containers do without one: with `-p` and no `-f`; and, where the environment
//! names the project, when the file can't be loaded or a service is not in it. Labels say what a service
//! depends on; they say nothing of hooks.
//! Source: compose `cmd/compose/compose.go`, `pkg/compose/compose.go`.

use std::rc::Rc;

use crate::compose::{Network, Project, ProjectResource, Service, ServiceName};
use crate::plan::{Command, Request, Selection, SelectionScope, select};
use crate::sim::compose::client::{Client, Loading, Stage};
use crate::sim::compose::walk::Failure;
use crate::sim::engine::world::World;
use crate::sim::run::executor::Shared;
use crate::source::{FileId, Span};
use crate::yaml::{Node, Value};
use std::collections::BTreeMap;

/// Commands that change nothing and need no file.
const LOOKS_AT_CONTAINERS: [&str; 12] = [
    "ps", "images", "ls", "port", "top", "version", "events", "stats", "attach", "cp", "export", "commit",
];

/// What a command works on, and whether that is only what the containers tell.
pub(in crate::sim) fn stage_of(shared: &Shared, request: &Request, loading: Loading) -> Result<(Stage, bool), String> {
    let (scenario, said) = (Rc::clone(&shared.world().scenario), &request.project);
    let Some(names) = on_containers(&request.command) else {
        return Ok((loading?, false));
    };
    let given = scenario.project_name.as_ref();
    let by_name = |name: &str| Ok((told_by_containers(&shared.world(), name), true));
    if matches!(request.command, Command::Exec { .. } | Command::Wait { .. }) {
        if let Some(name) = said.name.as_ref().or(given) {
            return by_name(name);
        }
    } else if let Some(name) = said.name.as_ref()
        && said.files.is_empty()
        && !scenario.names_files
    {
        return by_name(name);
    }
    let checked = |stage: Stage| {
        if !names.is_empty() {
            select(&stage.project, &said.profiles, names, SelectionScope::WithDependencies)?;
        }
        Ok((stage, false))
    };
    match (loading.and_then(checked), given) {
        (Err(_), Some(name)) => by_name(name),
        (known, _) => known,
    }
}

/// The services it names, where it only acts on containers: then it needs no file.
fn on_containers(command: &Command) -> Option<&[String]> {
    match command {
        Command::Start { services, .. }
        | Command::Stop { services, .. }
        | Command::Restart { services, .. }
        | Command::Kill { services, .. }
        | Command::Down { services, .. }
        | Command::Rm { services, .. }
        | Command::Pause(services)
        | Command::Unpause(services) => Some(services),
        Command::Logs(logs) => Some(&logs.services),
        Command::Exec { .. } | Command::Wait { .. } => Some(&[]),
        Command::ReadOnly(name) => LOOKS_AT_CONTAINERS.contains(&name.as_str()).then_some(&[]),
        Command::Up(_) | Command::Run(_) => None,
    }
}

fn told_by_containers(world: &World, name: &str) -> Stage {
    let mut services: BTreeMap<ServiceName, Service> = BTreeMap::new();
    let containers = (world.containers.iter()).filter(|container| container.exists() && !container.one_off);
    for container in containers.filter(|container| container.project == name) {
        let selected = &container.made_for;
        let known = services
            .get(&selected.service.name)
            .map_or(0, |service| service.replicas.value);
        let mut service = selected.service.clone();
        service.depends_on.clone_from(&selected.depends_on);
        service.profiles.clear();
        service.replicas.value = known + 1;
        services.insert(selected.service.name.clone(), service);
    }
    let there: Vec<ServiceName> = services.keys().cloned().collect();
    for service in &there {
        if let Some(service) = services.get_mut(service) {
            service.depends_on.retain(|edge| there.contains(&edge.service));
            for edge in &mut service.depends_on {
                edge.required = true;
            }
        }
    }
    let span = Span::new(FileId(0), 0..0);
    let network = |name: &String| Network {
        name: name.clone(),
        external: false,
        span: None,
    };
    let volume = |name: &String| ProjectResource {
        name: name.clone(),
        external: false,
        source: None,
        span,
    };
    let networks = world.networks.iter().filter(|(_, made)| made.project == name);
    let volumes = world.volumes.iter().filter(|(_, made)| made.project == name);
    let project = Project {
        name: name.to_owned(),
        directory: String::new(),
        services,
        disabled: BTreeMap::new(),
        networks: networks.map(|(name, _)| (name.clone(), network(name))).collect(),
        volumes: volumes.map(|(name, _)| (name.clone(), volume(name))).collect(),
        secrets: BTreeMap::new(),
        configs: BTreeMap::new(),
        resolved: Node::new(Value::Null, span),
    };
    Stage {
        project: Rc::new(project),
        models: Rc::new(BTreeMap::new()),
    }
}

impl Client {
    /// The named services without what they depend on; no names: all. Where only containers tell of the
    /// project, a name without one means nothing.
    pub(in crate::sim) fn select_alone(&self, names: &[String]) -> Result<Selection, Failure> {
        if !self.by_name {
            return self.select(names, SelectionScope::NamedOnly);
        }
        let services = &self.stage.project.services;
        let known: Vec<String> = (names.iter())
            .filter(|name| services.contains_key(name.as_str()))
            .cloned()
            .collect();
        if services.is_empty() || known.is_empty() != names.is_empty() {
            return Ok(Selection::default());
        }
        self.select(&known, SelectionScope::NamedOnly)
    }

    /// What stands in the way of a start where only containers tell of the project.
    pub(in crate::sim) fn check_labels(&self, names: &[String]) -> Result<(), Failure> {
        let project = &self.stage.project;
        if !self.by_name {
            return Ok(());
        }
        if project.services.is_empty() {
            let text = format!("no container found for project \"{}\": not found", project.name);
            return Err(Failure::new(text));
        }
        if let Some(name) = names.iter().find(|name| !project.services.contains_key(name.as_str())) {
            return Err(Failure::new(format!("no such service: \"{name}\": not found")));
        }
        let selection = self.select(names, SelectionScope::WithDependencies)?;
        let world = self.shared.world();
        let containers = (selection.services.keys()).flat_map(|name| world.containers_of(&project.name, name.as_str()));
        for container in containers {
            let edges = &world.containers[container].made_for.depends_on;
            if let Some(edge) = edges.iter().find(|edge| !project.services.contains_key(&edge.service)) {
                return Err(Failure::new(if names.is_empty() {
                    format!("could not find {}: not found", edge.service)
                } else {
                    format!("no such service: {}", edge.service)
                }));
            }
        }
        Ok(())
    }
}
