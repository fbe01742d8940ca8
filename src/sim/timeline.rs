//! What a simulation leaves behind: records with their causes, and a lane for each container.
//!
//! Everything a view shows is here or computed from here; `at` is a binary search, so that scrubbing
//! costs nothing. Records are in order of time; every one but the first command has a cause, which
//! stands before it.

use std::rc::Rc;

use crate::compose::{Condition, ServiceName};
use crate::diagnostic::Diagnostic;
use crate::sim::FaultKind;
use crate::sim::Time;
use crate::sim::kernel::Inputs;
use crate::source::Span;
use std::collections::BTreeMap;

/// Index of a record in [`Timeline::records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// A simulated run.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Everything that happened, in order.
    pub records: Vec<Record>,
    /// One lane a container, in the order of services by dependency, then by number.
    pub lanes: Vec<Lane>,
    /// The commands, in the order they began.
    pub commands: Vec<CommandRun>,
    /// When all services were ready for the first time: running, and healthy where they have a check,
    /// or exited with 0.
    pub ready: Option<Time>,
    /// The end of what is shown.
    pub end: Time,
    /// Why it ends there.
    pub ending: Ending,
    /// What is wrong with the behaviors that the files describe.
    pub diagnostics: Vec<Diagnostic>,
    /// What it was made from; to be run again with a change.
    pub inputs: Rc<Inputs>,
}

/// Why a simulation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing but periodic probes was left to happen.
    Settled,
    /// The observed time was over.
    Horizon,
    /// There were too many events, as in an endless restart loop.
    Budget,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// When.
    pub at: Time,
    /// To what.
    pub subject: Subject,
    /// What.
    pub event: Event,
    /// Because of which earlier record.
    pub cause: Option<RecordId>,
    /// The place in the files that decides it.
    pub span: Option<Span>,
}

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A command, by index in [`Timeline::commands`].
    Command(usize),
    /// A container, by index in [`Timeline::lanes`].
    Container(usize),
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A command was given.
    CommandBegan,
    /// A command ended with an exit code.
    CommandEnded(i32),
    /// A network, by its full name, was created.
    NetworkCreated(String),
    /// A network was removed.
    NetworkRemoved(String),
    /// A volume was created.
    VolumeCreated(String),
    /// A volume was removed.
    VolumeRemoved(String),
    /// The container was created.
    Created,
    /// A new container was created beside this one, to take its place.
    SuccessorCreated,
    /// The new container has taken the place and the name of the old one.
    Replaced,
    /// Compose began to wait for a dependency of this container's service.
    Waiting {
        /// The service waited for.
        dependency: ServiceName,
        /// For what.
        condition: Condition,
    },
    /// A wait ended.
    WaitEnded {
        /// The service waited for.
        dependency: ServiceName,
        /// How.
        outcome: GateOutcome,
    },
    /// The start call began.
    Starting,
    /// The process runs.
    Started,
    /// The start call failed, with the engine's text.
    StartFailed(String),
    /// The process inside became ready, as its behavior says.
    Ready,
    /// A probe began.
    ProbeBegan,
    /// A probe ended.
    ProbeEnded(ProbeResult),
    /// The health check has passed.
    Healthy,
    /// The health check has failed too often.
    Unhealthy,
    /// A fault befell it.
    Fault(FaultKind),
    /// The process wrote a line.
    Log(String),
    /// A signal was sent: `SIGTERM`.
    Signal(String),
    /// The process ended with a code.
    Exited(i32),
    /// The engine will start it again after so many milliseconds.
    Restarting {
        /// The pause.
        pause: u64,
    },
    /// A stop call ended.
    Stopped,
    /// Frozen.
    Paused,
    /// Running again.
    Unpaused,
    /// The container is gone.
    Removed,
    /// A hook ran with an exit code.
    HookEnded(i32),
    /// An image, by its tag, was built from what the files say now.
    ImageBuilt(String),
    /// The program that stands for a service's container ended with a code.
    ProviderEnded {
        /// The service.
        service: ServiceName,
        /// The code.
        code: i32,
    },
    /// The process found a volume that was initialized with other values of these variables, which it
    /// therefore ignores.
    KeptData {
        /// The volume's full name.
        volume: String,
        /// The variables.
        variables: Vec<String>,
    },
    /// A file that is watched changed.
    FileChanged(String),
    /// The container got a changed file.
    Synced,
    /// A wait took longer than it may, in milliseconds.
    TimedOut(u64),
}

/// How a probe ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeResult {
    /// Exit code 0.
    Passed,
    /// Another exit code; -1 when the command could not be run.
    Failed(i32),
    /// It took longer than the timeout.
    TimedOut,
}

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

/// A command and what it printed.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandRun {
    /// Its words after `docker compose`.
    pub words: Vec<String>,
    /// When it began.
    pub began: Time,
    /// When it ended; `None` while it goes on.
    pub ended: Option<Time>,
    /// Its exit code.
    pub exit_code: Option<i32>,
    /// The error it ended with.
    pub error: Option<String>,
    /// What it printed.
    pub lines: Vec<CommandLine>,
    /// The record of its beginning.
    pub record: RecordId,
}

/// A line a command printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// When.
    pub at: Time,
    /// Where to.
    pub stream: Stream,
    /// The text, runs of blanks reduced to one.
    pub text: String,
}

/// An output stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// All containers' states at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// The phase of each lane, by index.
    pub lanes: Vec<Option<(Phase, Option<i32>)>>,
    /// For each service its most telling phase: the least advanced of its containers.
    pub services: BTreeMap<ServiceName, Phase>,
}

/// One link in a chain of causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// When.
    pub at: Time,
    /// A sentence without a full stop.
    pub text: String,
    /// The line of the file that decides it.
    pub span: Option<Span>,
}
