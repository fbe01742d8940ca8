//! Planning what comes before any container: images, networks and volumes.
//!
//! A network that has changed is made anew under its containers, which are stopped for it. A volume that
//! has changed holds data: it is made anew only where the command says yes to everything, and its
//! containers with it. Source: compose `pkg/compose/{build,create}.go`.

use crate::compose::{MountKind, Service, ServiceName};
use crate::plan::reconcile::Planner;
use crate::plan::{Action, Cause, ResourceKind, Selection, resource_fingerprint};
use std::collections::BTreeSet;

impl Planner<'_> {
    /// Images that are built because they are not there, because the command asks for it or the service does.
    pub(super) fn builds(&mut self, selection: &Selection, asked: bool) {
        for (name, turn) in &selection.turns {
            let service = &turn.service;
            if service.build.is_none() {
                continue;
            }
            let own_tag = || format!("{}-{name}", self.project.name);
            let tag = service.image.as_ref().map_or_else(own_tag, |image| image.value.clone());
            let policy = service
                .pull_policy
                .as_ref()
                .is_some_and(|policy| policy.value == "build");
            let cause = match (asked, policy, self.observed.images.contains(&tag)) {
                (true, _, _) => Cause::Asked,
                (_, true, _) => Cause::Policy,
                (_, _, false) => Cause::Missing,
                _ => continue,
            };
            self.push(Action::Build, &tag, Some(name), Vec::new(), cause);
        }
    }

    /// Networks and volumes that are used and not there, or not as the file has them.
    pub(super) fn resources(&mut self, selection: &Selection, yes: bool) -> Vec<usize> {
        let (project, observed) = (self.project, self.observed);
        let mut made = Vec::new();
        for (key, network) in project.networks.iter().filter(|(_, network)| !network.external) {
            let form = resource_fingerprint(project, ResourceKind::Network, key);
            let joins = |service: &Service| service.networks.iter().any(|own| own.value == *key);
            let users = self.users(selection, joins);
            if users.is_empty() {
                continue;
            }
            match observed.networks.get(&network.name) {
                Some(known) if *known == form => {}
                Some(_) => {
                    let after = self.stop_users(selection, &users, &network.name, &[Action::Stop]);
                    let removed = self.push(Action::RemoveNetwork, &network.name, None, after, Cause::Changed);
                    made.push(self.push(
                        Action::CreateNetwork,
                        &network.name,
                        None,
                        vec![removed],
                        Cause::Changed,
                    ));
                }
                None => made.push(self.push(Action::CreateNetwork, &network.name, None, Vec::new(), Cause::Missing)),
            }
        }
        for (key, volume) in project.volumes.iter().filter(|(_, volume)| !volume.external) {
            let form = resource_fingerprint(project, ResourceKind::Volume, key);
            let users = self.users(selection, |service| mounts(service, key));
            if users.is_empty() {
                continue;
            }
            match observed.volumes.get(&volume.name) {
                Some(known) if *known == form => {}
                Some(_) if !yes => {
                    self.push(Action::Keep, &volume.name, None, Vec::new(), Cause::HoldsData);
                }
                Some(_) => {
                    let after = self.stop_users(selection, &users, &volume.name, &[Action::Stop, Action::Remove]);
                    let removed = self.push(Action::RemoveVolume, &volume.name, None, after, Cause::Changed);
                    made.push(self.push(Action::CreateVolume, &volume.name, None, vec![removed], Cause::Changed));
                }
                None => made.push(self.push(Action::CreateVolume, &volume.name, None, Vec::new(), Cause::Missing)),
            }
        }
        made
    }

    /// The selected services that use something.
    fn users(&self, selection: &Selection, uses: impl Fn(&Service) -> bool) -> BTreeSet<ServiceName> {
        let turns = selection.turns.iter().filter(|(_, turn)| uses(&turn.service));
        turns.map(|(name, _)| name.clone()).collect()
    }

    /// Stops, or stops and removes, the containers of services that use something that is made anew.
    fn stop_users(
        &mut self,
        selection: &Selection,
        users: &BTreeSet<ServiceName>,
        resource: &str,
        actions: &[Action],
    ) -> Vec<usize> {
        let affected = selection.narrowed(users, |_| true);
        self.walk_down(&affected, actions, &Cause::Uses(resource.to_owned()))
    }
}

fn mounts(service: &Service, volume: &str) -> bool {
    let mut mounts = service.volumes.iter().map(|mount| &mount.value);
    mounts.any(|mount| mount.kind == MountKind::Volume && mount.source.as_deref() == Some(volume))
}
