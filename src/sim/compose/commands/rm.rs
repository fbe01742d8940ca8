//! `rm`: removes stopped containers.
//!
//! Source: compose `pkg/compose/remove.go`.

use super::{CommandSpec, Invocation};
use crate::plan::{Arguments, FlagSet};
use crate::sim::compose::client::{Client, ClientTask, Failure};
use crate::sim::engine::Status;

const FLAGS: FlagSet = FlagSet::new(&["stop s", "force f", "volumes v"], &[]);

pub(super) const RM: CommandSpec = CommandSpec { name: "rm", parse };

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FLAGS)?;
    let stops_first = arguments.has("stop");
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| client.rm(&services, stops_first).await,
    ))
}

impl Client {
    async fn rm(&self, services: &[String], stops_first: bool) -> Result<i32, Failure> {
        let selection = self.select_named(services)?;
        let mut cause = self.command_record;
        if stops_first {
            cause = self.stop_selected(&selection, None, cause).await?;
        }
        let mut targets = self.containers_where(&selection, |container| {
            matches!(container.status(), Status::Created | Status::Exited)
        });
        self.engine().sort_newest_first(&mut targets);
        if targets.is_empty() {
            self.print_stderr("No stopped containers");
            return Ok(0);
        }
        let names: Vec<String> = (targets.iter())
            .map(|&target| self.container(target).full_name().to_owned())
            .collect();
        self.print_stdout(format!("Going to remove {}", names.join(", ")));
        let tasks = targets.into_iter().map(|container| {
            let client = self.clone();
            Box::pin(async move { Ok(client.remove_container(container, cause).await) }) as ClientTask
        });
        self.run_concurrently(tasks.collect(), cause).await?;
        Ok(0)
    }
}
