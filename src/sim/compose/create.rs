//! The create phase: images, networks and volumes, then all containers, before any is started.
//!
//! Source: compose `pkg/compose/{create,convergence}.go`.

use std::rc::Rc;

use super::client::{Client, ClientTask, Failure, TaskResult};
use super::walk::{Direction, OnFailure, walk};
use crate::compose::{DependencySource, Network, Project, Service, ServiceName};
use crate::plan::{
    ContainerAction, ContainerState, ExistingContainer, SelectedService, Selection, Up, converge, service_fingerprint,
};
use crate::sim::engine::{Container, ContainerConfig, MIN_ENGINE_FOR_START_INTERVAL, Status};
use crate::sim::process::model::Model;
use crate::sim::{Event, RecordId};

/// The properties shared by all containers of a service that one create phase creates.
struct ServiceTemplate {
    selected: Rc<SelectedService>,
    fingerprint: u64,
    /// Grace period of the command in milliseconds, for containers that are replaced or removed.
    grace: Option<u64>,
}

impl Client {
    /// Runs the create phase: for the networks, volumes and images of `users` and the containers of `selection`.
    pub(super) async fn create_all(
        &self,
        users: &Selection,
        selection: &Selection,
        up: &Up,
        cause: RecordId,
    ) -> TaskResult {
        self.handle_orphans(up, cause).await?;
        self.build_images(users, up, cause);
        let cause = self.create_networks(users, cause).await?;
        let cause = self.create_volumes(users, up, cause).await?;
        let up = Rc::new(up.clone());
        let all = Rc::new(selection.clone());
        walk(
            &self.shared,
            selection,
            Direction::Up,
            OnFailure::Cancel,
            cause,
            &|service, cause| {
                let client = self.clone();
                let (up, all) = (Rc::clone(&up), Rc::clone(&all));
                Box::pin(async move {
                    match all.services.get(&service) {
                        Some(selected) => client.create_service(selected, &all, &up, cause).await,
                        None => Ok(cause),
                    }
                })
            },
        )
        .await
    }

    /// Removes orphans, or prints a warning about them.
    async fn handle_orphans(&self, up: &Up, cause: RecordId) -> Result<(), Failure> {
        let orphans = self.orphans();
        if orphans.is_empty() {
            return Ok(());
        }
        if up.remove_orphans {
            let tasks = orphans.into_iter().map(|container| {
                let client = self.clone();
                Box::pin(async move { client.stop_and_remove(container, None, cause).await }) as ClientTask
            });
            self.run_concurrently(tasks.collect(), cause).await?;
        } else {
            let names: Vec<String> = orphans
                .iter()
                .map(|&orphan| self.container(orphan).full_name().to_owned())
                .collect();
            self.print_warning(&format!(
                "Found orphan containers ([{}]) for this project. If you removed or renamed this service in your \
                 compose file, you can run this command with the --remove-orphans flag to clean it up.",
                names.join(" ")
            ));
        }
        Ok(())
    }

    /// Returns the orphans, the newest first: containers of services that are not in the file, and exited containers
    /// of `run`.
    pub(super) fn orphans(&self) -> Vec<usize> {
        let engine = self.engine();
        let project = self.project();
        let is_orphan = |container: &Container| {
            let service = container.service();
            let is_known = project.services.contains_key(service) || project.disabled.contains_key(service);
            let is_left_over = if container.is_one_off() {
                container.status() == Status::Exited
            } else {
                !is_known
            };
            container.exists() && container.project() == project.name && is_left_over
        };
        let mut orphans: Vec<usize> = (engine.containers().iter().enumerate())
            .filter(|(_, container)| is_orphan(container))
            .map(|(index, _)| index)
            .collect();
        engine.sort_newest_first(&mut orphans);
        orphans
    }

