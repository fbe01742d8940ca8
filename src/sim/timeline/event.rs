//! Events of commands and containers.

use crate::compose::{Condition, ServiceName};
use crate::sim::{FaultKind, GateOutcome};

/// An event of a command or a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The command began.
    CommandBegan,
    /// The command ended with this exit code.
    CommandEnded(i32),
    /// The network with this full name was created.
    NetworkCreated(String),
    /// The network with this full name was removed.
    NetworkRemoved(String),
    /// The volume with this full name was created.
    VolumeCreated(String),
    /// The volume with this full name was removed.
    VolumeRemoved(String),
    /// The container was created.
    Created,
    /// A new container was created to replace this one.
    ReplacementCreated,
    /// The new container took over the name of this one, which was removed.
    Replaced,
    /// Compose began to wait for a dependency of the container's service.
    Waiting {
        /// The dependency.
        dependency: ServiceName,
        /// The condition.
        condition: Condition,
    },
    /// Compose stopped waiting for a dependency.
    WaitEnded {
        /// The dependency.
        dependency: ServiceName,
        /// How the wait ended.
        outcome: GateOutcome,
    },
    /// The start request was sent to the engine.
    Starting,
    /// The process started.
    Started,
    /// The start request failed with this error of the engine.
    StartFailed(String),
    /// The process became ready.
    Ready,
    /// A probe began.
    ProbeBegan,
    /// A probe ended.
    ProbeEnded(ProbeResult),
    /// The container became healthy.
    Healthy,
    /// The container became unhealthy.
    Unhealthy,
    /// A fault of the scenario occurred.
    Fault(FaultKind),
    /// The process wrote this line.
    Log(String),
    /// The process received this signal.
    Signal(String),
    /// The process exited with this code.
    Exited(i32),
    /// The restart policy scheduled a restart.
    Restarting {
        /// Delay before the restart, in milliseconds.
        pause: u64,
    },
    /// A stop request ended.
    Stopped,
    /// The container was paused.
    Paused,
    /// The container was unpaused.
    Unpaused,
    /// The container was removed.
    Removed,
    /// A hook exited with this code.
    HookEnded(i32),
    /// The image with this tag was built.
    ImageBuilt(String),
    /// The provider of a service exited.
    ProviderEnded {
        /// The service.
        service: ServiceName,
        /// The exit code.
        code: i32,
    },
    /// The process ignored variables, because a volume was already initialized with other values of them.
    VariablesIgnored {
        /// Full name of the volume.
        volume: String,
        /// The variables.
        variables: Vec<String>,
    },
    /// This file changed.
    FileChanged(String),
    /// `watch` copied a changed file into the container.
    Synced,
    /// A wait ended because of this timeout, in milliseconds.
    TimedOut(u64),
}

/// The result of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeResult {
    /// It exited with code 0.
    Passed,
    /// It exited with this code; -1 if the command could not be run.
    Failed(i32),
    /// It exceeded its timeout.
    TimedOut,
}
