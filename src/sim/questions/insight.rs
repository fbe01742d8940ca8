//! The insight: the most important fact about a simulation, and a suggestion that improves it.

use crate::compose::{Condition, Project, ServiceName};
use crate::plan::Request;
use crate::sim::process::behavior::Origin;
use crate::sim::process::defaults::{NOT_FOUND, probed_program};
use crate::sim::questions::advise::{Suggestion, advise, suggest};
use crate::sim::timeline::why::condition_clause;
use crate::sim::{Event, Gate, GateOutcome, Lane, Phase, RecordId, Subject, Time, Timeline, format_duration};

/// Shortest delay that is worth reporting, in milliseconds.
const NOTABLE_DELAY: u64 = 3_000;
/// Number of automatic restarts that count as a restart loop.
const RESTART_LOOP: u32 = 4;

/// The most important fact about a simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// One sentence without a full stop.
    pub text: String,
    /// The beginning of the sentence, which views emphasize.
    pub headline: String,
    /// The record it is about.
    pub record: Option<RecordId>,
    /// A change that would improve it.
    pub suggestion: Option<Suggestion>,
}

impl Insight {
    fn new(headline: String, rest: &str, record: Option<RecordId>) -> Self {
        Insight {
            text: format!("{headline}{rest}"),
            headline,
            record,
            suggestion: None,
        }
    }
}

impl Timeline {
    /// Returns the insight; `None` if nothing notable happens.
    pub fn insight(&self, project: &Project) -> Option<Insight> {
        (self.failure(project))
            .or_else(|| self.late_probe(project))
            .or_else(|| self.restart_loop())
            .or_else(|| self.failed_container())
            .or_else(|| self.premature_start(project))
            .or_else(|| self.startup_time())
    }

    /// Reports the first command that failed.
    fn failure(&self, project: &Project) -> Option<Insight> {
        let (index, run) = (self.commands.iter().enumerate()).find(|(_, run)| run.error.is_some())?;
        let ended = self.records.iter().position(|record| {
            matches!(record.event, Event::CommandEnded(_)) && record.subject == Subject::Command(index)
        });
        let record = ended.map(|ended| RecordId(ended as u32));
        let error = record
            .and_then(|record| self.unhealthy_dependency(record))
            .and_then(|lane| self.explain_unhealthy(lane))
            .unwrap_or_else(|| shorten_error(run.error.as_deref().unwrap_or_default(), &project.name));
        let name = Request::parse(&run.words).map_or_else(|_| "up".to_owned(), |request| request.command);
        let at = run.ended.map(Time::format).unwrap_or_default();
        let never_started: Vec<String> = (self.lanes.iter())
            .filter(|lane| lane.segments.iter().all(|segment| is_before_start(segment.phase)))
            .map(|lane| lane.service.to_string())
            .collect();
        let consequence = match never_started.as_slice() {
            [] => String::new(),
            [name] => format!("; {name} never starts"),
            names => format!("; {} never start", names.join(", ")),
        };
        let insight = Insight::new(
            format!("{name} fails at {at}"),
            &format!(": {error}{consequence}"),
            record,
        );
        Some(Insight {
            suggestion: advise(self, project).into_iter().next(),
            ..insight
        })
    }

    /// Returns the container that made a command fail by becoming unhealthy.
    fn unhealthy_dependency(&self, command_end: RecordId) -> Option<&Lane> {
        let failed_wait = self.record(self.record(command_end)?.cause?)?;
        let health_change = self.record(failed_wait.cause?)?;
        self.lane_of(health_change)
            .filter(|_| health_change.event == Event::Unhealthy)
    }

    /// Explains why a container became unhealthy, if its behavior gives a more specific reason than failed probes.
    fn explain_unhealthy(&self, lane: &Lane) -> Option<String> {
        let model = self.model(lane.service.as_str())?;
        let (check, behavior) = (model.check.as_ref()?, &model.behavior);
        let name = &lane.service;
        let first = behavior.probe.first()?;
        match behavior.ready_after() {
            None if matches!(first.exit_code, -1 | NOT_FOUND) && behavior.origin == Origin::Image => {
                let program = probed_program(&check.test)?;
                Some(format!(
                    "{name} cannot become healthy because its probe runs {program}, which is not in the image"
                ))
            }
            Some(after) if after > 0 => {
                let (retries, after) = (check.retries, format_duration(after));
                Some(format!(
                    "{name} needs {after} to become ready, but {retries} failed probes make it unhealthy before that"
                ))
            }
            _ => None,
        }
    }

