//! Waits for dependencies: how Compose finds out that the condition of a dependency holds.
//!
//! Compose inspects the containers of the dependency every 500 ms, first 500 ms after the wait began. A wait that
//! fails is an error only if the dependency is required, and it is reported when all waits of the same service have
//! ended. Source: compose `pkg/compose/convergence.go`.

use super::client::{Client, ClientTask, Failure, TaskResult};
use super::polling::TICK;
use crate::compose::{Condition, ServiceName};
use crate::sim::engine::{Health, Status};
use crate::sim::{Event, GateOutcome, RecordId, Subject, Time};
use crate::source::Span;

/// The engine's error about a container that has been removed. The engine prints 64 digits in place of `ID`.
const NO_SUCH_CONTAINER: &str = "Error response from daemon: No such container: ID";

/// The condition that ends a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitCondition {
    /// `service_healthy`.
    Healthy,
    /// `service_completed_successfully`.
    Completed,
    /// The condition of `--wait` for services that no other service waits for to complete.
    RunningOrHealthy,
}

impl WaitCondition {
    /// Returns what to wait for after a dependency has been started. `service_started` needs no wait.
    pub(super) fn from_dependency(condition: Condition) -> Option<Self> {
        match condition {
            Condition::Started => None,
            Condition::Healthy => Some(WaitCondition::Healthy),
            Condition::Completed => Some(WaitCondition::Completed),
        }
    }

    fn as_dependency(self) -> Condition {
        match self {
            WaitCondition::Completed => Condition::Completed,
            WaitCondition::Healthy | WaitCondition::RunningOrHealthy => Condition::Healthy,
        }
    }
}

/// A wait for one dependency.
#[derive(Debug, Clone)]
pub(super) struct Wait {
    pub(super) dependency: ServiceName,
    pub(super) condition: WaitCondition,
    pub(super) is_required: bool,
    /// The containers of the dependency.
    pub(super) containers: Vec<usize>,
    /// The containers that are started after the wait; empty for `--wait`.
    pub(super) dependents: Vec<usize>,
    /// The line that requires the wait.
    pub(super) span: Option<Span>,
    /// Prints no progress.
    pub(super) is_quiet: bool,
}

/// The time limit of a group of waits.
#[derive(Debug, Clone)]
pub(super) struct Timeout {
    /// Time in milliseconds.
    pub(super) limit: u64,
    /// Error message after that time.
    pub(super) message: String,
}

/// Result of one inspection of a dependency.
enum Inspection {
    Holds,
    DoesNotHoldYet,
    /// The job exited with a code other than 0.
    JobFailed(i32),
    /// The condition cannot hold any more, for a reason that is part of the error message.
    Fails(String),
    /// A container was removed.
    Removed,
}

impl Client {
    /// Runs waits concurrently. Once all have ended, returns the latest record or the first failure.
    pub(super) async fn wait_all(&self, waits: Vec<Wait>, timeout: Option<Timeout>, cause: RecordId) -> TaskResult {
        let Some(first) = waits.first() else {
            return Ok(cause);
        };
        let began = self.shared.now();
        let dependent = first.dependents.first().filter(|_| !first.is_quiet);
        let waiting = dependent.map(|&dependent| (self.command, dependent));
        for wait in &waits {
            if !wait.is_quiet {
                for &container in &wait.containers {
                    self.print_container_progress(container, "Waiting");
                }
            }
            self.record_wait(wait, cause);
        }
        let tasks = waits.into_iter().map(|wait| {
            let client = self.clone();
            let timeout = timeout.clone();
            Box::pin(async move { client.wait(wait, began, timeout, cause).await }) as ClientTask
        });
        self.shared.borrow_mut().waiting.extend(waiting);
        let result = self.run_concurrently(tasks.collect(), cause).await;
        (self.shared.borrow_mut().waiting).retain(|entry| Some(*entry) != waiting);
        result
    }

