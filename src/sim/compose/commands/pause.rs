//! `pause` and `unpause`: act on all containers at the same time.
//!
//! If the engine refuses one container, no progress is printed for the others.
//! Source: compose `pkg/compose/pause.go`.

use super::{CommandSpec, Invocation};
use crate::plan::{Arguments, FlagSet};
use crate::sim::compose::client::{Client, Failure};
use crate::sim::engine::Status;

pub(super) const PAUSE: CommandSpec = CommandSpec {
    name: "pause",
    parse: |words| parse(words, Action::Pause),
};

pub(super) const UNPAUSE: CommandSpec = CommandSpec {
    name: "unpause",
    parse: |words| parse(words, Action::Unpause),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Pause,
    Unpause,
}

impl Action {
    /// Returns the engine's reason for refusing a container with a status.
    fn refusal(self, status: Status) -> Option<&'static str> {
        match (self, status) {
            (Action::Pause, Status::Running) | (Action::Unpause, Status::Paused) => None,
            (Action::Pause, Status::Restarting) => Some("restarting, wait until the container is running"),
            (Action::Pause, _) => Some("already paused"),
            (Action::Unpause, _) => Some("not paused"),
        }
    }
}

fn parse(words: &[String], action: Action) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FlagSet::EMPTY)?;
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| client.pause_or_unpause(&services, action).await,
    ))
}

impl Client {
    async fn pause_or_unpause(&self, services: &[String], action: Action) -> Result<i32, Failure> {
        let selection = self.select_named(services)?;
        let is_target = |status| matches!(status, Status::Running | Status::Paused | Status::Restarting);
        let (mut changed, mut refused) = (Vec::new(), None);
        for container in self.containers_where(&selection, |container| is_target(container.status())) {
            self.shared.unlocked(container).await;
            let status = self.container(container).status();
            if !is_target(status) {
                continue;
            }
            match action.refusal(status) {
                Some(reason) => {
                    let last_change = self.container(container).last_change();
                    refused = refused.or(Some((last_change, reason)));
                }
                None => {
                    self.call_engine(|engine| match action {
                        Action::Pause => engine.pause(container, self.command_record),
                        Action::Unpause => engine.unpause(container, self.command_record),
                    });
                    changed.push(container);
                }
            }
        }
        if let Some((record, reason)) = refused {
            // The engine prints 64 random digits in place of `ID`.
            let text = format!("Error response from daemon: Container ID is {reason}");
            return Err(Failure::new(text).caused_by(record));
        }
        for container in changed {
            let status = match action {
                Action::Pause => "Paused",
                Action::Unpause => "Unpaused",
            };
            self.print_container_progress(container, status);
        }
        Ok(0)
    }
}
