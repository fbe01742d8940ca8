//! Health probes: when a container becomes healthy or unhealthy.
//!
//! Follows the engine's monitor: the first probe comes one interval after the start, each further one
//! an interval after the end of the one before; failures that begin inside `start_period` do not count
//! towards `retries`, unless it has been healthy before; the first success ends the period. Never
//! touches another container and never restarts one. Source: moby `daemon/health.go`.

use crate::sim::engine::container::Health;
use crate::sim::engine::world::{Due, World};
use crate::sim::process::model::{Check, SettingSource};
use crate::sim::run::agenda::Pace;
use crate::sim::run::jitter::Purpose;
use crate::sim::{Event, ProbeResult};
use crate::source::Span;

/// From this version on, `start_interval` counts and launching a probe does not count as its time.
const START_INTERVAL_ENGINE: u32 = 25;

/// How a probe that runs for `takes` with `exit` ends, and after how long.
fn outcome(check: &Check, engine: u32, launch: u64, takes: u64, exit: i32) -> (u64, ProbeResult) {
    let limit = if engine >= START_INTERVAL_ENGINE {
        check.timeout.saturating_add(launch)
    } else {
        check.timeout
    };
    let needed = launch.saturating_add(takes);
    if needed > limit {
        (limit, ProbeResult::TimedOut)
    } else if exit == 0 {
        (needed, ProbeResult::Passed)
    } else {
        (needed, ProbeResult::Failed(exit))
    }
}

impl Check {
    /// The pause before the next probe, `age` after the start.
    fn pause(&self, engine: u32, health: Health, age: u64) -> u64 {
        let in_start_period = health == Health::Starting && age < self.start_period;
        if engine >= START_INTERVAL_ENGINE && in_start_period {
            self.start_interval
        } else {
            self.interval
        }
    }

    /// The line that decides when a probe comes.
    fn deciding_span(&self) -> Option<Span> {
        match self.interval_from {
            SettingSource::File(span) => Some(span),
            SettingSource::Image | SettingSource::Default => self.span,
        }
    }
}

impl World {
    pub(in crate::sim) fn schedule_first_probe(&mut self, container: usize) {
        self.schedule_probe(container, Pace::Once);
    }

    fn schedule_probe(&mut self, container: usize, pace: Pace) {
        let engine = self.scenario.engine;
        let state = &self.containers[container];
        let (Some(check), Some(health)) = (&state.model.check, state.health) else {
            return;
        };
        let age = self.now.0 - state.started_at.0;
        let at = self.now + check.pause(engine, health, age);
        let ticket = self.agenda.schedule(at, pace, Due::ProbeBegins(container));
        self.containers[container].monitor = Some(ticket);
    }

    /// What probes meet has changed: the next one is news again.
    pub(in crate::sim) fn renew_probe_pace(&mut self, container: usize) {
        if let Some(ticket) = self.containers[container].monitor.take()
            && let Some((due, _)) = self.agenda.cancel(ticket)
        {
            let ticket = self.agenda.schedule(ticket.at, Pace::Once, due);
            self.containers[container].monitor = Some(ticket);
        }
    }

    pub(in crate::sim) fn probe_begins(&mut self, container: usize) {
        let (engine, usual) = (self.scenario.engine, self.scenario.costs.probe);
        let service = self.containers[container].service().clone();
        let launch = self.vary(service.as_str(), Purpose::Probe, usual);
        let now = self.now;
        let pace = self.probe_pace(container);
        let state = &self.containers[container];
        let Some(check) = &state.model.check else { return };
        let phase = state.probe_phase(now);
        let (takes, result) = outcome(check, engine, launch, phase.takes, phase.exit);
        let span = check.deciding_span();
        let cause = state.probe_record.unwrap_or(state.last);
        let record = self.note(container, Event::ProbeBegan, cause, span);
        let ticket = (self.agenda).schedule(now + takes, pace, Due::ProbeEnds(container, result));
        let state = &mut self.containers[container];
        state.probe_record = Some(record);
        state.probe_began = now;
        state.monitor = Some(ticket);
    }

    pub(in crate::sim) fn probe_ends(&mut self, container: usize, result: ProbeResult) {
        let began = self.containers[container].probe_began;
        let cause = self.containers[container].probe_record;
        let record = self.note(container, Event::ProbeEnded(result), cause, None);
        (self.history).note_probe(container, began, self.now, result, record);
        let state = &mut self.containers[container];
        state.probe_record = Some(record);
        let Some(check) = &state.model.check else { return };
        let before = state.health;
        let age = began.0 - state.started_at.0;
        if result == ProbeResult::Passed {
            state.streak = 0;
            state.health = Some(Health::Healthy);
        } else if before != Some(Health::Starting) || age >= check.start_period {
            state.streak += 1;
            if state.streak >= check.retries {
                state.health = Some(Health::Unhealthy);
            }
        }
        if state.health != before {
            let span = check.test_span.or(check.span);
            let healthy = state.health == Some(Health::Healthy);
            let event = if healthy { Event::Healthy } else { Event::Unhealthy };
            let record = self.note(container, event, record, span);
            self.containers[container].health_record = Some(record);
        }
        let pace = self.probe_pace(container);
        self.schedule_probe(container, pace);
    }

    /// Whether the next probe can still bring something new.
    fn probe_pace(&self, container: usize) -> Pace {
        let state = &self.containers[container];
        let decided = match state.health {
            Some(Health::Healthy) => state.streak == 0,
            Some(Health::Unhealthy) => state.streak > 0,
            _ => false,
        };
        let age = self.now.0 - state.started_at.0;
        let last_turn = state.model.behavior.probe.last().map_or(0, |phase| phase.at);
        let last_phase = state.spoilt.or(state.model.behavior.probe.last().copied());
        let same_again = last_phase.is_some_and(|phase| {
            let (Some(check), engine) = (&state.model.check, self.scenario.engine) else {
                return true;
            };
            let (_, result) = outcome(check, engine, self.scenario.costs.probe, phase.takes, phase.exit);
            (result == ProbeResult::Passed) == (state.health == Some(Health::Healthy))
        });
        if decided && same_again && age >= last_turn {
            Pace::Periodic
        } else {
            self.pace(container)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check() -> Check {
        Check {
            test: Vec::new(),
            interval: 30_000,
            timeout: 1000,
            retries: 3,
            start_period: 60_000,
            start_interval: 5000,
            interval_from: SettingSource::Default,
            span: None,
            test_span: None,
        }
    }

    #[test]
    fn the_launch_counts_as_the_probes_time_before_engine_25() {
        for (engine, takes, exit, expected) in [
            (20, 0, 0, (60, ProbeResult::Passed)),
            (20, 10, 1, (70, ProbeResult::Failed(1))),
            (20, 990, 0, (1000, ProbeResult::TimedOut)),
            (28, 990, 0, (1050, ProbeResult::Passed)),
            (28, 1001, 0, (1060, ProbeResult::TimedOut)),
        ] {
            assert_eq!(
                outcome(&check(), engine, 60, takes, exit),
                expected,
                "{engine} {takes} {exit}"
            );
        }
    }

    #[test]
    fn the_start_interval_counts_from_engine_25_while_the_period_lasts() {
        for (engine, health, age, expected) in [
            (20, Health::Starting, 0, 30_000),
            (25, Health::Starting, 0, 5000),
            (25, Health::Starting, 60_000, 30_000),
            (25, Health::Healthy, 10_000, 30_000),
        ] {
            assert_eq!(
                check().pause(engine, health, age),
                expected,
                "{engine} {health:?} {age}"
            );
        }
    }
}
