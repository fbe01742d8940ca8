//! Suggestions: health check settings with which dependents start earlier, or start at all.
//!
//! Only settings that are missing from the file are suggested, so that applying a suggestion adds lines and changes none.
//! Each suggestion is simulated first.

use crate::compose::{Condition, Healthcheck, Project, ServiceName};
use crate::diagnostic::Edit;
use crate::sim::questions::insertion::Insertion;
use crate::sim::{Gate, GateOutcome, Lane, Time, Timeline};
use crate::source::{Span, Workspace};

/// The suggested interval, in milliseconds.
const INTERVAL: u64 = 2_000;
/// The suggested start period, in milliseconds.
const START_PERIOD: u64 = 60_000;
/// Minimum improvement for a suggestion, in milliseconds.
const MIN_GAIN: u64 = 2_000;

/// Health check settings that improve the startup, as another simulation shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Label of the action: `Start web at 10.9 s`.
    pub title: String,
    /// The service whose health check is changed.
    pub service: ServiceName,
    /// The service that starts earlier.
    pub dependent: ServiceName,
    /// The `healthcheck` key in the file.
    pub healthcheck: Span,
    /// The lines to add to it: `interval: 2s`.
    pub settings: Vec<&'static str>,
    /// When the dependent starts with these settings.
    pub starts_at: Time,
}

/// A combination of settings to simulate.
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

    /// Whether all settings of the trial are missing from the file.
    fn is_applicable(self, healthcheck: &Healthcheck) -> bool {
        (!self.interval || healthcheck.interval.is_none()) && (!self.start_period || healthcheck.start_period.is_none())
    }

    fn settings(self) -> Vec<&'static str> {
        let lines = [
            (self.interval, "interval: 2s"),
            (self.start_period, "start_period: 60s"),
        ];
        lines.into_iter().filter(|(on, _)| *on).map(|(_, line)| line).collect()
    }
}

/// Returns suggestions for the health checks that dependents wait for, at most one for each, in the order of the lanes.
pub fn advise(timeline: &Timeline, project: &Project) -> Vec<Suggestion> {
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for lane in &timeline.lanes {
        let gates = lane.gates.iter().filter(|gate| gate.condition == Condition::Healthy);
        for gate in gates {
            if suggestions
                .iter()
                .any(|suggestion| suggestion.service == gate.dependency)
            {
                continue;
            }
            suggestions.extend(suggest(timeline, project, lane, gate, lane.started()));
        }
    }
    suggestions
}

/// Returns the smallest addition to a health check with which a dependent starts notably earlier than at
/// `current_start`, or starts at all.
pub(super) fn suggest(
    timeline: &Timeline,
    project: &Project,
    lane: &Lane,
    gate: &Gate,
    current_start: Option<Time>,
) -> Option<Suggestion> {
    let healthcheck = project.services.get(&gate.dependency)?.healthcheck.as_ref()?;
    let is_better = |start: &Time| current_start.is_none_or(|current| start.0 + MIN_GAIN <= current.0);
    let mut trials = Trial::ALL.into_iter().filter(|trial| trial.is_applicable(healthcheck));
    let (trial, starts_at) =
        trials.find_map(|trial| Some((trial, simulate_start(timeline, lane, gate, trial).filter(is_better)?)))?;
    Some(Suggestion {
        title: format!("Start {} at {}", lane.service, starts_at.format()),
        service: gate.dependency.clone(),
        dependent: lane.service.clone(),
        healthcheck: healthcheck.span,
        settings: trial.settings(),
        starts_at,
    })
}

/// Returns when the dependent starts with the settings of a trial, if the gate opens.
fn simulate_start(timeline: &Timeline, lane: &Lane, gate: &Gate, trial: Trial) -> Option<Time> {
    let trial_run = timeline.rerun_with_model(&gate.dependency, |model| {
        if let Some(check) = &mut model.check {
            check.interval = if trial.interval { INTERVAL } else { check.interval };
            check.start_period = if trial.start_period {
                START_PERIOD
            } else {
                check.start_period
            };
        }
    });
    let lane = trial_run.lanes.iter().find(|other| other.full_name == lane.full_name)?;
    let gate = lane.gates.iter().find(|other| other.dependency == gate.dependency)?;
    lane.started().filter(|_| gate.outcome == Some(GateOutcome::Opened))
}

impl Suggestion {
    /// Returns the edit that adds the settings to the file; `None` if the health check is neither a block nor a flow
    /// mapping.
    pub fn edit(&self, files: &Workspace) -> Option<Edit> {
        Insertion::of_keys(&self.settings).edit(self.healthcheck, files)
    }
}
