//! The walk over services in the order of their dependencies.
//!
//! A service is visited when the visits of all its dependencies have succeeded; any number of visits run
//! concurrently. After the first failure no further visit begins. Source: compose `pkg/compose/dependencies.go`.

use std::collections::BTreeMap;

use super::client::{ClientTask, Failure, TaskResult};
use super::machine::{Mailbox, Shared};
use crate::compose::ServiceName;
use crate::plan::Selection;
use crate::sim::RecordId;

/// The order of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Dependencies before dependents.
    Up,
    /// Dependents before dependencies.
    Down,
}

/// What happens to the running visits after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnFailure {
    /// The running visits continue. The walk ends when the last one has ended.
    Continue,
    /// The running visits are canceled, and the walk ends immediately.
    Cancel,
}

/// The constraints on the order of visits.
struct Order {
    /// For each service, the number of unfinished visits that must precede its visit.
    missing: BTreeMap<ServiceName, usize>,
    /// For each service, the services whose visits must follow its visit.
    followers: BTreeMap<ServiceName, Vec<ServiceName>>,
}

impl Order {
    fn new(selection: &Selection, direction: Direction) -> Self {
        let mut missing: BTreeMap<ServiceName, usize> =
            selection.services.keys().map(|name| (name.clone(), 0)).collect();
        let mut followers: BTreeMap<ServiceName, Vec<ServiceName>> = BTreeMap::new();
        for (name, selected) in &selection.services {
            for dependency in &selected.depends_on {
                let (first, second) = match direction {
                    Direction::Up => (&dependency.service, name),
                    Direction::Down => (name, &dependency.service),
                };
                if let Some(count) = missing.get_mut(second) {
                    *count += 1;
                    followers.entry(first.clone()).or_default().push(second.clone());
                }
            }
        }
        Order { missing, followers }
    }
}

/// Visits the selected services. `visit` gets a service and the record that allows its visit to begin. Returns the
/// latest record of all visits, or the first failure.
pub(super) async fn walk(
    shared: &Shared,
    selection: &Selection,
    direction: Direction,
    on_failure: OnFailure,
    cause: RecordId,
    visit: &dyn Fn(ServiceName, RecordId) -> ClientTask,
) -> TaskResult {
    let Order { mut missing, followers } = Order::new(selection, direction);
    let mut causes: BTreeMap<ServiceName, RecordId> = BTreeMap::new();
    let mut ready: Vec<ServiceName> = missing
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(name, _)| name.clone())
        .collect();
    let results: Mailbox<(ServiceName, TaskResult)> = Mailbox::new(shared);
    let group = shared.new_group();
    let (mut running, mut last, mut failure) = (0usize, cause, None::<Failure>);
    loop {
        for name in ready.drain(..) {
            if failure.is_none() {
                running += 1;
                let visit = visit(name.clone(), causes.get(&name).copied().unwrap_or(cause));
                let results = results.clone();
                let task = async move {
                    let result = visit.await;
                    results.send((name, result));
                };
                match on_failure {
                    OnFailure::Continue => shared.spawn(task),
                    OnFailure::Cancel => shared.spawn_in(group, task),
                }
            }
        }
        if running == 0 {
            break;
        }
        let (name, result) = results.receive().await;
        running -= 1;
        match result {
            Ok(record) => {
                last = last.max(record);
                for follower in followers.get(&name).into_iter().flatten() {
                    let latest = causes.entry(follower.clone()).or_insert(record);
                    *latest = (*latest).max(record);
                    if let Some(count) = missing.get_mut(follower) {
                        *count -= 1;
                        if *count == 0 {
                            ready.push(follower.clone());
                        }
                    }
                }
            }
            Err(error) => {
                failure.get_or_insert(error);
                if on_failure == OnFailure::Cancel {
                    shared.cancel_group(group);
                    break;
                }
            }
        }
    }
    match failure {
        Some(failure) => Err(failure),
        None => Ok(last),
    }
}
