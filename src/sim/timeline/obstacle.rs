//! Obstacles: what keeps a container from starting, from running or from becoming healthy.
//!
//! An obstacle is found at the record of its effect: a start that failed, an exit, an unhealthy container, a wait that
//! cannot succeed. Explanations, the insight and the list of problems describe it with the same sentence.

use crate::compose::{Condition, Healthcheck, RestartPolicy, Service, ServiceName};
use crate::sim::process::behavior::{ImageFault, Origin};
use crate::sim::process::model::Model;
use crate::sim::timeline::why::policy_name;
use crate::sim::{Event, GateOutcome, Lane, Phase, Record, RecordId, Subject, Timeline, format_duration};

/// Number of automatic restarts that count as a restart loop.
pub(in crate::sim) const RESTART_LOOP: u32 = 4;

/// What keeps a container from starting, from running or from becoming healthy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sim) enum Obstacle {
    /// A host port is in use.
    PortInUse(u16),
    /// It has no health check, although another service waits for it to be healthy.
    NoHealthcheck,
    /// Its image does not contain the program of its probe.
    MissingProgram(String),
    /// It becomes unhealthy before it can be ready.
    ImpatientHealthcheck {
        /// Time until the process is ready, in milliseconds.
        ready_after: u64,
        /// Number of failed probes that make it unhealthy.
        retries: u64,
    },
    /// Its probes fail, according to its `x-sim`.
    FailingProbes,
    /// It exits because none of these variables is set.
    MissingVariable(&'static [&'static str]),
    /// It exits because its image refuses an argument or a mount.
    FatalSetting(&'static str),
    /// It exits because its default command ends without a terminal.
    Idle,
    /// It exits with this code, according to its `x-sim`.
    Exits(i32),
    /// It exits because a service that it needs is not ready, according to its `x-sim`.
    Needs,
    /// It is awaited for completion, but is restarted after each exit.
    RestartedJob(&'static str),
    /// It is awaited for completion, but runs until it is stopped.
    EndlessJob,
}

/// A service with an obstacle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sim) struct Blocked {
    /// The service that has the obstacle.
    pub(in crate::sim) service: ServiceName,
    /// The obstacle.
    pub(in crate::sim) obstacle: Obstacle,
}

impl Blocked {
    /// Returns the sentence that describes the obstacle, without a full stop.
    pub(in crate::sim) fn sentence(&self, timeline: &Timeline) -> String {
        let name = &self.service;
        let is_declared = || {
            let model = timeline.model(name.as_str());
            model.is_some_and(|model| model.behavior.origin == Origin::Declared)
        };
        match &self.obstacle {
            Obstacle::PortInUse(port) => match timeline.other_publisher(name, *port) {
                Some(other) => format!("host port {port} of {name} is in use by {other}"),
                None => format!("{name} publishes host port {port} more than once"),
            },
            Obstacle::NoHealthcheck if timeline.lacks_healthcheck_for_certain(name) => {
                format!("{name} has no health check")
            }
            Obstacle::NoHealthcheck => format!("{name} has no health check, as far as known"),
            Obstacle::MissingProgram(program) => {
                format!("{name} cannot become healthy because its probe runs {program}, which is not in the image")
            }
            Obstacle::ImpatientHealthcheck { ready_after, retries } => {
                let after = format_duration(*ready_after);
                let source = if is_declared() { "" } else { " (estimated)" };
                let probes = match retries {
                    1 => "a failed probe makes".to_owned(),
                    _ => format!("{retries} failed probes make"),
                };
                format!("{name} needs {after}{source} to become ready, but {probes} it unhealthy before that")
            }
            Obstacle::FailingProbes => format!("the probes of {name} fail, as its x-sim says"),
            Obstacle::MissingVariable(names) => {
                let names: Vec<&str> = names.iter().copied().take(2).collect();
                format!("{name} exits because its image requires {}", names.join(" or "))
            }
            Obstacle::FatalSetting(mount) if mount.starts_with('/') => {
                format!("{name} exits because its image refuses a mount at {mount}")
            }
            Obstacle::FatalSetting(argument) => format!("{name} exits because its image refuses {argument}"),
            Obstacle::Idle => format!("{name} exits because the default command of its image ends without a terminal"),
            Obstacle::Exits(code) => format!("{name} exits with code {code}, as its x-sim says"),
            Obstacle::Needs => format!("{name} exits because a service that its x-sim needs is not ready"),
            Obstacle::RestartedJob(policy) => format!("{name} never completes: its restart policy is {policy}"),
            Obstacle::EndlessJob if is_declared() => format!("{name} never completes, as its x-sim says"),
            Obstacle::EndlessJob => format!("{name} never completes: it is a server"),
        }
    }
}

