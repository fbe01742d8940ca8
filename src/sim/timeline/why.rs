//! Why something happened: the chain of causes behind a record, as sentences.
//!
//! Each record names the one that decided it; here the chain is walked back to where nothing held
//! things up any more, and what is said comes with the line of the file that decides it.

use crate::compose::{Condition, RestartPolicy, ServiceName};
use crate::sim::length;
use crate::sim::process::model::{Check, Model, SettingSource};
use crate::sim::{Event, GateOutcome, Lane, LoadedStep, Phase, ProbeResult, Record, RecordId, Subject, Time, Timeline};
use crate::source::Span;

/// One link in a chain of causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// When.
    pub at: Time,
    /// A sentence without a full stop.
    pub text: String,
    /// The line of the file that decides it.
    pub span: Option<Span>,
}

/// The longest chain that is told.
const LONGEST_CHAIN: usize = 40;

fn ordinal(number: usize) -> String {
    const WORDS: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    match number.checked_sub(1).and_then(|index| WORDS.get(index)) {
        Some(word) => (*word).to_owned(),
        None => match (number % 10, number % 100) {
            (1, rest) if rest != 11 => format!("{number}st"),
            (2, rest) if rest != 12 => format!("{number}nd"),
            (3, rest) if rest != 13 => format!("{number}rd"),
            _ => format!("{number}th"),
        },
    }
}

/// What is said of a record, and where the chain goes on.
struct Step {
    reason: Option<Reason>,
    /// What else is said.
    also: Option<Reason>,
    next: Option<RecordId>,
}

