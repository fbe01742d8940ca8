//! Networks and volumes: created before any container, and recreated if their configuration has changed.
//!
//! The containers of a changed network are stopped before it is recreated, and started again later. A changed volume
//! contains data, so it is kept unless the command answers all prompts with yes.
//! Source: compose `pkg/compose/{create,down}.go`.

use std::collections::BTreeSet;

use super::client::{Client, Failure, TaskResult};
use crate::compose::{MountKind, Service, ServiceName};
use crate::plan::{Selection, Up, network_fingerprint, volume_fingerprint};
use crate::sim::engine::Resource;
use crate::sim::{Event, RecordId};

impl Client {
    /// Creates the missing and the changed networks that the services use.
    pub(super) async fn create_networks(&self, services: &Selection, cause: RecordId) -> TaskResult {
        let mut cause = cause;
        for (key, network) in &self.project().networks {
            let name = network.name.as_str();
            let uses_network = |service: &Service| service.networks.iter().any(|network| network.value == *key);
            let users = services_where(services, uses_network);
            if users.is_empty() || (network.external && self.engine().assumes_network(name)) {
                continue;
            }
            let fingerprint = network_fingerprint(self.project(), key);
            let existing = self.engine().networks().get(name).map(Resource::fingerprint);
            match existing {
                Some(existing) if existing == fingerprint || network.external => continue,
                None if network.external => {
                    let text = format!("network {name} declared as external, but could not be found");
                    return Err(Failure::new(text).caused_by(cause));
                }
                Some(_) => cause = self.remove_changed_network(name, services, &users, cause).await?,
                None => {}
            }
            self.print_resource_progress("Network", name, "Creating");
            self.wait_for_operation(|costs| costs.create_network).await;
            cause = self.record(Event::NetworkCreated(name.to_owned()), cause);
            let resource = Resource::new(&self.project().name, fingerprint);
            self.call_engine(|engine| engine.create_network(name, resource));
            self.print_resource_progress("Network", name, "Created");
        }
        Ok(cause)
    }

    /// Prints the progress of a created network or volume, as often as the version of Docker Compose does.
    fn print_resource_progress(&self, kind: &str, name: &str, status: &str) {
        for _ in 0..self.behavior().prints_of_resource_lines {
            self.print_progress(kind, name, status);
        }
    }

    /// Stops the containers of the services that use a network, and removes it.
    async fn remove_changed_network(
        &self,
        name: &str,
        services: &Selection,
        users: &BTreeSet<ServiceName>,
        cause: RecordId,
    ) -> TaskResult {
        let users = services.restricted_to(users, |_| true);
        let stopped = self.stop_selected(&users, None, cause).await?;
        self.wait_for_operation(|costs| costs.remove_network).await;
        self.call_engine(|engine| engine.remove_network(name));
        let removed = self.record(Event::NetworkRemoved(name.to_owned()), stopped);
        self.print_progress("Network", name, "Removed");
        Ok(removed)
    }

    /// Creates the missing volumes that the services mount.
    pub(super) async fn create_volumes(&self, services: &Selection, up: &Up, cause: RecordId) -> TaskResult {
        let mut cause = cause;
        for (key, volume) in &self.project().volumes {
            let name = volume.name.as_str();
            let users = services_where(services, |service| mounts(service, key));
            if users.is_empty() || (volume.external && self.engine().assumes_externals()) {
                continue;
            }
            let fingerprint = volume_fingerprint(self.project(), key);
            let existing = self.engine().volumes().get(name).map(Resource::fingerprint);
            match existing {
                Some(existing) if existing == fingerprint || volume.external => continue,
                None if volume.external => {
                    let text = format!("external volume \"{name}\" not found");
                    return Err(Failure::new(text).caused_by(cause));
                }
                Some(_) if !up.assume_yes => {
                    self.print_stdout(format!(
                        "Volume \"{name}\" exists but doesn't match configuration in compose file. Recreate (data will \
                         be lost)?"
                    ));
                    continue;
                }
                Some(_) => cause = self.remove_changed_volume(name, services, &users, cause).await?,
                None => {}
            }
            self.print_resource_progress("Volume", name, "Creating");
            cause = self.record(Event::VolumeCreated(name.to_owned()), cause);
            let resource = Resource::new(&self.project().name, fingerprint);
            self.call_engine(|engine| engine.create_volume(name, resource));
            self.print_resource_progress("Volume", name, "Created");
        }
        Ok(cause)
    }

    /// Removes the containers of the services that mount a volume, and the volume with its data.
    async fn remove_changed_volume(
        &self,
        name: &str,
        services: &Selection,
        users: &BTreeSet<ServiceName>,
        cause: RecordId,
    ) -> TaskResult {
        let selection = services.restricted_to(users, |_| true);
        let mut last = self.stop_selected(&selection, None, cause).await?;
        for service in users {
            for container in self.containers_of(service.as_str()) {
                last = self.remove_container(container, last).await;
            }
        }
        self.call_engine(|engine| engine.remove_volume(name));
        Ok(self.record(Event::VolumeRemoved(name.to_owned()), last))
    }

    /// Removes the volumes of the project that are not in use.
    pub(super) fn remove_volumes(&self, cause: RecordId) {
        for volume in self.project().volumes.values().filter(|volume| !volume.external) {
            let name = volume.name.as_str();
            if !self.engine().volumes().contains_key(name) {
                continue;
            }
            self.print_progress("Volume", name, "Removing");
            if self.engine().is_volume_in_use(name) {
                self.print_progress("Volume", name, "Resource is still in use");
            } else {
                self.call_engine(|engine| engine.remove_volume(name));
                self.record(Event::VolumeRemoved(name.to_owned()), cause);
                self.print_progress("Volume", name, "Removed");
            }
        }
    }

    /// Removes the networks of the project that are not in use, one at a time.
    pub(super) async fn remove_networks(&self, names: &[String], cause: RecordId) {
        for name in names {
            self.print_progress("Network", name, "Removing");
        }
        for name in names {
            if self.engine().is_network_in_use(name) {
                self.print_progress("Network", name, "Resource is still in use");
                continue;
            }
            self.wait_for_operation(|costs| costs.remove_network).await;
            self.call_engine(|engine| engine.remove_network(name));
            self.record(Event::NetworkRemoved(name.clone()), cause);
            self.print_progress("Network", name, "Removed");
        }
    }

    /// Returns the full names of the existing networks of the project, sorted. Those of inactive services are
    /// included.
    pub(super) fn existing_networks(&self) -> Vec<String> {
        let engine = self.engine();
        let project = self.project();
        let in_file = project.networks.values().filter(|network| !network.external);
        let created = (engine.networks().iter()).filter(|(_, network)| network.project() == project.name);
        let mut names: Vec<String> = (in_file.map(|network| &network.name))
            .chain(created.map(|(name, _)| name))
            .filter(|name| engine.networks().contains_key(*name))
            .cloned()
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

fn services_where(selection: &Selection, is_wanted: impl Fn(&Service) -> bool) -> BTreeSet<ServiceName> {
    (selection.services.iter())
        .filter(|(_, selected)| is_wanted(&selected.service))
        .map(|(name, _)| name.clone())
        .collect()
}

fn mounts(service: &Service, volume: &str) -> bool {
    let mut mounts = service.volumes.iter().map(|mount| &mount.value);
    mounts.any(|mount| mount.kind == MountKind::Volume && mount.source.as_deref() == Some(volume))
}
