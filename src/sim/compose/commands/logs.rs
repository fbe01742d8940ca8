//! `logs`: prints what containers have written, and with `--follow` what they write.
//!
//! Source: compose `pkg/compose/logs.go`.

use std::collections::BTreeSet;

use super::{CommandSpec, Invocation};
use crate::plan::{Arguments, FlagSet};
use crate::sim::compose::client::{Client, Failure};
use crate::sim::compose::machine::LogPrefix;

const FLAGS: FlagSet = FlagSet::new(
    &["follow f", "no-color", "no-log-prefix", "timestamps t"],
    &["index", "since", "until", "tail n"],
);

pub(super) const LOGS: CommandSpec = CommandSpec { name: "logs", parse };

/// Options of `logs`.
#[derive(Debug, Clone, Copy)]
struct LogOptions {
    prefix: LogPrefix,
    /// Maximum number of existing lines of each container.
    tail: Option<usize>,
    /// Continues until all containers have exited.
    follows: bool,
}

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FLAGS)?;
    let options = LogOptions {
        prefix: if arguments.has("no-log-prefix") {
            LogPrefix::None
        } else {
            LogPrefix::ContainerName
        },
        tail: arguments.last_value("tail").and_then(|text| text.parse().ok()),
        follows: arguments.has("follow"),
    };
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| client.logs(&services, options).await,
    ))
}

impl Client {
    async fn logs(&self, services: &[String], options: LogOptions) -> Result<i32, Failure> {
        let selection = self.select_named(services)?;
        let list = self.list_containers(&selection);
        let mut alive = BTreeSet::new();
        for container in selection.services.keys().flat_map(|name| list.containers(name)) {
            for line in self.existing_log_lines(container, options) {
                self.print_stdout(line);
            }
            if self.container(container).is_alive() {
                alive.insert(container);
            }
        }
        if options.follows {
            let exits = self.subscribe(alive.clone(), Some(options.prefix));
            while !alive.is_empty() {
                let exit = exits.receive().await;
                if !exit.is_restarting {
                    alive.remove(&exit.container);
                }
            }
        }
        Ok(0)
    }

    fn existing_log_lines(&self, container: usize, options: LogOptions) -> Vec<String> {
        let engine = self.engine();
        let state = engine.container(container);
        // The lane may also have lines of removed containers with the same name.
        let lines = engine.history().logs_since(container, state.requested_at());
        let mut lines: Vec<String> = lines.map(|text| options.prefix.apply(state.name(), text)).collect();
        let omitted = options.tail.map_or(0, |tail| lines.len().saturating_sub(tail));
        lines.split_off(omitted)
    }
}
