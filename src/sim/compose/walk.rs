//! The walk: how Compose goes through the services, once per command.
//!
//! A service's turn begins when all it depends on have ended theirs well; there is no limit on how
//! many run at once. After the first error no further turn begins, but those that have begun go on, and
//! the walk ends with the last of them and the error that came first.
//! Source: compose `pkg/compose/dependencies.go`.

use crate::compose::ServiceName;
use crate::plan::Selection;
use crate::sim::RecordId;
use crate::sim::run::executor::{Mailbox, Part, Shared};
use std::collections::BTreeMap;

/// Why a command, or a part of it, fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct Failure {
    /// The last line it prints.
    pub(in crate::sim) text: Option<String>,
    pub(in crate::sim) code: i32,
    /// The record that decides it.
    pub(in crate::sim) cause: Option<RecordId>,
}

impl Failure {
    pub(in crate::sim) fn new(text: impl Into<String>) -> Self {
        Failure {
            text: Some(text.into()),
            code: 1,
            cause: None,
        }
    }

    pub(in crate::sim) fn because(mut self, cause: impl Into<Option<RecordId>>) -> Self {
        self.cause = cause.into();
        self
    }
}

/// A service's turn, or what is done with one of its containers.
pub(in crate::sim) type Doing = Part<Result<RecordId, Failure>>;

/// In which direction a walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Direction {
    /// Dependencies first.
    Up,
    /// Dependents first.
    Down,
}

/// What a walk does on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum OnError {
    /// Lets those that have begun end.
    LetEnd,
    /// Cancels them.
    Cancel,
}

/// Who waits for whom in a walk.
struct Order {
    /// How many a service still waits for.
    open: BTreeMap<ServiceName, usize>,
    /// Who waits for a service.
    behind: BTreeMap<ServiceName, Vec<ServiceName>>,
}

impl Order {
    fn of(selection: &Selection, direction: Direction) -> Self {
        let mut open: BTreeMap<ServiceName, usize> = selection.services.keys().map(|name| (name.clone(), 0)).collect();
        let mut behind: BTreeMap<ServiceName, Vec<ServiceName>> = BTreeMap::new();
        for (name, selected) in &selection.services {
            for dependency in &selected.depends_on {
                let (first, second) = match direction {
                    Direction::Up => (&dependency.service, name),
                    Direction::Down => (name, &dependency.service),
                };
                if let Some(count) = open.get_mut(second) {
                    *count += 1;
                    behind.entry(first.clone()).or_default().push(second.clone());
                }
            }
        }
        Order { open, behind }
    }
}

/// Goes through the selected services. `visit` gets a service and the record that lets its turn begin,
/// and returns the record that ends it. The result is the record that ended the last turn.
pub(in crate::sim) async fn walk(
    shared: &Shared,
    selection: &Selection,
    direction: Direction,
    on_error: OnError,
    cause: RecordId,
    visit: &dyn Fn(ServiceName, RecordId) -> Doing,
) -> Result<RecordId, Failure> {
    let Order { mut open, behind } = Order::of(selection, direction);
    let mut causes: BTreeMap<ServiceName, RecordId> = BTreeMap::new();
    let mut ready: Vec<ServiceName> = open
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(name, _)| name.clone())
        .collect();
    let turns: Mailbox<(ServiceName, Result<RecordId, Failure>)> = Mailbox::new(shared);
    let group = shared.new_group();
    let (mut running, mut last, mut failure) = (0usize, cause, None::<Failure>);
    loop {
        for name in ready.drain(..) {
            if failure.is_none() {
                running += 1;
                let program = visit(name.clone(), causes.get(&name).copied().unwrap_or(cause));
                let turns = turns.clone();
                let turn = async move {
                    let result = program.await;
                    turns.send((name, result));
                };
                match on_error {
                    OnError::LetEnd => shared.spawn(turn),
                    OnError::Cancel => shared.spawn_in(group, turn),
                }
            }
        }
        if running == 0 {
            break;
        }
        let (name, result) = turns.receive().await;
        running -= 1;
        match result {
            Ok(record) => {
                last = last.max(record);
                for next in behind.get(&name).into_iter().flatten() {
                    let latest = causes.entry(next.clone()).or_insert_with(|| record);
                    *latest = (*latest).max(record);
                    if let Some(count) = open.get_mut(next) {
                        *count -= 1;
                        if *count == 0 {
                            ready.push(next.clone());
                        }
                    }
                }
            }
            Err(error) => {
                failure.get_or_insert(error);
                if on_error == OnError::Cancel {
                    shared.cancel(group);
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
