//! What a changed file leads to, by the rules of `develop.watch`.
//!
//! A rule has no part in any order: it acts on containers that run, when `up` has long ended.
//! Source: compose `pkg/compose/watch.go`.

use crate::compose::{Project, Service, WatchAction, WatchRule};
use crate::plan::reconcile::{Planner, Turns};
use crate::plan::{Action, Activity, Cause, Observed, Plan, Reach, Recreate, Selection, Up};
use crate::source::join;

/// The rules that watch a file, each with its service. The path is relative to the project's folder.
pub fn watching<'p>(project: &'p Project, path: &str) -> Vec<(&'p Service, &'p WatchRule)> {
    let changed = join(&project.directory, path);
    let is_under = move |folder: &str| {
        let rest = changed.strip_prefix(folder);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'))
    };
    (project.services.values())
        .flat_map(|service| service.watch.iter().map(move |rule| (service, rule)))
        .filter(|(_, rule)| is_under(&rule.path))
        .collect()
}

/// What a rebuilt service brings along: itself and all that depends on it.
pub fn rebuilt(all: &Selection, service: &str) -> (Selection, Up) {
    let names = [service.to_owned()];
    let affected = all.with_dependents(&names, |_| true);
    let up = Up {
        services: names.to_vec(),
        recreate: Recreate::Always,
        build: true,
        ..Up::default()
    };
    (all.narrowed(&affected, |_| true), up)
}

/// The operations that follow when a file changes while `watch` looks on.
pub fn effects_of_change(project: &Project, observed: &Observed, path: &str) -> Plan {
    let mut planner = Planner {
        project,
        observed,
        profiles: &[],
        operations: Vec::new(),
    };
    for (service, rule) in watching(project, path) {
        if let Err(refused) = planner.rule(service, rule.action, path) {
            return Plan {
                operations: Vec::new(),
                refused: Some(refused),
            };
        }
    }
    Plan {
        operations: planner.operations,
        refused: None,
    }
}

impl Planner<'_> {
    fn rule(&mut self, service: &Service, action: WatchAction, path: &str) -> Result<(), String> {
        let cause = Cause::FileChanged(path.to_owned());
        let names = [service.name.to_string()];
        match action {
            WatchAction::Sync => self.in_each(service, &[Action::Sync], &cause),
            WatchAction::SyncExec => self.in_each(service, &[Action::Sync, Action::Exec], &cause),
            WatchAction::Restart => self.restart(&names, false, &cause)?,
            WatchAction::SyncRestart => {
                self.in_each(service, &[Action::Sync], &cause);
                self.restart(&names, false, &cause)?;
            }
            WatchAction::Rebuild => {
                let all = self.select(&[], Reach::WithDependencies)?;
                let (selection, up) = rebuilt(&all, &names[0]);
                let own = [service.name.clone()].into_iter().collect();
                let first = self.operations.len();
                self.builds(&all.narrowed(&own, |_| true), true);
                let built: Vec<usize> = (first..self.operations.len()).collect();
                let created: Turns = self.create(&selection, &up, &built);
                self.start(&selection, &names, &created);
                // It is not a command that asks.
                let asked = self.operations[first..].iter_mut();
                for operation in asked.filter(|operation| operation.cause == Cause::Asked) {
                    operation.cause = cause.clone();
                }
            }
        }
        Ok(())
    }

    /// Does these things, in their order, in each container of a service that runs.
    fn in_each(&mut self, service: &Service, actions: &[Action], cause: &Cause) {
        let observed = self.observed;
        let running = observed.of(&service.name).into_iter();
        for container in running.filter(|container| container.activity == Activity::Running) {
            let mut before = Vec::new();
            for &action in actions {
                before = vec![self.push(action, &container.name, Some(&service.name), before, cause.clone())];
            }
        }
    }
}