impl Timeline {
    /// Returns the obstacle that a record is the effect of.
    pub(in crate::sim) fn obstacle(&self, id: RecordId) -> Option<Blocked> {
        let record = self.record(id)?;
        let lane = self.lane_of(record)?;
        let (service, obstacle) = match &record.event {
            Event::StartFailed(text) => (&lane.service, Obstacle::PortInUse(port_in_use(text)?)),
            Event::Unhealthy => (&lane.service, self.health_obstacle(record, lane)?),
            Event::Exited(code) => (&lane.service, self.exit_obstacle(record, lane, *code)?),
            Event::WaitEnded {
                dependency,
                outcome: GateOutcome::Failed,
            } if self.lacks_healthcheck(record) => (dependency, Obstacle::NoHealthcheck),
            Event::Waiting {
                dependency,
                condition: Condition::Completed,
            } if self.is_endless_wait(lane, dependency) => {
                (dependency, completion_obstacle(self.model(dependency.as_str())?)?)
            }
            _ => return None,
        };
        let service = service.clone();
        Some(Blocked { service, obstacle })
    }

    /// Returns the first obstacle among a record and its causes, latest first, with its record.
    pub(in crate::sim) fn first_obstacle(&self, id: RecordId) -> Option<(RecordId, Blocked)> {
        let cause = |id: &RecordId| self.record(*id)?.cause.filter(|cause| cause < id);
        let mut chain = std::iter::successors(Some(id), cause);
        chain.find_map(|id| Some((id, self.obstacle(id)?)))
    }

    /// Returns the records of failures, the most important first: the end of a failed command, waits that never
    /// end, waits and starts that failed, and containers that do not run or are unhealthy at the end.
    pub(in crate::sim) fn failures(&self) -> Vec<RecordId> {
        let with_ids = || self.records.iter().zip(0..).map(|(record, id)| (record, RecordId(id)));
        let command = with_ids().find(|(record, _)| {
            let run = match record.subject {
                Subject::Command(index) => self.commands.get(index),
                Subject::Container(_) => None,
            };
            matches!(record.event, Event::CommandEnded(_)) && run.is_some_and(|run| run.error.is_some())
        });
        let is_failed_step = |record: &Record| {
            let is_failed_wait = |event: &Event| {
                matches!(
                    event,
                    Event::WaitEnded {
                        outcome: GateOutcome::Failed,
                        ..
                    }
                )
            };
            matches!(record.event, Event::StartFailed(_)) || is_failed_wait(&record.event)
        };
        let is_endless_wait = |record: &Record| match (&record.event, self.lane_of(record)) {
            (Event::Waiting { dependency, .. }, Some(lane)) => self.is_endless_wait(lane, dependency),
            _ => false,
        };
        let mut failures: Vec<RecordId> = command.map(|(_, id)| id).into_iter().collect();
        failures.extend(
            with_ids()
                .filter(|(record, _)| is_endless_wait(record))
                .map(|(_, id)| id),
        );
        failures.extend(
            with_ids()
                .filter(|(record, _)| is_failed_step(record))
                .map(|(_, id)| id),
        );
        failures.extend(self.lanes.iter().filter_map(|lane| lane.final_failure()));
        failures
    }

    /// Whether it is certain that a service has no health check. The image of another service may have one.
    pub(in crate::sim) fn lacks_healthcheck_for_certain(&self, service: &ServiceName) -> bool {
        let model = self.model(service.as_str());
        let project = self.project();
        let service = project.and_then(|project| project.services.get(service));
        let check = service.and_then(|service| service.healthcheck.as_ref());
        let has_none = |check: &Healthcheck| {
            let first = check.test.as_ref().and_then(|test| test.value.first());
            check.disable || first.is_some_and(|word| word == "NONE")
        };
        check.is_some_and(has_none) || model.is_some_and(|model| model.behavior.knows_image)
    }