    /// Brings a service to the wanted number of containers.
    async fn create_service(
        &self,
        selected: &Rc<SelectedService>,
        all: &Selection,
        up: &Up,
        cause: RecordId,
    ) -> TaskResult {
        let (service, replicas) = (&selected.service, selected.replicas);
        if service.provider.is_some() {
            return self.run_provider(service, "create", cause).await;
        }
        let name = service.name.as_str();
        if let Some(container_name) = service.container_name.as_ref().filter(|_| replicas > 1) {
            let container_name = &container_name.value;
            return Err(Failure::new(format!(
                "WARNING: The \"{name}\" service is using the custom container name \"{container_name}\". Docker \
                 requires each container to have a unique name. Remove the custom name to scale the service"
            )));
        }
        let template = Rc::new(ServiceTemplate {
            selected: Rc::clone(selected),
            fingerprint: service_fingerprint(self.project(), name),
            grace: up.grace,
        });
        let containers = self.containers_of(name);
        let existing = self.describe_existing(&containers, &*self.model(&service.name)?, template.fingerprint);
        let actions = converge(&existing, replicas, up.recreate_of(name));
        let is_recreation = |action: &&ContainerAction| matches!(action, ContainerAction::Recreate(_));
        for _ in actions.iter().filter(is_recreation) {
            // Dependents are stopped once for each recreated container, even if they are stopped already.
            self.stop_dependents(selected, all, cause).await?;
        }
        let tasks = actions.into_iter().map(|action| {
            let (client, template, containers) = (self.clone(), Rc::clone(&template), containers.clone());
            Box::pin(async move { client.perform(action, &template, &containers, cause).await }) as ClientTask
        });
        self.run_concurrently(tasks.collect(), cause).await
    }

    fn describe_existing(&self, containers: &[usize], model: &Model, fingerprint: u64) -> Vec<ExistingContainer> {
        let linked = self.linked_containers(model);
        let image = self.built_image(model);
        let engine = self.engine();
        let describe = |&index: &usize| {
            let container = engine.container(index);
            ExistingContainer {
                number: container.number(),
                state: container_state(container.status()),
                is_outdated: container.fingerprint() != fingerprint
                    || container.linked_containers() != linked
                    || container.image() != image,
            }
        };
        containers.iter().map(describe).collect()
    }

    async fn perform(
        &self,
        action: ContainerAction,
        template: &ServiceTemplate,
        containers: &[usize],
        cause: RecordId,
    ) -> TaskResult {
        match action {
            ContainerAction::Create(number) => self.create_container(template, number, cause).await,
            ContainerAction::Keep(index) => {
                self.print_container_progress(containers[index], "Running");
                Ok(cause)
            }
            ContainerAction::LeaveStopped(_) => Ok(cause),
            ContainerAction::StartPaused(index) => {
                let container = containers[index];
                self.print_container_progress(container, "Restart");
                let text = "Error response from daemon: cannot start a paused container, try unpause instead";
                Err(Failure::new(text).caused_by(self.container(container).last_change()))
            }
            ContainerAction::Recreate(index) => self.recreate(template, containers[index], cause).await,
            ContainerAction::Remove(index) => self.stop_and_remove(containers[index], template.grace, cause).await,
        }
    }

    async fn create_container(&self, template: &ServiceTemplate, number: u32, cause: RecordId) -> TaskResult {
        let service = &template.selected.service;
        let model = self.model(&service.name)?;
        let config = self.container_config(&template.selected, Rc::clone(&model), number, template.fingerprint);
        let full_name = config.full_name.clone();
        self.print_progress("Container", &full_name, "Creating");
        let cost = self.call_engine(|engine| engine.next_create_cost(service.name.as_str()));
        self.shared.sleep(cost).await;
        let error = self.create_error(service, &model);
        let error = error.or_else(|| self.engine().name_conflict_error(&full_name));
        if let Some(text) = error {
            self.print_progress("Container", &full_name, &text);
            return Err(Failure::new(text).caused_by(cause));
        }
        let container = self.call_engine(|engine| engine.create(config, cause));
        self.print_container_progress(container, "Created");
        Ok(self.container(container).last_change())
    }

    /// Returns the configuration of a new container of a service.
    pub(super) fn container_config(
        &self,
        selected: &Rc<SelectedService>,
        model: Rc<Model>,
        number: u32,
        fingerprint: u64,
    ) -> ContainerConfig {
        let (project, service) = (self.project(), &selected.service);
        let container_name = service.container_name.as_ref().map(|name| name.value.clone());
        let name = container_name
            .clone()
            .unwrap_or_else(|| format!("{}-{number}", service.name));
        ContainerConfig {
            project: project.name.clone(),
            labels: Rc::clone(selected),
            number,
            full_name: container_name.unwrap_or_else(|| format!("{}-{name}", project.name)),
            name,
            fingerprint,
            linked_containers: self.linked_containers(&model),
            image: self.built_image(&model),
            networks: network_names(service, project),
            volumes: volume_names(service, project),
            requested_at: self.shared.now(),
            is_one_off: false,
            model,
        }
    }

