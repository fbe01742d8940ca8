//! The agenda: what is due, and when.
//!
//! Events due at the same time come out in the order they were put in, so that a run depends on
//! nothing but its input. What can go on for ever, such as a healthy service's probes, is entered as
//! periodic: when nothing else is left, the simulation has settled.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::sim::Time;

/// Whether an event belongs to something that goes on for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Pace {
    /// It moves things forward.
    Once,
    /// One of an endless row of the same.
    Periodic,
}

/// Names an entry, to take it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct Ticket {
    pub(in crate::sim) at: Time,
    sequence: u64,
    slot: usize,
}

/// Events by time.
#[derive(Debug)]
pub(in crate::sim) struct Agenda<E> {
    /// The soonest first, each with its sequence and slot. What has been taken back is passed over: its slot is
    /// empty, or holds an entry of another sequence.
    order: BinaryHeap<Reverse<(Time, u64, usize)>>,
    slots: Vec<Option<Entry<E>>>,
    free: Vec<usize>,
    sequence: u64,
    lively: usize,
    now: Time,
    entered: Time,
}

#[derive(Debug)]
struct Entry<E> {
    sequence: u64,
    entered: Time,
    event: E,
    pace: Pace,
}

impl<E> Agenda<E> {
    pub(in crate::sim) fn new() -> Self {
        Agenda {
            order: BinaryHeap::new(),
            slots: Vec::new(),
            free: Vec::new(),
            sequence: 0,
            lively: 0,
            now: Time::ZERO,
            entered: Time::ZERO,
        }
    }

    /// Enters an event.
    pub(in crate::sim) fn schedule(&mut self, at: Time, pace: Pace, event: E) -> Ticket {
        let sequence = self.sequence;
        self.sequence += 1;
        self.lively += usize::from(pace == Pace::Once);
        let entry = Some(Entry {
            sequence,
            entered: self.now,
            event,
            pace,
        });
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot] = entry;
                slot
            }
            None => {
                self.slots.push(entry);
                self.slots.len() - 1
            }
        };
        self.order.push(Reverse((at, sequence, slot)));
        Ticket { at, sequence, slot }
    }

    /// Takes an event back; nothing when it has come already.
    pub(in crate::sim) fn cancel(&mut self, ticket: Ticket) -> Option<(E, Pace)> {
        let entry = self.take(ticket.slot, ticket.sequence)?;
        Some((entry.event, entry.pace))
    }

    fn take(&mut self, slot: usize, sequence: u64) -> Option<Entry<E>> {
        let entry = self.slots[slot].take_if(|entry| entry.sequence == sequence)?;
        self.free.push(slot);
        self.lively -= usize::from(entry.pace == Pace::Once);
        Some(entry)
    }

    /// The next event that is due no later than `limit`.
    pub(in crate::sim) fn next(&mut self, limit: Time) -> Option<(Time, E)> {
        loop {
            let &Reverse((at, sequence, slot)) = self.order.peek().filter(|Reverse((at, ..))| *at <= limit)?;
            self.order.pop();
            if let Some(entry) = self.take(slot, sequence) {
                (self.now, self.entered) = (at, entry.entered);
                return Some((at, entry.event));
            }
        }
    }

    /// When the event that came last had been entered.
    pub(in crate::sim) fn entered(&self) -> Time {
        self.entered
    }

    /// Whether nothing but periodic events is left.
    pub(in crate::sim) fn is_settled(&self) -> bool {
        self.lively == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_come_in_order_and_canceled_ones_never() {
        let mut agenda = Agenda::new();
        agenda.schedule(Time(5), Pace::Once, "c");
        agenda.schedule(Time(1), Pace::Once, "a");
        let gone = agenda.schedule(Time(1), Pace::Once, "x");
        agenda.schedule(Time(1), Pace::Periodic, "b");
        assert_eq!(agenda.cancel(gone), Some(("x", Pace::Once)));
        assert_eq!(agenda.cancel(gone), None);
        let order: Vec<_> = std::iter::from_fn(|| agenda.next(Time(4))).collect();
        assert_eq!(order, [(Time(1), "a"), (Time(1), "b")]);
        assert!(!agenda.is_settled());
    }
}
