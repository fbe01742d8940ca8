//! Explanations of starts, of starts that never happen, and of obstacles.

use super::Reason;
use crate::compose::{Condition, ServiceName};
use crate::sim::{Event, GateOutcome, Lane, Phase, Record, RecordId, Segment, Time, Timeline};

/// Shortest delay that is worth reporting, in milliseconds.
pub(in crate::sim) const NOTABLE_DELAY: u64 = 3_000;

/// A start that did not wait until a dependency was ready.
pub(in crate::sim) struct PrematureStart<'a> {
    /// The dependency.
    pub(in crate::sim) dependency: &'a ServiceName,
    /// When the dependency is ready.
    pub(in crate::sim) ready: Time,
    /// The sentence about it.
    pub(in crate::sim) reason: Reason,
}

impl Timeline {
    /// Returns the latest dependency that was not ready until long after a start, because the start waited only for
    /// the dependency's start.
    pub(in crate::sim) fn premature_start(&self, starting: &Record) -> Option<PrematureStart<'_>> {
        let service = &self.lane_of(starting)?.service;
        let edges = self.project()?.services.get(service)?.depends_on.iter();
        let (edge, ready) = edges
            .filter(|edge| edge.condition == Condition::Started)
            .filter_map(|edge| Some((edge, self.ready_time(&edge.service)?)))
            .filter(|(_, ready)| ready.0 >= starting.at.0 + NOTABLE_DELAY)
            .max_by_key(|(_, ready)| *ready)?;
        let dependency = &edge.service;
        let text = format!(
            "depends_on waits only until {dependency} has started; {dependency} is not ready until {}",
            ready.format()
        );
        Some(PrematureStart {
            dependency,
            ready,
            reason: Reason {
                span: Some(edge.condition_span),
                ..self.reason(starting, text)
            },
        })
    }

    /// Returns the record that decided when a container started. Among waits that ended at the same time, it is the one
    /// whose dependency changed last.
    pub(in crate::sim) fn start_cause(&self, starting: &Record) -> Option<RecordId> {
        let id = starting.cause?;
        let cause = self.record(id)?;
        if !matches!(cause.event, Event::WaitEnded { .. }) {
            return Some(id);
        }
        let earlier = (0..=id.0)
            .rev()
            .map_while(|index| Some((RecordId(index), self.record(RecordId(index))?)));
        let same_time = earlier.take_while(|(_, record)| record.at == cause.at);
        let is_wait =
            |record: &Record| record.subject == cause.subject && matches!(record.event, Event::WaitEnded { .. });
        let waits = same_time.filter(|(_, record)| is_wait(record));
        waits.max_by_key(|(_, record)| record.cause).map(|(id, _)| id)
    }

    /// Returns the record of a wait's beginning, given the record of its end, if the condition was met before the wait
    /// began. The start was then delayed by whatever delayed the wait.
    pub(in crate::sim) fn late_wait(&self, id: RecordId) -> Option<RecordId> {
        let wait_end = self.record(id)?;
        let Event::WaitEnded {
            dependency,
            outcome: GateOutcome::Opened,
        } = &wait_end.event
        else {
            return None;
        };
        let began = self.records.get(..id.0 as usize)?.iter().rposition(|record| {
            let is_same = matches!(&record.event, Event::Waiting { dependency: other, .. } if other == dependency);
            is_same && record.subject == wait_end.subject
        })?;
        let began = RecordId(began as u32);
        (wait_end.cause? < began).then_some(began)
    }

    /// Returns the record whose explanation says why a container waited in a segment: the end of the longest wait, the
    /// start that it was for, or the beginning of a wait without end. `None` if it did not wait, or if the wait never
    /// began.
    pub fn record_of_wait(&self, lane: &Lane, segment: &Segment) -> Option<RecordId> {
        if !matches!(segment.phase, Phase::Waiting | Phase::Created) {
            return None;
        }
        let gate = lane.gates_during(segment).into_iter().next()?;
        let is_same_service = |record: &Record| {
            let other = self.lane_of(record);
            other.is_some_and(|other| other.service == lane.service && other.project == lane.project)
        };
        let is_answer = |record: &&Record| match (&record.event, gate.outcome) {
            (Event::Starting, Some(_)) => gate.condition == Condition::Started && record.at >= gate.to,
            (Event::WaitEnded { dependency, .. }, Some(_)) => *dependency == gate.dependency && record.at == gate.to,
            (Event::Waiting { dependency, .. }, None) => *dependency == gate.dependency && record.at >= gate.from,
            _ => false,
        };
        let index = self
            .records
            .iter()
            .position(|record| is_answer(&record) && is_same_service(record))?;
        Some(RecordId(index as u32))
    }

    /// Returns when the processes of all containers of a service were ready for the first time.
    pub(in crate::sim) fn ready_time(&self, service: &ServiceName) -> Option<Time> {
        let lanes = self.lanes.iter().filter(|lane| lane.service == *service);
        let ready = lanes.map(|lane| lane.ready.first().copied());
        ready.collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// Returns the services with a container that was created, but never started.
    pub(in crate::sim) fn never_started(&self) -> Vec<&ServiceName> {
        let never_started = self.lanes.iter().filter(|lane| lane.started().is_none());
        let mut names: Vec<&ServiceName> = never_started.map(|lane: &Lane| &lane.service).collect();
        names.dedup();
        names
    }

    /// Returns the sentence about the services that never start.
    pub(in crate::sim) fn never_started_sentence(&self) -> Option<String> {
        let names: Vec<&str> = self.never_started().into_iter().map(ServiceName::as_str).collect();
        match names.as_slice() {
            [] => None,
            [name] => Some(format!("{name} never starts")),
            names => Some(format!("{} never start", names.join(", "))),
        }
    }

    pub(super) fn never_started_reason(&self, record: &Record) -> Option<Reason> {
        Some(self.reason(record, self.never_started_sentence()?))
    }

    /// Returns the sentence about the obstacle that a record is the effect of.
    pub(super) fn obstacle_reason(&self, id: RecordId) -> Option<Reason> {
        let record = self.record(id)?;
        let sentence = self.obstacle(id)?.sentence(self);
        Some(Reason {
            span: record.span,
            ..self.reason(record, sentence)
        })
    }
}
