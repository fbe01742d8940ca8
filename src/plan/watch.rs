//! `watch`: the rules of `develop.watch` that apply to a changed file.
//!
//! Source: compose `pkg/compose/watch.go`.

use super::{Recreate, Selection, Up};
use crate::compose::{Project, Service, WatchRule};
use crate::source::join;

/// Returns the rules that match a changed file, each with its service. `path` is relative to the project
/// directory.
pub(crate) fn rules_watching<'p>(project: &'p Project, path: &str) -> Vec<(&'p Service, &'p WatchRule)> {
    let changed_path = join(&project.directory, path);
    let is_under = move |directory: &str| {
        let rest = changed_path.strip_prefix(directory);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || directory.ends_with('/'))
    };
    (project.services.values())
        .flat_map(|service| service.watch.iter().map(move |rule| (service, rule)))
        .filter(|(_, rule)| is_under(&rule.path))
        .collect()
}

/// Returns the services to create and start after a rebuild of `service` - itself and its direct and
/// indirect dependents - and the options to create them with.
pub(crate) fn rebuild_selection(all: &Selection, service: &str) -> (Selection, Up) {
    let names = [service.to_owned()];
    let affected = all.with_dependents(&names, |_| true);
    let up = Up {
        services: names.to_vec(),
        recreate: Recreate::Always,
        build: true,
        ..Up::default()
    };
    (all.restricted_to(&affected, |_| true), up)
}
