//! Advice: settings of health checks with which dependents start earlier, or start at all.
//!
//! Only settings that the file leaves out are suggested, so that following advice adds lines and
//! changes none; each is tried before it is given.

use crate::compose::{Condition, Healthcheck, Project, ServiceName};
use crate::diagnostic::Edit;
use crate::sim::{Gate, GateOutcome, Lane, Time, Timeline};
use crate::source::{Span, Workspace};

/// An interval that loses little time and costs little, in milliseconds.
const INTERVAL: u64 = 2_000;
/// A start period that covers most boots.
const START_PERIOD: u64 = 60_000;
/// What has to be gained for a suggestion to be made.
const GAIN: u64 = 2_000;

/// Settings of a health check that would change what was seen, tried in another run.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// A command in a few words: `Start at 10.9 s instead`.
    pub title: String,
    /// The service whose health check is changed.
    pub service: ServiceName,
    /// The service that starts earlier.
    pub dependent: ServiceName,
    /// The `healthcheck` key.
    pub healthcheck: Span,
    /// The lines to add to it: `interval: 2s`.
    pub settings: Vec<&'static str>,
    /// When the dependent starts then.
    pub starts_at: Time,
}

/// Settings tried together.
#[derive(Debug, Clone, Copy)]
struct Trial {
    interval: bool,
    start_period: bool,
}

impl Trial {
    const ALL: [Trial; 3] = [
        Trial {
            interval: true,
            start_period: false,
        },
        Trial {
            interval: true,
            start_period: true,
        },
        Trial {
            interval: false,
            start_period: true,
        },
    ];

    /// Whether the file leaves out everything that is tried.
    fn fits(self, written: &Healthcheck) -> bool {
        (!self.interval || written.interval.is_none()) && (!self.start_period || written.start_period.is_none())
    }

    fn settings(self) -> Vec<&'static str> {
        let lines = [
            (self.interval, "interval: 2s"),
            (self.start_period, "start_period: 60s"),
        ];
        lines.into_iter().filter(|(on, _)| *on).map(|(_, line)| line).collect()
    }
}

/// Suggestions for all health checks that are waited for, at most one each, in the order of the lanes.
pub fn advise(timeline: &Timeline, project: &Project) -> Vec<Suggestion> {
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for lane in &timeline.lanes {
        let gates = lane.gates.iter().filter(|gate| gate.condition == Condition::Healthy);
        for gate in gates {
            if suggestions.iter().any(|known| known.service == gate.dependency) {
                continue;
            }
            suggestions.extend(advice(timeline, project, lane, gate, lane.started()));
        }
    }
    suggestions
}

/// The smallest addition to a health check with which a dependent starts earlier than `now`, or at all.
pub(super) fn advice(
    timeline: &Timeline,
    project: &Project,
    lane: &Lane,
    gate: &Gate,
    now: Option<Time>,
) -> Option<Suggestion> {
    let written = project.services.get(&gate.dependency)?.healthcheck.as_ref()?;
    let better = |at: &Time| now.is_none_or(|now| at.0 + GAIN <= now.0);
    let mut trials = Trial::ALL.into_iter().filter(|trial| trial.fits(written));
    let (trial, starts_at) =
        trials.find_map(|trial| Some((trial, attempt(timeline, lane, gate, trial).filter(better)?)))?;
    Some(Suggestion {
        title: format!("Start at {} instead", starts_at.words()),
        service: gate.dependency.clone(),
        dependent: lane.service.clone(),
        healthcheck: written.span,
        settings: trial.settings(),
        starts_at,
    })
}

fn attempt(timeline: &Timeline, lane: &Lane, gate: &Gate, trial: Trial) -> Option<Time> {
    let other = timeline.again(&gate.dependency, |model| {
        if let Some(check) = &mut model.check {
            check.interval = if trial.interval { INTERVAL } else { check.interval };
            check.start_period = if trial.start_period {
                START_PERIOD
            } else {
                check.start_period
            };
        }
    });
    let lane = other.lanes.iter().find(|other| other.full_name == lane.full_name)?;
    let gate = lane.gates.iter().find(|other| other.dependency == gate.dependency)?;
    lane.started().filter(|_| gate.outcome == Some(GateOutcome::Opened))
}

impl Suggestion {
    /// The edit that adds the settings to the file. Nothing where the health check is written in a way
    /// that can't be added to.
    pub fn edit(&self, files: &Workspace) -> Option<Edit> {
        let text = files.file(self.healthcheck.file).text();
        let key_end = self.healthcheck.end as usize;
        let after = text.get(key_end..)?;
        let colon = after.find(':')? + 1;
        let line_end = after.find('\n').map_or(after.len(), |end| end + 1);
        let rest = after.get(colon..line_end.max(colon))?;
        if let Some(brace) = rest.find('{').filter(|brace| rest[..*brace].trim().is_empty()) {
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
