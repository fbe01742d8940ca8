//! The project of a command: from the file, or derived from the labels of containers.
//!
//! Commands that only act on existing containers do not need the file: with `-p` and without `-f` they do not load
//! it; if the environment names the project, they ignore a file that cannot be loaded or that does not define a named
//! service. Labels include the dependencies of a service, but not its hooks.
//! Source: compose `cmd/compose/compose.go`, `pkg/compose/compose.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::client::{Client, Failure, LoadedProject};
use super::commands::ProjectUse;
use super::machine::Shared;
use crate::compose::{Network, Project, ProjectResource, Service, ServiceName};
use crate::plan::{ProjectOptions, Selection, SelectionScope, select};
use crate::sim::LoadedStep;
use crate::sim::engine::Engine;
use crate::source::{FileId, Span};
use crate::yaml::{Node, Value};

impl LoadedProject {
    /// Returns the project of a step, or the error that its command ends with.
    pub(super) fn from_step(step: LoadedStep) -> Result<Self, String> {
        match step {
            LoadedStep::Project { project, models } => Ok(LoadedProject {
                project,
                models,
                is_from_labels: false,
            }),
            LoadedStep::Refused(error) => Err(error),
        }
    }

    /// Derives a project from the labels of its existing containers.
    fn from_labels(engine: &Engine, name: &str) -> Self {
        LoadedProject {
            project: Rc::new(project_from_labels(engine, name)),
            models: Rc::new(BTreeMap::new()),
            is_from_labels: true,
        }
    }
}

/// Returns the project on which a command acts. `step` has the project that its file defines.
pub(super) fn resolve_project(
    shared: &Shared,
    options: &ProjectOptions,
    project_use: &ProjectUse,
    step: LoadedStep,
) -> Result<LoadedProject, String> {
    let loaded = LoadedProject::from_step(step);
    let machine = shared.borrow();
    let from_labels = |name: &str| Ok(LoadedProject::from_labels(machine.engine(), name));
    let environment_name = machine.scenario.project_name.as_ref();
    let no_services = Vec::new();
    let services = match project_use {
        ProjectUse::File => return loaded,
        ProjectUse::LabelsFirst => {
            if let Some(name) = options.name.as_ref().or(environment_name) {
                return from_labels(name);
            }
            &no_services
        }
        ProjectUse::FileOrLabels { services } => {
            let is_file_ignored = options.files.is_empty() && !machine.scenario.names_files;
            if let Some(name) = options.name.as_ref().filter(|_| is_file_ignored) {
                return from_labels(name);
            }
            services
        }
    };
    let has_services = |loaded: LoadedProject| {
        if !services.is_empty() {
            let scope = SelectionScope::WithDependencies;
            select(&loaded.project, &options.profiles, services, scope)?;
        }
        Ok(loaded)
    };
    match (loaded.and_then(has_services), environment_name) {
        (Err(_), Some(name)) => from_labels(name),
        (result, _) => result,
    }
}

fn project_from_labels(engine: &Engine, name: &str) -> Project {
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
    let networks = engine
        .networks()
        .iter()
        .filter(|(_, network)| network.project() == name);
    let volumes = engine.volumes().iter().filter(|(_, volume)| volume.project() == name);
    Project {
        name: name.to_owned(),
        directory: String::new(),
        services: services_from_labels(engine, name),
        disabled: BTreeMap::new(),
        networks: networks.map(|(name, _)| (name.clone(), network(name))).collect(),
        volumes: volumes.map(|(name, _)| (name.clone(), volume(name))).collect(),
        secrets: BTreeMap::new(),
        configs: BTreeMap::new(),
        truncated_commands: Vec::new(),
        resolved: Node::new(Value::Null, span),
    }
}

fn services_from_labels(engine: &Engine, project: &str) -> BTreeMap<ServiceName, Service> {
    let mut services: BTreeMap<ServiceName, Service> = BTreeMap::new();
    let replicas = (engine.containers().iter()).filter(|container| container.exists() && !container.is_one_off());
    for container in replicas.filter(|container| container.project() == project) {
        let labels = container.labels();
        let name = &labels.service.name;
        let count = services.get(name).map_or(0, |service| service.replicas.value);
        let mut service = labels.service.clone();
        service.depends_on.clone_from(&labels.depends_on);
        service.profiles.clear();
        service.replicas.value = count + 1;
        services.insert(name.clone(), service);
    }
    let names: Vec<ServiceName> = services.keys().cloned().collect();
    for service in services.values_mut() {
        service
            .depends_on
            .retain(|dependency| names.contains(&dependency.service));
        for dependency in &mut service.depends_on {
            dependency.required = true;
        }
    }
    services
}

impl Client {
    /// Selects services by name without their dependencies; an empty list selects all services. Names without containers
    /// are ignored in a project that was derived from labels.
    pub(super) fn select_named(&self, names: &[String]) -> Result<Selection, Failure> {
        if !self.loaded.is_from_labels {
            return self.select(names, SelectionScope::NamedOnly);
        }
        let services = &self.project().services;
        let known_names: Vec<String> = (names.iter())
            .filter(|name| services.contains_key(name.as_str()))
            .cloned()
            .collect();
        if services.is_empty() || known_names.is_empty() != names.is_empty() {
            return Ok(Selection::default());
        }
        self.select(&known_names, SelectionScope::NamedOnly)
    }

    /// Returns an error if services of a project that was derived from labels cannot be started: they or services
    /// that they depend on have no containers.
    pub(super) fn check_startable(&self, names: &[String]) -> Result<(), Failure> {
        let project = self.project();
        if !self.loaded.is_from_labels {
            return Ok(());
        }
        if project.services.is_empty() {
            let message = format!("no container found for project \"{}\": not found", project.name);
            return Err(Failure::new(message));
        }
        if let Some(name) = names.iter().find(|name| !project.services.contains_key(name.as_str())) {
            return Err(Failure::new(format!("no such service: \"{name}\": not found")));
        }
        let selection = self.select(names, SelectionScope::WithDependencies)?;
        let engine = self.engine();
        let containers =
            (selection.services.keys()).flat_map(|name| engine.containers_of(&project.name, name.as_str()));
        let mut dependencies = containers.flat_map(|container| &engine.container(container).labels().depends_on);
        match dependencies.find(|dependency| !project.services.contains_key(&dependency.service)) {
            None => Ok(()),
            Some(missing) => Err(Failure::new(if names.is_empty() {
                format!("could not find {}: not found", missing.service)
            } else {
                format!("no such service: {}", missing.service)
            })),
        }
    }
}