    fn record_wait(&self, wait: &Wait, cause: RecordId) {
        let event = Event::Waiting {
            dependency: wait.dependency.clone(),
            condition: wait.condition.as_dependency(),
        };
        let subject = self.wait_subject(wait);
        self.shared.borrow_mut().record(subject, event, cause, wait.span);
    }

    fn wait_subject(&self, wait: &Wait) -> Subject {
        match wait.dependents.first() {
            None => Subject::Command(self.command),
            Some(&dependent) => Subject::Container(dependent),
        }
    }

    async fn wait(self, wait: Wait, began: Time, timeout: Option<Timeout>, cause: RecordId) -> TaskResult {
        let awaited: Vec<(usize, u64)> = {
            let engine = self.engine();
            let with_id = |&container: &usize| (container, engine.container(container).id());
            wait.containers.iter().map(with_id).collect()
        };
        let last_tick = timeout
            .as_ref()
            .map(|timeout| began + timeout.limit.div_ceil(TICK).saturating_mul(TICK));
        let mut next_tick = began + TICK;
        let mut deadline = Some(next_tick);
        loop {
            if self.shared.now() < next_tick {
                self.shared.changed(&wait.containers, next_tick, deadline).await;
            }
            if let Some(timeout) = &timeout
                && self.shared.now() >= began + timeout.limit
            {
                let record = self.record(Event::TimedOut(timeout.limit), cause);
                return Err(Failure::new(timeout.message.clone()).caused_by(record));
            }
            let inspected_at = self.shared.now();
            let inspection = match wait.condition {
                WaitCondition::Completed => self.inspect_exit(&awaited).await,
                WaitCondition::Healthy => self.inspect_health(&awaited, false).await,
                WaitCondition::RunningOrHealthy => self.inspect_health(&awaited, true).await,
            };
            match inspection {
                Inspection::Holds => return Ok(self.end_fulfilled(&wait, cause)),
                Inspection::DoesNotHoldYet => {}
                Inspection::JobFailed(code) => return self.end_failed_job(&wait, code, cause),
                Inspection::Fails(reason) => return self.end_failed_dependency(&wait, reason, cause),
                Inspection::Removed if wait.condition == WaitCondition::Completed => {
                    let record = self.end_wait(&wait, GateOutcome::Failed, cause);
                    return Err(Failure::new(NO_SUCH_CONTAINER).caused_by(record));
                }
                Inspection::Removed => return self.end_failed_dependency(&wait, NO_SUCH_CONTAINER.to_owned(), cause),
            }
            next_tick = inspected_at + (TICK - (inspected_at.0 - began.0) % TICK);
            // An inspection that was delayed by a lock may have missed a change, so the next tick is not skipped. All
            // ticks during the delay count as one.
            let is_delayed = self.shared.now() != inspected_at;
            deadline = if is_delayed { Some(next_tick) } else { last_tick };
        }
    }

    /// Inspects the health of containers, given with their ids, one at a time.
    async fn inspect_health(&self, containers: &[(usize, u64)], running_suffices: bool) -> Inspection {
        for &(container, id) in containers {
            self.shared.unlocked(container).await;
            let state = self.container(container);
            let name = state.full_name();
            if state.id() != id || !state.exists() {
                return Inspection::Removed;
            }
            if state.status() == Status::Exited {
                return Inspection::Fails(format!("container {name} exited ({})", state.exit_code()));
            }
            if running_suffices && !state.model().has_check_config {
                // The first container without a health check decides for all.
                return if state.status() == Status::Running {
                    Inspection::Holds
                } else {
                    Inspection::DoesNotHoldYet
                };
            }
            match state.health() {
                None if state.model().check.is_none() => {
                    return Inspection::Fails(format!("container {name} has no healthcheck configured"));
                }
                None | Some(Health::Starting) => return Inspection::DoesNotHoldYet,
                Some(Health::Unhealthy) => return Inspection::Fails(format!("container {name} is unhealthy")),
                Some(Health::Healthy) => {}
            }
        }
        Inspection::Holds
    }