impl Timeline {
    /// Why a record happened: the deciding facts, latest first. Empty for an unknown record.
    pub fn why(&self, id: RecordId) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        let mut next = self.reason_for_asking(id, &mut reasons);
        let mut steps = 0;
        while let Some(id) = next.filter(|_| steps < LONGEST_CHAIN) {
            let step = self.explain(id);
            if let Some(reason) = step.reason
                && reasons.last().is_none_or(|last| last.text != reason.text)
            {
                reasons.push(reason);
            }
            reasons.extend(step.also);
            // Causes stand before what they cause: the chain ends.
            next = step.next.filter(|next| *next < id);
            steps += 1;
        }
        reasons
    }

    /// The question that [`why`](Self::why) answers: `Why does web start at 31.0 s?`
    pub fn question(&self, id: RecordId) -> String {
        let Some(record) = self.record(id) else {
            return String::new();
        };
        let name = self.name_of(record.subject);
        if let Event::WaitEnded {
            outcome: GateOutcome::Failed,
            ..
        } = record.event
            && let Subject::Container(_) = record.subject
        {
            return format!("Why does {name} never start?");
        }
        let at = record.at.words();
        let probed = |how: &str| format!("Why does the probe of {name} {how} at {at}?");
        let verb = match &record.event {
            Event::CommandBegan => "begin".to_owned(),
            Event::CommandEnded(0) => "end well".to_owned(),
            Event::CommandEnded(code) => format!("end with exit code {code}"),
            Event::Created => "get created".to_owned(),
            Event::SuccessorCreated | Event::Replaced => "get replaced".to_owned(),
            Event::Waiting { dependency, .. } => format!("wait for {dependency}"),
            Event::WaitEnded { dependency, .. } => format!("stop waiting for {dependency}"),
            Event::Started | Event::Starting => "start".to_owned(),
            Event::StartFailed(_) => "fail to start".to_owned(),
            Event::Ready => "get ready".to_owned(),
            Event::ProbeBegan => "get probed".to_owned(),
            Event::ProbeEnded(ProbeResult::Passed) => return probed("pass"),
            Event::ProbeEnded(ProbeResult::Failed(_)) => return probed("fail"),
            Event::ProbeEnded(ProbeResult::TimedOut) => return probed("time out"),
            Event::Healthy => "become healthy".to_owned(),
            Event::Unhealthy => "become unhealthy".to_owned(),
            Event::Exited(code) => format!("exit with {code}"),
            Event::Restarting { .. } => "get restarted".to_owned(),
            Event::Signal(signal) => format!("get {signal}"),
            Event::Stopped => "stop".to_owned(),
            Event::Removed => "get removed".to_owned(),
            _ => "change".to_owned(),
        };
        format!("Why does {name} {verb} at {at}?")
    }

    /// The records that decide when everything is ready, in order of time; empty when it never is.
    pub fn critical_path(&self) -> Vec<RecordId> {
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

    pub(in crate::sim) fn model(&self, service: &str) -> Option<&Model> {
        self.inputs.steps.iter().find_map(|step| match step {
            LoadedStep::Project { models, .. } => models.get(service).map(|model| &**model),
            LoadedStep::Refused(_) => None,
        })
    }

    pub(in crate::sim) fn lane_of(&self, record: &Record) -> Option<&Lane> {
        match record.subject {
            Subject::Container(lane) => self.lanes.get(lane),
            Subject::Command(_) => None,
        }
    }

    /// A container by its service's name, with its number only where there are several.
    fn name_of(&self, subject: Subject) -> String {
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

    /// Where the chain begins for a record that is asked about: what the question itself says is left out.
    fn reason_for_asking(&self, id: RecordId, reasons: &mut Vec<Reason>) -> Option<RecordId> {
        let record = self.record(id)?;
        match &record.event {
            Event::Started | Event::Starting | Event::StartFailed(_) => {
                if let Event::StartFailed(text) = &record.event {
                    reasons.push(self.reason(record, format!("the engine says: {text}"), record.span));
                }
                let starting = match record.event {
                    Event::Starting => Some(record),
                    _ => record.cause.and_then(|cause| self.record(cause)),
                }?;
                match starting.event {
                    Event::Starting if self.is_free(starting) => {
                        let name = self.name_of(starting.subject);
                        let text = format!("the start of {name} begins; nothing holds it back");
                        reasons.push(self.reason(starting, text, None));
                        None
                    }
                    Event::Starting => {
                        reasons.extend(self.order_of_start(starting));
                        starting.cause
                    }
                    _ => record.cause,
                }
            }
            Event::Created => {
                let text = "Compose creates all containers before it starts any".to_owned();
                reasons.push(self.reason(record, text, None));
                None
            }
            Event::CommandEnded(0) => {
                let text = "everything it had to do is done".to_owned();
                reasons.push(self.reason(record, text, None));
                self.last_of_containers(id)
            }
            Event::CommandEnded(_) => {
                let error = match record.subject {
                    Subject::Command(index) => self.commands.get(index).and_then(|run| run.error.clone()),
                    Subject::Container(_) => None,
                };
                if let Some(error) = error {
                    reasons.push(self.reason(record, format!("Docker Compose says: {error}"), None));
                }
                record.cause
            }
            _ => Some(id),
        }
    }

    /// Nothing that another container did lets this start begin.
    fn is_free(&self, starting: &Record) -> bool {
        let cause = starting.cause.and_then(|cause| self.record(cause));
        !cause.is_some_and(|cause| {
            matches!(
                cause.event,
                Event::WaitEnded { .. } | Event::Started | Event::HookEnded(_) | Event::Stopped
            )
        })
    }

    fn nothing_holds(&self, starting: &Record) -> String {
        format!("{} starts; nothing holds it back", self.name_of(starting.subject))
    }

    fn reason(&self, record: &Record, text: String, span: Option<Span>) -> Reason {
        Reason {
            at: record.at,
            text,
            span,
        }
    }

    fn explain(&self, id: RecordId) -> Step {
        let Some(record) = self.record(id) else {
            return Step {
                reason: None,
                also: None,
                next: None,
            };
        };
        let name = self.name_of(record.subject);
        let say = |text: String| Some(self.reason(record, text, record.span));
        let (reason, next) = match &record.event {
            Event::Started => return self.explain_start(record, &name),
            Event::Starting => {
                let text = if self.is_free(record) {
                    self.nothing_holds(record)
                } else {
                    format!("{name} starts")
                };
                (say(text), record.cause.filter(|_| !self.is_free(record)))
            }
            Event::WaitEnded { dependency, outcome } => (say(self.seen(record, dependency, *outcome)), record.cause),
            Event::Healthy | Event::Unhealthy => return self.explain_health(record, &name),
            Event::ProbeBegan => return self.explain_probe(record, &name),
            Event::ProbeEnded(result) => {
                let text = match result {
                    ProbeResult::Passed => format!("the probe of {name} exits with 0"),
                    ProbeResult::Failed(-1) => format!("the probe of {name} can't be run in its image"),
                    ProbeResult::Failed(code) => format!("the probe of {name} exits with {code}"),
                    ProbeResult::TimedOut => format!("the probe of {name} takes longer than its timeout"),
                };
                (say(text), record.cause)
            }
            Event::Exited(code) => return self.explain_exit(record, &name, *code),
            Event::Signal(signal) => {
                let by_hand = record.cause.and_then(|cause| self.record(cause));
                let after_grace = by_hand.is_some_and(|cause| matches!(cause.event, Event::Signal(_)));
                let text = if after_grace {
                    let grace = self.model_of(record).map_or(10_000, |model| model.grace);
                    format!("{name} gets {signal}: it did not end within {}", length(grace))
                } else {
                    format!("{name} gets {signal}")
                };
                (say(text), record.cause)
            }
            Event::Restarting { pause } => {
                let policy = self.model_of(record).map_or("", |model| policy_word(&model.restart));
                let text = format!("{name} is started again after {}: restart is {policy}", length(*pause));
                (say(text), record.cause)
            }
            Event::HookEnded(code) => {
                let text = format!("a hook of {name} ends with {code}");
                (say(text), record.cause)
            }
            Event::StartFailed(text) => (say(format!("{name} can't be started: {text}")), record.cause),
            Event::Waiting { dependency, .. } => (say(format!("{name} waits for {dependency}")), record.cause),
            Event::Ready => {
                let after = record
                    .cause
                    .and_then(|cause| self.record(cause))
                    .map_or(0, |start| record.at.0 - start.at.0);
                (
                    say(format!("{name} gets ready {} after its start", length(after))),
                    record.cause,
                )
            }
            Event::Fault(_) => (say(format!("{name} has a fault: {}", record.event.words())), None),
            Event::Stopped => (say(format!("{name} is stopped")), record.cause),
            Event::Log(text) => (say(format!("{name} writes: {text}")), record.cause),
            Event::TimedOut(_) | Event::KeptData { .. } | Event::ProviderEnded { .. } | Event::ImageBuilt(_) => {
                (say(format!("{name}: {}", record.event.words())), record.cause)
            }
            Event::FileChanged(_) => (say(record.event.words()), None),
            Event::CommandBegan => (say(format!("{name} is given")), None),
            _ => (None, record.cause),
        };
        let also = None;
        Step { reason, also, next }
    }

    fn model_of(&self, record: &Record) -> Option<&Model> {
        self.model(self.lane_of(record)?.service.as_str())
    }

    fn explain_start(&self, record: &Record, name: &str) -> Step {
        let cause = record.cause.and_then(|cause| self.record(cause));
        let mut also = None;
        let (text, next) = match cause {
            Some(starting) if starting.event == Event::Starting => {
                if self.is_free(starting) {
                    (format!("{name} starts; nothing holds it back"), None)
                } else {
                    also = self.order_of_start(starting);
                    (format!("{name} starts"), starting.cause)
                }
            }
            _ => (format!("{name} runs again"), record.cause),
        };
        Step {
            reason: Some(self.reason(record, text, record.span)),
            also,
            next,
        }
    }

    /// Why a start comes after that of another container, where nothing is waited for but that start.
    fn order_of_start(&self, starting: &Record) -> Option<Reason> {
        let cause = self.record(starting.cause?)?;
        if !matches!(cause.event, Event::Started | Event::HookEnded(_)) {
            return None;
        }
        let (own, other) = (&self.lane_of(starting)?.service, &self.lane_of(cause)?.service);
        if own == other {
            let text = format!("the containers of {own} are started one after the other");
            return Some(self.reason(cause, text, None));
        }
        let edges = &self.project()?.services.get(own)?.depends_on;
        let edge = edges.iter().find(|edge| edge.service == *other)?;
        let text = format!("{own} waits until {other} has started, no longer");
        Some(self.reason(cause, text, Some(edge.condition_span)))
    }

    /// What happened to a container last before a command ended, at the same time.
    fn last_of_containers(&self, end: RecordId) -> Option<RecordId> {
        let ended = self.record(end)?.at;
        let before = self.records.get(..end.0 as usize)?;
        let is_last = |record: &Record| {
            let is_work = matches!(
                record.event,
                Event::Started | Event::HookEnded(_) | Event::WaitEnded { .. }
            );
            record.at == ended && is_work && matches!(record.subject, Subject::Container(_))
        };
        before.iter().rposition(is_last).map(|index| RecordId(index as u32))
    }

    /// What a look of Compose found.
    fn seen(&self, record: &Record, dependency: &ServiceName, outcome: GateOutcome) -> String {
        let decided = record.cause.and_then(|cause| self.record(cause));
        let state = match decided.map(|record| &record.event) {
            Some(Event::Healthy) => format!("{dependency} healthy"),
            Some(Event::Unhealthy) => format!("{dependency} unhealthy"),
            Some(Event::Exited(code)) => format!("{dependency} exited with {code}"),
            Some(Event::Restarting { .. }) => format!("{dependency} between two runs, which counts as unhealthy"),
            Some(Event::Started) if outcome != GateOutcome::Opened => {
                format!("that {dependency} has no health check")
            }
            _ => format!("{dependency} running"),
        };
        let after = match outcome {
            GateOutcome::Opened | GateOutcome::Failed => "",
            GateOutcome::Skipped => "; it is optional, so nobody is held back",
        };
        format!("Compose looks every 0.5 s, and sees {state}{after}")
    }

    /// The number of a probe in its run, from 1, and the record of the run's start.
    fn place_of_probe<'a>(&'a self, record: &'a Record) -> (usize, Option<&'a Record>) {
        let Subject::Container(lane) = record.subject else {
            return (0, None);
        };
        let mut number = 0;
        let mut current = Some(record);
        while let Some(record) = current {
            match record.event {
                Event::ProbeBegan => number += 1,
                Event::Started | Event::Unpaused if record.subject == Subject::Container(lane) => {
                    return (number, Some(record));
                }
                _ => {}
            }
            current = record.cause.and_then(|cause| self.record(cause));
        }
        (number, None)
    }

    /// All probes of its run that came before a probe failed.
    fn all_failed_before(&self, probe: &Record) -> bool {
        let mut current = probe.cause.and_then(|cause| self.record(cause));
        while let Some(record) = current {
            match record.event {
                Event::ProbeEnded(ProbeResult::Passed) => return false,
                Event::ProbeEnded(_) | Event::ProbeBegan => {}
                _ => break,
            }
            current = record.cause.and_then(|cause| self.record(cause));
        }
        true
    }

    fn explain_health(&self, record: &Record, name: &str) -> Step {
        let (number, _) = self.place_of_probe(record);
        let check = self.model_of(record).and_then(|model| model.check.as_ref());
        let text = match record.event {
            Event::Healthy => format!("{name} becomes healthy: its {} probe passes", ordinal(number)),
            _ => {
                let retries = check.map_or(3, |check| check.retries);
                let probes = if retries == 1 {
                    "a probe fails".to_owned()
                } else {
                    format!("{retries} probes in a row fail")
                };
                format!("{name} becomes unhealthy: {probes}")
            }
        };
        // From the probe's end to its beginning.
        let ended = record.cause.and_then(|cause| self.record(cause));
        Step {
            reason: Some(self.reason(record, text, record.span)),
            also: None,
            next: ended.and_then(|ended| ended.cause),
        }
    }

    fn explain_probe(&self, record: &Record, name: &str) -> Step {
        let (number, start) = self.place_of_probe(record);
        let check = self.model_of(record).and_then(|model| model.check.as_ref());
        let pause = check.map(|check| self.pause_before(check, record)).unwrap_or_default();
        let text = if number <= 1 {
            format!("the first probe runs one interval after the start; {pause}")
        } else {
            let ready = start.and_then(|start| self.ready_after_start(record, start));
            let failed = match ready {
                Some(after) => format!("{name} is ready only {} after its start", length(after)),
                None if self.all_failed_before(record) => "the ones before it failed".to_owned(),
                None => "the ones before it did not decide".to_owned(),
            };
            format!("the {} probe runs; {pause}, and {failed}", ordinal(number))
        };
        Step {
            reason: Some(self.reason(record, text, record.span)),
            also: None,
            next: start.and_then(|start| self.id_of(start)),
        }
    }

    /// Which setting decides when a probe comes.
    fn pause_before(&self, check: &Check, record: &Record) -> String {
        let begun = record.cause.and_then(|cause| self.record(cause));
        let paused = begun.map_or(0, |begun| record.at.0 - begun.at.0);
        if paused == check.start_interval && paused != check.interval {
            return format!("start_interval is {} while the start period lasts", length(paused));
        }
        let source = match check.interval_from {
            SettingSource::File(_) => "",
            SettingSource::Image => " in the image",
            SettingSource::Default => " by default",
        };
        format!("interval is {}{source}", length(check.interval))
    }

    fn ready_after_start(&self, probe: &Record, start: &Record) -> Option<u64> {
        let lane = self.lane_of(probe)?;
        let ready = lane.ready.iter().find(|at| **at >= start.at && **at <= probe.at)?;
        Some(ready.0 - start.at.0).filter(|after| *after > 0)
    }

    fn id_of(&self, record: &Record) -> Option<RecordId> {
        let from = self.records.partition_point(|other| other.at < record.at);
        let offset = self.records[from..]
            .iter()
            .position(|other| std::ptr::eq(other, record))?;
        Some(RecordId((from + offset) as u32))
    }

    fn explain_exit(&self, record: &Record, name: &str, code: i32) -> Step {
        let cause = record.cause.and_then(|cause| self.record(cause));
        let text = match cause {
            Some(started) if matches!(started.event, Event::Started | Event::Unpaused) => {
                let lived = length(record.at.0 - started.at.0);
                let logs = self.lane_of(record).into_iter().flat_map(|lane| lane.logs.iter().rev());
                let mut own = logs.filter(|(at, _)| *at >= started.at && *at <= record.at);
                let words = own.next().filter(|_| code != 0);
                let words = words
                    .map(|(_, text)| format!(", and writes: {text}"))
                    .unwrap_or_default();
                format!("{name} exits with {code} by itself, {lived} after its start{words}")
            }
            _ => format!("{name} exits with {code}"),
        };
        Step {
            reason: Some(self.reason(record, text, record.span)),
            also: None,
            next: record.cause,
        }
    }
}

fn policy_word(policy: &RestartPolicy) -> &'static str {
    match policy {
        RestartPolicy::No | RestartPolicy::Unknown(_) => "no",
        RestartPolicy::Always => "always",
        RestartPolicy::UnlessStopped => "unless-stopped",
        RestartPolicy::OnFailure(_) => "on-failure",
    }
}

/// What a condition waits for, as a clause about the dependency.
pub(in crate::sim) fn awaited(condition: Condition) -> &'static str {
    match condition {
        Condition::Started => "has started",
        Condition::Healthy => "is healthy",
        Condition::Completed => "has completed",
    }
}
