//! Tuning: the health check with which everything is ready soonest, and which still does its work.
//!
//! It must survive a boot as long as one fears and notice a dead service within a time. Every candidate
//! is tried in two runs: one with that boot, one in which the service hangs once all has settled.

use crate::compose::ServiceName;
use crate::sim::process::model::Check;
use crate::sim::{Event, Fault, FaultKind, Subject, Time, Timeline};

/// Intervals that are tried, in milliseconds.
const INTERVALS: [u64; 7] = [1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 30_000];
/// Numbers of retries that are tried.
const RETRIES: [u64; 4] = [2, 3, 5, 10];
/// Probes that answer at all answer within this time, in milliseconds.
const TIMEOUT: u64 = 5_000;
/// From this version on the engine probes more often while the start period lasts.
const START_INTERVAL_ENGINE: u32 = 25;

/// What a health check has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// The longest boot it must survive, in milliseconds.
    pub boot: u64,
    /// Within what time it must notice that the service hangs, in milliseconds.
    pub notice: u64,
}

/// Settings of a health check; times in milliseconds.
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
    /// `start_interval`; only engines from 25 on know it.
    pub start_interval: Option<u64>,
}

/// What settings lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// When everything is ready after the long boot; `None`: never.
    pub ready: Option<Time>,
    /// How long a hanging service goes unnoticed, in milliseconds; `None`: for ever.
    pub notices_after: Option<u64>,
}

/// The best settings that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// The settings as they are.
    pub before: (Settings, Effect),
    /// Those to be recommended; `None`: none reaches the goal.
    pub after: Option<(Settings, Effect)>,
}

/// The settings of a service's health check that reach a goal and have everything ready soonest; `None` for
/// a service without one.
pub fn tune(timeline: &Timeline, service: &ServiceName, goal: Goal) -> Option<Tuning> {
    let check = timeline.model(service.as_str())?.check.as_ref()?;
    let engine = timeline.inputs.scenario.engine;
    let now = Settings::of(check, engine);
    let effect = |settings: Settings| (settings, settings.effect(timeline, service, goal));
    let candidates = INTERVALS
        .into_iter()
        .flat_map(|interval| RETRIES.map(|retries| (interval, retries)));
    let reaching = candidates
        .map(|(interval, retries)| Settings::candidate(interval, retries, goal, now.timeout, engine))
        .map(effect)
        .filter(|(_, effect)| effect.ready.is_some())
        .filter(|(_, effect)| effect.notices_after.is_some_and(|after| after <= goal.notice));
    // Of those that are as quick, the one that asks least of the machine and forgives most.
    let after = reaching.min_by_key(|(settings, effect)| {
        let rarely = u64::MAX - settings.interval;
        (effect.ready, rarely, u64::MAX - settings.retries)
    });
    Some(Tuning {
        before: effect(now),
        after,
    })
}

impl Settings {
    fn of(check: &Check, engine: u32) -> Self {
        Settings {
            interval: check.interval,
            timeout: check.timeout,
            retries: check.retries,
            start_period: check.start_period,
            start_interval: (engine >= START_INTERVAL_ENGINE).then_some(check.start_interval),
        }
    }

    fn candidate(interval: u64, retries: u64, goal: Goal, timeout: u64, engine: u32) -> Self {
        Settings {
            interval,
            timeout: timeout.min(TIMEOUT),
            retries,
            // Half as long again, in whole seconds.
            start_period: (goal.boot + goal.boot / 2).next_multiple_of(1_000),
            start_interval: (engine >= START_INTERVAL_ENGINE).then_some(1_000),
        }
    }

    fn apply(self, check: &mut Check) {
        check.interval = self.interval;
        check.timeout = self.timeout;
        check.retries = self.retries;
        check.start_period = self.start_period;
        check.start_interval = self.start_interval.unwrap_or(check.start_interval);
    }

    fn effect(self, timeline: &Timeline, service: &ServiceName, goal: Goal) -> Effect {
        let booting = timeline.again(service, |model| {
            model.behavior.set_ready_after(Some(goal.boot), 1);
            if let Some(check) = &mut model.check {
                self.apply(check);
            }
        });
        let hangs_at = booting.end;
        let mut scenario = booting.inputs.scenario.clone();
        scenario.faults.push(Fault {
            at: hangs_at.0,
            service: service.clone(),
            kind: FaultKind::Hangs,
        });
        let hanging = booting.again_in(&scenario);
        let is_about = |subject: Subject| match subject {
            Subject::Container(lane) => hanging.lanes.get(lane).is_some_and(|lane| lane.service == *service),
            Subject::Command(_) => false,
        };
        let mut later = hanging.records.iter().filter(|record| record.at >= hangs_at);
        let noticed = later.find(|record| record.event == Event::Unhealthy && is_about(record.subject));
        let has_failed = booting.commands.iter().any(|command| command.error.is_some());
        Effect {
            ready: booting.ready.filter(|_| !has_failed),
            notices_after: noticed.map(|record| record.at.0 - hangs_at.0),
        }
    }
}
