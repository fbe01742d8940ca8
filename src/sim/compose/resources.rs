//! Networks and volumes: made before any container, made anew when they have changed.
//!
//! A changed network is made anew under its containers, which are stopped for it and started again. A
//! changed volume holds data: it stays as it is unless the command says yes to everything.
//! Source: compose `pkg/compose/create.go`.

use std::rc::Rc;

use crate::compose::{MountKind, Service, ServiceName};
use crate::plan::{Selection, Up, network_fingerprint, volume_fingerprint};
use crate::sim::compose::client::Client;
use crate::sim::compose::walk::Failure;
use crate::sim::engine::world::Resource;
use crate::sim::{Event, Externals, RecordId, Stream};
use std::collections::BTreeSet;

/// Networks that every engine has.
const OF_THE_ENGINE: [&str; 3] = ["bridge", "host", "none"];

impl Client {
    /// Makes the networks that services of `users` join and that are not there as the file says.
    pub(in crate::sim) async fn create_networks(
        &self,
        users: &Selection,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let project = Rc::clone(&self.stage.project);
        let mut cause = cause;
        for (key, network) in &project.networks {
            let joins = |service: &Service| service.networks.iter().any(|network| network.value == *key);
            let joining = users_where(users, joins);
            if joining.is_empty() || (network.external && self.is_presumed(&network.name)) {
                continue;
            }
            let form = network_fingerprint(&project, key);
            let known = self.shared.world().networks.get(&network.name).map(|known| known.form);
            match known {
                Some(known) if known == form || network.external => continue,
                None if network.external => {
                    let name = &network.name;
                    let text = format!("network {name} declared as external, but could not be found");
                    return Err(Failure::new(text).because(cause));
                }
                Some(_) => {
                    cause = self
                        .remove_changed_network(&network.name, users, &joining, cause)
                        .await?
                }
                None => {}
            }
            self.report("Network", &network.name, "Creating");
            let cost = self.shared.world().scenario.costs.network;
            self.shared.sleep(cost).await;
            cause = self.note(Event::NetworkCreated(network.name.clone()), cause);
            let resource = Resource::new(&project.name, form);
            self.shared.world().networks.insert(network.name.clone(), resource);
            self.report("Network", &network.name, "Created");
        }
        Ok(cause)
    }

    /// An external network is taken to be there: the engine has it from its beginning, or nothing is known of
    /// what was before.
    fn is_presumed(&self, network: &str) -> bool {
        OF_THE_ENGINE.contains(&network) || self.shared.world().scenario.externals == Externals::Presumed
    }

    /// Stops the containers of the services that join a network, and removes it from under them.
    async fn remove_changed_network(
        &self,
        name: &str,
        users: &Selection,
        joining: &BTreeSet<ServiceName>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let affected = users.restricted_to(joining, |_| true);
        let stopped = self.stop_selected(&affected, None, cause).await?;
        let cost = self.shared.world().scenario.costs.network_removal;
        self.shared.sleep(cost).await;
        self.shared.world().networks.remove(name);
        let removed = self.note(Event::NetworkRemoved(name.to_owned()), stopped);
        self.report("Network", name, "Removed");
        Ok(removed)
    }

    /// Makes the volumes that services of `users` mount and that are not there.
    pub(in crate::sim) async fn create_volumes(
        &self,
        users: &Selection,
        up: &Up,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let project = Rc::clone(&self.stage.project);
        let mut cause = cause;
        for (key, volume) in &project.volumes {
            let mounting = users_where(users, |service| mounts(service, key));
            if mounting.is_empty() || (volume.external && self.shared.world().scenario.externals == Externals::Presumed)
            {
                continue;
            }
            let form = volume_fingerprint(&project, key);
            let known = self.shared.world().volumes.get(&volume.name).map(|known| known.form);
            match known {
                Some(known) if known == form || volume.external => continue,
                None if volume.external => {
                    let text = format!("external volume \"{}\" not found", volume.name);
                    return Err(Failure::new(text).because(cause));
                }
                Some(_) if !up.assume_yes => {
                    let question = format!(
                        "Volume \"{}\" exists but doesn't match configuration in compose file. Recreate (data will be \
                         lost)?",
                        volume.name
                    );
                    self.shared.world().print(self.command, Stream::Out, question);
                    continue;
                }
                Some(_) => {
                    cause = self
                        .remove_changed_volume(&volume.name, users, &mounting, cause)
                        .await?
                }
                None => {}
            }
            self.report("Volume", &volume.name, "Creating");
            cause = self.note(Event::VolumeCreated(volume.name.clone()), cause);
            let resource = Resource::new(&project.name, form);
            self.shared.world().volumes.insert(volume.name.clone(), resource);
            self.report("Volume", &volume.name, "Created");
        }
        Ok(cause)
    }

    /// Stops and removes the containers of the services that mount a volume, and the volume with its data.
    async fn remove_changed_volume(
        &self,
        name: &str,
        users: &Selection,
        mounting: &BTreeSet<ServiceName>,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let affected = users.restricted_to(mounting, |_| true);
        let mut last = self.stop_selected(&affected, None, cause).await?;
        for service in mounting {
            for container in self.containers_of(service.as_str()) {
                last = self.remove_container(container, last).await;
            }
        }
        self.shared.world().volumes.remove(name);
        Ok(self.note(Event::VolumeRemoved(name.to_owned()), last))
    }
}

/// The services of a selection that use something.
fn users_where(selection: &Selection, uses: impl Fn(&Service) -> bool) -> BTreeSet<ServiceName> {
    let users = selection
        .services
        .iter()
        .filter(|(_, selected)| uses(&selected.service));
    users.map(|(name, _)| name.clone()).collect()
}

fn mounts(service: &Service, volume: &str) -> bool {
    let mut mounts = service.volumes.iter().map(|mount| &mount.value);
    mounts.any(|mount| mount.kind == MountKind::Volume && mount.source.as_deref() == Some(volume))
}
