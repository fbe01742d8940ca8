//! The insight: the one fact about a run that is most worth telling, and what would change it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compose::{Condition, Project, ServiceName};
use crate::diagnostic::Edit;
use crate::sim::kernel::{Inputs, LoadedStep, play};
use crate::sim::model::{Model, SettingSource};
use crate::sim::why::{awaited, length, moment};
use crate::sim::{Event, Gate, GateOutcome, Lane, Phase, RecordId, Time, Timeline};
use crate::source::{Span, Workspace};

/// A delay that is worth telling, in milliseconds.
const TELLING: u64 = 3_000;
/// The interval that is suggested, in milliseconds, and as it is written.
const INTERVAL: (u64, &str) = (2_000, "interval: 2s");
/// The start period that is suggested where retries would be used up before the service is ready.
const START_PERIOD: (u64, &str) = (60_000, "start_period: 60s");
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

/// A setting of a health check that would change what was seen, tried in another run.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// A command in a few words: `Start at 10.9 s instead`.
    pub title: String,
    /// The service whose health check is changed.
    pub service: ServiceName,
    /// Its `healthcheck` key.
    pub healthcheck: Span,
    /// The lines to add to it: `interval: 2s`.
    pub settings: Vec<&'static str>,
    /// When the dependent starts then.
    pub starts_at: Time,
}

impl Suggestion {
    /// The edit that adds the settings to the file. Nothing where the health check is written in a way
    /// that can't be added to.
    pub fn edit(&self, files: &Workspace) -> Option<Edit> {
        let file = files.file(self.healthcheck.file);
        let text = file.text();
        let key_end = self.healthcheck.end as usize;
        let after = text.get(key_end..)?;
        let colon = after.find(':')? + 1;
        let line_end = after.find('\n').map_or(after.len(), |end| end + 1);
        let rest = after.get(colon..line_end.max(colon))?;
        if let Some(brace) = rest.find('{') {
            let at = key_end + colon + brace + 1;
            return Some(insertion(
                self.healthcheck,
                at,
                format!("{}, ", self.settings.join(", ")),
            ));
        }
        // The first line of the mapping below, whose indentation is taken over.
        let mut at = key_end + line_end;
        for line in text.get(at..)?.split_inclusive('\n') {
            let content = line.trim_start_matches(' ');
            if !content.trim().is_empty() && !content.starts_with('#') {
                let indent = " ".repeat(line.len() - content.len());
                let lines = self.settings.iter().map(|setting| format!("{indent}{setting}\n"));
                return Some(insertion(self.healthcheck, at, lines.collect()));
            }
            at += line.len();
        }
        None
    }
}

fn insertion(near: Span, at: usize, text: String) -> Edit {
    Edit {
        span: Span::new(near.file, at..at),
        text,
    }
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
            matches!(record.event, Event::CommandEnded(_)) && record.subject == super::Subject::Command(index)
        });
        let record = ended.map(|ended| RecordId(ended as u32));
        let error = run.error.as_deref()?;
        let error = error.strip_prefix("dependency failed to start: ").unwrap_or(error);
        let word = run
            .words
            .iter()
            .find(|word| !word.starts_with('-'))
            .map_or("up", String::as_str);
        let at = run.ended.map(moment).unwrap_or_default();
        let never: Vec<String> = (self.lanes.iter())
            .filter(|lane| lane.segments.iter().all(|segment| is_before_start(segment.phase)))
            .map(|lane| lane.service.to_string())
            .collect();
        let rest = match never.as_slice() {
            [] => String::new(),
            [one] => format!("; {one} is never started"),
            many => format!("; {} are never started", many.join(", ")),
        };
        let error = error.replace(&format!("{}-", project.name), "");
        let span = record.and_then(|record| self.why(record).iter().find_map(|reason| reason.span));
        Some(Timeline::plain(
            format!("{word} fails at {at}"),
            &format!(": {error}{rest}"),
            record,
            span,
        ))
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
        let headline = format!("{} starts at {}", lane.service, moment(started));
        let rest = format!(", though {} is ready at {}: {why}", gate.dependency, moment(ready));
        let suggestion = match check.interval_from {
            SettingSource::Default => check
                .span
                .and_then(|span| self.suggest(project, lane, gate, span, started)),
            SettingSource::File(_) | SettingSource::Image => None,
        };
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

    /// Tries a short interval, if need be with a start period; a suggestion when the dependent starts
    /// earlier with it.
    fn suggest(&self, project: &Project, lane: &Lane, gate: &Gate, healthcheck: Span, now: Time) -> Option<Suggestion> {
        let written = project.services.get(&gate.dependency)?.healthcheck.as_ref()?;
        let try_with = |start_period: Option<u64>| {
            let other = self.with_settings(&gate.dependency, INTERVAL.0, start_period);
            let lane = other.lanes.iter().find(|other| other.full_name == lane.full_name)?;
            let gate = lane.gates.iter().find(|other| other.dependency == gate.dependency)?;
            let opened = gate.outcome == Some(GateOutcome::Opened);
            other.start_after(lane, gate).filter(|at| opened && *at < now)
        };
        let (settings, starts_at) = match try_with(None) {
            Some(starts_at) => (vec![INTERVAL.1], starts_at),
            None if written.start_period.is_some() => return None,
            None => (vec![INTERVAL.1, START_PERIOD.1], try_with(Some(START_PERIOD.0))?),
        };
        Some(Suggestion {
            title: format!("Start at {} instead", moment(starts_at)),
            service: gate.dependency.clone(),
            healthcheck,
            settings,
            starts_at,
        })
    }

    /// The same run with other settings of a service's health check.
    fn with_settings(&self, service: &ServiceName, interval: u64, start_period: Option<u64>) -> Timeline {
        self.again(|model| {
            if model.service == *service
                && let Some(check) = &mut model.check
            {
                check.interval = interval;
                check.start_period = start_period.unwrap_or(check.start_period);
            }
        })
    }

    /// The same run with its models changed.
    pub fn again(&self, change: impl Fn(&mut Model)) -> Timeline {
        let changed = |models: &BTreeMap<ServiceName, Rc<Model>>| {
            let models = models.iter().map(|(name, model)| {
                let mut model = Model::clone(model);
                change(&mut model);
                (name.clone(), Rc::new(model))
            });
            Rc::new(models.collect())
        };
        let Inputs { steps, scenario, .. } = &*self.inputs;
        let steps = steps.iter().map(|step| match step {
            LoadedStep::Project { project, models } => LoadedStep::Project {
                project: Rc::clone(project),
                models: changed(models),
            },
            LoadedStep::Refused(text) => LoadedStep::Refused(text.clone()),
        });
        play(steps.collect(), scenario)
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
        let headline = format!("{} exits with {code} at {}", lane.service, moment(segment.from));
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
        let headline = format!("{} starts at {}", service.name, moment(started));
        let clause = awaited(edge.condition);
        let rest = format!(
            ", though {} is ready only at {}: depends_on waits until {} {clause}, no longer",
            edge.service,
            moment(ready),
            edge.service,
        );
        Some(Timeline::plain(headline, &rest, record, Some(edge.span)))
    }

    fn all_ready(&self) -> Option<Insight> {
        let ready = self.ready?;
        let record = self.critical_path().last().copied();
        Some(Timeline::plain(
            format!("everything is ready at {}", moment(ready)),
            "",
            record,
            None,
        ))
    }
}

fn is_before_start(phase: Phase) -> bool {
    matches!(phase, Phase::Absent | Phase::Created | Phase::Waiting)
}
