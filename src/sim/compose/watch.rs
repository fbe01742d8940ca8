//! `develop.watch`: what happens when a watched file changes.
//!
//! Source: compose `pkg/compose/watch.go`.

use std::rc::Rc;

use super::client::{Client, Failure, TaskResult};
use super::start::StartOptions;
use crate::compose::WatchAction;
use crate::plan::{SelectionScope, rebuild_selection, rules_watching};
use crate::sim::engine::Status;
use crate::sim::{Event, RecordId};
use crate::source::Span;

impl Client {
    /// Performs the actions of all rules that watch a changed file.
    pub(super) async fn handle_file_change(&self, path: &str) -> Result<i32, Failure> {
        let project = Rc::clone(&self.loaded.project);
        let change = self.record(Event::FileChanged(path.to_owned()), self.command_record);
        for (service, rule) in rules_watching(&project, path) {
            let name = service.name.as_str();
            match rule.action {
                WatchAction::Sync | WatchAction::SyncExec => self.sync_file(name, change, rule.span),
                WatchAction::Restart => self.restart_named(name).await?,
                WatchAction::SyncRestart => {
                    self.sync_file(name, change, rule.span);
                    self.restart_named(name).await?;
                }
                WatchAction::Rebuild => {
                    self.rebuild(name, change).await?;
                }
            }
        }
        Ok(0)
    }

    async fn restart_named(&self, service: &str) -> Result<(), Failure> {
        self.restart(&[service.to_owned()], None, SelectionScope::WithDependencies)
            .await
    }

    /// Copies a file into the running containers of a service.
    fn sync_file(&self, service: &str, cause: RecordId, span: Span) {
        for container in self.containers_of(service) {
            let is_running = self.container(container).status() == Status::Running;
            if is_running {
                self.record_of_container(container, Event::Synced, cause, span);
            }
        }
    }

    /// Builds the image of a service and recreates its containers; dependents are created and started as by `up`.
    async fn rebuild(&self, service: &str, cause: RecordId) -> TaskResult {
        let all = self.select(&[], SelectionScope::WithDependencies)?;
        let (selection, up) = rebuild_selection(&all, service);
        let created = self.create_all(&selection, &selection, &up, cause).await?;
        self.start_all(&selection, &StartOptions::default(), created).await
    }
}
