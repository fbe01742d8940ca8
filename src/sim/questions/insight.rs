//! The insight: the most important fact about a simulation, and a suggestion that improves it.
//!
//! It summarizes the explanation of its record: its reasons are sentences of that explanation.

use crate::compose::{Condition, Project, ServiceName};
use crate::plan::Request;
use crate::sim::questions::advise::{Suggestion, advise, suggest};
use crate::sim::timeline::obstacle::{Blocked, RESTART_LOOP};
use crate::sim::timeline::why::NOTABLE_DELAY;
use crate::sim::{Event, GateOutcome, Phase, Record, RecordId, Subject, Time, Timeline};

/// The most important fact about a simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// One sentence without a full stop.
    pub text: String,
    /// The beginning of the sentence, which views emphasize.
    pub headline: String,
    /// Whether a command fails or never ends, or a container does not keep running or is unhealthy at the end.
    pub is_failure: bool,
    /// The record whose explanation the insight summarizes.
    pub record: Option<RecordId>,
    /// A change that would improve it.
    pub suggestion: Option<Suggestion>,
}

impl Insight {
    fn new(headline: String, rest: &str, record: Option<RecordId>) -> Self {
        Insight {
            text: format!("{headline}{rest}"),
            headline,
            is_failure: false,
            record,
            suggestion: None,
        }
    }

    fn failure(headline: String, rest: &str, record: RecordId) -> Self {
        Insight {
            is_failure: true,
            ..Insight::new(headline, rest, Some(record))
        }
    }
}

impl Timeline {
    /// Returns the insight; `None` if nothing notable happens.
    pub fn insight(&self, project: &Project) -> Option<Insight> {
        (self.failure(project))
            .or_else(|| self.late_probe(project))
            .or_else(|| self.early_start())
            .or_else(|| self.startup_time())
    }

    /// Reports the most important failure.
    fn failure(&self, project: &Project) -> Option<Insight> {
        self.failures().into_iter().find_map(|id| {
            let record = self.record(id)?;
            match (&record.event, record.subject) {
                (Event::CommandEnded(_), Subject::Command(index)) => self.failed_command(project, index, id),
                (Event::Waiting { .. }, _) => self.endless_wait(record, id),
                (Event::WaitEnded { .. } | Event::StartFailed(_), _) => self.failed_start(record, id),
                _ => self.failed_container(record, id),
            }
        })
    }

    /// Reports a container that is not started, although no command has failed so far.
    fn failed_start(&self, record: &Record, id: RecordId) -> Option<Insight> {
        let name = &self.lane_of(record)?.service;
        let reason = match self.first_obstacle(id) {
            Some((_, blocked)) => blocked.sentence(self),
            None => self.reason_of(id)?,
        };
        Some(Insight::failure(
            format!("{name} does not start"),
            &format!(": {reason}"),
            id,
        ))
    }

    /// Reports a command that failed.
    fn failed_command(&self, project: &Project, index: usize, id: RecordId) -> Option<Insight> {
        let run = self.commands.get(index)?;
        let error = match self.first_obstacle(id) {
            Some((_, blocked)) => blocked.sentence(self),
            None => shorten_error(run.error.as_deref().unwrap_or_default(), &project.name),
        };
        let name = command_name(&run.words);
        let at = run.ended.map(Time::format).unwrap_or_default();
        let rest = format!(": {error}{}", self.consequence());
        Some(Insight {
            suggestion: advise(self, project).into_iter().next(),
            ..Insight::failure(format!("{name} fails at {at}"), &rest, id)
        })
    }

    /// Reports a wait that never ends.
    fn endless_wait(&self, waiting: &Record, id: RecordId) -> Option<Insight> {
        let run = self.commands.iter().find(|run| run.ended.is_none())?;
        let reason = match (self.obstacle(id), &waiting.event) {
            (Some(blocked), _) => blocked.sentence(self),
            (None, Event::Waiting { dependency, .. }) => {
                format!("{} waits for {dependency}", self.name_of(waiting.subject))
            }
            (None, _) => return None,
        };
        let headline = format!("{} never ends", command_name(&run.words));
        let rest = format!(": {reason}{}", self.consequence());
        Some(Insight::failure(headline, &rest, id))
    }

    /// Returns the clause about the services that never start.
    fn consequence(&self) -> String {
        let sentence = self.never_started_sentence();
        sentence.map(|sentence| format!("; {sentence}")).unwrap_or_default()
    }

    /// Reports a container that restarts repeatedly, has failed or is unhealthy.
    fn failed_container(&self, record: &Record, id: RecordId) -> Option<Insight> {
        let lane = self.lane_of(record)?;
        let name = &lane.service;
        let last = lane.segments.last()?;
        let blocked = self.first_obstacle(id).map(|(_, blocked)| blocked);
        let exit_code = (lane.segments.iter().rev()).find_map(|segment| segment.exit_code);
        let (headline, reason) = match (last.phase, exit_code) {
            (Phase::Unhealthy, _) => (format!("{name} becomes unhealthy at {}", record.at.format()), None),
            (_, Some(_)) if lane.restarts >= RESTART_LOOP => {
                (format!("{name} restarts {} times", lane.restarts), self.exit_reason(id))
            }
            (_, Some(code)) => (
                format!("{name} exits with code {code} at {}", record.at.format()),
                lane.logs.last().map(|(_, text)| text.clone()),
            ),
            _ => return None,
        };
        let sentence = blocked.map(|blocked: Blocked| blocked.sentence(self)).or(reason);
        let rest = sentence.map(|sentence| format!(": {sentence}")).unwrap_or_default();
        Some(Insight::failure(headline, &rest, id))
    }

