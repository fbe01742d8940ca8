//! Starting: in the order of dependencies, after the waits that conditions ask for.
//!
//! The containers and their states are read once, at the beginning of the phase. A service's
//! containers are started one after the other, each with its hooks; what was running is passed over.
//! Source: compose `pkg/compose/{start,convergence,hook}.go`.

use std::rc::Rc;

use crate::compose::{Condition, ServiceName};
use crate::plan::{SelectedService, Selection, SelectionScope};
use crate::sim::compose::client::Client;
use crate::sim::compose::wait::{Awaited, Wait};
use crate::sim::compose::walk::{Direction, Failure, OnError, walk};
use crate::sim::engine::container::Status;
use crate::sim::process::behavior::rule_of;
use crate::sim::process::model::ModelHook;
use crate::sim::{Event, GateOutcome, RecordId, Subject};
use std::collections::BTreeMap;

/// How often Compose looks whether a hook has ended, in milliseconds.
const HOOK_TICK: u64 = 100;

/// When hooks are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Moment {
    /// `post_start`.
    AfterStart,
    /// `pre_stop`.
    BeforeStop,
}

/// The containers of the selected services, as they are at the beginning of a start phase.
#[derive(Debug, Default)]
pub(in crate::sim) struct Listed {
    /// By service: the containers, and whether they ran.
    services: BTreeMap<ServiceName, Vec<(usize, bool)>>,
}

impl Listed {
    pub(in crate::sim) fn containers(&self, service: &ServiceName) -> Vec<usize> {
        let listed = self.services.get(service).into_iter().flatten();
        listed.map(|(container, _)| *container).collect()
    }
}

/// How a start phase is shown and how long it may wait.
#[derive(Debug, Clone, Default)]
pub(in crate::sim) struct Starting {
    /// Prints no progress.
    pub(in crate::sim) quiet: bool,
    pub(in crate::sim) wait_timeout: Option<u64>,
}

impl Client {
    pub(in crate::sim) fn list(&self, selection: &Selection) -> Listed {
        let world = self.shared.world();
        let of = |service: &ServiceName| {
            let mut containers = world.containers_of(&self.stage.project.name, service.as_str());
            // As the engine lists them: the newest first. Those made at the same time are in no order.
            containers.sort_by(|&a, &b| (world.containers[b].asked_at).cmp(&world.containers[a].asked_at));
            (containers.into_iter())
                .map(|index| (index, world.containers[index].status == Status::Running))
                .collect()
        };
        Listed {
            services: selection
                .services
                .keys()
                .map(|service| (service.clone(), of(service)))
                .collect(),
        }
    }

    /// The start phase.
    pub(in crate::sim) async fn start_all(
        &self,
        selection: &Selection,
        starting: &Starting,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let listed = Rc::new(self.list(selection));
        self.hold_back(selection, &listed, cause);
        let starting = Rc::new(starting.clone());
        let all = Rc::new(selection.clone());
        walk(
            &self.shared,
            selection,
            Direction::Up,
            OnError::LetEnd,
            cause,
            &|service, cause| {
                let client = self.clone();
                let (all, listed, starting) = (Rc::clone(&all), Rc::clone(&listed), Rc::clone(&starting));
                Box::pin(async move {
                    match all.services.get(&service) {
                        Some(selected) => client.start_service(selected, &all, &listed, &starting, cause).await,
                        None => Ok(cause),
                    }
                })
            },
        )
        .await
    }

    /// Shows containers that have to wait for others as waiting, and opens their gates.
    fn hold_back(&self, selection: &Selection, listed: &Listed, cause: RecordId) {
        let mut world = self.shared.world();
        let now = world.now;
        for (name, selected) in &selection.services {
            let to_start: Vec<usize> = (listed.services.get(name).into_iter().flatten())
                .filter(|(_, running)| !running)
                .map(|(container, _)| *container)
                .collect();
            for dependency in &selected.depends_on {
                (world.history).open_gate(
                    now,
                    &to_start,
                    &dependency.service,
                    dependency.condition,
                    dependency.span,
                );
            }
            if !selected.depends_on.is_empty() {
                for container in to_start {
                    world.containers[container].held_back = true;
                    world.note_phase(container, cause);
                }
            }
        }
    }

