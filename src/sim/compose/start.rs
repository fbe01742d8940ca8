//! The start phase: containers are started in dependency order, once the conditions of their dependencies hold.
//!
//! The containers and their states are listed once, at the start of the phase. The containers of a service are started
//! one at a time, each followed by its hooks; containers that were running are skipped. Source: compose
//! `pkg/compose/{start,convergence}.go`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::client::{Client, Failure, TaskResult};
use super::hooks::HookKind;
use super::wait::{Timeout, Wait, WaitCondition};
use super::walk::{Direction, OnFailure, walk};
use crate::compose::{Condition, ServiceName};
use crate::plan::{SelectedService, Selection};
use crate::sim::engine::Status;
use crate::sim::{GateOutcome, RecordId};
use crate::sort::CompactSort;

/// A container of a list.
#[derive(Debug, Clone, Copy)]
struct ListedContainer {
    container: usize,
    was_running: bool,
}

/// The containers of services at one moment.
#[derive(Debug, Default)]
pub(super) struct ContainerList {
    services: BTreeMap<ServiceName, Vec<ListedContainer>>,
}

impl ContainerList {
    fn listed(&self, service: &ServiceName) -> &[ListedContainer] {
        self.services.get(service).map_or(&[], Vec::as_slice)
    }

    /// Returns the containers of a service.
    pub(super) fn containers(&self, service: &ServiceName) -> Vec<usize> {
        self.listed(service).iter().map(|listed| listed.container).collect()
    }

    /// Returns the number of containers.
    pub(super) fn len(&self) -> usize {
        self.services.values().map(Vec::len).sum()
    }
}

/// Options of a start phase.
#[derive(Debug, Clone, Default)]
pub(super) struct StartOptions {
    /// Prints no progress.
    pub(super) is_quiet: bool,
    /// Longest time to wait for dependencies in milliseconds.
    pub(super) wait_timeout: Option<u64>,
}

impl Client {
    /// Lists the containers of the selected services, the newest first.
    pub(super) fn list_containers(&self, selection: &Selection) -> ContainerList {
        let engine = self.engine();
        let list = |service: &ServiceName| {
            let mut containers = engine.containers_of(&self.project().name, service.as_str());
            // Containers that were requested at the same time remain in the order of their numbers.
            containers.compact_sort_by_key(|&container| Reverse(engine.container(container).requested_at()));
            let describe = |container| ListedContainer {
                container,
                was_running: engine.container(container).status() == Status::Running,
            };
            containers.into_iter().map(describe).collect()
        };
        let names = selection.services.keys();
        ContainerList {
            services: names.map(|name| (name.clone(), list(name))).collect(),
        }
    }

    /// Runs the start phase.
    pub(super) async fn start_all(&self, selection: &Selection, options: &StartOptions, cause: RecordId) -> TaskResult {
        let list = Rc::new(self.list_containers(selection));
        self.open_gates(selection, &list, cause);
        let options = Rc::new(options.clone());
        let all = Rc::new(selection.clone());
        walk(
            &self.shared,
            selection,
            Direction::Up,
            OnFailure::Continue,
            cause,
            &|service, cause| {
                let client = self.clone();
                let (all, list, options) = (Rc::clone(&all), Rc::clone(&list), Rc::clone(&options));
                Box::pin(async move {
                    match all.services.get(&service) {
                        Some(selected) => client.start_service(selected, &all, &list, &options, cause).await,
                        None => Ok(cause),
                    }
                })
            },
        )
        .await
    }

    /// Marks containers whose service has dependencies as waiting, and opens the gates of their lanes.
    fn open_gates(&self, selection: &Selection, list: &ContainerList, cause: RecordId) {
        let mut machine = self.shared.borrow_mut();
        for (name, selected) in &selection.services {
            let stopped = list.listed(name).iter().filter(|listed| !listed.was_running);
            let to_start: Vec<usize> = stopped.map(|listed| listed.container).collect();
            machine.call_engine(|engine| {
                let now = engine.now();
                for dependency in &selected.depends_on {
                    let (service, condition) = (&dependency.service, dependency.condition);
                    (engine.history_mut()).open_gate(now, &to_start, service, condition, dependency.span);
                }
                if !selected.depends_on.is_empty() {
                    for container in to_start {
                        engine.mark_waiting(container, cause);
                    }
                }
            });
        }
    }

    async fn start_service(
        &self,
        selected: &SelectedService,
        all: &Selection,
        list: &ContainerList,
        options: &StartOptions,
        cause: RecordId,
    ) -> TaskResult {
        let service = &selected.service;
        if service.provider.is_some() || (selected.replicas == 0 && service.replicas_from_deploy) {
            return Ok(cause);
        }
        self.close_started_gates(selected, list);
        let waits = self.waits_for_dependencies(selected, all, list, options)?;
        let timeout = options.wait_timeout.map(|limit| Timeout {
            limit,
            message: "timeout waiting for dependencies".to_owned(),
        });
        let mut cause = self.wait_all(waits, timeout, cause).await?;
        for listed in list.listed(&service.name).iter().filter(|listed| !listed.was_running) {
            cause = self.start_container(listed.container, options, cause).await?;
        }
        Ok(cause)
    }

