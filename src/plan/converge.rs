//! Convergence: the actions of the create phase on the containers of a service.
//!
//! Pure: depends only on the existing containers and the wanted replica count. An outdated container is
//! recreated. Surplus containers are removed: outdated ones first, then those with the highest numbers.
//! Source: compose `pkg/compose/convergence.go`.

use super::Recreate;
use crate::sort::CompactSort;

/// A container of a service that exists before the create phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExistingContainer {
    /// Container number within the service, from 1.
    pub(crate) number: u32,
    /// Its current state.
    pub(crate) state: ContainerState,
    /// Whether it was created from another configuration of the service.
    pub(crate) is_outdated: bool,
}

/// State of a container, as far as the create phase distinguishes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContainerState {
    /// The container is running.
    Running,
    /// The container is created or exited.
    Stopped,
    /// The container waits for an automatic restart.
    Restarting,
    /// The container is paused.
    Paused,
}

/// The action of the create phase on a container. Indices refer to the list of existing containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContainerAction {
    /// Creates a container with this number.
    Create(u32),
    /// Keeps a running container.
    Keep(usize),
    /// Leaves a stopped container to the start phase.
    LeaveStopped(usize),
    /// Starts a paused container, which the engine refuses.
    StartPaused(usize),
    /// Replaces a container with a new one.
    Recreate(usize),
    /// Stops and removes a container.
    Remove(usize),
}

/// Returns the actions that bring a service to `replicas` containers.
pub(crate) fn converge(existing: &[ExistingContainer], replicas: u32, recreate: Recreate) -> Vec<ContainerAction> {
    let is_recreated = |container: &ExistingContainer| match recreate {
        Recreate::Never => false,
        Recreate::Always => true,
        Recreate::Changed => container.is_outdated,
    };
    // Containers at the end of this order are removed first.
    let mut by_priority: Vec<usize> = (0..existing.len()).collect();
    by_priority.compact_sort_by_key(|&index| (existing[index].is_outdated, existing[index].number));
    let kept_count = by_priority.len().min(replicas as usize);
    let (kept, surplus) = by_priority.split_at_mut(kept_count);
    kept.compact_sort_by_key(|&index| existing[index].number);

    let mut actions: Vec<ContainerAction> = surplus.iter().map(|&index| ContainerAction::Remove(index)).collect();
    actions.extend(kept.iter().map(|&index| match existing[index].state {
        _ if is_recreated(&existing[index]) => ContainerAction::Recreate(index),
        ContainerState::Running => ContainerAction::Keep(index),
        ContainerState::Stopped | ContainerState::Restarting => ContainerAction::LeaveStopped(index),
        ContainerState::Paused => ContainerAction::StartPaused(index),
    }));
    let highest_number = existing.iter().map(|container| container.number).max().unwrap_or(0);
    let missing_count = (replicas as usize).saturating_sub(kept_count) as u32;
    actions.extend((1..=missing_count).map(|offset| ContainerAction::Create(highest_number + offset)));
    actions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(number: u32, is_outdated: bool) -> ExistingContainer {
        ExistingContainer {
            number,
            state: ContainerState::Running,
            is_outdated,
        }
    }

    #[test]
    fn containers_are_created_kept_recreated_and_removed() {
        use ContainerAction::{Create, Keep, Recreate as Replace, Remove};
        let cases: [(&[ExistingContainer], u32, Recreate, &[ContainerAction]); 6] = [
            (&[], 2, Recreate::Changed, &[Create(1), Create(2)]),
            (&[running(3, false)], 2, Recreate::Changed, &[Keep(0), Create(4)]),
            (&[running(1, true)], 1, Recreate::Changed, &[Replace(0)]),
            (&[running(1, true)], 1, Recreate::Never, &[Keep(0)]),
            (
                &[running(1, true), running(2, false)],
                1,
                Recreate::Changed,
                &[Remove(0), Keep(1)],
            ),
            (
                &[running(1, false), running(2, false)],
                1,
                Recreate::Changed,
                &[Remove(1), Keep(0)],
            ),
        ];
        for (existing, replicas, recreate, expected) in cases {
            assert_eq!(
                converge(existing, replicas, recreate),
                expected,
                "{existing:?} {replicas} {recreate:?}"
            );
        }
    }
}