    /// Returns the ids of the containers that a service's containers are linked to: the first of each service whose
    /// namespaces or volumes it uses.
    fn linked_containers(&self, model: &Model) -> Vec<u64> {
        let first = |service: &ServiceName| self.containers_of(service.as_str()).first().copied();
        (model.linked_services.iter().filter_map(first))
            .map(|container| self.container(container).id())
            .collect()
    }

    /// Returns the model of a service.
    pub(super) fn model(&self, service: &ServiceName) -> Result<Rc<Model>, Failure> {
        let model = self.loaded.models.get(service);
        let model = model.ok_or_else(|| Failure::new(format!("no such service: {service}")))?;
        Ok(self.model_as_built(service, model))
    }

    /// Returns the error with which Docker Compose or the engine refuses to create a container.
    pub(super) fn create_error(&self, service: &Service, model: &Model) -> Option<String> {
        let engine = self.engine();
        if model.has_start_interval {
            if engine.version() < MIN_ENGINE_FOR_START_INTERVAL {
                return Some(
                    "can't set healthcheck.start_interval as feature require Docker Engine v25 or later".to_owned(),
                );
            }
            if !model.has_start_period {
                return Some("healthcheck.start_interval requires healthcheck.start_period to be set".to_owned());
            }
        }
        let image = service.image.as_ref().filter(|_| service.build.is_none());
        let missing_image = || engine.missing_image_error(&image?.value);
        engine.restart_policy_error(model).or_else(missing_image)
    }

    /// Replaces a container. The new one is created before the old one is stopped.
    async fn recreate(&self, template: &ServiceTemplate, container: usize, cause: RecordId) -> TaskResult {
        let number = self.container(container).number();
        let service = &template.selected.service;
        let model = self.model(&service.name)?;
        let config = self.container_config(&template.selected, Rc::clone(&model), number, template.fingerprint);
        self.print_container_progress(container, "Recreate");
        self.wait_for_operation(|costs| costs.create).await;
        if let Some(text) = self.create_error(service, &model) {
            return Err(Failure::new(text).caused_by(cause));
        }
        let created = self.record_of_container(container, Event::ReplacementCreated, cause, model.span);
        let stopped = self.stop_silently(container, template.grace, created).await;
        self.wait_for_operation(|costs| costs.remove).await;
        self.call_engine(|engine| {
            let removed = engine.remove(container, stopped);
            engine.replace(container, config, removed);
        });
        self.print_container_progress(container, "Recreated");
        Ok(self.container(container).last_change())
    }

    /// Stops the dependents that are restarted together with a service.
    async fn stop_dependents(
        &self,
        selected: &SelectedService,
        all: &Selection,
        cause: RecordId,
    ) -> Result<(), Failure> {
        let dependents = all.services.values().filter(|other| {
            let mut dependencies = other.depends_on.iter();
            dependencies.any(|dependency| dependency.restart && dependency.service == selected.service.name)
        });
        let containers = dependents.flat_map(|dependent| self.containers_of(dependent.service.name.as_str()));
        let tasks = containers.map(|container| {
            let client = self.clone();
            Box::pin(async move { client.stop_container(container, None, cause).await }) as ClientTask
        });
        self.run_concurrently(tasks.collect(), cause).await?;
        Ok(())
    }
}

fn container_state(status: Status) -> ContainerState {
    match status {
        Status::Running => ContainerState::Running,
        Status::Paused => ContainerState::Paused,
        Status::Restarting => ContainerState::Restarting,
        Status::Created | Status::Exited | Status::Removed => ContainerState::Stopped,
    }
}

/// Returns the full names of the volumes that a service mounts, directly or with `volumes_from`.
fn volume_names(service: &Service, project: &Project) -> Vec<String> {
    let sources = (service.depends_on.iter())
        .filter(|dependency| dependency.source == DependencySource::VolumesFrom)
        .filter_map(|dependency| project.services.get(&dependency.service));
    std::iter::once(service)
        .chain(sources)
        .flat_map(|service| &service.volumes)
        .filter_map(|mount| mount.value.source.as_deref())
        .filter_map(|key| Some(project.volumes.get(key)?.name.clone()))
        .collect()
}

/// Returns the full names of a service's networks.
fn network_names(service: &Service, project: &Project) -> Vec<String> {
    let networks = service
        .networks
        .iter()
        .filter_map(|key| project.networks.get(&key.value));
    networks.map(|network: &Network| network.name.clone()).collect()
}
