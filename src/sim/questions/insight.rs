//! The insight: the one fact about a run that is most worth telling, and what would change it.

use crate::compose::{Condition, Project, ServiceName};
use crate::plan::Request;
use crate::sim::length;
use crate::sim::process::behavior::Origin;
use crate::sim::process::defaults::{NOT_FOUND, probed_program};
use crate::sim::questions::advise::{Suggestion, advice, advise};
use crate::sim::timeline::why::awaited;
use crate::sim::{Event, Gate, GateOutcome, Lane, Phase, RecordId, Time, Timeline};
use crate::source::Span;

/// A delay that is worth telling, in milliseconds.
const TELLING: u64 = 3_000;
/// So many automatic restarts are a loop.
const LOOP: u32 = 4;

/// A telling fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// One sentence without a full stop.
    pub text: String,
    /// What of it stands out: the beginning of the sentence.
    pub headline: String,
    /// The record it is about.
    pub record: Option<RecordId>,
    /// The place it is about.
    pub span: Option<Span>,
    /// What would change it.
    pub suggestion: Option<Suggestion>,
}

impl Timeline {
    /// The most telling fact of the run; `None` when there is nothing to tell.
    pub fn insight(&self, project: &Project) -> Option<Insight> {
        (self.failure(project))
            .or_else(|| self.late_probe(project))
            .or_else(|| self.restart_loop())
            .or_else(|| self.early_exit())
            .or_else(|| self.started_is_not_ready(project))
            .or_else(|| self.all_ready())
    }

    fn plain(headline: String, rest: &str, record: Option<RecordId>, span: Option<Span>) -> Insight {
        Insight {
            text: format!("{headline}{rest}"),
            headline,
            record,
            span,
            suggestion: None,
        }
    }

    /// A command that failed.
    fn failure(&self, project: &Project) -> Option<Insight> {
        let (index, run) = (self.commands.iter().enumerate()).find(|(_, run)| run.error.is_some())?;
        let ended = self.records.iter().position(|record| {
            matches!(record.event, Event::CommandEnded(_)) && record.subject == crate::sim::Subject::Command(index)
        });
        let record = ended.map(|ended| RecordId(ended as u32));
        let blamed = record.and_then(|record| self.blamed(record));
        let told = blamed.and_then(|lane| self.why_unhealthy(lane));
        let error = told.unwrap_or_else(|| plain_error(run.error.as_deref().unwrap_or_default(), &project.name));
        let word = Request::parse(&run.words).map_or_else(|_| "up".to_owned(), |request| request.command);
        let at = run.ended.map(Time::words).unwrap_or_default();
        let never: Vec<String> = (self.lanes.iter())
            .filter(|lane| lane.segments.iter().all(|segment| is_before_start(segment.phase)))
            .map(|lane| lane.service.to_string())
            .collect();
        let rest = match never.as_slice() {
            [] => String::new(),
            [one] => format!("; {one} is never started"),
            many => format!("; {} are never started", many.join(", ")),
        };
        let span = record.and_then(|record| self.why(record).iter().find_map(|reason| reason.span));
        let insight = Timeline::plain(
            format!("{word} fails at {at}"),
            &format!(": {error}{rest}"),
            record,
            span,
        );
        Some(Insight {
            suggestion: advise(self, project).into_iter().next(),
            ..insight
        })
    }

    /// The container whose state made a command fail.
    fn blamed(&self, ended: RecordId) -> Option<&Lane> {
        let failed_wait = self.record(self.record(ended)?.cause?)?;
        let decided = self.record(failed_wait.cause?)?;
        self.lane_of(decided).filter(|_| decided.event == Event::Unhealthy)
    }

    /// Why a container became unhealthy, where more can be said than that probes failed.
    fn why_unhealthy(&self, lane: &Lane) -> Option<String> {
        let model = self.model(lane.service.as_str())?;
        let (check, behavior) = (model.check.as_ref()?, &model.behavior);
        let name = &lane.service;
        let first = behavior.probe.first()?;
        match behavior.ready_after() {
            None if matches!(first.exit, -1 | NOT_FOUND) && behavior.origin == Origin::Image => {
                let program = probed_program(&check.test)?;
                Some(format!(
                    "{name} can't become healthy, its probe runs {program}, which is not in the image"
                ))
            }
            Some(after) if after > 0 => {
                let (retries, after) = (check.retries, length(after));
                Some(format!(
                    "{name} is ready {after} after its start, but {retries} failed probes made it unhealthy before"
                ))
            }
            _ => None,
        }
    }

