//! Stopping: `stop`, `down`, `kill`, `restart`, `rm`, `pause` and `unpause`.
//!
//! `stop` and `down` walk from dependents to dependencies; a service's containers go at the same
//! time, so grace periods add up along a chain and not across branches.
//! Source: compose `pkg/compose/{stop,down,kill,restart,remove,pause}.go`.

use std::rc::Rc;

use crate::compose::ServiceName;
use crate::plan::{SelectedService, Selection, SelectionScope};
use crate::sim::compose::client::Client;
use crate::sim::compose::start::Moment;
use crate::sim::compose::wait::{Awaited, Wait};
use crate::sim::compose::walk::{Direction, Doing, Failure, OnError, walk};
use crate::sim::engine::container::Status;
use crate::sim::{Event, RecordId, Stream};
use std::collections::BTreeSet;

/// What belongs to a service when it is taken down, beside its containers.
#[derive(Debug, Clone, Copy, Default)]
struct Scope {
    /// What its provider has made.
    providers: bool,
    /// Containers that `run` has made of it.
    one_offs: bool,
}

impl Client {
    /// `stop`.
    pub(in crate::sim) async fn stop(&self, services: &[String], grace: Option<u64>) -> Result<i32, Failure> {
        let selection = self.select_alone(services)?;
        self.stop_selected(&selection, grace, self.record).await?;
        Ok(0)
    }

    /// Stops the containers of the selected services, dependents first.
    pub(in crate::sim) async fn stop_selected(
        &self,
        selection: &Selection,
        grace: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        self.visit_down(
            selection,
            Scope::default(),
            cause,
            Rc::new(move |client, container, cause| {
                Box::pin(async move { client.stop_container(container, grace, cause).await })
            }),
        )
        .await
    }

    /// Does something with each container, a service's at the same time, dependents first.
    async fn visit_down(
        &self,
        selection: &Selection,
        scope: Scope,
        cause: RecordId,
        visit: Rc<dyn Fn(Client, usize, RecordId) -> Doing>,
    ) -> Result<RecordId, Failure> {
        walk(
            &self.shared,
            selection,
            Direction::Down,
            OnError::LetEnd,
            cause,
            &|service, cause| {
                let (client, visit) = (self.clone(), Rc::clone(&visit));
                let selected = selection
                    .services
                    .get(&service)
                    .filter(|_| scope.providers)
                    .map(Rc::clone);
                let provided = selected.filter(|selected| selected.service.provider.is_some());
                Box::pin(async move {
                    if let Some(selected) = provided {
                        return client.run_provider(&selected.service, "remove", cause).await;
                    }
                    let mut containers = client.containers_of(service.as_str());
                    if scope.one_offs {
                        containers.extend(client.one_offs_of(&service));
                    }
                    let visits = containers
                        .into_iter()
                        .map(|container| visit(client.clone(), container, cause));
                    let mut last = cause;
                    for result in client.shared.all(visits.collect()).await {
                        last = last.max(result?);
                    }
                    Ok(last)
                })
            },
        )
        .await
    }

    /// The containers that `run` has made of a service.
    fn one_offs_of(&self, service: &ServiceName) -> Vec<usize> {
        let world = self.shared.world();
        let project = &self.stage.project.name;
        let is_its = |&index: &usize| {
            let container = &world.containers[index];
            container.exists() && container.one_off && container.project == *project && container.service() == service
        };
        (0..world.containers.len()).filter(is_its).collect()
    }

    /// Stops a container, with its hooks and lines.
    pub(in crate::sim) async fn stop_container(
        &self,
        container: usize,
        grace: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        self.say_of(container, "Stopping");
        let can_run_hooks = {
            let world = self.shared.world();
            let state = &world.containers[container];
            self.by_name || state.model.pre_stop.is_empty() || state.refuses_exec().is_none()
        };
        if !can_run_hooks {
            // It is taken for one that is stopped already.
            return Ok(cause);
        }
        let cause = self.run_hooks(container, Moment::BeforeStop, cause).await?;
        let call = (self.command, container);
        self.shared.world().stopping.push(call);
        let stopped = self.stop_quietly(container, grace, cause).await;
        self.shared.world().stopping.retain(|other| *other != call);
        self.say_of(container, "Stopped");
        Ok(stopped)
    }

