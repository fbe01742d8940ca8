//! Tuning: the health check settings with which startup completes earliest.
//!
//! The settings must tolerate a long boot of the service and notice a hang within a limit. Each candidate is simulated
//! twice: with that boot, and with a hang after the last event.

use std::cmp::Reverse;

use crate::compose::ServiceName;
use crate::sim::process::model::Check;
use crate::sim::{Event, Fault, FaultKind, Subject, Time, Timeline};

/// Candidates for `interval`, in milliseconds.
const INTERVALS: [u64; 7] = [1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 30_000];
/// Candidates for `retries`.
const RETRIES: [u64; 4] = [2, 3, 5, 10];
/// Longest timeout that is recommended, in milliseconds.
const MAX_TIMEOUT: u64 = 5_000;
/// First major version of the engine that supports `start_interval`.
const MIN_ENGINE_FOR_START_INTERVAL: u32 = 25;

/// The requirements on a health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// Longest boot that it must tolerate, in milliseconds.
    pub boot: u64,
    /// Longest time in which it must notice a hang, in milliseconds.
    pub notice: u64,
}

/// Health check settings. Times are in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// `interval`.
    pub interval: u64,
    /// `timeout`.
    pub timeout: u64,
    /// `retries`.
    pub retries: u64,
    /// `start_period`.
    pub start_period: u64,
    /// `start_interval`; `None` for engines before version 25.
    pub start_interval: Option<u64>,
}

/// The result of simulating the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// When startup completes with the long boot; `None` if it never does.
    pub ready: Option<Time>,
    /// Time until a hang is noticed, in milliseconds; `None` if it never is.
    pub notices_after: Option<u64>,
}

/// The current settings and the best ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// The current settings.
    pub before: (Settings, Effect),
    /// The recommended settings; `None` if no candidate reaches the goal.
    pub after: Option<(Settings, Effect)>,
}

/// Finds the settings of a service's health check that reach a goal and with which startup completes earliest. Returns
/// `None` for a service without a health check.
pub fn tune(timeline: &Timeline, service: &ServiceName, goal: Goal) -> Option<Tuning> {
    let check = timeline.model(service.as_str())?.check.as_ref()?;
    let engine = timeline.inputs.scenario.engine.major();
    let current = Settings::from_check(check, engine);
    let effect = |settings: Settings| (settings, settings.simulate(timeline, service, goal));
    let candidates = INTERVALS
        .into_iter()
        .flat_map(|interval| RETRIES.map(|retries| (interval, retries)));
    let reaching_goal = candidates
        .map(|(interval, retries)| Settings::candidate(interval, retries, goal, current.timeout, engine))
        .map(effect)
        .filter(|(_, effect)| effect.ready.is_some())
        .filter(|(_, effect)| effect.notices_after.is_some_and(|after| after <= goal.notice));
    // Among equally fast candidates, long intervals cost less and more retries tolerate more.
    let after = reaching_goal
        .min_by_key(|(settings, effect)| (effect.ready, Reverse(settings.interval), Reverse(settings.retries)));
    Some(Tuning {
        before: effect(current),
        after,
    })
}

impl Settings {
    fn from_check(check: &Check, engine: u32) -> Self {
        Settings {
            interval: check.interval,
            timeout: check.timeout,
            retries: check.retries,
            start_period: check.start_period,
            start_interval: (engine >= MIN_ENGINE_FOR_START_INTERVAL).then_some(check.start_interval),
        }
    }

    fn candidate(interval: u64, retries: u64, goal: Goal, timeout: u64, engine: u32) -> Self {
        Settings {
            interval,
            timeout: timeout.min(MAX_TIMEOUT),
            retries,
            // A margin of 50%, in whole seconds.
            start_period: (goal.boot + goal.boot / 2).next_multiple_of(1_000),
            start_interval: (engine >= MIN_ENGINE_FOR_START_INTERVAL).then_some(1_000),
        }
    }

    fn apply(self, check: &mut Check) {
        check.interval = self.interval;
        check.timeout = self.timeout;
        check.retries = self.retries;
        check.start_period = self.start_period;
        check.start_interval = self.start_interval.unwrap_or(check.start_interval);
    }

    /// Simulates the settings with a long boot, and with a hang after the last event.
    fn simulate(self, timeline: &Timeline, service: &ServiceName, goal: Goal) -> Effect {
        let with_boot = timeline.rerun_with_model(service, |model| {
            model.behavior.set_ready_after(Some(goal.boot), 1);
            if let Some(check) = &mut model.check {
                self.apply(check);
            }
        });
        let hangs_at = with_boot.end;
        let mut scenario = with_boot.inputs.scenario.clone();
        scenario.faults.push(Fault {
            at: hangs_at.0,
            service: service.clone(),
            kind: FaultKind::Hangs,
        });
        let with_hang = with_boot.rerun_with_scenario(&scenario);
        let is_about = |subject: Subject| match subject {
            Subject::Container(lane) => with_hang.lanes.get(lane).is_some_and(|lane| lane.service == *service),
            Subject::Command(_) => false,
        };
        let mut after_hang = with_hang.records.iter().filter(|record| record.at >= hangs_at);
        let noticed = after_hang.find(|record| record.event == Event::Unhealthy && is_about(record.subject));
        let has_failed = with_boot.commands.iter().any(|command| command.error.is_some());
        Effect {
            ready: with_boot.ready.filter(|_| !has_failed),
            notices_after: noticed.map(|record| record.at.0 - hangs_at.0),
        }
    }
}