    /// A gate that opened long after what it waited for was ready.
    fn late_probe(&self, project: &Project) -> Option<Insight> {
        let (lane, gate, ready) = (self.lanes.iter())
            .flat_map(|lane| lane.gates.iter().map(move |gate| (lane, gate)))
            .filter(|(_, gate)| gate.condition == Condition::Healthy && gate.outcome == Some(GateOutcome::Opened))
            .filter_map(|(lane, gate)| Some((lane, gate, self.ready_time(&gate.dependency)?)))
            .filter(|(_, gate, ready)| gate.to.0 >= ready.0 + TELLING)
            .max_by_key(|(_, gate, ready)| gate.to.0 - ready.0)?;
        let check = self.model(gate.dependency.as_str())?.check.as_ref()?;
        let probes = self.lane_for(&gate.dependency)?.probes.iter();
        let number = probes.filter(|probe| probe.ended <= gate.to).count();
        let why = if number <= 1 {
            format!("the first probe comes after {}", length(check.interval))
        } else {
            format!("it is probed only every {}", length(check.interval))
        };
        let started = self.start_after(lane, gate)?;
        let headline = format!("{} starts at {}", lane.service, started.words());
        let rest = format!(", though {} is ready at {}: {why}", gate.dependency, ready.words());
        let suggestion = advice(self, project, lane, gate, Some(started));
        Some(Insight {
            suggestion,
            ..Timeline::plain(headline, &rest, self.start_record(lane), check.span)
        })
    }

    /// When a container was started after a gate had opened.
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

    /// When all containers of a service were ready for the first time.
    fn ready_time(&self, service: &ServiceName) -> Option<Time> {
        let lanes = self.lanes.iter().filter(|lane| lane.service == *service);
        lanes
            .map(|lane| lane.ready.first().copied())
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .max()
    }

    /// A container that is started again and again.
    fn restart_loop(&self) -> Option<Insight> {
        let lane = self
            .lanes
            .iter()
            .filter(|lane| lane.restarts >= LOOP)
            .max_by_key(|lane| lane.restarts)?;
        let code = lane.segments.iter().rev().find_map(|segment| segment.exit_code)?;
        let span = self.model(lane.service.as_str()).map(|model| model.restart_span);
        let record = lane.segments.iter().rev().find(|segment| segment.exit_code.is_some());
        let rest = format!(": it exits with {code} each time, and the pauses between its runs double");
        let headline = format!("{} is restarted {} times", lane.service, lane.restarts);
        Some(Timeline::plain(
            headline,
            &rest,
            record.map(|segment| segment.record),
            span,
        ))
    }

    /// A container that has failed for good.
    fn early_exit(&self) -> Option<Insight> {
        let (lane, segment) = (self.lanes.iter())
            .filter_map(|lane| Some((lane, lane.segments.last()?)))
            .find(|(_, segment)| segment.phase == Phase::Failed)?;
        let code = segment.exit_code?;
        let last_words = lane
            .logs
            .last()
            .map(|(_, text)| format!(": {text}"))
            .unwrap_or_default();
        let headline = format!("{} exits with {code} at {}", lane.service, segment.from.words());
        let span = self.model(lane.service.as_str()).map(|model| model.span);
        Some(Timeline::plain(headline, &last_words, Some(segment.record), span))
    }

    /// A dependent that was started long before what it depends on was ready.
    fn started_is_not_ready(&self, project: &Project) -> Option<Insight> {
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
            .filter(|(_, _, started, ready)| ready.0 >= started.0 + TELLING)
            .max_by_key(|(_, _, started, ready)| ready.0 - started.0)?;
        let record = self.lane_for(&service.name).and_then(|lane| self.start_record(lane));
        let headline = format!("{} starts at {}", service.name, started.words());
        let clause = awaited(edge.condition);
        let rest = format!(
            ", though {} is ready only at {}: depends_on waits until {} {clause}, no longer",
            edge.service,
            ready.words(),
            edge.service,
        );
        Some(Timeline::plain(headline, &rest, record, Some(edge.span)))
    }

    fn all_ready(&self) -> Option<Insight> {
        let ready = self.ready?;
        let record = self.critical_path().last().copied();
        Some(Timeline::plain(
            format!("everything is ready at {}", ready.words()),
            "",
            record,
            None,
        ))
    }
}

fn is_before_start(phase: Phase) -> bool {
    matches!(phase, Phase::Absent | Phase::Created | Phase::Waiting)
}

/// An error of Docker Compose without what is the same in all of its kind.
fn plain_error(error: &str, project: &str) -> String {
    let error = error.strip_prefix("dependency failed to start: ").unwrap_or(error);
    // Of the engine's long text about a start only the end tells something.
    let error = (error.split_once("exec: ")).map_or(error, |(_, end)| end.trim_end_matches(": unknown"));
    error.replace(&format!("{project}-"), "")
}