    /// Closes the gates of dependencies that only need to be started, once their containers have been started.
    fn close_started_gates(&self, selected: &SelectedService, list: &ContainerList) {
        let dependents = list.containers(&selected.service.name);
        self.call_engine(|engine| {
            let now = engine.now();
            let dependencies = selected.depends_on.iter();
            for dependency in dependencies.filter(|dependency| dependency.condition == Condition::Started) {
                let containers = list.containers(&dependency.service);
                let ended_by = containers
                    .iter()
                    .map(|&container| engine.container(container).last_change())
                    .max();
                let service = &dependency.service;
                (engine.history_mut()).close_gate(now, &dependents, service, GateOutcome::Opened, ended_by);
            }
        });
    }

    fn waits_for_dependencies(
        &self,
        selected: &SelectedService,
        all: &Selection,
        list: &ContainerList,
        options: &StartOptions,
    ) -> Result<Vec<Wait>, Failure> {
        let mut waits = Vec::new();
        for dependency in &selected.depends_on {
            let Some(condition) = WaitCondition::from_dependency(dependency.condition) else {
                continue;
            };
            let Some(other) = all.services.get(&dependency.service) else {
                continue;
            };
            if other.replicas == 0 || other.service.provider.is_some() {
                continue;
            }
            let containers = list.containers(&dependency.service);
            if containers.is_empty() {
                let text = format!("{} is missing dependency {}", selected.service.name, dependency.service);
                if dependency.required {
                    return Err(Failure::new(text));
                }
                self.print_warning(&text);
                continue;
            }
            waits.push(Wait {
                dependency: dependency.service.clone(),
                condition,
                is_required: dependency.required,
                containers,
                dependents: list.containers(&selected.service.name),
                span: Some(dependency.condition_span),
                is_quiet: options.is_quiet,
            });
        }
        Ok(waits)
    }

    async fn start_container(&self, container: usize, options: &StartOptions, cause: RecordId) -> TaskResult {
        if !options.is_quiet {
            self.print_container_progress(container, "Starting");
        }
        self.shared.unlocked(container).await;
        let has_free_ports = self.engine().has_free_ports(container);
        let duration = if options.is_quiet || !has_free_ports {
            None
        } else {
            self.recorded_start_duration(container)
        };
        let call = self.call_engine(|engine| engine.begin_start(container, duration, cause));
        let started = self.shared.ended(call).await;
        let started = started.map_err(|text| Failure::new(text).caused_by(self.container(container).last_change()))?;
        let ended = self.run_hooks(container, HookKind::PostStart, started).await?;
        if !options.is_quiet {
            self.print_container_progress(container, "Started");
        }
        Ok(ended)
    }

    /// Returns the recorded duration of the next start call of a container's service in milliseconds, if there is a
    /// recording.
    pub(super) fn recorded_start_duration(&self, container: usize) -> Option<u64> {
        let mut machine = self.shared.borrow_mut();
        let state = machine.engine().container(container);
        let is_recorded_project = machine.main_project.as_deref() == Some(state.project());
        let model = Rc::clone(state.model());
        if !is_recorded_project || model.behavior.cannot_start.is_some() {
            return None;
        }
        let service = model.service.as_str();
        let scenario = Rc::clone(&machine.scenario);
        let durations = scenario.costs.starts.get(service)?;
        let used_count = machine.recorded_starts_used.entry(service.to_owned()).or_default();
        *used_count += 1;
        durations.get(*used_count - 1).copied()
    }

    /// Waits as `--wait` does: for all selected services at once.
    pub(super) async fn wait_for_services(
        &self,
        selection: &Selection,
        timeout: Option<u64>,
        cause: RecordId,
    ) -> TaskResult {
        let list = self.list_containers(selection);
        let mut waits = Vec::new();
        for (name, selected) in &selection.services {
            if selected.replicas == 0 || selected.service.provider.is_some() {
                continue;
            }
            let condition = if selection.is_awaited_job(name) {
                WaitCondition::Completed
            } else {
                WaitCondition::RunningOrHealthy
            };
            waits.push(Wait {
                dependency: name.clone(),
                condition,
                is_required: true,
                containers: list.containers(name),
                dependents: Vec::new(),
                span: None,
                is_quiet: false,
            });
        }
        let timeout = timeout.map(|limit| Timeout {
            limit,
            message: format!("application not healthy after {}", go_duration(limit)),
        });
        self.wait_all(waits, timeout, cause).await
    }
}

/// Formats a duration as Go prints it: `2s`, `1m30s`.
fn go_duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m{seconds}s"),
    }
}
