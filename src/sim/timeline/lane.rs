//! Lanes: the history of each container.

use std::cmp::Reverse;

use crate::compose::{Condition, ServiceName};
use crate::sim::{ProbeResult, RecordId, Time};
use crate::sort::CompactSort;
use crate::source::Span;

/// The state of a container, as views show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Not created yet.
    Absent,
    /// Created, but not started.
    Created,
    /// Created, while its service waits for a dependency.
    Waiting,
    /// Running, but neither healthy nor unhealthy yet.
    Starting,
    /// Running, without a health check.
    Running,
    /// Running and healthy.
    Healthy,
    /// Running and unhealthy.
    Unhealthy,
    /// Waiting for an automatic restart.
    Restarting,
    /// Paused.
    Paused,
    /// Exited with code 0.
    Done,
    /// Exited with another code, or could not be started.
    Failed,
    /// Stopped by a command.
    Stopped,
    /// Removed.
    Removed,
}

impl Phase {
    /// Returns the name that all views show.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Absent => "not created",
            Phase::Created => "created",
            Phase::Waiting => "waiting",
            Phase::Starting => "starting",
            Phase::Running => "running",
            Phase::Healthy => "healthy",
            Phase::Unhealthy => "unhealthy",
            Phase::Restarting => "restarting",
            Phase::Paused => "paused",
            Phase::Done => "done",
            Phase::Failed => "failed",
            Phase::Stopped => "stopped",
            Phase::Removed => "removed",
        }
    }
}

/// The history of a container.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Name of its project.
    pub project: String,
    /// Its service.
    pub service: ServiceName,
    /// Its name without the project: `db-1`, or its `container_name`.
    pub name: String,
    /// Its full name: `demo-db-1`.
    pub full_name: String,
    /// Its phases without gaps, from its creation to the end of the timeline.
    pub segments: Vec<Segment>,
    /// Its probes in order.
    pub probes: Vec<Probe>,
    /// The waits of its service before it was started.
    pub gates: Vec<Gate>,
    /// When the process became ready, for each run that did.
    pub ready: Vec<Time>,
    /// The lines that the process wrote, with their times.
    pub logs: Vec<(Time, String)>,
    /// Total number of automatic restarts.
    pub restarts: u32,
}

impl Lane {
    /// Returns when it was first started.
    pub fn started(&self) -> Option<Time> {
        let is_running = |phase| !matches!(phase, Phase::Absent | Phase::Created | Phase::Waiting);
        let first = self.segments.iter().find(|segment| is_running(segment.phase))?;
        Some(first.from)
    }

    /// Returns the gates that hold the container during a segment, the longest first.
    pub(crate) fn gates_during(&self, segment: &Segment) -> Vec<&Gate> {
        let overlaps = |gate: &&Gate| gate.from < segment.to && gate.to > segment.from;
        let mut gates: Vec<&Gate> = self.gates.iter().filter(overlaps).collect();
        gates.compact_sort_by_key(|gate| Reverse(gate.to));
        gates
    }
}

/// A period in which a container is in the same phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Start of the period.
    pub from: Time,
    /// End of the period.
    pub to: Time,
    /// The phase.
    pub phase: Phase,
    /// The last exit code, in the phases `Done`, `Failed`, `Stopped` and `Restarting`.
    pub exit_code: Option<i32>,
    /// The record that started it.
    pub record: RecordId,
}

/// A run of a health check.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// When it began.
    pub began: Time,
    /// When it ended.
    pub ended: Time,
    /// The result.
    pub result: ProbeResult,
    /// The record of its end.
    pub record: RecordId,
}

/// A wait for a dependency.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The dependency.
    pub dependency: ServiceName,
    /// The condition.
    pub condition: Condition,
    /// When the wait began.
    pub from: Time,
    /// When the wait ended; the end of the timeline if it did not.
    pub to: Time,
    /// How the wait ended; `None` if it did not.
    pub outcome: Option<GateOutcome>,
    /// The change of the dependency that ended the wait.
    pub ended_by: Option<RecordId>,
    /// The `depends_on` entry.
    pub span: Span,
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateOutcome {
    /// The condition was met.
    Opened,
    /// The condition could no longer be met, so the dependent was not started.
    Failed,
    /// The condition could no longer be met, but the dependency is optional.
    Skipped,
}
