//! Explanations: the chain of causes behind a record, as sentences.
//!
//! Each record refers to the record that caused it. The chain is followed back to an event that nothing delayed.
//! Each sentence comes with the line of the file that determines it.

mod health;
mod start;

pub(in crate::sim) use start::NOTABLE_DELAY;

use crate::compose::{RestartPolicy, ServiceName};
use crate::sim::format_duration;
use crate::sim::process::model::Model;
use crate::sim::{Event, GateOutcome, Lane, LoadedStep, Phase, ProbeResult, Record, RecordId, Subject, Time, Timeline};
use crate::source::Span;

/// A sentence of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Time of the event it describes.
    pub at: Time,
    /// The sentence, without a full stop.
    pub text: String,
    /// The line of the file that determines the event.
    pub span: Option<Span>,
}

/// Maximum number of records in a chain of causes.
const MAX_CHAIN: usize = 40;

/// The sentence about one record of an explanation, and the record that the explanation continues with.
#[derive(Default)]
struct CauseLink {
    reason: Option<Reason>,
    /// A second sentence.
    detail: Option<Reason>,
    next: Option<RecordId>,
}

impl Timeline {
    /// Explains why a record happened, latest cause first. Empty for an unknown record.
    pub fn why(&self, id: RecordId) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        let mut next = self.begin_chain(id, &mut reasons);
        let mut length = 0;
        while let Some(id) = next.filter(|_| length < MAX_CHAIN) {
            let link = self.explain(id);
            if let Some(reason) = link.reason
                && reasons.last().is_none_or(|last| last.text != reason.text)
            {
                reasons.push(reason);
            }
            let detail = link.detail.or_else(|| self.obstacle_reason(id));
            let is_new = |detail: &Reason| !reasons.iter().any(|reason| reason.text.contains(&detail.text));
            if let Some(detail) = detail.filter(is_new) {
                reasons.push(detail);
            }
            // A cause always precedes its effect, so the chain ends.
            next = link.next.filter(|next| *next < id);
            length += 1;
        }
        reasons
    }

    /// Returns the sentence of the explanation about one record.
    pub(in crate::sim) fn reason_of(&self, id: RecordId) -> Option<String> {
        Some(self.explain(id).reason?.text)
    }

    /// Returns the records that determine when startup completes, in chronological order. Empty if it never does.
    pub(crate) fn critical_path(&self) -> Vec<RecordId> {
        let Some(ready) = self.ready else {
            return Vec::new();
        };
        let is_ready = |phase| matches!(phase, Phase::Running | Phase::Healthy | Phase::Done);
        let last = (self.lanes.iter().flat_map(|lane| &lane.segments))
            .filter(|segment| segment.from == ready && is_ready(segment.phase))
            .map(|segment| segment.record)
            .max();
        let cause = |id: &RecordId| self.record(*id)?.cause.filter(|cause| cause < id);
        let mut path: Vec<RecordId> = std::iter::successors(last, cause).collect();
        path.reverse();
        path
    }

    /// Returns how many milliseconds a service is assumed to run before it exits with code 0. `None` unless its exit is
    /// an assumption: another service waits for its completion, and it has no `x-sim`.
    pub fn assumed_job_duration(&self, service: &str) -> Option<u64> {
        let behavior = &self.model(service)?.behavior;
        behavior
            .exits
            .first()
            .filter(|_| behavior.is_assumed_job)
            .map(|rule| rule.after)
    }

    /// Returns the model of a service in the first project.
    pub(in crate::sim) fn model(&self, service: &str) -> Option<&Model> {
        self.inputs.steps.iter().find_map(|step| match step {
            LoadedStep::Project { models, .. } => models.get(service).map(|model| &**model),
            LoadedStep::Refused(_) => None,
        })
    }

    /// Returns the lane of the container that a record is about.
    pub(in crate::sim) fn lane_of(&self, record: &Record) -> Option<&Lane> {
        match record.subject {
            Subject::Container(lane) => self.lanes.get(lane),
            Subject::Command(_) => None,
        }
    }

    /// Returns the display name of a subject: a command in backticks, or a service, with the container's number only
    /// if the service has several containers.
    pub(in crate::sim) fn name_of(&self, subject: Subject) -> String {
        match subject {
            Subject::Command(index) => {
                let words = self.commands.get(index).map(|command| command.words.join(" "));
                format!("`{}`", words.unwrap_or_default())
            }
            Subject::Container(index) => match self.lanes.get(index) {
                Some(lane) if self.lanes.iter().filter(|other| other.service == lane.service).count() == 1 => {
                    lane.service.to_string()
                }
                Some(lane) => lane.name.clone(),
                None => String::new(),
            },
        }
    }

    fn model_of(&self, record: &Record) -> Option<&Model> {
        self.model(self.lane_of(record)?.service.as_str())
    }

    fn cause_of(&self, record: &Record) -> Option<&Record> {
        self.record(record.cause?)
    }

    fn reason(&self, record: &Record, text: impl Into<String>) -> Reason {
        Reason {
            at: record.at,
            text: text.into(),
            span: None,
        }
    }

    /// Returns a link that continues with the cause of the record.
    fn link(&self, record: &Record, text: impl Into<String>) -> CauseLink {
        CauseLink {
            reason: Some(Reason {
                span: record.span,
                ..self.reason(record, text)
            }),
            detail: None,
            next: record.cause,
        }
    }

    /// Returns the first record to explain for a record in question. Adds sentences for records whose own sentence
    /// would only repeat the question.
    fn begin_chain(&self, id: RecordId, reasons: &mut Vec<Reason>) -> Option<RecordId> {
        let record = self.record(id)?;
        match &record.event {
            Event::Started | Event::Starting | Event::StartFailed(_) => self.begin_start_chain(record, reasons),
            Event::Waiting { .. } => {
                reasons.extend(self.obstacle_reason(id));
                reasons.extend(self.never_started_reason(record));
                Some(id)
            }
            Event::Created => {
                reasons.push(self.reason(record, "Compose creates all containers before it starts any"));
                None
            }
            Event::CommandEnded(0) => {
                reasons.push(self.reason(record, "the command has nothing left to do"));
                self.last_container_record(id)
            }
            Event::CommandEnded(_) => {
                let error = match record.subject {
                    Subject::Command(index) => self.commands.get(index).and_then(|run| run.error.clone()),
                    Subject::Container(_) => None,
                };
                if let Some(error) = error {
                    reasons.push(self.reason(record, format!("Docker Compose reports: {error}")));
                }
                reasons.extend(self.never_started_reason(record));
                record.cause
            }
            _ => Some(id),
        }
    }

    fn begin_start_chain(&self, record: &Record, reasons: &mut Vec<Reason>) -> Option<RecordId> {
        if let Event::StartFailed(text) = &record.event {
            reasons.push(Reason {
                span: record.span,
                ..self.reason(record, format!("the engine reports: {text}"))
            });
        }
        let starting = match record.event {
            Event::Starting => Some(record),
            _ => self.cause_of(record),
        }?;
        match starting.event {
            Event::Starting if self.is_unblocked(starting) => {
                let text = format!("nothing blocks the start of {}", self.name_of(starting.subject));
                reasons.push(self.reason(starting, text));
                None
            }
            Event::Starting => {
                let premature = self.premature_start(starting).map(|start| start.reason);
                reasons.extend(premature.or_else(|| self.start_order_reason(starting)));
                self.start_cause(starting)
            }
            _ => record.cause,
        }
    }

    /// Whether a start waited for no other container.
    fn is_unblocked(&self, starting: &Record) -> bool {
        !self.cause_of(starting).is_some_and(|cause| {
            matches!(
                cause.event,
                Event::WaitEnded { .. } | Event::Started | Event::HookEnded(_) | Event::Stopped
            )
        })
    }

    fn explain(&self, id: RecordId) -> CauseLink {
        let Some(record) = self.record(id) else {
            return CauseLink::default();
        };
        let name = self.name_of(record.subject);
        match &record.event {
            Event::Started => self.explain_started(record, &name),
            Event::Starting if self.is_unblocked(record) => CauseLink {
                next: None,
                ..self.link(record, format!("{name} starts; nothing blocks it"))
            },
            Event::Starting => CauseLink {
                next: self.start_cause(record),
                ..self.link(record, format!("{name} starts"))
            },
            Event::WaitEnded { dependency, outcome } => CauseLink {
                next: self.late_wait(id).or(record.cause),
                ..self.link(record, self.describe_poll(record, dependency, *outcome))
            },
            Event::Healthy | Event::Unhealthy => self.explain_health(record, &name),
            Event::ProbeBegan => self.explain_probe(record, &name),
            Event::ProbeEnded(result) => self.link(record, describe_probe_result(&name, *result)),
            Event::Exited(code) => self.explain_exit(record, &name, *code),
            Event::Signal(signal) => self.link(record, self.describe_signal(record, &name, signal)),
            Event::Restarting { pause } => {
                let policy = self.model_of(record).map_or("", |model| policy_name(&model.restart));
                let pause = format_duration(*pause);
                self.link(
                    record,
                    format!("{name} is restarted after {pause}: its restart policy is {policy}"),
                )
            }
            Event::HookEnded(code) => self.link(record, format!("a hook of {name} exits with code {code}")),
            Event::StartFailed(text) => self.link(record, format!("{name} cannot be started: {text}")),
            Event::Waiting { dependency, .. } => self.link(record, format!("{name} waits for {dependency}")),
            Event::Ready => {
                let after = self.cause_of(record).map_or(0, |start| record.at.0 - start.at.0);
                self.link(
                    record,
                    format!("{name} is ready {} after its start", format_duration(after)),
                )
            }
            Event::Stopped => self.link(record, format!("{name} is stopped")),
            Event::Log(text) => self.link(record, format!("{name} logs: {text}")),
            Event::TimedOut(_)
            | Event::VariablesIgnored { .. }
            | Event::ImageBuilt(_)
            | Event::ProviderEnded { .. } => self.link(record, format!("{name}: {}", record.event.description())),
            Event::Fault(_) => CauseLink {
                next: None,
                ..self.link(record, format!("{name}: {}", record.event.description()))
            },
            Event::FileChanged(_) => CauseLink {
                next: None,
                ..self.link(record, record.event.description())
            },
            Event::CommandBegan => CauseLink {
                next: None,
                ..self.link(record, format!("the scenario runs {name}"))
            },
            // These events have no sentence. The explanation continues with their cause.
            Event::CommandEnded(_)
            | Event::NetworkCreated(_)
            | Event::NetworkRemoved(_)
            | Event::VolumeCreated(_)
            | Event::VolumeRemoved(_)
            | Event::Created
            | Event::ReplacementCreated
            | Event::Replaced
            | Event::Paused
            | Event::Unpaused
            | Event::Removed
            | Event::Synced => CauseLink {
                next: record.cause,
                ..CauseLink::default()
            },
        }
    }

    fn explain_started(&self, record: &Record, name: &str) -> CauseLink {
        match self.cause_of(record).filter(|cause| cause.event == Event::Starting) {
            Some(starting) if self.is_unblocked(starting) => CauseLink {
                next: None,
                ..self.link(record, format!("{name} starts; nothing blocks it"))
            },
            Some(starting) => CauseLink {
                detail: self.start_order_reason(starting),
                next: self.start_cause(starting),
                ..self.link(record, format!("{name} starts"))
            },
            None => self.link(record, format!("{name} is running again")),
        }
    }

    /// Returns why a container starts after another one, if it waited only for the other one's start.
    fn start_order_reason(&self, starting: &Record) -> Option<Reason> {
        let cause = self.cause_of(starting)?;
        if !matches!(cause.event, Event::Started | Event::HookEnded(_)) {
            return None;
        }
        let (service, other) = (&self.lane_of(starting)?.service, &self.lane_of(cause)?.service);
        if service == other {
            return Some(self.reason(cause, format!("the containers of {service} are started one at a time")));
        }
        let edges = &self.project()?.services.get(service)?.depends_on;
        let edge = edges.iter().find(|edge| edge.service == *other)?;
        Some(Reason {
            span: Some(edge.condition_span),
            ..self.reason(cause, format!("{service} waits only until {other} has started"))
        })
    }

    /// Returns the last record of the start of a container or the end of a hook or wait, at the time at which a command
    /// ended.
    fn last_container_record(&self, command_end: RecordId) -> Option<RecordId> {
        let ended = self.record(command_end)?.at;
        let earlier = self.records.get(..command_end.0 as usize)?;
        let is_match = |record: &Record| {
            let is_relevant_event = matches!(
                record.event,
                Event::Started | Event::HookEnded(_) | Event::WaitEnded { .. }
            );
            record.at == ended && is_relevant_event && matches!(record.subject, Subject::Container(_))
        };
        let index = earlier.iter().rposition(is_match)?;
        Some(RecordId(index as u32))
    }

    /// Describes the state of a dependency that Compose found when it polled.
    fn describe_poll(&self, record: &Record, dependency: &ServiceName, outcome: GateOutcome) -> String {
        let state = match self.cause_of(record).map(|cause| &cause.event) {
            Some(Event::Healthy) => "is healthy".to_owned(),
            Some(Event::Unhealthy) => "is unhealthy".to_owned(),
            Some(Event::Exited(code)) => format!("has exited with code {code}"),
            Some(Event::Restarting { .. }) => "is restarting, which counts as unhealthy".to_owned(),
            Some(Event::Started) if outcome != GateOutcome::Opened => {
                let is_certain = self.lacks_healthcheck_for_certain(dependency);
                let source = if is_certain { "" } else { ", as far as known" };
                format!("has no health check{source}")
            }
            _ => "is running".to_owned(),
        };
        let consequence = match outcome {
            GateOutcome::Opened | GateOutcome::Failed => "",
            GateOutcome::Skipped => "; the dependency is optional, so it blocks nothing",
        };
        format!("Compose polls every 0.5 s and finds that {dependency} {state}{consequence}")
    }

    fn describe_signal(&self, record: &Record, name: &str, signal: &str) -> String {
        let cause = self.cause_of(record);
        if !cause.is_some_and(|cause| matches!(cause.event, Event::Signal(_))) {
            return format!("{name} receives {signal}");
        }
        let grace = self.model_of(record).map_or(10_000, |model| model.grace);
        format!(
            "{name} receives {signal}: it did not exit within {}",
            format_duration(grace)
        )
    }

    fn explain_exit(&self, record: &Record, name: &str, code: i32) -> CauseLink {
        let started = self
            .cause_of(record)
            .filter(|cause| matches!(cause.event, Event::Started | Event::Unpaused));
        let Some(started) = started else {
            return self.link(record, format!("{name} exits with code {code}"));
        };
        let after = format_duration(record.at.0 - started.at.0);
        let logs = self.lane_of(record).into_iter().flat_map(|lane| lane.logs.iter().rev());
        let mut logs_of_run = logs.filter(|(at, _)| *at >= started.at && *at <= record.at);
        let last_line = match logs_of_run.next() {
            Some((_, text)) if code != 0 => format!("; last log line: {text}"),
            _ => String::new(),
        };
        let is_assumed = self
            .lane_of(record)
            .is_some_and(|lane| self.assumed_job_duration(lane.service.as_str()).is_some());
        let assumption = match is_assumed {
            true => " (assumed: another service waits for it to complete)",
            false => "",
        };
        self.link(
            record,
            format!("{name} exits with code {code} on its own, {after} after its start{last_line}{assumption}"),
        )
    }
}

fn describe_probe_result(name: &str, result: ProbeResult) -> String {
    match result {
        ProbeResult::Passed => format!("the probe of {name} exits with code 0"),
        ProbeResult::Failed(-1) => format!("the probe of {name} cannot be run in its image"),
        ProbeResult::Failed(code) => format!("the probe of {name} exits with code {code}"),
        ProbeResult::TimedOut => format!("the probe of {name} times out"),
    }
}

pub(super) fn policy_name(policy: &RestartPolicy) -> &'static str {
    match policy {
        RestartPolicy::No | RestartPolicy::Unknown(_) => "no",
        RestartPolicy::Always => "always",
        RestartPolicy::UnlessStopped => "unless-stopped",
        RestartPolicy::OnFailure(_) => "on-failure",
    }
}
