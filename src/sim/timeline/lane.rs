//! Lanes: the history of one container, as views draw it.

use crate::compose::{Condition, ServiceName};
use crate::sim::{ProbeResult, RecordId, Time};
use crate::source::Span;

/// The state of a container, as every view shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Not there yet.
    Absent,
    /// Created, not started.
    Created,
    /// Created; its service waits for a dependency.
    Waiting,
    /// Running, its health not known yet.
    Starting,
    /// Running, without a health check.
    Running,
    /// Running and healthy.
    Healthy,
    /// Running and unhealthy.
    Unhealthy,
    /// Between two automatic runs.
    Restarting,
    /// Frozen.
    Paused,
    /// Ended with 0.
    Done,
    /// Ended with another code, or could not be started.
    Failed,
    /// Stopped by a command.
    Stopped,
    /// Removed.
    Removed,
}

impl Phase {
    /// One word for it, the same in every view.
    pub fn word(self) -> &'static str {
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

/// A container's history.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Its project's name.
    pub project: String,
    /// Its service.
    pub service: ServiceName,
    /// Its name without the project: `db-1`, or its container_name.
    pub name: String,
    /// Its full name: `demo-db-1`.
    pub full_name: String,
    /// Its phases, without gaps, from its creation to the end of the timeline.
    pub segments: Vec<Segment>,
    /// Its probes, in order.
    pub probes: Vec<Probe>,
    /// What its service waited for before it was started.
    pub gates: Vec<Gate>,
    /// When the process inside became ready, for each run.
    pub ready: Vec<Time>,
    /// What the process wrote.
    pub logs: Vec<(Time, String)>,
    /// Automatic restarts in all.
    pub restarts: u32,
}

impl Lane {
    /// When its first start call began.
    pub fn started(&self) -> Option<Time> {
        let is_running = |phase| !matches!(phase, Phase::Absent | Phase::Created | Phase::Waiting);
        let first = self.segments.iter().find(|segment| is_running(segment.phase))?;
        Some(first.from)
    }
}

/// A phase of a container.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Its beginning.
    pub from: Time,
    /// Its end.
    pub to: Time,
    /// The phase.
    pub phase: Phase,
    /// The exit code, in `Done`, `Failed`, `Stopped` and `Restarting`.
    pub exit_code: Option<i32>,
    /// The record that began it.
    pub record: RecordId,
}

/// A run of a health check.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// When it began.
    pub began: Time,
    /// When its result was there.
    pub ended: Time,
    /// The result.
    pub result: ProbeResult,
    /// The record of its end.
    pub record: RecordId,
}

/// A wait for a dependency.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The service waited for.
    pub dependency: ServiceName,
    /// For what.
    pub condition: Condition,
    /// When the wait began.
    pub from: Time,
    /// When it ended; the timeline's end while it goes on.
    pub to: Time,
    /// How it ended; `None` while it goes on.
    pub outcome: Option<GateOutcome>,
    /// The record of the dependency's change that opened or broke it.
    pub opened_by: Option<RecordId>,
    /// The `depends_on` entry.
    pub span: Span,
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateOutcome {
    /// The condition held.
    Opened,
    /// It can't be fulfilled; the dependent is not started.
    Failed,
    /// It can't be fulfilled, but the dependency is optional.
    Skipped,
}
