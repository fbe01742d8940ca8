//! `kill`: sends a signal to containers, to all at the same time.
//!
//! Source: compose `pkg/compose/kill.go`.

use super::{CommandSpec, Invocation};
use crate::plan::{Arguments, FlagSet, signal_name};
use crate::sim::compose::client::{Client, ClientTask, Failure};
use crate::sim::engine::Status;

const FLAGS: FlagSet = FlagSet::new(&["remove-orphans"], &["signal s"]);

pub(super) const KILL: CommandSpec = CommandSpec { name: "kill", parse };

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FLAGS)?;
    let signal = signal_name(arguments.last_value("signal").unwrap_or("SIGKILL"));
    let includes_orphans = arguments.has("remove-orphans");
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| client.kill(&services, &signal, includes_orphans).await,
    ))
}

impl Client {
    async fn kill(&self, services: &[String], signal: &str, includes_orphans: bool) -> Result<i32, Failure> {
        let selection = self.select_named(services)?;
        let mut targets = self.containers_where(&selection, |container| {
            matches!(
                container.status(),
                Status::Running | Status::Paused | Status::Restarting
            )
        });
        if includes_orphans {
            targets.extend(self.orphans());
        }
        if targets.is_empty() {
            self.print_stderr("no container to kill");
            return Ok(0);
        }
        let tasks = targets.into_iter().map(|container| {
            let (client, signal) = (self.clone(), signal.to_owned());
            Box::pin(async move {
                client.print_container_progress(container, "Killing");
                client.shared.unlocked(container).await;
                let call = client.call_engine(|engine| engine.begin_kill(container, &signal, client.command_record));
                let _ = client.shared.ended(call).await;
                client.print_container_progress(container, "Killed");
                Ok(client.command_record)
            }) as ClientTask
        });
        self.run_concurrently(tasks.collect(), self.command_record).await?;
        Ok(0)
    }
}
