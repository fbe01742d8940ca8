//! Waits: how Compose finds out that a dependency has come to where its dependents need it.
//!
//! It looks every 500 ms, first half a second after the wait began, for as long as it takes. A failing
//! wait is an error only when the dependency is required, and is reported only when the other waits of
//! the same service have ended. Source: compose `pkg/compose/convergence.go`.

use crate::compose::{Condition, ServiceName};
use crate::sim::compose::client::Client;
use crate::sim::compose::look::TICK;
use crate::sim::compose::walk::{Doing, Failure};
use crate::sim::engine::container::{Health, Status};
use crate::sim::{Event, GateOutcome, RecordId, Subject, Time};
use crate::source::Span;

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Awaited {
    /// `service_healthy`.
    Healthy,
    /// `service_completed_successfully`.
    Completed,
    /// What `--wait` asks of a service nobody else waits for.
    RunningOrHealthy,
}

impl Awaited {
    /// What a condition asks for; nothing when it is fulfilled by the dependency's turn.
    pub(in crate::sim) fn of(condition: Condition) -> Option<Self> {
        match condition {
            Condition::Started => None,
            Condition::Healthy => Some(Awaited::Healthy),
            Condition::Completed => Some(Awaited::Completed),
        }
    }

    fn condition(self) -> Condition {
        match self {
            Awaited::Completed => Condition::Completed,
            Awaited::Healthy | Awaited::RunningOrHealthy => Condition::Healthy,
        }
    }
}

/// A wait for one dependency.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Wait {
    pub(in crate::sim) dependency: ServiceName,
    pub(in crate::sim) awaited: Awaited,
    pub(in crate::sim) required: bool,
    /// The dependency's containers.
    pub(in crate::sim) containers: Vec<usize>,
    /// The containers that are held back; none for the wait of `--wait`.
    pub(in crate::sim) dependents: Vec<usize>,
    /// The line that asks for it.
    pub(in crate::sim) span: Option<Span>,
    /// Prints what it does.
    pub(in crate::sim) loud: bool,
}

/// What a look at a dependency finds.
enum Look {
    Fulfilled,
    NotYet,
    /// It can't be fulfilled any more.
    Exited(i32),
    Failed(String),
    /// What is looked at is not there any more: the engine's words.
    Gone(&'static str),
}

/// What the engine says of a container that has been removed; the real one prints 64 digits.
const GONE: &str = "Error response from daemon: No such container: ID";

impl Client {
    /// Runs waits side by side; the result is that of the first one to fail, once all have ended.
    pub(in crate::sim) async fn wait_all(
        &self,
        waits: Vec<Wait>,
        timeout: Option<(u64, String)>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        if waits.is_empty() {
            return Ok(cause);
        }
        let began = self.shared.now();
        let dependent = waits
            .first()
            .filter(|wait| wait.loud)
            .and_then(|wait| wait.dependents.first().copied());
        for wait in &waits {
            if wait.loud {
                for &container in &wait.containers {
                    self.say_of(container, "Waiting");
                }
            }
            self.note_wait(wait, cause);
        }
        let programs = waits.into_iter().map(|wait| {
            let client = self.clone();
            let timeout = timeout.clone();
            Box::pin(async move { client.wait(wait, began, timeout, cause).await }) as Doing
        });
        self.shared
            .world()
            .waiting
            .extend(dependent.map(|dependent| (self.command, dependent)));
        let mut latest = cause;
        let mut failure = None;
        for result in self.shared.all(programs.collect()).await {
            match result {
                Ok(record) => latest = latest.max(record),
                Err(error) => {
                    failure.get_or_insert(error);
                }
            }
        }
        self.shared
            .world()
            .waiting
            .retain(|(_, waiting)| Some(*waiting) != dependent);
        match failure {
            Some(failure) => Err(failure),
            None => Ok(latest),
        }
    }

    fn note_wait(&self, wait: &Wait, cause: RecordId) {
        let event = Event::Waiting {
            dependency: wait.dependency.clone(),
            condition: wait.awaited.condition(),
        };
        let mut world = self.shared.world();
        match wait.dependents.first() {
            None => {
                world.record(Subject::Command(self.command), event, cause, wait.span);
            }
            Some(&dependent) => {
                world.record(Subject::Container(dependent), event, cause, wait.span);
            }
        }
    }

    async fn wait(
        self,
        wait: Wait,
        began: Time,
        timeout: Option<(u64, String)>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let awaited: Vec<(usize, u64)> = {
            let world = self.shared.world();
            let id = |&container: &usize| (container, world.containers[container].id);
            wait.containers.iter().map(id).collect()
        };
        let end = timeout
            .as_ref()
            .map(|(limit, _)| began + limit.div_ceil(TICK).saturating_mul(TICK));
        let mut next = began + TICK;
        let mut latest = Some(next);
        loop {
            if self.shared.now() < next {
                self.shared.changed(&wait.containers, next, latest).await;
            }
            if let Some((limit, text)) = &timeout
                && self.shared.now() >= began + *limit
            {
                let over = self.note(Event::TimedOut(*limit), cause);
                return Err(Failure::new(text.clone()).because(over));
            }
            let looked_at = self.shared.now();
            let look = match wait.awaited {
                Awaited::Completed => self.look_for_exit(&awaited).await,
                Awaited::Healthy => self.look_for_health(&awaited, false).await,
                Awaited::RunningOrHealthy => self.look_for_health(&awaited, true).await,
            };
            match look {
                Look::Fulfilled => return Ok(self.fulfilled(&wait, cause)),
                Look::NotYet => {}
                Look::Exited(code) => return self.job_failed(&wait, code, cause),
                Look::Failed(text) => return self.failed(&wait, text, cause),
                Look::Gone(text) if wait.awaited == Awaited::Completed => {
                    let record = self.end_wait(&wait, GateOutcome::Failed, cause);
                    return Err(Failure::new(text).because(record));
                }
                Look::Gone(text) => return self.failed(&wait, text.to_owned(), cause),
            }
            // A look that had to wait for the engine makes the ticks it missed count as one, and the next one is a
            // look in any case: what was seen before the wait may have changed in it.
            next = looked_at + (TICK - (looked_at.0 - began.0) % TICK);
            latest = if self.shared.now() == looked_at {
                end
            } else {
                Some(next)
            };
        }
    }