    /// Reports a dependent that started long after its dependency was ready, because the probe ran late.
    fn late_probe(&self, project: &Project) -> Option<Insight> {
        let (lane, gate, ready) = (self.lanes.iter())
            .flat_map(|lane| lane.gates.iter().map(move |gate| (lane, gate)))
            .filter(|(_, gate)| gate.condition == Condition::Healthy && gate.outcome == Some(GateOutcome::Opened))
            .filter_map(|(lane, gate)| Some((lane, gate, self.ready_time(&gate.dependency)?)))
            .filter(|(_, gate, ready)| gate.to.0 >= ready.0 + NOTABLE_DELAY)
            .max_by_key(|(_, gate, ready)| gate.to.0 - ready.0)?;
        let check = self.model(gate.dependency.as_str())?.check.as_ref()?;
        let probes = self.lane_for(&gate.dependency)?.probes.iter();
        let number = probes.filter(|probe| probe.ended <= gate.to).count();
        let explanation = if number <= 1 {
            format!("its first probe runs after {}", format_duration(check.interval))
        } else {
            format!("it is probed only every {}", format_duration(check.interval))
        };
        let started = self.start_after(lane, gate)?;
        let headline = format!("{} starts at {}", lane.service, started.format());
        let rest = format!(
            ", although {} is ready at {}: {explanation}",
            gate.dependency,
            ready.format()
        );
        let suggestion = suggest(self, project, lane, gate, Some(started));
        Some(Insight {
            suggestion,
            ..Insight::new(headline, &rest, self.start_record(lane))
        })
    }

    /// Returns when a container started after a gate had opened.
    fn start_after(&self, lane: &Lane, gate: &Gate) -> Option<Time> {
        let mut segments = lane.segments.iter().filter(|segment| segment.from >= gate.to);
        segments
            .find(|segment| !is_before_start(segment.phase))
            .map(|segment| segment.from)
    }

    fn start_record(&self, lane: &Lane) -> Option<RecordId> {
        lane.segments
            .iter()
            .find(|segment| !is_before_start(segment.phase))
            .map(|segment| segment.record)
    }

    fn lane_for(&self, service: &ServiceName) -> Option<&Lane> {
        self.lanes.iter().find(|lane| lane.service == *service)
    }

    /// Returns when the processes of all containers of a service were ready for the first time.
    fn ready_time(&self, service: &ServiceName) -> Option<Time> {
        let lanes = self.lanes.iter().filter(|lane| lane.service == *service);
        lanes
            .map(|lane| lane.ready.first().copied())
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .max()
    }

    /// Reports the container with the most automatic restarts.
    fn restart_loop(&self) -> Option<Insight> {
        let lane = self
            .lanes
            .iter()
            .filter(|lane| lane.restarts >= RESTART_LOOP)
            .max_by_key(|lane| lane.restarts)?;
        let code = lane.segments.iter().rev().find_map(|segment| segment.exit_code)?;
        let record = lane.segments.iter().rev().find(|segment| segment.exit_code.is_some());
        let rest = format!(": it exits with code {code} each time, and the delay before each restart doubles");
        let headline = format!("{} restarts {} times", lane.service, lane.restarts);
        Some(Insight::new(headline, &rest, record.map(|segment| segment.record)))
    }

    /// Reports a container that has failed and is not restarted.
    fn failed_container(&self) -> Option<Insight> {
        let (lane, segment) = (self.lanes.iter())
            .filter_map(|lane| Some((lane, lane.segments.last()?)))
            .find(|(_, segment)| segment.phase == Phase::Failed)?;
        let code = segment.exit_code?;
        let last_line = lane
            .logs
            .last()
            .map(|(_, text)| format!(": {text}"))
            .unwrap_or_default();
        let headline = format!("{} exits with code {code} at {}", lane.service, segment.from.format());
        Some(Insight::new(headline, &last_line, Some(segment.record)))
    }

    /// Reports a dependent that started long before its dependency was ready, because it waits only for the start.
    fn premature_start(&self, project: &Project) -> Option<Insight> {
        let (service, edge, started, ready) = (project.services.values())
            .flat_map(|service| service.depends_on.iter().map(move |edge| (service, edge)))
            .filter(|(_, edge)| edge.condition == Condition::Started)
            .filter_map(|(service, edge)| {
                let lane = self.lane_for(&service.name)?;
                let started = lane
                    .segments
                    .iter()
                    .find(|segment| !is_before_start(segment.phase))?
                    .from;
                Some((service, edge, started, self.ready_time(&edge.service)?))
            })
            .filter(|(_, _, started, ready)| ready.0 >= started.0 + NOTABLE_DELAY)
            .max_by_key(|(_, _, started, ready)| ready.0 - started.0)?;
        let record = self.lane_for(&service.name).and_then(|lane| self.start_record(lane));
        let headline = format!("{} starts at {}", service.name, started.format());
        let clause = condition_clause(edge.condition);
        let rest = format!(
            ", although {} is not ready until {}: depends_on waits only until {} {clause}",
            edge.service,
            ready.format(),
            edge.service,
        );
        Some(Insight::new(headline, &rest, record))
    }

    /// Reports when startup completes.
    fn startup_time(&self) -> Option<Insight> {
        let ready = self.ready?;
        let record = self.critical_path().last().copied();
        Some(Insight::new(
            format!("startup completes at {}", ready.format()),
            "",
            record,
        ))
    }
}

fn is_before_start(phase: Phase) -> bool {
    matches!(phase, Phase::Absent | Phase::Created | Phase::Waiting)
}

/// Removes the generic parts of an error of Docker Compose, and the project's name.
fn shorten_error(error: &str, project: &str) -> String {
    let error = error.strip_prefix("dependency failed to start: ").unwrap_or(error);
    // Only the end of the engine's error about a failed start is specific.
    let error = (error.split_once("exec: ")).map_or(error, |(_, end)| end.trim_end_matches(": unknown"));
    error.replace(&format!("{project}-"), "")
}