    /// Returns the sentence about the exit that caused a record.
    fn exit_reason(&self, id: RecordId) -> Option<String> {
        let cause = |id: &RecordId| self.record(*id)?.cause.filter(|cause| cause < id);
        let mut chain = std::iter::successors(Some(id), cause);
        let exit = chain.find(|id| matches!(self.record(*id).map(|record| &record.event), Some(Event::Exited(_))))?;
        self.reason_of(exit)
    }

    /// Reports the dependent that started longest after its dependency was ready, because the probe ran late.
    fn late_probe(&self, project: &Project) -> Option<Insight> {
        let late = self.starts().filter_map(|(id, start)| self.late_start(id, start));
        let late = late.filter(|late| late.delay >= NOTABLE_DELAY);
        let late = late.max_by_key(|late| late.delay)?;
        let (lane, start) = (self.lane_of(late.start)?, late.start);
        let headline = format!("{} starts at {}", lane.service, start.at.format());
        let rest = format!(
            ", although {} is ready at {}: {}",
            late.dependency,
            late.ready.format(),
            late.reason
        );
        let gate = lane.gates.iter().find(|gate| {
            gate.dependency == *late.dependency
                && gate.condition == Condition::Healthy
                && gate.outcome == Some(GateOutcome::Opened)
        })?;
        Some(Insight {
            suggestion: suggest(self, project, lane, gate, Some(start.at)),
            ..Insight::new(headline, &rest, Some(late.id))
        })
    }

    /// Returns the starts of all containers.
    fn starts(&self) -> impl Iterator<Item = (RecordId, &Record)> {
        let records = self.records.iter().zip(0..);
        let starts = records.filter(|(record, _)| record.event == Event::Starting);
        starts.map(|(record, id)| (RecordId(id), record))
    }

    /// Describes how late a start is, if the last event that it waited for is that a dependency became healthy.
    fn late_start<'a>(&'a self, id: RecordId, start: &'a Record) -> Option<LateStart<'a>> {
        let wait_id = self.start_cause(start)?;
        let wait_end = self.record(wait_id)?;
        if self.late_wait(wait_id).is_some() {
            return None;
        }
        let healthy = self.record(wait_end.cause?)?;
        let (Event::WaitEnded { dependency, .. }, Event::Healthy) = (&wait_end.event, &healthy.event) else {
            return None;
        };
        let ready = *(self.lane_of(healthy)?.ready.iter()).rfind(|ready| **ready <= healthy.at)?;
        let probe = self.record(healthy.cause?)?.cause?;
        Some(LateStart {
            id,
            start,
            dependency,
            ready,
            delay: wait_end.at.0 - ready.0,
            reason: self.reason_of(probe)?,
        })
    }

    /// Reports a dependent that started long before its dependency was ready, because it waits only for the start.
    fn early_start(&self) -> Option<Insight> {
        let starts = self.starts();
        let early = starts.filter_map(|(id, start)| Some((id, start, self.premature_start(start)?)));
        let (id, start, premature) = early.max_by_key(|(_, start, premature)| premature.ready.0 - start.at.0)?;
        let headline = format!("{} starts at {}", self.lane_of(start)?.service, start.at.format());
        let dependency = premature.dependency;
        let rest = format!(
            ", although {dependency} is not ready until {}: depends_on waits only until {dependency} has started",
            premature.ready.format(),
        );
        Some(Insight::new(headline, &rest, Some(id)))
    }

    /// Reports when startup completes: when the last process is ready.
    fn startup_time(&self) -> Option<Insight> {
        let completed = self.startup_completed()?;
        let is_last = |record: &&Record| record.event == Event::Ready && record.at == completed;
        let last_ready = self.records.iter().position(|record| is_last(&record));
        let last_ready = last_ready.filter(|_| self.ready != Some(completed));
        let record = match last_ready {
            Some(index) => Some(RecordId(index as u32)),
            None => self.critical_path().last().copied(),
        };
        let headline = format!("startup completes at {}", completed.format());
        Some(Insight::new(headline, "", record))
    }
}

/// A start that waited for a dependency to become healthy.
struct LateStart<'a> {
    id: RecordId,
    start: &'a Record,
    dependency: &'a ServiceName,
    /// When the process of the dependency was ready.
    ready: Time,
    /// Time from then to the end of the wait, in milliseconds.
    delay: u64,
    /// The sentence about the probe that made the dependency healthy.
    reason: String,
}

/// Returns the name of a command, given with its arguments.
fn command_name(words: &[String]) -> String {
    Request::parse(words).map_or_else(|_| "up".to_owned(), |request| request.command)
}

/// Removes the generic parts of an error of Docker Compose, and the project's name.
fn shorten_error(error: &str, project: &str) -> String {
    let error = error.strip_prefix("dependency failed to start: ").unwrap_or(error);
    // Only the end of the engine's error about a failed start is specific.
    let error = (error.split_once("exec: ")).map_or(error, |(_, end)| end.trim_end_matches(": unknown"));
    error.replace(&format!("{project}-"), "")
}
