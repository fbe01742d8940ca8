//! Polling: Compose inspects containers at every tick.
//!
//! A tick that would find what the previous one found is skipped: a poller is scheduled only when a container that
//! it watches changes, for the first tick that sees the change.

use std::future::poll_fn;
use std::task::Poll;

use super::machine::{Machine, Shared};
use crate::sim::Time;
use crate::sim::run::executor::{TaskHost, TaskId};

/// Time between two ticks in milliseconds.
pub(super) const TICK: u64 = 500;

/// A task that waits for a change of containers.
pub(super) struct Poller {
    task: TaskId,
    /// The watched containers.
    containers: Vec<usize>,
    next_tick: Time,
    /// The tick at which the task continues, if it is scheduled.
    due: Option<Time>,
}

impl Poller {
    /// Schedules the poller for the first tick that sees a change of a container at `now`. Returns the tick unless
    /// the poller does not watch the container or is already scheduled for an earlier tick.
    ///
    /// `scheduled_at` is the time at which the event that caused the change had been scheduled.
    pub(super) fn schedule_poll(&mut self, container: usize, now: Time, scheduled_at: Time) -> Option<Time> {
        let tick = self.first_tick_after(now, scheduled_at);
        let is_earlier = self.due.is_none_or(|due| tick < due);
        if !is_earlier || !self.containers.contains(&container) {
            return None;
        }
        self.due = Some(tick);
        Some(tick)
    }

    fn first_tick_after(&self, now: Time, scheduled_at: Time) -> Time {
        let missed_ticks = now.0.saturating_sub(self.next_tick.0).div_ceil(TICK);
        let tick = self.next_tick + missed_ticks.saturating_mul(TICK);
        // Events of equal time occur in the order in which they were scheduled. A tick is scheduled at the previous
        // one, so it comes before a change that was scheduled later than that.
        let is_past = tick == now && scheduled_at + TICK >= now;
        if is_past { tick + TICK } else { tick }
    }
}

impl Shared {
    /// Waits until the first tick, from `next_tick` on, that sees a change of one of the containers, or until
    /// `deadline`.
    pub(super) async fn changed(&self, containers: &[usize], next_tick: Time, deadline: Option<Time>) {
        let mut is_registered = false;
        poll_fn(|_| {
            let mut machine = self.borrow_mut();
            let task = machine.tasks().current();
            if !is_registered {
                is_registered = true;
                if let Some(deadline) = deadline {
                    machine.schedule_poll_at(deadline);
                }
                machine.pollers.push(Poller {
                    task,
                    containers: containers.to_vec(),
                    next_tick,
                    due: deadline,
                });
                return Poll::Pending;
            }
            match machine.pollers.iter().any(|poller| poller.task == task) {
                true => Poll::Pending,
                false => Poll::Ready(()),
            }
        })
        .await;
    }
}

impl Machine {
    /// Removes the due pollers and returns their tasks in the order in which they were created.
    pub(in crate::sim) fn take_due_pollers(&mut self) -> Vec<TaskId> {
        let now = self.now();
        let is_due = |poller: &mut Poller| poller.due.is_some_and(|due| due <= now);
        let mut tasks: Vec<TaskId> = self.pollers.extract_if(.., is_due).map(|poller| poller.task).collect();
        tasks.sort_unstable();
        tasks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_seen_at_the_next_tick() {
        let poller = Poller {
            task: 0,
            containers: Vec::new(),
            next_tick: Time(1500),
            due: None,
        };
        for (now, scheduled_at, expected) in [
            (1000, 0, 1500),
            (1001, 1000, 1500),
            (1500, 999, 1500),
            (1500, 1000, 2000),
            (1501, 0, 2000),
            (9000, 8499, 9000),
            (9000, 8500, 9500),
        ] {
            let tick = poller.first_tick_after(Time(now), Time(scheduled_at));
            assert_eq!(tick, Time(expected), "{now} {scheduled_at}");
        }
    }
}