    /// Stops a container without a word; the record of its end.
    pub(in crate::sim) async fn stop_quietly(&self, container: usize, grace: Option<u64>, cause: RecordId) -> RecordId {
        self.shared.unlocked(container).await;
        let call = {
            let mut world = self.shared.world();
            let grace = grace.unwrap_or(world.containers[container].model.grace);
            world.begin_stop(container, grace, cause)
        };
        self.shared.ended(call).await.unwrap_or(cause)
    }

    /// Stops and removes a container, with its hooks and lines.
    pub(in crate::sim) async fn stop_and_remove(
        &self,
        container: usize,
        grace: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let stopped = self.stop_container(container, grace, cause).await?;
        Ok(self.remove_container(container, stopped).await)
    }

    pub(in crate::sim) async fn remove_container(&self, container: usize, cause: RecordId) -> RecordId {
        self.say_of(container, "Removing");
        let cost = self.shared.world().scenario.costs.remove;
        self.shared.sleep(cost).await;
        let record = self.shared.world().remove(container, cause);
        self.say_of(container, "Removed");
        record
    }

    /// `down`.
    pub(in crate::sim) async fn down(
        &self,
        services: Vec<String>,
        grace: Option<u64>,
        volumes: bool,
        remove_orphans: bool,
    ) -> Result<i32, Failure> {
        // Named services go alone: what depends on them stays.
        let selection = if services.is_empty() && !self.by_name {
            self.select(&[], SelectionScope::WithDependencies)?
        } else {
            self.select_alone(&services)?
        };
        if selection.services.is_empty() && !services.is_empty() {
            let (names, name) = (services.join(" "), &self.stage.project.name);
            self.log(
                "info",
                &format!("Any of the services [{names}] not running in project \"{name}\""),
            );
            return Ok(0);
        }
        // All containers are listed once, before anything is done.
        let orphans = if remove_orphans { self.orphans() } else { Vec::new() };
        let lines_before = self.shared.world().history.commands[self.command].lines.len();
        let mut last = self
            .visit_down(
                &selection,
                Scope {
                    providers: true,
                    one_offs: remove_orphans,
                },
                self.record,
                Rc::new(move |client, container, cause| {
                    Box::pin(async move { client.stop_and_remove(container, grace, cause).await })
                }),
            )
            .await?;
        for container in orphans {
            if self.shared.world().containers[container].exists() {
                last = last.max(self.stop_and_remove(container, grace, last).await?);
            } else {
                // An ended run has gone in the turn of its service.
                for word in ["Stopping", "Error while Stopping", "Removed"] {
                    self.say_of(container, word);
                }
            }
        }
        self.remove_resources(volumes, last).await;
        // A network of the file counts as something to remove, even when it is not there.
        let has_network = self.stage.project.networks.values().any(|network| !network.external);
        if !has_network && self.shared.world().history.commands[self.command].lines.len() == lines_before {
            let name = &self.stage.project.name;
            self.warn(&format!("Warning: No resource found to remove for project \"{name}\"."));
        }
        Ok(0)
    }

