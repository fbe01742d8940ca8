//! The containers that exist: creation, replacement, removal and lookup.

use std::cmp::Reverse;

use super::{Container, ContainerConfig, Engine, Notice};
use crate::sim::{Event, RecordId};
use crate::sort::CompactSort;
use crate::source::Span;

impl Engine {
    /// Creates a container and returns its index. It takes the lane of a removed container of the same project and
    /// name, if there is one.
    pub(in crate::sim) fn create(&mut self, config: ContainerConfig, cause: RecordId) -> usize {
        let same_name = self.by_name.get(&config.full_name).into_iter().flatten();
        let reusable = same_name.copied().find(|&index| {
            let other = &self.containers[index];
            *other.full_name() == config.full_name && *other.project() == config.project && !other.exists()
        });
        let index = reusable.unwrap_or(self.containers.len());
        if reusable.is_none() {
            let service = &config.model.service;
            (self.history).add_lane(&config.project, service, &config.name, &config.full_name);
        }
        self.insert(index, config, Event::Created, cause);
        index
    }

    /// Puts a new container at the index and in the lane of a removed one.
    pub(in crate::sim) fn replace(&mut self, index: usize, config: ContainerConfig, cause: RecordId) {
        self.insert(index, config, Event::Replaced, cause);
    }

    fn insert(&mut self, index: usize, config: ContainerConfig, event: Event, cause: RecordId) {
        let span = config.model.span;
        insert_sorted(self.by_service.entry(config.model.service.clone()).or_default(), index);
        insert_sorted(self.by_name.entry(config.full_name.clone()).or_default(), index);
        self.created_count += 1;
        let container = Container::new(config, self.created_count, cause);
        match self.containers.get_mut(index) {
            Some(place) => *place = container,
            None => self.containers.push(container),
        }
        self.record_state_change(index, event, cause, span);
        self.notify(Notice::StateChanged(index));
    }

    /// Returns the engine's error if a container has a name already.
    pub(in crate::sim) fn name_conflict_error(&self, full_name: &str) -> Option<String> {
        let mut existing = self.containers.iter().filter(|container| container.exists());
        let is_taken = existing.any(|container| container.full_name() == full_name);
        // The engine prints 64 random digits in place of `ID`.
        is_taken.then(|| {
            format!(
                "Error response from daemon: Conflict. The container name \"/{full_name}\" is already in use by \
                 container \"ID\". You have to remove (or rename) that container to be able to reuse that name."
            )
        })
    }

    /// Removes a container.
    pub(in crate::sim) fn remove(&mut self, container: usize, cause: RecordId) -> RecordId {
        self.cancel_run(container);
        self.containers[container].mark_removed();
        self.record_state_change(container, Event::Removed, cause, None)
    }

    /// Returns the existing containers of a service by number, without those that `run` created.
    pub(in crate::sim) fn containers_of(&self, project: &str, service: &str) -> Vec<usize> {
        let indexes = self.by_service.get(service).into_iter().flatten();
        let mut found: Vec<usize> = (indexes.copied())
            .filter(|&index| {
                let container = &self.containers[index];
                let is_of_service = container.project() == project && container.service().as_str() == service;
                container.exists() && !container.is_one_off() && is_of_service
            })
            .collect();
        found.compact_sort_by_key(|&index| self.containers[index].number());
        found
    }

    /// Sorts containers as the engine lists them: the newest first.
    pub(in crate::sim) fn sort_newest_first(&self, containers: &mut [usize]) {
        let age = |index: usize| (self.containers[index].requested_at(), self.containers[index].id);
        containers.compact_sort_by_key(|&index| Reverse(age(index)));
    }

    /// Returns whether a container, running or not, mounts a volume.
    pub(in crate::sim) fn is_volume_in_use(&self, volume: &str) -> bool {
        let mut mounted = self.containers.iter().flat_map(|container| &container.config.volumes);
        mounted.any(|name| name == volume)
    }

    /// Returns whether a running container is connected to a network.
    pub(in crate::sim) fn is_network_in_use(&self, network: &str) -> bool {
        let running = self.containers.iter().filter(|container| container.is_alive());
        running
            .flat_map(|container| &container.config.networks)
            .any(|name| name == network)
    }

    /// Returns how often a hook has run in a container, and counts another run.
    pub(in crate::sim) fn count_hook_run(&mut self, container: usize, hook: Span) -> u32 {
        let runs = &mut self.containers[container].hook_runs;
        let before = runs.iter().filter(|run| **run == hook).count();
        runs.push(hook);
        before as u32
    }
}

/// Inserts an index into a sorted list without duplicates.
fn insert_sorted(indexes: &mut Vec<usize>, index: usize) {
    if let Err(position) = indexes.binary_search(&index) {
        indexes.insert(position, index);
    }
}
