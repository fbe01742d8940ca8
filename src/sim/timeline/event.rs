//! Events: what can happen to a command or a container.

use crate::compose::{Condition, ServiceName};
use crate::sim::{FaultKind, GateOutcome};

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