    /// Inspects containers, given with their ids, until one has exited.
    async fn inspect_exit(&self, containers: &[(usize, u64)]) -> Inspection {
        for &(container, id) in containers {
            self.shared.unlocked(container).await;
            let state = self.container(container);
            match (state.status(), state.exit_code()) {
                _ if state.id() != id => return Inspection::Removed,
                (Status::Exited, 0) => return Inspection::Holds,
                (Status::Exited, code) => return Inspection::JobFailed(code),
                (Status::Removed, _) => return Inspection::Removed,
                _ => {}
            }
        }
        Inspection::DoesNotHoldYet
    }

    /// Returns the record that decided a wait: the latest change of what it inspects.
    fn deciding_record(&self, wait: &Wait) -> Option<RecordId> {
        let engine = self.engine();
        let records = wait.containers.iter().filter_map(|&container| {
            let state = engine.container(container);
            match wait.condition {
                WaitCondition::Completed => (state.status() == Status::Exited).then_some(state.last_change()),
                _ if state.status() == Status::Running => state.health_record().or(Some(state.last_change())),
                _ => Some(state.last_change()),
            }
        });
        records.max()
    }

    fn end_wait(&self, wait: &Wait, outcome: GateOutcome, cause: RecordId) -> RecordId {
        let decided_by = self.deciding_record(wait);
        let event = Event::WaitEnded {
            dependency: wait.dependency.clone(),
            outcome,
        };
        let subject = self.wait_subject(wait);
        self.call_engine(|engine| {
            let now = engine.now();
            (engine.history_mut()).close_gate(now, &wait.dependents, &wait.dependency, outcome, decided_by);
            engine.record(subject, event, decided_by.unwrap_or(cause), wait.span)
        })
    }

    fn end_fulfilled(&self, wait: &Wait, cause: RecordId) -> RecordId {
        let status = match wait.condition {
            WaitCondition::Completed => "Exited",
            WaitCondition::Healthy | WaitCondition::RunningOrHealthy => "Healthy",
        };
        if !wait.is_quiet {
            for &container in &wait.containers {
                self.print_container_progress(container, status);
            }
        }
        self.end_wait(wait, GateOutcome::Opened, cause)
    }

    fn end_failed_dependency(&self, wait: &Wait, reason: String, cause: RecordId) -> TaskResult {
        let message = match wait.condition {
            WaitCondition::RunningOrHealthy => reason,
            _ if wait.is_required => format!("dependency failed to start: {reason}"),
            _ => reason,
        };
        let summary = format!("optional dependency \"{}\" failed to start", wait.dependency);
        let status = if wait.is_required {
            (self.behavior().unhealthy_status)(wait.dependency.as_str())
        } else {
            format!("Skipped: {summary}")
        };
        let warning = format!("{summary}: {message}");
        self.end_failed(wait, &status, message, &warning, cause)
    }

    fn end_failed_job(&self, wait: &Wait, code: i32, cause: RecordId) -> TaskResult {
        let summary = format!("\"{}\" didn't complete successfully: exit {code}", wait.dependency);
        let status = if wait.is_required {
            (self.behavior().failed_job_status)(&summary)
        } else {
            format!("Skipped: optional dependency {summary}")
        };
        let warning = format!("optional dependency {summary}");
        self.end_failed(wait, &status, format!("service {summary}"), &warning, cause)
    }

    /// Ends a wait whose condition cannot hold any more. `message` is the error if the dependency is required,
    /// `warning` the log entry if it is optional.
    fn end_failed(&self, wait: &Wait, status: &str, message: String, warning: &str, cause: RecordId) -> TaskResult {
        if !wait.is_quiet && wait.condition != WaitCondition::RunningOrHealthy {
            for &container in &wait.containers {
                self.print_container_progress(container, status);
            }
        }
        if wait.is_required {
            let record = self.end_wait(wait, GateOutcome::Failed, cause);
            Err(Failure::new(message).caused_by(record))
        } else {
            self.print_warning(warning);
            Ok(self.end_wait(wait, GateOutcome::Skipped, cause))
        }
    }
}
