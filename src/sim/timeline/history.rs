//! History: records as they are made, and the lanes that views read.

use crate::compose::{Condition, ServiceName};
use crate::sim::{Event, Gate, GateOutcome, Lane, Phase, Probe, ProbeResult, Record, RecordId, Segment, Subject, Time};
use crate::source::Span;

/// What has happened so far.
#[derive(Debug, Default)]
pub(in crate::sim) struct History {
    records: Vec<Record>,
    lanes: Vec<Lane>,
}

impl History {
    pub(in crate::sim) fn record(
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

    /// Opens a lane for a new container.
    pub(in crate::sim) fn open_lane(&mut self, project: &str, service: &ServiceName, name: &str, full_name: &str) {
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

    /// Notes the container's phase if it has changed; whether it has.
    pub(in crate::sim) fn note_phase(
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

    pub(in crate::sim) fn note_probe(
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
    pub(in crate::sim) fn note_ready(&mut self, at: Time, lane: usize) {
        self.lanes[lane].ready.push(at);
    }

    /// Adds a line that the process of a container wrote.
    pub(in crate::sim) fn note_log(&mut self, at: Time, lane: usize, text: String) {
        self.lanes[lane].logs.push((at, text));
    }

    /// Returns the lines that the process of a container has written since a time.
    pub(in crate::sim) fn logs_since(&self, lane: usize, since: Time) -> impl Iterator<Item = &str> {
        let lines = self.lanes[lane].logs.iter();
        lines.filter(move |(at, _)| *at >= since).map(|(_, text)| text.as_str())
    }

    /// Counts an automatic restart of a container.
    pub(in crate::sim) fn note_restart(&mut self, lane: usize) {
        self.lanes[lane].restarts += 1;
    }

    /// Opens a gate in the lanes of a service's containers.
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
                opened_by: None,
                span,
            });
        }
    }

    /// Ends the gate on a dependency that is still open.
    pub(in crate::sim) fn close_gate(
        &mut self,
        at: Time,
        lanes: &[usize],
        dependency: &ServiceName,
        outcome: GateOutcome,
        opened_by: Option<RecordId>,
    ) {
        for &lane in lanes {
            let open = (self.lanes[lane].gates.iter_mut().rev())
                .find(|gate| gate.outcome.is_none() && gate.dependency == *dependency);
            if let Some(gate) = open {
                gate.to = at;
                gate.outcome = Some(outcome);
                gate.opened_by = opened_by;
            }
        }
    }

    /// Draws everything that is still open out to the end.
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

    /// When all of these lanes were running, healthy or done for the first time.
    pub(in crate::sim) fn ready_time(&self, lanes: &[usize]) -> Option<Time> {
        let is_ready = |phase: Phase| matches!(phase, Phase::Running | Phase::Healthy | Phase::Done);
        let mut changes: Vec<(Time, usize, bool)> = Vec::new();
        for (place, &lane) in lanes.iter().enumerate() {
            let segments = &self.lanes[lane].segments;
            changes.extend(
                segments
                    .iter()
                    .map(|segment| (segment.from, place, is_ready(segment.phase))),
            );
        }
        changes.sort_by_key(|&(at, _, _)| at);
        let mut ready = vec![false; lanes.len()];
        let mut missing = lanes.len();
        for (index, &(at, place, is_ready)) in changes.iter().enumerate() {
            if ready[place] != is_ready {
                ready[place] = is_ready;
                missing = if is_ready { missing - 1 } else { missing + 1 };
            }
            let last_of_moment = changes.get(index + 1).is_none_or(|next| next.0 > at);
            if missing == 0 && last_of_moment {
                return Some(at);
            }
        }
        None
    }
}
