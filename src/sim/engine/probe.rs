//! Health checks: when probes run, and when a container becomes healthy or unhealthy.
//!
//! The first probe begins one interval after the start, each further one an interval after the end of the previous
//! one. Failures of probes that begin within `start_period` do not count towards `retries`, unless the container has
//! been healthy before; the first success ends the period. Probes never affect other containers and never restart
//! one. Source: moby `daemon/health.go`.

use super::{Engine, Health, PendingEvent};
use crate::sim::process::model::{Check, SettingSource};
use crate::sim::run::agenda::Recurrence;
use crate::sim::run::jitter::Operation;
use crate::sim::{Event, ProbeResult};
use crate::source::Span;

/// First version of the engine that supports `start_interval` and does not count the launch of a probe towards its
/// timeout.
pub(in crate::sim) const MIN_ENGINE_FOR_START_INTERVAL: u32 = 25;

/// Returns the duration and the result of a probe. Its command runs for `runtime` milliseconds after a launch of
/// `launch` milliseconds and exits with `exit`.
fn probe_outcome(check: &Check, engine: u32, launch: u64, runtime: u64, exit: i32) -> (u64, ProbeResult) {
    let limit = if engine >= MIN_ENGINE_FOR_START_INTERVAL {
        check.timeout.saturating_add(launch)
    } else {
        check.timeout
    };
    let duration = launch.saturating_add(runtime);
    if duration > limit {
        (limit, ProbeResult::TimedOut)
    } else if exit == 0 {
        (duration, ProbeResult::Passed)
    } else {
        (duration, ProbeResult::Failed(exit))
    }
}

impl Check {
    /// Returns the pause before the next probe, `age` milliseconds after the start.
    fn pause(&self, engine: u32, health: Health, age: u64) -> u64 {
        let is_in_start_period = health == Health::Starting && age < self.start_period;
        if engine >= MIN_ENGINE_FOR_START_INTERVAL && is_in_start_period {
            self.start_interval
        } else {
            self.interval
        }
    }

    /// Returns the line that determines when a probe begins.
    fn interval_span(&self) -> Option<Span> {
        match self.interval_source {
            SettingSource::File(span) => Some(span),
            SettingSource::Image | SettingSource::Default => self.span,
        }
    }
}

impl Engine {
    /// Schedules the next probe of a container that has a health check.
    pub(super) fn schedule_probe(&mut self, container: usize, recurrence: Recurrence) {
        let version = self.version();
        let state = &self.containers[container];
        let (Some(check), Some(health)) = (&state.model().check, state.health) else {
            return;
        };
        let age = self.now.0 - state.started_at.0;
        let at = self.now + check.pause(version, health, age);
        let handle = (self.agenda).schedule(at, recurrence, PendingEvent::ProbeBegins(container));
        self.containers[container].probe_event = Some(handle);
    }

    /// Reschedules the next probe as a single event, since its result may differ from earlier ones.
    pub(super) fn reschedule_probe_once(&mut self, container: usize) {
        if let Some(handle) = self.containers[container].probe_event.take()
            && let Some((event, _)) = self.agenda.cancel(handle)
        {
            let handle = (self.agenda).schedule(handle.time(), Recurrence::Once, event);
            self.containers[container].probe_event = Some(handle);
        }
    }

    pub(super) fn begin_probe(&mut self, container: usize) {
        let (version, usual) = (self.version(), self.costs().probe);
        let service = self.containers[container].service().clone();
        let launch = (self.jitter).vary(service.as_str(), Operation::Probe, usual);
        let now = self.now;
        let recurrence = self.probe_recurrence(container);
        let state = &self.containers[container];
        let Some(check) = &state.model().check else { return };
        let phase = state.probe_phase(now);
        let (duration, result) = probe_outcome(check, version, launch, phase.duration, phase.exit_code);
        let span = check.interval_span();
        let cause = state.probe_record.unwrap_or(state.last_change);
        let record = self.record_change(container, Event::ProbeBegan, cause, span);
        let handle = (self.agenda).schedule(now + duration, recurrence, PendingEvent::ProbeEnds(container, result));
        let state = &mut self.containers[container];
        state.probe_record = Some(record);
        state.probe_began = now;
        state.probe_event = Some(handle);
    }

    pub(super) fn end_probe(&mut self, container: usize, result: ProbeResult) {
        let state = &self.containers[container];
        let (began, cause) = (state.probe_began, state.probe_record);
        let record = self.record_change(container, Event::ProbeEnded(result), cause, None);
        (self.history).add_probe(container, began, self.now, result, record);
        let state = &mut self.containers[container];
        state.probe_record = Some(record);
        let Some(check) = &state.config.model.check else {
            return;
        };
        let before = state.health;
        let age = began.0 - state.started_at.0;
        if result == ProbeResult::Passed {
            state.failing_streak = 0;
            state.health = Some(Health::Healthy);
        } else if before != Some(Health::Starting) || age >= check.start_period {
            state.failing_streak += 1;
            if state.failing_streak >= check.retries {
                state.health = Some(Health::Unhealthy);
            }
        }
        let span = check.test_span.or(check.span);
        if state.health != before {
            let is_healthy = state.health == Some(Health::Healthy);
            let event = if is_healthy { Event::Healthy } else { Event::Unhealthy };
            let record = self.record_change(container, event, record, span);
            self.containers[container].health_record = Some(record);
        }
        let recurrence = self.probe_recurrence(container);
        self.schedule_probe(container, recurrence);
    }

    /// Returns how the next probe is scheduled: as a single event if it may still change the health of the container.
    fn probe_recurrence(&self, container: usize) -> Recurrence {
        let state = &self.containers[container];
        let is_health_decided = match state.health {
            Some(Health::Healthy) => state.failing_streak == 0,
            Some(Health::Unhealthy) => state.failing_streak > 0,
            _ => false,
        };
        let age = self.now.0 - state.started_at.0;
        let last_phase = state.model().behavior.probe.last().copied();
        let behaves_differently_later = last_phase.is_some_and(|phase| age < phase.from);
        let confirms_health = state.fault.or(last_phase).is_some_and(|phase| {
            let Some(check) = &state.model().check else {
                return true;
            };
            let launch = self.costs().probe;
            let (_, result) = probe_outcome(check, self.version(), launch, phase.duration, phase.exit_code);
            (result == ProbeResult::Passed) == (state.health == Some(Health::Healthy))
        });
        if is_health_decided && confirms_health && !behaves_differently_later {
            Recurrence::Periodic
        } else {
            self.recurrence(container)
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
            interval_source: SettingSource::Default,
            span: None,
            test_span: None,
        }
    }

    #[test]
    fn launch_counts_towards_the_timeout_before_engine_25() {
        for (engine, runtime, exit, expected) in [
            (20, 0, 0, (60, ProbeResult::Passed)),
            (20, 10, 1, (70, ProbeResult::Failed(1))),
            (20, 990, 0, (1000, ProbeResult::TimedOut)),
            (28, 990, 0, (1050, ProbeResult::Passed)),
            (28, 1001, 0, (1060, ProbeResult::TimedOut)),
        ] {
            assert_eq!(
                probe_outcome(&check(), engine, 60, runtime, exit),
                expected,
                "{engine} {runtime} {exit}"
            );
        }
    }

    #[test]
    fn start_interval_applies_within_the_start_period_from_engine_25() {
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
