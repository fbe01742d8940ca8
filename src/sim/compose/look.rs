//! Looks: Compose looks at containers at every tick, and finds the same while nothing changes.
//!
//! So a look that would find what the last one found is left out: who waits is entered in the agenda
//! when a container that it looks at changes, for the tick that would be the first to see it.

use std::future::poll_fn;
use std::task::Poll;

use crate::sim::Time;
use crate::sim::engine::world::{Due, World};
use crate::sim::run::agenda::Pace;
use crate::sim::run::executor::{Shared, TaskId};

/// How often Compose looks, in milliseconds.
pub(in crate::sim) const TICK: u64 = 500;

/// A task that waits for a change.
pub(in crate::sim) struct Looker {
    pub(in crate::sim) task: TaskId,
    /// What it looks at.
    pub(in crate::sim) containers: Vec<usize>,
    /// Its next tick.
    next: Time,
    /// The tick at which it goes on.
    pub(in crate::sim) due: Option<Time>,
}

impl Looker {
    /// The first tick that sees a change of now, which comes of something entered in the agenda at `entered`.
    pub(in crate::sim) fn look_after(&self, now: Time, entered: Time) -> Time {
        let missed = now.0.saturating_sub(self.next.0).div_ceil(TICK);
        let tick = self.next + missed.saturating_mul(TICK);
        // Of what is due at the same time, what was entered first comes first; the tick was entered at the one before.
        let is_past = tick == now && entered + TICK >= now;
        if is_past { tick + TICK } else { tick }
    }
}

impl Shared {
    /// Waits for the tick after a change of one of the containers, the next one or a later one; or until `limit`.
    pub(in crate::sim) async fn changed(&self, containers: &[usize], next: Time, limit: Option<Time>) {
        let mut entered = false;
        poll_fn(|_| {
            let mut world = self.world();
            let task = world.tasks.current();
            if !entered {
                entered = true;
                if let Some(limit) = limit {
                    world.agenda.schedule(limit, Pace::Periodic, Due::Look);
                }
                world.lookers.push(Looker {
                    task,
                    containers: containers.to_vec(),
                    next,
                    due: limit,
                });
                return Poll::Pending;
            }
            match world.lookers.iter().any(|looker| looker.task == task) {
                true => Poll::Pending,
                false => Poll::Ready(()),
            }
        })
        .await;
    }
}

impl World {
    /// Who looks now, in the order in which they began to, as their tickers would have it.
    pub(in crate::sim) fn take_due_lookers(&mut self) -> Vec<TaskId> {
        let now = self.now;
        let is_due = |looker: &Looker| looker.due.is_some_and(|due| due <= now);
        let mut due: Vec<TaskId> = self
            .lookers
            .iter()
            .filter(|looker| is_due(looker))
            .map(|looker| looker.task)
            .collect();
        self.lookers.retain(|looker| !is_due(looker));
        due.sort_unstable();
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tick_after_a_change_sees_it() {
        let looker = Looker {
            task: 0,
            containers: Vec::new(),
            next: Time(1500),
            due: None,
        };
        for (now, entered, expected) in [
            (1000, 0, 1500),
            (1001, 1000, 1500),
            (1500, 999, 1500),
            (1500, 1000, 2000),
            (1501, 0, 2000),
            (9000, 8499, 9000),
            (9000, 8500, 9500),
        ] {
            let look = looker.look_after(Time(now), Time(entered));
            assert_eq!(look, Time(expected), "{now} {entered}");
        }
    }
}
