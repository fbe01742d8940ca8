//! The agenda: pending events in chronological order.
//!
//! Events that are due at the same time are returned in the order in which they were scheduled, so that a run
//! depends only on its input. Events that can recur forever, such as the probes of a healthy service, are scheduled
//! as periodic: when only periodic events are left, the simulation has settled.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::sim::Time;

/// Whether an event belongs to a series that can go on forever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Recurrence {
    /// A single event.
    Once,
    /// One of an endless series of similar events.
    Periodic,
}

/// Identifies a scheduled event, to cancel it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct EventHandle {
    key: Key,
}

impl EventHandle {
    /// Returns the time at which the event is due.
    pub(in crate::sim) fn time(self) -> Time {
        self.key.time
    }
}

/// A reserved position in the order of events that are due at the same time.
///
/// Events scheduled with a reservation come before all events that are scheduled after the reservation was made.
#[derive(Debug)]
pub(in crate::sim) struct Reservation {
    sequence: u64,
    used: u32,
}

/// Sort key of an event, with the slot that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    time: Time,
    sequence: u64,
    /// Position among the events that share a reservation; 0 without one.
    minor: u32,
    slot: u32,
}

/// A queue of events of type `E`, ordered by time.
#[derive(Debug)]
pub(in crate::sim) struct Agenda<E> {
    /// The keys, earliest first. A key is stale if its event was canceled; its slot is then empty or reused.
    queue: BinaryHeap<Reverse<Key>>,
    slots: Vec<Option<Entry<E>>>,
    free_slots: Vec<u32>,
    next_sequence: u64,
    /// Number of pending events that are not periodic.
    pending_once: usize,
    now: Time,
    /// Time at which the latest returned event had been scheduled.
    latest_scheduled_at: Time,
}

#[derive(Debug)]
struct Entry<E> {
    sequence: u64,
    minor: u32,
    scheduled_at: Time,
    event: E,
    recurrence: Recurrence,
}

impl<E> Agenda<E> {
    pub(in crate::sim) fn new() -> Self {
        Agenda {
            queue: BinaryHeap::new(),
            slots: Vec::new(),
            free_slots: Vec::new(),
            next_sequence: 0,
            pending_once: 0,
            now: Time::ZERO,
            latest_scheduled_at: Time::ZERO,
        }
    }

    /// Schedules an event after all events that are already scheduled for the same time.
    pub(in crate::sim) fn schedule(&mut self, at: Time, recurrence: Recurrence, event: E) -> EventHandle {
        let sequence = self.take_sequence();
        self.insert(at, sequence, 0, recurrence, event)
    }

    /// Reserves the next position among events of equal time.
    pub(in crate::sim) fn reserve(&mut self) -> Reservation {
        Reservation {
            sequence: self.take_sequence(),
            used: 0,
        }
    }

    /// Schedules an event at a reserved position, after events that were scheduled with the same reservation.
    pub(in crate::sim) fn schedule_reserved(
        &mut self,
        reservation: &mut Reservation,
        at: Time,
        recurrence: Recurrence,
        event: E,
    ) -> EventHandle {
        let minor = reservation.used;
        reservation.used += 1;
        self.insert(at, reservation.sequence, minor, recurrence, event)
    }

    fn take_sequence(&mut self) -> u64 {
        self.next_sequence += 1;
        self.next_sequence - 1
    }

    fn insert(&mut self, time: Time, sequence: u64, minor: u32, recurrence: Recurrence, event: E) -> EventHandle {
        self.pending_once += usize::from(recurrence == Recurrence::Once);
        let entry = Some(Entry {
            sequence,
            minor,
            scheduled_at: self.now,
            event,
            recurrence,
        });
        let slot = match self.free_slots.pop() {
            Some(slot) => {
                self.slots[slot as usize] = entry;
                slot
            }
            None => {
                self.slots.push(entry);
                self.slots.len() as u32 - 1
            }
        };
        let key = Key {
            time,
            sequence,
            minor,
            slot,
        };
        self.queue.push(Reverse(key));
        EventHandle { key }
    }

    /// Cancels an event and returns it; `None` if it is no longer pending.
    pub(in crate::sim) fn cancel(&mut self, handle: EventHandle) -> Option<(E, Recurrence)> {
        let entry = self.take(handle.key)?;
        Some((entry.event, entry.recurrence))
    }

    fn take(&mut self, key: Key) -> Option<Entry<E>> {
        let is_current = |entry: &mut Entry<E>| (entry.sequence, entry.minor) == (key.sequence, key.minor);
        let entry = self.slots[key.slot as usize].take_if(is_current)?;
        self.free_slots.push(key.slot);
        self.pending_once -= usize::from(entry.recurrence == Recurrence::Once);
        Some(entry)
    }

    /// Removes and returns the next event that is due no later than `limit`.
    pub(in crate::sim) fn pop(&mut self, limit: Time) -> Option<(Time, E)> {
        loop {
            let &Reverse(key) = self.queue.peek().filter(|Reverse(key)| key.time <= limit)?;
            self.queue.pop();
            if let Some(entry) = self.take(key) {
                (self.now, self.latest_scheduled_at) = (key.time, entry.scheduled_at);
                return Some((key.time, entry.event));
            }
        }
    }

    /// Returns the time at which the latest event returned by [`pop`](Self::pop) had been scheduled.
    pub(in crate::sim) fn latest_scheduled_at(&self) -> Time {
        self.latest_scheduled_at
    }

    /// Returns whether only periodic events are pending.
    pub(in crate::sim) fn is_settled(&self) -> bool {
        self.pending_once == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events_until(agenda: &mut Agenda<&'static str>, limit: u64) -> Vec<&'static str> {
        std::iter::from_fn(|| agenda.pop(Time(limit)))
            .map(|(_, event)| event)
            .collect()
    }

    #[test]
    fn events_of_equal_time_keep_their_order_and_canceled_events_are_skipped() {
        let mut agenda = Agenda::new();
        agenda.schedule(Time(5), Recurrence::Once, "c");
        agenda.schedule(Time(1), Recurrence::Once, "a");
        let canceled = agenda.schedule(Time(1), Recurrence::Once, "x");
        agenda.schedule(Time(1), Recurrence::Periodic, "b");
        assert_eq!(agenda.cancel(canceled), Some(("x", Recurrence::Once)));
        assert_eq!(agenda.cancel(canceled), None);
        assert_eq!(events_until(&mut agenda, 4), ["a", "b"]);
        assert!(!agenda.is_settled());
        assert_eq!(events_until(&mut agenda, 5), ["c"]);
        assert!(agenda.is_settled());
    }

    #[test]
    fn reserved_events_come_before_events_scheduled_after_the_reservation() {
        let mut agenda = Agenda::new();
        agenda.schedule(Time(1), Recurrence::Once, "a");
        let mut reservation = agenda.reserve();
        agenda.schedule(Time(1), Recurrence::Once, "d");
        agenda.schedule_reserved(&mut reservation, Time(1), Recurrence::Once, "b");
        agenda.schedule_reserved(&mut reservation, Time(1), Recurrence::Once, "c");
        assert_eq!(events_until(&mut agenda, 1), ["a", "b", "c", "d"]);
    }
}
