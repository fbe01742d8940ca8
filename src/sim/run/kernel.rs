//! The kernel: handles the events of a system in chronological order until there is nothing more to observe.

use crate::sim::{Observation, Scenario, Time};

/// Shortest and longest time that is shown after the system has settled, in milliseconds.
const TIME_AFTER_SETTLING: (u64, u64) = (3_000, 15_000);

/// Why a simulation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Only periodic events, such as probes of healthy containers, were pending.
    Settled,
    /// The end of the observation was reached.
    Horizon,
    /// Too many events occurred, as in an endless restart loop.
    Budget,
}

/// A system that changes when events occur.
pub(in crate::sim) trait System {
    type Event;

    /// Returns the current time.
    fn now(&self) -> Time;

    /// Returns whether only periodic events are pending.
    fn is_settled(&self) -> bool;

    /// Returns the end of the observation, once it is known.
    fn observed_until(&self) -> Option<Time>;

    /// Takes the next event that is due no later than `limit` and advances the clock to it.
    fn next_event(&mut self, limit: Time) -> Option<Self::Event>;

    fn handle_event(&mut self, event: Self::Event);
}

/// Handles events within the limits of a scenario. Returns the end of the simulation and its reason.
pub(in crate::sim) fn run_until_end(system: &mut impl System, scenario: &Scenario) -> (Time, Ending) {
    let horizon = Time(scenario.horizon);
    let mut events = 0usize;
    // The end of the simulation if nothing but periodic events occurs before it.
    let mut settled_end: Option<Time> = None;
    loop {
        if !system.is_settled() {
            settled_end = None;
        } else if settled_end.is_none() && scenario.observation == Observation::UntilSettled {
            let (shortest, longest) = TIME_AFTER_SETTLING;
            let now = system.now().0;
            settled_end = Some(Time(now + (now / 8).clamp(shortest, longest)));
        }
        let observed_until = system.observed_until();
        let limit = observed_until.or(settled_end).unwrap_or(horizon).min(horizon);
        let Some(event) = system.next_event(limit) else {
            let has_settled = observed_until.is_none() && settled_end.is_some_and(|end| end <= horizon);
            let ending = if has_settled { Ending::Settled } else { Ending::Horizon };
            return (limit, ending);
        };
        events += 1;
        if events > scenario.budget {
            return (system.now(), Ending::Budget);
        }
        system.handle_event(event);
    }
}
