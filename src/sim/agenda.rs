//! The agenda: what is due, and when.
//!
//! Events due at the same time come out in the order they were put in, so that a run depends on
//! nothing but its input. What can go on for ever, such as a healthy service's probes, is entered as
//! periodic: when nothing else is left, the simulation has settled.

use std::collections::BTreeMap;

use crate::sim::Time;

/// Whether an event belongs to something that goes on for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// It moves things forward.
    Once,
    /// One of an endless row of the same.
    Periodic,
}

/// Names an entry, to take it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) at: Time,
    sequence: u64,
}

/// Events by time.
#[derive(Debug)]
pub(super) struct Agenda<E> {
    entries: BTreeMap<(Time, u64), (E, Pace)>,
    sequence: u64,
    lively: usize,
}

impl<E> Agenda<E> {
    pub(super) fn new() -> Self {
        Agenda {
            entries: BTreeMap::new(),
            sequence: 0,
            lively: 0,
        }
    }

    /// Enters an event.
    pub(super) fn schedule(&mut self, at: Time, pace: Pace, event: E) -> Ticket {
        let sequence = self.sequence;
        self.sequence += 1;
        self.lively += usize::from(pace == Pace::Once);
        self.entries.insert((at, sequence), (event, pace));
        Ticket { at, sequence }
    }

    /// Takes an event back; nothing when it has come already.
    pub(super) fn cancel(&mut self, ticket: Ticket) -> Option<(E, Pace)> {
        let entry = self.entries.remove(&(ticket.at, ticket.sequence))?;
        self.lively -= usize::from(entry.1 == Pace::Once);
        Some(entry)
    }

    /// The next event that is due no later than `limit`.
    pub(super) fn next(&mut self, limit: Time) -> Option<(Time, E)> {
        let entry = self.entries.first_entry()?;
        let at = entry.key().0;
        if at > limit {
            return None;
        }
        let (event, pace) = entry.remove();
        self.lively -= usize::from(pace == Pace::Once);
        Some((at, event))
    }

    /// Whether nothing but periodic events is left.
    pub(super) fn is_settled(&self) -> bool {
        self.lively == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_come_in_order_and_cancelled_ones_never() {
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