    async fn start_service(
        &self,
        selected: &SelectedService,
        all: &Selection,
        listed: &Listed,
        starting: &Starting,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        if selected.service.provider.is_some() || (selected.replicas == 0 && selected.service.replicas_from_deploy) {
            return Ok(cause);
        }
        let dependents = listed.containers(&selected.service.name);
        self.pass_started_gates(selected, &dependents, listed);
        let waits = self.waits_of(selected, all, listed, &dependents, starting)?;
        let timeout = starting.wait_timeout;
        let timeout = timeout.map(|limit| (limit, "timeout waiting for dependencies".to_owned()));
        let mut cause = self.wait_all(waits, timeout, cause).await?;
        let containers = listed.services.get(&selected.service.name);
        for &(container, was_running) in containers.into_iter().flatten() {
            if !was_running {
                cause = self.start_container(container, starting, cause).await?;
            }
        }
        Ok(cause)
    }

    /// The gates that a dependency's turn opens are open when this service's turn begins.
    fn pass_started_gates(&self, selected: &SelectedService, dependents: &[usize], listed: &Listed) {
        let mut world = self.shared.world();
        let now = world.now;
        let waited_for = |dependency: &&crate::compose::Dependency| dependency.condition == Condition::Started;
        for dependency in selected.depends_on.iter().filter(waited_for) {
            let containers = listed.containers(&dependency.service);
            let opened_by = containers
                .iter()
                .map(|&container| world.containers[container].last)
                .max();
            (world.history).close_gate(now, dependents, &dependency.service, GateOutcome::Opened, opened_by);
        }
    }

    fn waits_of(
        &self,
        selected: &SelectedService,
        all: &Selection,
        listed: &Listed,
        dependents: &[usize],
        starting: &Starting,
    ) -> Result<Vec<Wait>, Failure> {
        let mut waits = Vec::new();
        for dependency in &selected.depends_on {
            let Some(awaited) = Awaited::of(dependency.condition) else {
                continue;
            };
            let Some(other) = all.services.get(&dependency.service) else {
                continue;
            };
            if other.replicas == 0 || other.service.provider.is_some() {
                continue;
            }
            let containers = listed.containers(&dependency.service);
            if containers.is_empty() {
                let text = format!("{} is missing dependency {}", selected.service.name, dependency.service);
                if dependency.required {
                    return Err(Failure::new(text));
                }
                self.warn(&text);
                continue;
            }
            waits.push(Wait {
                dependency: dependency.service.clone(),
                awaited,
                required: dependency.required,
                containers,
                dependents: dependents.to_vec(),
                span: Some(dependency.condition_span),
                loud: !starting.quiet,
            });
        }
        Ok(waits)
    }

    async fn start_container(
        &self,
        container: usize,
        starting: &Starting,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        if !starting.quiet {
            self.say_of(container, "Starting");
        }
        self.shared.unlocked(container).await;
        let is_refused = self.shared.world().ports_for(container).is_err();
        let took = if starting.quiet || is_refused {
            None
        } else {
            self.known_cost(container)
        };
        let call = {
            let mut world = self.shared.world();
            world.containers[container].held_back = false;
            world.begin_start(container, took, cause)
        };
        let started = self.shared.ended(call).await;
        let started = started.map_err(|text| {
            let record = self.shared.world().containers[container].last;
            Failure::new(text).because(record)
        })?;
        let ended = self.run_hooks(container, Moment::AfterStart, started).await?;
        if !starting.quiet {
            self.say_of(container, "Started");
        }
        Ok(ended)
    }

    /// What the next start of a service takes, where a recording says it.
    pub(in crate::sim) fn known_cost(&self, container: usize) -> Option<u64> {
        let mut world = self.shared.world();
        let model = Rc::clone(&world.containers[container].model);
        if world.main_project.as_deref() != Some(world.containers[container].project.as_str()) {
            return None;
        }
        if model.behavior.cannot_start.is_some() {
            return None;
        }
        let service = model.service.as_str();
        let scenario = Rc::clone(&world.scenario);
        let known = scenario.costs.starts.get(service)?;
        let made = world.starts_made.entry(service.to_owned()).or_default();
        let took = known.get(*made).copied();
        *made += 1;
        took
    }

