//! `watch`: what a changed file leads to, by the rules of `develop.watch`.
//!
//! A rule has no part in any order: it acts when `up` has long ended. Source: compose
//! `pkg/compose/watch.go`.

use std::rc::Rc;

use crate::compose::WatchAction;
use crate::plan::{SelectionScope, rebuild_selection, rules_watching};
use crate::sim::compose::client::Client;
use crate::sim::compose::start::Starting;
use crate::sim::compose::walk::Failure;
use crate::sim::engine::container::Status;
use crate::sim::{Event, RecordId, Subject};
use crate::source::Span;

impl Client {
    /// A file changes: every rule that watches it acts.
    pub(in crate::sim) async fn file_changed(&self, path: &str) -> Result<i32, Failure> {
        let project = Rc::clone(&self.stage.project);
        let change = self.note(Event::FileChanged(path.to_owned()), self.record);
        for (service, rule) in rules_watching(&project, path) {
            let name = service.name.as_str();
            match rule.action {
                WatchAction::Sync | WatchAction::SyncExec => self.sync(name, change, rule.span),
                WatchAction::Restart => {
                    self.restart(vec![name.to_owned()], None, SelectionScope::WithDependencies)
                        .await?;
                }
                WatchAction::SyncRestart => {
                    self.sync(name, change, rule.span);
                    self.restart(vec![name.to_owned()], None, SelectionScope::WithDependencies)
                        .await?;
                }
                WatchAction::Rebuild => self.rebuild(name, change).await?,
            }
        }
        Ok(0)
    }

    /// Copies a file into the containers of a service that run.
    fn sync(&self, service: &str, cause: RecordId, span: Span) {
        for container in self.containers_of(service) {
            let mut world = self.shared.world();
            if world.containers[container].status == Status::Running {
                world.record(Subject::Container(container), Event::Synced, cause, span);
            }
        }
    }

    /// Builds a service's image and makes its containers anew; what depends on it is looked at as by `up`.
    async fn rebuild(&self, service: &str, cause: RecordId) -> Result<(), Failure> {
        let all = self.select(&[], SelectionScope::WithDependencies)?;
        let (selection, up) = rebuild_selection(&all, service);
        let created = self.create(&selection, &selection, &up, cause).await?;
        self.start_all(&selection, &Starting::default(), created).await?;
        Ok(())
    }
}
