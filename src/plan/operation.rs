//! Plans: operations with their order and their causes, and how they read.

use std::fmt;

use crate::compose::{Condition, ServiceName};

/// What a command will do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The operations, in an order in which they can be carried out.
    pub operations: Vec<Operation>,
    /// Why the command does nothing, in Docker Compose's words.
    pub refused: Option<String>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What is done.
    pub action: Action,
    /// The full name of what it is done to.
    pub subject: String,
    /// The service it is about.
    pub service: Option<ServiceName>,
    /// Indices of the operations that must have been carried out before.
    pub after: Vec<usize>,
    /// Why it is done.
    pub cause: Cause,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A network is created.
    CreateNetwork,
    /// A volume is created.
    CreateVolume,
    /// An image is built.
    Build,
    /// A provider's program is asked for what stands for a container.
    Provide,
    /// A container is created.
    Create,
    /// A container is made anew under its old name.
    Recreate,
    /// A container, or a volume, stays as it is.
    Keep,
    /// A dependency is waited for.
    Wait(Condition),
    /// A container is started.
    Start,
    /// A container is stopped and started.
    Restart,
    /// A container is stopped.
    Stop,
    /// A container is sent a signal.
    Kill,
    /// A container is frozen.
    Pause,
    /// A container is unfrozen.
    Unpause,
    /// A container is removed.
    Remove,
    /// A network is removed.
    RemoveNetwork,
    /// A volume is removed.
    RemoveVolume,
    /// A provider's program is asked to take away what it has made.
    Withdraw,
    /// A container is run in the foreground.
    RunOnce,
    /// A changed file is copied into a container.
    Sync,
    /// A command is run in a container.
    Exec,
}

/// Why something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// It is not there.
    Missing,
    /// More are wanted than there are.
    TooFew,
    /// Fewer are wanted than there are.
    TooMany,
    /// It was made from another form of its service, or of itself in the file.
    Changed,
    /// It is connected to a network, or mounts a volume, that is made anew.
    Uses(String),
    /// It has changed, but making it anew would lose its data and nobody has said yes to that.
    HoldsData,
    /// The service's `pull_policy` asks for it.
    Policy,
    /// A file that `develop.watch` looks at has changed.
    FileChanged(String),
    /// The command asks for it.
    Asked,
    /// It runs, and nothing has changed.
    UpToDate,
    /// It does not run.
    NotRunning,
    /// A service that is acted on needs it.
    NeededBy(ServiceName),
    /// It is acted on together with a service it depends on, by `restart: true`.
    FollowsWith(ServiceName),
    /// Its service is not in the file.
    Orphan,
    /// It is replaced or taken down.
    GoingAway,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Action::CreateNetwork => "create network",
            Action::CreateVolume => "create volume",
            Action::Build => "build",
            Action::Provide => "ask the provider for",
            Action::Withdraw => "ask the provider to take away",
            Action::Sync => "copy the file into",
            Action::Exec => "run the rule's command in",
            Action::Create => "create",
            Action::Recreate => "recreate",
            Action::Keep => "keep",
            Action::Wait(Condition::Started) => "wait until it has started:",
            Action::Wait(Condition::Healthy) => "wait until it is healthy:",
            Action::Wait(Condition::Completed) => "wait until it has completed:",
            Action::Start => "start",
            Action::Restart => "restart",
            Action::Stop => "stop",
            Action::Kill => "kill",
            Action::Pause => "pause",
            Action::Unpause => "unpause",
            Action::Remove => "remove",
            Action::RemoveNetwork => "remove network",
            Action::RemoveVolume => "remove volume",
            Action::RunOnce => "run",
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Missing => f.write_str("it is not there"),
            Cause::TooFew => f.write_str("more are wanted than there are"),
            Cause::TooMany => f.write_str("fewer are wanted than there are"),
            Cause::Changed => f.write_str("it has changed in the file"),
            Cause::Uses(name) => write!(f, "it uses {name}, which is made anew"),
            Cause::HoldsData => {
                f.write_str("it has changed in the file, but its data would be lost: only -y allows that")
            }
            Cause::Policy => f.write_str("pull_policy is build"),
            Cause::FileChanged(path) => write!(f, "{path} has changed"),
            Cause::Asked => f.write_str("the command asks for it"),
            Cause::UpToDate => f.write_str("it runs and nothing has changed"),
            Cause::NotRunning => f.write_str("it does not run"),
            Cause::NeededBy(service) => write!(f, "{service} depends on it"),
            Cause::FollowsWith(service) => write!(f, "it is restarted with {service}"),
            Cause::Orphan => f.write_str("its service is not in the file"),
            Cause::GoingAway => f.write_str("it is taken down"),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(refused) = &self.refused {
            return writeln!(f, "refused: {refused}");
        }
        for (index, operation) in self.operations.iter().enumerate() {
            let Operation {
                action,
                subject,
                after,
                cause,
                ..
            } = operation;
            write!(f, "{:>3}. {action} {subject}: {cause}", index + 1)?;
            let numbers: Vec<String> = after.iter().map(|index| (index + 1).to_string()).collect();
            match numbers.is_empty() {
                true => writeln!(f)?,
                false => writeln!(f, " (after {})", numbers.join(", "))?,
            }
        }
        Ok(())
    }
}
