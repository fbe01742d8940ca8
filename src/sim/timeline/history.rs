//! The history that a simulation builds: the records and lanes of its timeline.

use crate::compose::{Condition, ServiceName};
use crate::sim::{Event, Gate, GateOutcome, Lane, Phase, Probe, ProbeResult, Record, RecordId, Segment, Subject, Time};
use crate::sort::CompactSort;
use crate::source::Span;

/// The records and lanes up to the current time.
#[derive(Debug, Default)]
pub(in crate::sim) struct History {
    records: Vec<Record>,
    lanes: Vec<Lane>,
}

impl History {
    /// Adds a record.
    pub(in crate::sim) fn add_record(
        &mut self,
        at: Time,
        subject: Subject,
        event: Event,
        cause: Option<RecordId>,
        span: Option<Span>,
    ) -> RecordId {
        self.records.push(Record {
            at,
            subject,
            event,
            cause,
            span,
        });
        RecordId(self.records.len() as u32 - 1)
    }

    /// Adds a lane for a new container.
    pub(in crate::sim) fn add_lane(&mut self, project: &str, service: &ServiceName, name: &str, full_name: &str) {
        self.lanes.push(Lane {
            project: project.to_owned(),
            service: service.clone(),
            name: name.to_owned(),
            full_name: full_name.to_owned(),
            segments: Vec::new(),
            probes: Vec::new(),
            gates: Vec::new(),
            ready: Vec::new(),
            logs: Vec::new(),
            restarts: 0,
        });
    }

    /// Sets the current phase of a container. Returns whether it has changed.
    pub(in crate::sim) fn set_phase(
        &mut self,
        at: Time,
        index: usize,
        phase: Phase,
        exit_code: Option<i32>,
        record: RecordId,
    ) -> bool {
        let segments = &mut self.lanes[index].segments;
        if let Some(last) = segments.last_mut() {
            if last.phase == phase && last.exit_code == exit_code {
                return false;
            }
            last.to = at;
            if last.from == at {
                segments.pop();
            }
        }
        segments.push(Segment {
            from: at,
            to: at,
            phase,
            exit_code,
            record,
        });
        true
    }

    /// Adds a probe that has ended.
    pub(in crate::sim) fn add_probe(
        &mut self,
        index: usize,
        began: Time,
        ended: Time,
        result: ProbeResult,
        record: RecordId,
    ) {
        self.lanes[index].probes.push(Probe {
            began,
            ended,
            result,
            record,
        });
    }

    /// Adds a time at which the process of a container became ready.
    pub(in crate::sim) fn add_ready(&mut self, at: Time, lane: usize) {
        self.lanes[lane].ready.push(at);
    }

    /// Adds a line that the process of a container wrote.
    pub(in crate::sim) fn add_log(&mut self, at: Time, lane: usize, text: String) {
        self.lanes[lane].logs.push((at, text));
    }

    /// Returns the lines that the process of a container has written since a time.
    pub(in crate::sim) fn logs_since(&self, lane: usize, since: Time) -> impl Iterator<Item = &str> {
        let lines = self.lanes[lane].logs.iter();
        lines.filter(move |(at, _)| *at >= since).map(|(_, text)| text.as_str())
    }

    /// Counts an automatic restart of a container.
    pub(in crate::sim) fn count_restart(&mut self, lane: usize) {
        self.lanes[lane].restarts += 1;
    }

    /// Starts a wait for a dependency in the lanes of a service's containers.
    pub(in crate::sim) fn open_gate(
        &mut self,
        at: Time,
        lanes: &[usize],
        dependency: &ServiceName,
        condition: Condition,
        span: Span,
    ) {
        for &lane in lanes {
            self.lanes[lane].gates.push(Gate {
                dependency: dependency.clone(),
                condition,
                from: at,
                to: at,
                outcome: None,
                ended_by: None,
                span,
            });
        }
    }

    /// Ends the current wait for a dependency.
    pub(in crate::sim) fn close_gate(
        &mut self,
        at: Time,
        lanes: &[usize],
        dependency: &ServiceName,
        outcome: GateOutcome,
        ended_by: Option<RecordId>,
    ) {
        for &lane in lanes {
            let current = (self.lanes[lane].gates.iter_mut().rev())
                .find(|gate| gate.outcome.is_none() && gate.dependency == *dependency);
            if let Some(gate) = current {
                gate.to = at;
                gate.outcome = Some(outcome);
                gate.ended_by = ended_by;
            }
        }
    }

    /// Extends the last phases and the waits that have not ended to the end of the simulation.
    pub(in crate::sim) fn finish(&mut self, end: Time) {
        for lane in &mut self.lanes {
            if let Some(last) = lane.segments.last_mut() {
                last.to = last.to.max(end);
            }
            for gate in &mut lane.gates {
                if gate.outcome.is_none() {
                    gate.to = end;
                }
            }
        }
    }

    /// Takes the records and the lanes.
    pub(in crate::sim) fn take(&mut self) -> (Vec<Record>, Vec<Lane>) {
        (std::mem::take(&mut self.records), std::mem::take(&mut self.lanes))
    }

    /// Returns when all of these lanes were running, healthy or done at the same time, for the first time.
    pub(in crate::sim) fn ready_time(&self, lanes: &[usize]) -> Option<Time> {
        let is_ready = |phase: Phase| matches!(phase, Phase::Running | Phase::Healthy | Phase::Done);
        let mut changes: Vec<(Time, usize, bool)> = Vec::new();
        for (index, &lane) in lanes.iter().enumerate() {
            let segments = self.lanes[lane].segments.iter();
            changes.extend(segments.map(|segment| (segment.from, index, is_ready(segment.phase))));
        }
        changes.compact_sort_by_key(|&(at, _, _)| at);
        let mut ready = vec![false; lanes.len()];
        let mut missing = lanes.len();
        for changes_at_time in changes.chunk_by(|a, b| a.0 == b.0) {
            for &(_, index, is_ready) in changes_at_time {
                if ready[index] != is_ready {
                    ready[index] = is_ready;
                    missing = if is_ready { missing - 1 } else { missing + 1 };
                }
            }
            if missing == 0 {
                return changes_at_time.first().map(|change| change.0);
            }
        }
        None
    }
}
