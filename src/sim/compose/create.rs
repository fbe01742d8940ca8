//! Creating: networks, volumes, then every container, before any is started.
//!
//! Source: compose `pkg/compose/{create,convergence}.go`.

use std::rc::Rc;

use crate::compose::{DependencySource, Project, RestartPolicy, Service, ServiceName};
use crate::plan::{
    ContainerAction, ContainerState, ExistingContainer, SelectedService, Selection, Up, converge, service_fingerprint,
};
use crate::sim::compose::client::Client;
use crate::sim::compose::walk::{Direction, Doing, Failure, OnError, walk};
use crate::sim::engine::container::{Container, Status};
use crate::sim::process::model::Model;
use crate::sim::run::jitter::Purpose;
use crate::sim::{Event, RecordId, Subject};
use std::collections::BTreeMap;

/// From this version on the engine lists the restart policies it knows.
const LISTS_POLICIES: u32 = 25;
/// From this version on the engine knows `start_interval`.
const START_INTERVAL_ENGINE: u32 = 25;

impl Client {
    /// The create phase of `up`, `create` and `run`: the networks and volumes of `users`, then the
    /// containers of `selection`.
    pub(in crate::sim) async fn create(
        &self,
        users: &Selection,
        selection: &Selection,
        up: &Up,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        self.treat_orphans(up, cause).await?;
        self.build_images(users, up, cause);
        let cause = self.create_networks(users, cause).await?;
        let cause = self.create_volumes(users, up, cause).await?;
        let up = Rc::new(up.clone());
        let all = Rc::new(selection.clone());
        walk(
            &self.shared,
            selection,
            Direction::Up,
            OnError::Cancel,
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

    /// Containers of services that are not in the file: a warning, or the end of them.
    async fn treat_orphans(&self, up: &Up, cause: RecordId) -> Result<(), Failure> {
        let orphans = self.orphans();
        if orphans.is_empty() {
            return Ok(());
        }
        if up.remove_orphans {
            let programs = orphans.into_iter().map(|container| {
                let client = self.clone();
                Box::pin(async move { client.stop_and_remove(container, None, cause).await }) as Doing
            });
            for result in self.shared.all(programs.collect()).await {
                result?;
            }
        } else {
            let names: Vec<String> = {
                let world = self.shared.world();
                orphans
                    .iter()
                    .map(|&orphan| world.containers[orphan].full_name.clone())
                    .collect()
            };
            self.warn(&format!(
                "Found orphan containers ([{}]) for this project. If you removed or renamed this service in your \
                 compose file, you can run this command with the --remove-orphans flag to clean it up.",
                names.join(" ")
            ));
        }
        Ok(())
    }

    /// Containers of services that are not in the file, and what ended runs have left.
    pub(in crate::sim) fn orphans(&self) -> Vec<usize> {
        let world = self.shared.world();
        let project = &self.stage.project;
        let is_orphan = |container: &Container| {
            let service = container.service();
            let is_known = project.services.contains_key(service) || project.disabled.contains_key(service);
            let is_left = if container.one_off {
                container.status == Status::Exited
            } else {
                !is_known
            };
            container.exists() && container.project == project.name && is_left
        };
        let orphans = (0..world.containers.len()).filter(|&index| is_orphan(&world.containers[index]));
        world.newest_first(orphans.collect())
    }

    async fn create_service(
        &self,
        selected: &Rc<SelectedService>,
        all: &Rc<Selection>,
        up: &Up,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        if selected.service.provider.is_some() {
            return self.run_provider(&selected.service, "create", cause).await;
        }
        let name = selected.service.name.as_str();
        if let Some(own) = selected
            .service
            .container_name
            .as_ref()
            .filter(|_| selected.replicas > 1)
        {
            let own = &own.value;
            return Err(Failure::new(format!(
                "WARNING: The \"{name}\" service is using the custom container name \"{own}\". Docker requires each \
                 container to have a unique name. Remove the custom name to scale the service"
            )));
        }
        let fingerprint = service_fingerprint(&self.stage.project, name);
        let containers = self.containers_of(name);
        let model = self.model(&selected.service.name)?;
        let (ties, image) = (self.ties(&model), self.image_of(&model));
        let existing: Vec<ExistingContainer> = {
            let world = self.shared.world();
            let describe = |&index: &usize| {
                let container = &world.containers[index];
                ExistingContainer {
                    number: container.number,
                    state: state_of(container.status),
                    is_outdated: container.fingerprint != fingerprint
                        || container.tied_to != ties
                        || container.image != image,
                }
            };
            containers.iter().map(describe).collect()
        };
        let actions = converge(&existing, selected.replicas, up.recreate_of(name));
        for _ in actions
            .iter()
            .filter(|action| matches!(action, ContainerAction::Recreate(_)))
        {
            // Once for each container that is made anew, even if they are down by then.
            self.stop_dependents(selected, all, cause).await?;
        }
        let programs = actions.into_iter().map(|action| {
            let client = self.clone();
            let selected = Rc::clone(selected);
            let containers = containers.clone();
            let grace = up.grace;
            Box::pin(async move {
                client
                    .carry_out(action, &selected, &containers, fingerprint, grace, cause)
                    .await
            }) as Doing
        });
        let mut last = cause;
        for result in self.shared.all(programs.collect()).await {
            last = last.max(result?);
        }
        Ok(last)
    }

    async fn carry_out(
        &self,
        action: ContainerAction,
        selected: &Rc<SelectedService>,
        containers: &[usize],
        fingerprint: u64,
        grace: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        match action {
            ContainerAction::Create(number) => self.create_container(selected, number, fingerprint, cause).await,
            ContainerAction::Keep(index) => {
                self.say_of(containers[index], "Running");
                Ok(cause)
            }
            ContainerAction::LeaveStopped(_) => Ok(cause),
            ContainerAction::StartPaused(index) => {
                let container = containers[index];
                self.say_of(container, "Restart");
                let text = "Error response from daemon: cannot start a paused container, try unpause instead";
                let paused = self.shared.world().containers[container].last;
                Err(Failure::new(text).because(paused))
            }
            ContainerAction::Recreate(index) => {
                self.recreate(selected, containers[index], fingerprint, grace, cause)
                    .await
            }
            ContainerAction::Remove(index) => self.stop_and_remove(containers[index], grace, cause).await,
        }
    }

    async fn create_container(
        &self,
        selected: &Rc<SelectedService>,
        number: u32,
        fingerprint: u64,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let model = self.model(&selected.service.name)?;
        let container = self.new_container(selected, Rc::clone(&model), number, fingerprint, cause);
        let full_name = container.full_name.clone();
        self.report("Container", &full_name, "Creating");
        let usual = self.shared.world().scenario.costs.create;
        let cost = self
            .shared
            .world()
            .vary(selected.service.name.as_str(), Purpose::Create, usual);
        self.shared.sleep(cost).await;
        if let Some(text) = self
            .refusal(&selected.service, &model)
            .or_else(|| self.name_taken(&full_name))
        {
            self.report("Container", &full_name, &text);
            return Err(Failure::new(text).because(cause));
        }
        let container = self.shared.world().create(container, cause);
        self.say_of(container, "Created");
        let record = self.shared.world().containers[container].last;
        Ok(record)
    }

    /// A new container of a service, not yet in the engine.
    pub(in crate::sim) fn new_container(
        &self,
        selected: &Rc<SelectedService>,
        model: Rc<Model>,
        number: u32,
        fingerprint: u64,
        cause: RecordId,
    ) -> Container {
        let (project, service) = (&self.stage.project, &selected.service);
        let own_name = service.container_name.as_ref().map(|name| name.value.clone());
        let name = own_name.clone().unwrap_or_else(|| format!("{}-{number}", service.name));
        let full_name = own_name.unwrap_or_else(|| format!("{}-{name}", project.name));
        let (ties, image) = (self.ties(&model), self.image_of(&model));
        let made_for = Rc::clone(selected);
        let mut container = Container::new(model, &project.name, made_for, number, name, full_name, fingerprint);
        container.last = cause;
        container.networks = networks_of(service, project);
        container.volumes = volumes_of(service, project);
        container.asked_at = self.shared.now();
        container.tied_to = ties;
        container.image = image;
        container
    }

    /// The containers that those of a service are tied to: the first of each service it names.
    fn ties(&self, model: &Model) -> Vec<u64> {
        let first = |service: &ServiceName| self.containers_of(service.as_str()).first().copied();
        let firsts: Vec<usize> = model.tied_to.iter().filter_map(first).collect();
        let world = self.shared.world();
        firsts.iter().map(|&container| world.containers[container].id).collect()
    }

    /// The model of a service. All services of a project have one.
    pub(in crate::sim) fn model(&self, service: &ServiceName) -> Result<Rc<Model>, Failure> {
        let known = self.stage.models.get(service);
        let model = known.ok_or_else(|| Failure::new(format!("no such service: {service}")))?;
        Ok(self.as_built(service, model))
    }

    /// What the engine says when another container has a name.
    fn name_taken(&self, full_name: &str) -> Option<String> {
        let world = self.shared.world();
        let mut others = world.containers.iter();
        others
            .any(|other| other.exists() && other.full_name == full_name)
            .then(|| {
                // The real one prints 64 random digits.
                format!(
                    "Error response from daemon: Conflict. The container name \"/{full_name}\" is already in use by \
                     container \"ID\". You have to remove (or rename) that container to be able to reuse that name."
                )
            })
    }

    /// Why the engine, or Compose for it, refuses to create a container.
    pub(in crate::sim) fn refusal(&self, service: &Service, model: &Model) -> Option<String> {
        if model.start_interval_set {
            if self.shared.world().scenario.engine < START_INTERVAL_ENGINE {
                return Some(
                    "can't set healthcheck.start_interval as feature require Docker Engine v25 or later".to_owned(),
                );
            }
            if !model.start_period_set {
                return Some("healthcheck.start_interval requires healthcheck.start_period to be set".to_owned());
            }
        }
        let engine = self.shared.world().scenario.engine;
        match policy_refusal(&model.restart, model.restart_attempts, engine) {
            Some(refusal) => Some(format!("Error response from daemon: {refusal}")),
            None => self.missing_image(service),
        }
    }

    /// Makes a container anew: the new one exists before the old one is stopped.
    async fn recreate(
        &self,
        selected: &Rc<SelectedService>,
        container: usize,
        fingerprint: u64,
        grace: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let number = self.shared.world().containers[container].number;
        let model = self.model(&selected.service.name)?;
        let new = self.new_container(selected, Rc::clone(&model), number, fingerprint, cause);
        self.say_of(container, "Recreate");
        let cost = self.shared.world().scenario.costs.create;
        self.shared.sleep(cost).await;
        if let Some(text) = self.refusal(&selected.service, &model) {
            return Err(Failure::new(text).because(cause));
        }
        let subject = Subject::Container(container);
        let beside = (self.shared.world()).record(subject, Event::SuccessorCreated, cause, model.span);
        let stopped = self.stop_quietly(container, grace, beside).await;
        let cost = self.shared.world().scenario.costs.remove;
        self.shared.sleep(cost).await;
        let removed = self.shared.world().remove(container, stopped);
        self.shared.world().replace(container, new, removed);
        self.say_of(container, "Recreated");
        let record = self.shared.world().containers[container].last;
        Ok(record)
    }

    /// Before a service is made anew, those that are to be restarted with it are stopped.
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
        let mut programs: Vec<Doing> = Vec::new();
        for dependent in dependents {
            for container in self.containers_of(dependent.service.name.as_str()) {
                let client = self.clone();
                programs.push(Box::pin(
                    async move { client.stop_container(container, None, cause).await },
                ));
            }
        }
        for result in self.shared.all(programs).await {
            result?;
        }
        Ok(())
    }
}

fn state_of(status: Status) -> ContainerState {
    match status {
        Status::Running => ContainerState::Running,
        Status::Paused => ContainerState::Paused,
        Status::Restarting => ContainerState::Restarting,
        Status::Created | Status::Exited | Status::Removed => ContainerState::Stopped,
    }
}

/// What the engine says of a restart policy that it does not take.
fn policy_refusal(policy: &RestartPolicy, attempts: Option<u64>, engine: u32) -> Option<String> {
    let counted = attempts.is_some_and(|attempts| attempts > 0);
    let word = match policy {
        RestartPolicy::Unknown(word) if engine >= LISTS_POLICIES => {
            let known = "use one of 'no', 'always', 'on-failure', or 'unless-stopped'";
            return Some(format!("invalid restart policy: unknown policy '{word}'; {known}"));
        }
        RestartPolicy::Unknown(word) => return Some(format!("invalid restart policy '{word}'")),
        RestartPolicy::Always if counted => "always",
        RestartPolicy::UnlessStopped if counted => "unless-stopped",
        RestartPolicy::No if counted => "no",
        _ => return None,
    };
    Some(if engine >= LISTS_POLICIES {
        "invalid restart policy: maximum retry count can only be used with 'on-failure'".to_owned()
    } else {
        format!("maximum retry count cannot be used with restart policy '{word}'")
    })
}

/// The full names of the volumes a service mounts, its own and those it takes from others.
fn volumes_of(service: &Service, project: &Project) -> Vec<String> {
    let others = (service.depends_on.iter())
        .filter(|edge| edge.source == DependencySource::VolumesFrom)
        .filter_map(|edge| project.services.get(&edge.service));
    std::iter::once(service)
        .chain(others)
        .flat_map(|service| &service.volumes)
        .filter_map(|mount| mount.value.source.as_deref())
        .filter_map(|key| Some(project.volumes.get(key)?.name.clone()))
        .collect()
}

/// The full names of a service's networks.
fn networks_of(service: &Service, project: &Project) -> Vec<String> {
    let names = |keys: &BTreeMap<String, crate::compose::Network>| {
        (service.networks.iter())
            .filter_map(|key| keys.get(&key.value))
            .map(|network| network.name.clone())
            .collect()
    };
    names(&project.networks)
}