    /// Removes the project's networks, and with `volumes` its volumes, as far as they are not in use.
    async fn remove_resources(&self, volumes: bool, cause: RecordId) {
        let project = Rc::clone(&self.stage.project);
        let known: Vec<String> = {
            let world = self.shared.world();
            let own = project.networks.values().filter(|network| !network.external);
            let mut names: Vec<String> = own.map(|network| network.name.clone()).collect();
            // The networks of services that are off belong to the project as well.
            let made = world
                .networks
                .iter()
                .filter(|(_, network)| network.project == project.name);
            names.extend(made.map(|(name, _)| name.clone()));
            names.sort();
            names.dedup();
            names.retain(|name| world.networks.contains_key(name));
            names
        };
        if volumes {
            for volume in project.volumes.values().filter(|volume| !volume.external) {
                if !self.shared.world().volumes.contains_key(&volume.name) {
                    continue;
                }
                self.report("Volume", &volume.name, "Removing");
                if self.shared.world().volume_in_use(&volume.name) {
                    self.report("Volume", &volume.name, "Resource is still in use");
                } else {
                    self.shared.world().volumes.remove(&volume.name);
                    self.note(Event::VolumeRemoved(volume.name.clone()), cause);
                    self.report("Volume", &volume.name, "Removed");
                }
            }
        }
        for name in &known {
            self.report("Network", name, "Removing");
        }
        // The engine takes them one after the other.
        for name in known {
            if self.shared.world().network_in_use(&name) {
                self.report("Network", &name, "Resource is still in use");
                continue;
            }
            let cost = self.shared.world().scenario.costs.network_removal;
            self.shared.sleep(cost).await;
            self.shared.world().networks.remove(&name);
            self.note(Event::NetworkRemoved(name.clone()), cause);
            self.report("Network", &name, "Removed");
        }
    }

    /// `kill`.
    pub(in crate::sim) async fn kill(
        &self,
        services: Vec<String>,
        signal: String,
        remove_orphans: bool,
    ) -> Result<i32, Failure> {
        let selection = self.select_alone(&services)?;
        let mut targets = self.containers_where(&selection, |status| {
            matches!(status, Status::Running | Status::Paused | Status::Restarting)
        });
        if remove_orphans {
            targets.extend(self.orphans());
        }
        if targets.is_empty() {
            self.say("no container to kill");
            return Ok(0);
        }
        let programs = targets.into_iter().map(|container| {
            let (client, signal) = (self.clone(), signal.clone());
            Box::pin(async move {
                client.say_of(container, "Killing");
                client.shared.unlocked(container).await;
                let call = client.shared.world().begin_kill(container, &signal, client.record);
                let _ = client.shared.ended(call).await;
                client.say_of(container, "Killed");
                Ok(client.record)
            }) as Doing
        });
        self.shared.all(programs.collect()).await;
        Ok(0)
    }

    /// The containers of the selected services whose status is `wanted`.
    fn containers_where(&self, selection: &Selection, wanted: impl Fn(Status) -> bool) -> Vec<usize> {
        let world = self.shared.world();
        let project = &self.stage.project.name;
        let services = selection.services.keys();
        let containers = services.flat_map(|service| world.containers_of(project, service.as_str()));
        containers
            .filter(|&container| wanted(world.containers[container].status))
            .collect()
    }

    /// `restart`.
    pub(in crate::sim) async fn restart(
        &self,
        services: Vec<String>,
        grace: Option<u64>,
        scope: SelectionScope,
    ) -> Result<i32, Failure> {
        if self.by_name && self.stage.project.services.is_empty() {
            return Ok(0);
        }
        let all = match scope {
            SelectionScope::NamedOnly if !services.is_empty() => self.select(&services, SelectionScope::NamedOnly)?,
            _ => self.select(&[], SelectionScope::WithDependencies)?,
        };
        for name in &services {
            if !all.services.contains_key(name.as_str()) {
                return Err(Failure::new(format!("no such service: {name}")));
            }
        }
        let affected: BTreeSet<ServiceName> = all.with_dependents(&services, |edge| edge.restart);
        let selection = all.restricted_to(&affected, |edge| edge.restart);
        let affected = Rc::new(selection.clone());
        walk(
            &self.shared,
            &selection,
            Direction::Up,
            OnError::LetEnd,
            self.record,
            &|service, cause| {
                let (client, affected) = (self.clone(), Rc::clone(&affected));
                Box::pin(async move {
                    match affected.services.get(&service) {
                        Some(selected) => client.restart_service(selected, &affected, grace, cause).await,
                        None => Ok(cause),
                    }
                })
            },
        )
        .await?;
        Ok(0)
    }

