//! `down`: stops and removes containers, then networks and volumes.
//!
//! Source: compose `pkg/compose/down.go`.

use std::rc::Rc;

use super::{CommandSpec, Invocation};
use crate::plan::{Arguments, FlagSet, SelectionScope};
use crate::sim::compose::client::{Client, Failure};
use crate::sim::compose::stop::{ContainerVisitor, VisitScope};

const FLAGS: FlagSet = FlagSet::new(&["volumes v", "remove-orphans"], &["timeout t", "rmi"]);

pub(super) const DOWN: CommandSpec = CommandSpec { name: "down", parse };

/// Options of `down`.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::sim::compose) struct DownOptions {
    /// Grace period in milliseconds.
    grace: Option<u64>,
    /// Also removes volumes.
    removes_volumes: bool,
    /// Also removes containers of services that are not in the file.
    removes_orphans: bool,
}

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FLAGS)?;
    let options = DownOptions {
        grace: arguments.milliseconds("timeout", "-t, ")?,
        removes_volumes: arguments.has("volumes"),
        removes_orphans: arguments.has("remove-orphans"),
    };
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| {
            client.down(&services, options).await?;
            Ok(0)
        },
    ))
}

impl Client {
    /// Takes services down. An empty list means all services.
    pub(in crate::sim::compose) async fn down(&self, services: &[String], options: DownOptions) -> Result<(), Failure> {
        let project_name = &self.project().name;
        // Dependents of named services are not taken down.
        let selection = if services.is_empty() && !self.loaded.is_from_labels {
            self.select(&[], SelectionScope::WithDependencies)?
        } else {
            self.select_named(services)?
        };
        if selection.services.is_empty() && !services.is_empty() {
            let names = services.join(" ");
            let text = format!("Any of the services [{names}] not running in project \"{project_name}\"");
            self.print_log_entry("info", &text);
            return Ok(());
        }
        // Orphans are listed before any container is removed.
        let orphans = if options.removes_orphans {
            self.orphans()
        } else {
            Vec::new()
        };
        let lines_before = self.printed_lines();
        let scope = VisitScope {
            includes_providers: true,
            includes_one_offs: options.removes_orphans,
        };
        let remove: ContainerVisitor = Rc::new(move |client, container, cause| {
            Box::pin(async move { client.stop_and_remove(container, options.grace, cause).await })
        });
        let mut last = self.visit_down(&selection, scope, self.command_record, remove).await?;
        for container in orphans {
            let exists = self.container(container).exists();
            if exists {
                last = last.max(self.stop_and_remove(container, options.grace, last).await?);
            } else {
                // A one-off container was removed with its service.
                for status in ["Stopping", "Error while Stopping", "Removed"] {
                    self.print_container_progress(container, status);
                }
            }
        }
        let networks = self.existing_networks();
        if options.removes_volumes {
            self.remove_volumes(last);
        }
        self.remove_networks(&networks, last).await;
        // A network in the file counts as a resource even if it does not exist.
        let has_network = self.project().networks.values().any(|network| !network.external);
        if !has_network && self.printed_lines() == lines_before {
            let text = format!("Warning: No resource found to remove for project \"{project_name}\".");
            self.print_warning(&text);
        }
        Ok(())
    }
}