    /// Looks at health, container by container.
    async fn look_for_health(&self, containers: &[(usize, u64)], running_will_do: bool) -> Look {
        for &(container, id) in containers {
            self.shared.unlocked(container).await;
            let world = self.shared.world();
            let state = &world.containers[container];
            let name = &state.full_name;
            if state.id != id || !state.exists() {
                return Look::Gone(GONE);
            }
            if state.status == Status::Exited {
                return Look::Failed(format!("container {name} exited ({})", state.exit_code));
            }
            if running_will_do && !state.model.check_configured {
                // The first container without a check decides for all.
                return if state.status == Status::Running {
                    Look::Fulfilled
                } else {
                    Look::NotYet
                };
            }
            match state.health {
                None if state.model.check.is_none() => {
                    return Look::Failed(format!("container {name} has no healthcheck configured"));
                }
                None | Some(Health::Starting) => return Look::NotYet,
                Some(Health::Unhealthy) => return Look::Failed(format!("container {name} is unhealthy")),
                Some(Health::Healthy) => {}
            }
        }
        Look::Fulfilled
    }

    /// Looks for the first container that has exited.
    async fn look_for_exit(&self, containers: &[(usize, u64)]) -> Look {
        for &(container, id) in containers {
            self.shared.unlocked(container).await;
            let world = self.shared.world();
            let state = &world.containers[container];
            match (state.status, state.exit_code) {
                _ if state.id != id => return Look::Gone(GONE),
                (Status::Exited, 0) => return Look::Fulfilled,
                (Status::Exited, code) => return Look::Exited(code),
                (Status::Removed, _) => return Look::Gone(GONE),
                _ => {}
            }
        }
        Look::NotYet
    }

    /// The record that decided a wait: the latest change of what it looked at.
    fn deciding(&self, wait: &Wait) -> Option<RecordId> {
        let world = self.shared.world();
        let records = wait.containers.iter().filter_map(|&container| {
            let state = &world.containers[container];
            match wait.awaited {
                Awaited::Completed => (state.status == Status::Exited).then_some(state.last),
                _ if state.status == Status::Running => state.health_record.or(Some(state.last)),
                _ => Some(state.last),
            }
        });
        records.max()
    }

    fn end_wait(&self, wait: &Wait, outcome: GateOutcome, cause: RecordId) -> RecordId {
        let decided_by = self.deciding(wait);
        let event = Event::WaitEnded {
            dependency: wait.dependency.clone(),
            outcome,
        };
        let mut world = self.shared.world();
        let now = world.now;
        (world.history).close_gate(now, &wait.dependents, &wait.dependency, outcome, decided_by);
        let subject = match wait.dependents.first() {
            None => Subject::Command(self.command),
            Some(&dependent) => Subject::Container(dependent),
        };
        world.record(subject, event, decided_by.unwrap_or(cause), wait.span)
    }

    fn fulfilled(&self, wait: &Wait, cause: RecordId) -> RecordId {
        let word = match wait.awaited {
            Awaited::Completed => "Exited",
            Awaited::Healthy | Awaited::RunningOrHealthy => "Healthy",
        };
        if wait.loud {
            for &container in &wait.containers {
                self.say_of(container, word);
            }
        }
        self.end_wait(wait, GateOutcome::Opened, cause)
    }

    fn failed(&self, wait: &Wait, text: String, cause: RecordId) -> Result<RecordId, Failure> {
        let text = match wait.awaited {
            Awaited::RunningOrHealthy => text,
            _ if wait.required => format!("dependency failed to start: {text}"),
            _ => text,
        };
        let reason = format!("optional dependency \"{}\" failed to start", wait.dependency);
        let line = if wait.required {
            "Error".to_owned()
        } else {
            format!("Skipped: {reason}")
        };
        let warning = format!("{reason}: {text}");
        self.end_failed(wait, line, text, warning, cause)
    }

    fn job_failed(&self, wait: &Wait, code: i32, cause: RecordId) -> Result<RecordId, Failure> {
        let reason = format!("\"{}\" didn't complete successfully: exit {code}", wait.dependency);
        let line = if wait.required {
            format!("service {reason}")
        } else {
            format!("Skipped: optional dependency {reason}")
        };
        let warning = format!("optional dependency {reason}");
        self.end_failed(wait, line, format!("service {reason}"), warning, cause)
    }

    fn end_failed(
        &self,
        wait: &Wait,
        line: String,
        text: String,
        warning: String,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        if wait.loud && wait.awaited != Awaited::RunningOrHealthy {
            for &container in &wait.containers {
                self.say_of(container, &line);
            }
        }
        if wait.required {
            let record = self.end_wait(wait, GateOutcome::Failed, cause);
            Err(Failure::new(text).because(record))
        } else {
            self.warn(&warning);
            Ok(self.end_wait(wait, GateOutcome::Skipped, cause))
        }
    }
}