    /// Runs a container's hooks one after the other; the first that fails is the last.
    pub(in crate::sim) async fn run_hooks(
        &self,
        container: usize,
        moment: Moment,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        if self.by_name {
            return Ok(cause);
        }
        let model = Rc::clone(&self.shared.world().containers[container].model);
        let hooks = match moment {
            Moment::AfterStart => &model.post_start,
            Moment::BeforeStop => &model.pre_stop,
        };
        let mut cause = cause;
        for hook in hooks {
            let (launch, began, refusal) = {
                let world = self.shared.world();
                let state = &world.containers[container];
                (world.scenario.costs.probe, state.started_at, state.refuses_exec())
            };
            if let Some(text) = refusal {
                return Err(Failure::new(text).because(cause));
            }
            let (after, code) = self.hook_ends(container, hook);
            let takes = launch.saturating_add(after).next_multiple_of(HOOK_TICK);
            let goes_on = || {
                let world = self.shared.world();
                let state = &world.containers[container];
                state.is_alive() && state.started_at == began
            };
            let mut ticks = takes / HOOK_TICK;
            while ticks > 0 && goes_on() {
                self.shared.sleep(HOOK_TICK).await;
                ticks -= 1;
            }
            // With its container every process in it is killed.
            let code = if goes_on() { code } else { 137 };
            let subject = Subject::Container(container);
            cause = (self.shared.world()).record(subject, Event::HookEnded(code), cause, hook.span);
            if code != 0 {
                let text = format!("{} hook exited with status {code}", model.service);
                return Err(Failure::new(text).because(cause));
            }
        }
        Ok(cause)
    }

    /// How long the next run of a hook in a container takes, and its code.
    fn hook_ends(&self, container: usize, hook: &ModelHook) -> (u64, i32) {
        let mut world = self.shared.world();
        let runs = &mut world.containers[container].hooks_run;
        let before = runs.iter().filter(|span| **span == hook.span).count();
        runs.push(hook.span);
        let rule = rule_of(&hook.exits, before as u32);
        rule.map_or((0, 0), |rule| (rule.after, rule.code))
    }

    /// The last wait of `--wait`: over all selected services at once.
    pub(in crate::sim) async fn final_wait(
        &self,
        selection: &Selection,
        timeout: Option<u64>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let listed = self.list(selection);
        let mut waits = Vec::new();
        for (name, selected) in &selection.services {
            if selected.replicas == 0 || selected.service.provider.is_some() {
                continue;
            }
            let awaited = if selection.is_awaited_job(name) {
                Awaited::Completed
            } else {
                Awaited::RunningOrHealthy
            };
            waits.push(Wait {
                dependency: name.clone(),
                awaited,
                required: true,
                containers: listed.containers(name),
                dependents: Vec::new(),
                span: None,
                loud: true,
            });
        }
        let timeout = timeout.map(|limit| (limit, format!("application not healthy after {}", seconds(limit))));
        self.wait_all(waits, timeout, cause).await
    }

    /// `start`: the start phase alone, on the containers there are.
    pub(in crate::sim) async fn start(&self, services: Vec<String>) -> Result<i32, Failure> {
        self.check_labels(&services)?;
        let selection = self.select(&services, SelectionScope::WithDependencies)?;
        let containers: usize = self.list(&selection).services.values().map(Vec::len).sum();
        if containers == 0 {
            let first = selection.services.keys().next();
            let name = first.map(ToString::to_string).unwrap_or_default();
            return Err(Failure::new(format!("service \"{name}\" has no container to start")));
        }
        self.start_all(&selection, &Starting::default(), self.record).await?;
        Ok(0)
    }
}

/// A duration as Go prints it: `2s`, `1m30s`.
fn seconds(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m{seconds}s"),
    }
}
