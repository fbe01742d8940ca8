//! `wait`: waits until the containers of services have exited; the last exit code is the exit code of the command.
//!
//! Source: compose `pkg/compose/wait.go`.

use std::collections::BTreeSet;

use super::{CommandSpec, Invocation, ProjectUse};
use crate::plan::{Arguments, FlagSet};
use crate::sim::compose::client::{Client, Failure};
use crate::sim::compose::commands::down::DownOptions;

const FLAGS: FlagSet = FlagSet::new(&["down-project"], &[]);

pub(super) const WAIT: CommandSpec = CommandSpec { name: "wait", parse };

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FLAGS)?;
    let takes_down = arguments.has("down-project");
    let services = arguments.positional;
    Ok(Invocation::new(ProjectUse::LabelsFirst, async move |client| {
        let code = client.wait_for_exits(&services).await?;
        if takes_down {
            client.down(&[], DownOptions::default()).await?;
        }
        Ok(code)
    }))
}

impl Client {
    async fn wait_for_exits(&self, services: &[String]) -> Result<i32, Failure> {
        let selection = self.select_named(services)?;
        let list = self.list_containers(&selection);
        // Containers that have exited are ignored.
        let mut running: BTreeSet<usize> = (selection.services.keys())
            .flat_map(|name| list.containers(name))
            .filter(|&container| self.container(container).is_alive())
            .collect();
        if running.is_empty() {
            let text = format!("no containers for project \"{}\"", self.project().name);
            return Err(Failure::new(text));
        }
        let exits = self.subscribe(running.clone(), None);
        let mut code = 0;
        while !running.is_empty() {
            let exit = exits.receive().await;
            if !running.remove(&exit.container) {
                continue;
            }
            code = exit.code;
            self.print_stdout(format!("container \"ID\" exited with status code {code}"));
        }
        Ok(code)
    }
}