    async fn restart_service(
        &self,
        selected: &Rc<SelectedService>,
        all: &Selection,
        grace: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let listed = self.list(all);
        let waits = selected.depends_on.iter().filter_map(|dependency| {
            let containers = listed.containers(&dependency.service);
            let awaited = Awaited::of(dependency.condition)?;
            (!containers.is_empty()).then(|| Wait {
                dependency: dependency.service.clone(),
                awaited,
                required: dependency.required,
                containers,
                dependents: Vec::new(),
                span: Some(dependency.condition_span),
                loud: true,
            })
        });
        let cause = self.wait_all(waits.collect(), None, cause).await?;
        let restarts = listed.containers(&selected.service.name).into_iter().map(|container| {
            let client = self.clone();
            Box::pin(async move { client.restart_container(container, grace, cause).await }) as Doing
        });
        let mut last = cause;
        for result in self.shared.all(restarts.collect()).await {
            last = last.max(result?);
        }
        Ok(last)
    }

    async fn restart_container(
        &self,
        container: usize,
        grace: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let cause = self.run_hooks(container, Moment::BeforeStop, cause).await?;
        let began = self.shared.now();
        self.say_of(container, "Restarting");
        let stopped = self.stop_quietly(container, grace, cause).await;
        self.shared.unlocked(container).await;
        // What a recording says of a restart includes the stop.
        let spent = self.shared.now().0 - began.0;
        let took = self.known_cost(container).map(|took| took.saturating_sub(spent));
        let call = self.shared.world().begin_start(container, took, stopped);
        let started = self.shared.ended(call).await.map_err(Failure::new)?;
        self.say_of(container, "Started");
        self.run_hooks(container, Moment::AfterStart, started).await
    }

    /// `rm`: removes what does not run.
    pub(in crate::sim) async fn rm(&self, services: Vec<String>, stop: bool) -> Result<i32, Failure> {
        let selection = self.select_alone(&services)?;
        let mut cause = self.record;
        if stop {
            cause = self.stop_selected(&selection, None, cause).await?;
        }
        let idle = |status| matches!(status, Status::Created | Status::Exited);
        let targets = self.containers_where(&selection, idle);
        let targets = self.shared.world().newest_first(targets);
        if targets.is_empty() {
            self.say("No stopped containers");
            return Ok(0);
        }
        let names: Vec<String> = {
            let world = self.shared.world();
            targets
                .iter()
                .map(|&target| world.containers[target].full_name.clone())
                .collect()
        };
        let line = format!("Going to remove {}", names.join(", "));
        self.shared.world().print(self.command, Stream::Out, line);
        let programs = targets.into_iter().map(|container| {
            let client = self.clone();
            Box::pin(async move { Ok(client.remove_container(container, cause).await) }) as Doing
        });
        self.shared.all(programs.collect()).await;
        Ok(0)
    }

    /// `pause` and `unpause`: all at once. Where the engine refuses one, the others are not told of.
    pub(in crate::sim) async fn pause(&self, services: Vec<String>, freeze: bool) -> Result<i32, Failure> {
        let selection = self.select_alone(&services)?;
        let wanted = if freeze { Status::Running } else { Status::Paused };
        let is_listed = |status| matches!(status, Status::Running | Status::Paused | Status::Restarting);
        let (mut done, mut refused) = (Vec::new(), None);
        for container in self.containers_where(&selection, is_listed) {
            self.shared.unlocked(container).await;
            let mut world = self.shared.world();
            let state = &world.containers[container];
            if !is_listed(state.status) {
                continue;
            }
            if state.status != wanted {
                let word = match (freeze, state.status) {
                    (false, _) => "not paused",
                    (true, Status::Restarting) => "restarting, wait until the container is running",
                    (true, _) => "already paused",
                };
                refused = refused.or(Some((state.last, word)));
                continue;
            }
            if freeze {
                world.pause_container(container, self.record);
            } else {
                world.thaw(container, self.record);
            }
            done.push(container);
        }
        if let Some((record, word)) = refused {
            // The real one prints 64 random digits.
            let text = format!("Error response from daemon: Container ID is {word}");
            return Err(Failure::new(text).because(record));
        }
        for container in done {
            self.say_of(container, if freeze { "Paused" } else { "Unpaused" });
        }
        Ok(0)
    }
}
