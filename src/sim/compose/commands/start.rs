//! `start`: the start phase without the create phase.
//!
//! Source: compose `cmd/compose/start.go`.

use super::{CommandSpec, Invocation};
use crate::plan::{Arguments, FlagSet, SelectionScope};
use crate::sim::compose::client::{Client, Failure};
use crate::sim::compose::start::StartOptions;

pub(super) const START: CommandSpec = CommandSpec { name: "start", parse };

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FlagSet::EMPTY)?;
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| client.start(&services).await,
    ))
}

impl Client {
    async fn start(&self, services: &[String]) -> Result<i32, Failure> {
        self.check_startable(services)?;
        let selection = self.select(services, SelectionScope::WithDependencies)?;
        if self.list_containers(&selection).len() == 0 {
            let first = selection.services.keys().next();
            let name = first.map(ToString::to_string).unwrap_or_default();
            return Err(Failure::new(format!("service \"{name}\" has no container to start")));
        }
        (self.start_all(&selection, &StartOptions::default(), self.command_record)).await?;
        Ok(0)
    }
}