    /// Returns another service that publishes a host port.
    fn other_publisher(&self, service: &ServiceName, port: u16) -> Option<&ServiceName> {
        let mut others = self.project()?.services.values().filter(|other| other.name != *service);
        let publishes = |other: &&Service| other.ports.iter().any(|published| published.value.publishes(port));
        others.find(publishes).map(|other| &other.name)
    }

    /// Whether a wait failed because the dependency has no health check.
    fn lacks_healthcheck(&self, wait_end: &Record) -> bool {
        let cause = wait_end.cause.and_then(|cause| self.record(cause));
        cause.is_some_and(|cause| cause.event == Event::Started)
    }

    fn health_obstacle(&self, unhealthy: &Record, lane: &Lane) -> Option<Obstacle> {
        let model = self.model(lane.service.as_str())?;
        let behavior = &model.behavior;
        if let Some(program) = &behavior.missing_program {
            return Some(Obstacle::MissingProgram(program.clone()));
        }
        let is_ready_later = lane.ready.iter().all(|ready| *ready > unhealthy.at);
        match behavior.ready_after().filter(|after| *after > 0) {
            Some(ready_after) if is_ready_later => Some(Obstacle::ImpatientHealthcheck {
                ready_after,
                retries: model.check.as_ref()?.retries,
            }),
            _ => (behavior.origin == Origin::Declared).then_some(Obstacle::FailingProbes),
        }
    }

    fn exit_obstacle(&self, exit: &Record, lane: &Lane, code: i32) -> Option<Obstacle> {
        let cause = exit.cause.and_then(|cause| self.record(cause))?;
        if !matches!(cause.event, Event::Started | Event::Unpaused) {
            return None;
        }
        let behavior = &self.model(lane.service.as_str())?.behavior;
        match behavior.image_fault {
            Some(ImageFault::MissingVariable(names)) => Some(Obstacle::MissingVariable(names)),
            Some(ImageFault::FatalSetting(setting)) => {
                Some(Obstacle::FatalSetting(setting.argument.or(setting.mount)?))
            }
            Some(ImageFault::Idle) => Some(Obstacle::Idle),
            None if behavior.origin != Origin::Declared => None,
            None if behavior.exits.is_empty() => (!behavior.needs.is_empty()).then_some(Obstacle::Needs),
            None => Some(Obstacle::Exits(code)),
        }
    }

    /// Whether a wait of a container for a dependency had not ended at the end of the simulation.
    fn is_endless_wait(&self, lane: &Lane, dependency: &ServiceName) -> bool {
        let mut gates = lane.gates.iter();
        gates.any(|gate| gate.dependency == *dependency && gate.outcome.is_none())
    }
}

impl Lane {
    /// Returns the record with which the container failed permanently or began to restart repeatedly.
    fn final_failure(&self) -> Option<RecordId> {
        let last = self.segments.last()?;
        let is_down = matches!(last.phase, Phase::Failed | Phase::Unhealthy | Phase::Restarting);
        let is_looping = self.restarts >= RESTART_LOOP && !matches!(last.phase, Phase::Stopped | Phase::Removed);
        let exit = || self.segments.iter().rev().find(|segment| segment.exit_code.is_some());
        let segment = match is_looping {
            true => exit()?,
            false if is_down => last,
            false => return None,
        };
        Some(segment.record)
    }
}

/// Returns why a service never completes.
fn completion_obstacle(model: &Model) -> Option<Obstacle> {
    match model.restart {
        RestartPolicy::Always | RestartPolicy::UnlessStopped => {
            Some(Obstacle::RestartedJob(policy_name(&model.restart)))
        }
        _ if model.behavior.exits.is_empty() => Some(Obstacle::EndlessJob),
        _ => None,
    }
}

/// Returns the host port that an error of the engine says is in use.
fn port_in_use(error: &str) -> Option<u16> {
    let before = (error.split_once(" failed: port is already allocated"))
        .or_else(|| error.split_once(": bind: address already in use"))
        .map(|(before, _)| before)?;
    before.rsplit(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_is_read_from_the_error() {
        for (error, expected) in [
            (
                "... (ID): Bind for 0.0.0.0:8080 failed: port is already allocated",
                Some(8080),
            ),
            ("... listen tcp4 127.0.0.1:80: bind: address already in use", Some(80)),
            ("exec: \"x\": executable file not found", None),
        ] {
            assert_eq!(port_in_use(error), expected, "{error}");
        }
    }
}
