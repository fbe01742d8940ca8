//! Reconciling: the operations that bring what there is to what a command asks for.
//!
//! Pure and total. Operations stand in an order in which they can be carried out, each with those that
//! must come before it and with its cause. How long anything takes, and whether it succeeds, is the
//! simulation's part. Source: compose `pkg/compose/{convergence,start,stop,down,kill,restart,run}.go`.

use crate::compose::{Condition, Project, ServiceName};
use crate::plan::{
    Action, Activity, Cause, Command, Decision, Existing, Observed, ObservedContainer, Operation, Plan, Reach,
    Recreate, Request, Run, Selection, Turn, Up, decide, fingerprint, select,
};
use std::collections::{BTreeMap, BTreeSet};

/// The operations of a command on a project, given what there is.
pub fn reconcile(project: &Project, observed: &Observed, request: &Request) -> Plan {
    let mut planner = Planner {
        project,
        observed,
        profiles: &request.project.profiles,
        operations: Vec::new(),
    };
    match planner.command(&request.command) {
        Ok(()) => Plan {
            operations: planner.operations,
            refused: None,
        },
        Err(refused) => Plan {
            operations: Vec::new(),
            refused: Some(refused),
        },
    }
}

pub(super) struct Planner<'p> {
    pub(super) project: &'p Project,
    pub(super) observed: &'p Observed,
    pub(super) profiles: &'p [String],
    pub(super) operations: Vec<Operation>,
}

/// What was planned for each service so far: the operations that end its turn.
pub(super) type Turns = BTreeMap<ServiceName, Vec<usize>>;

impl Planner<'_> {
    fn command(&mut self, command: &Command) -> Result<(), String> {
        match command {
            Command::Up(up) => self.up(up),
            Command::Start { services, .. } => {
                let selection = self.select(services, Reach::WithDependencies)?;
                self.start(&selection, services, &Turns::new());
                Ok(())
            }
            Command::Stop { services, .. } => self.each_down(services, &[Action::Stop]),
            Command::Down {
                services,
                volumes,
                remove_orphans,
                ..
            } => self.down(services, *volumes, *remove_orphans),
            Command::Kill { services, .. } => self.at_once(services, Action::Kill, |activity| activity.is_alive()),
            Command::Pause(services) => self.at_once(services, Action::Pause, |activity| activity == Activity::Running),
            Command::Unpause(services) => {
                self.at_once(services, Action::Unpause, |activity| activity == Activity::Paused)
            }
            Command::Restart { services, no_deps, .. } => self.restart(services, *no_deps, &Cause::Asked),
            Command::Rm { services, stop } => {
                if *stop {
                    return self.each_down(services, &[Action::Stop, Action::Remove]);
                }
                self.at_once(services, Action::Remove, |activity| !activity.is_alive())
            }
            Command::Run(run) => self.run(run),
            Command::Wait { services, .. } => self.select(services, Reach::Alone).map(|_| ()),
            Command::Exec { service, .. } => self.select(std::slice::from_ref(service), Reach::Alone).map(|_| ()),
            Command::Logs(_) | Command::Look(_) => Ok(()),
        }
    }

    pub(super) fn select(&self, names: &[String], reach: Reach) -> Result<Selection, String> {
        select(self.project, self.profiles, names, reach)
    }

    pub(super) fn push(
        &mut self,
        action: Action,
        subject: &str,
        service: Option<&ServiceName>,
        after: Vec<usize>,
        cause: Cause,
    ) -> usize {
        let after: BTreeSet<usize> = after.into_iter().collect();
        self.operations.push(Operation {
            action,
            subject: subject.to_owned(),
            service: service.cloned(),
            after: after.into_iter().collect(),
            cause,
        });
        self.operations.len() - 1
    }

    fn up(&mut self, up: &Up) -> Result<(), String> {
        let reach = if up.no_deps {
            Reach::Alone
        } else {
            Reach::WithDependencies
        };
        let mut selection = self.select(&up.services, reach)?;
        selection.scale(&up.scale)?;
        self.orphans(up.remove_orphans);
        self.builds(&selection, up.build);
        let resources = self.resources(&selection, up.yes);
        let created = self.create(&selection, up, &resources);
        if !up.no_start {
            self.start(&selection, &up.services, &created);
        }
        Ok(())
    }

    fn orphans(&mut self, remove: bool) {
        let project = self.project;
        let is_orphan = |container: &&ObservedContainer| {
            let service = &container.service;
            !project.services.contains_key(service) && !project.disabled.contains_key(service)
        };
        if remove {
            for container in self.observed.containers.iter().filter(is_orphan) {
                self.take_away(container, Vec::new(), Cause::Orphan);
            }
        }
    }

    /// Stops, where it runs, and removes a container; the last operation.
    pub(super) fn take_away(&mut self, container: &ObservedContainer, after: Vec<usize>, cause: Cause) -> usize {
        let service = Some(&container.service);
        let mut after = after;
        if container.activity.is_alive() {
            after = vec![self.push(Action::Stop, &container.name, service, after, cause.clone())];
        }
        self.push(Action::Remove, &container.name, service, after, cause)
    }

    pub(super) fn create(&mut self, selection: &Selection, up: &Up, resources: &[usize]) -> Turns {
        let mut turns = Turns::new();
        for name in selection.in_order() {
            let turn = &selection.turns[&name];
            let mut after = resources.to_vec();
            for dependency in &turn.depends_on {
                after.extend(turns.get(&dependency.service).into_iter().flatten());
            }
            let made = if turn.service.provider.is_some() {
                vec![self.push(Action::Provide, name.as_str(), Some(&name), after.clone(), Cause::Asked)]
            } else {
                self.create_service(selection, turn, up, &after)
            };
            let carried_on = if made.is_empty() { after } else { made };
            turns.insert(name, carried_on);
        }
        turns
    }

    fn create_service(&mut self, selection: &Selection, turn: &Turn, up: &Up, after: &[usize]) -> Vec<usize> {
        let name = &turn.service.name;
        let form = fingerprint(self.project, name.as_str());
        let observed = self.observed;
        let containers: Vec<&ObservedContainer> = (observed.of(name).into_iter())
            .filter(|container| !self.is_removed(container))
            .collect();
        let existing: Vec<Existing> = (containers.iter())
            .map(|container| Existing {
                number: container.number,
                activity: self.activity(container),
                outdated: container.fingerprint != form,
            })
            .collect();
        let recreate = up.recreate_of(name.as_str());
        let decisions = decide(&existing, turn.replicas, recreate);
        let is_anew = |decision: &Decision| matches!(decision, Decision::Recreate(_));
        let mut after = after.to_vec();
        if decisions.iter().any(is_anew) {
            after.extend(self.stop_dependents(selection, name, &after.clone()));
        }
        let mut made = Vec::new();
        for decision in decisions {
            let of = |index: usize| containers[index].name.as_str();
            let (service, after) = (Some(name), after.to_vec());
            made.push(match decision {
                Decision::Create(number) => {
                    let full_name = turn.container_name(self.project, number);
                    let cause = if existing.is_empty() {
                        Cause::Missing
                    } else {
                        Cause::TooFew
                    };
                    self.push(Action::Create, &full_name, service, after, cause)
                }
                Decision::Keep(index) => self.push(Action::Keep, of(index), service, after, Cause::UpToDate),
                Decision::Leave(_) => continue,
                Decision::Resume(index) => self.push(Action::Start, of(index), service, after, Cause::NotRunning),
                Decision::Recreate(index) => {
                    let asked = recreate == Recreate::Always && !existing[index].outdated;
                    let cause = if asked { Cause::Asked } else { Cause::Changed };
                    self.push(Action::Recreate, of(index), service, after, cause)
                }
                Decision::Remove(index) => self.take_away(containers[index], after, Cause::TooMany),
            });
        }
        made
    }

    /// Before a service is made anew, those that are to be restarted with it are stopped.
    fn stop_dependents(&mut self, selection: &Selection, service: &ServiceName, after: &[usize]) -> Vec<usize> {
        let observed = self.observed;
        let follows = |turn: &Turn| {
            let mut edges = turn.depends_on.iter();
            edges.any(|edge| edge.restart && edge.service == *service)
        };
        let dependents = selection.turns.iter().filter(|(_, turn)| follows(turn));
        let containers = dependents.flat_map(|(name, _)| observed.of(name).into_iter().map(move |one| (name, one)));
        let running: Vec<_> = containers
            .filter(|(_, container)| self.activity(container).is_alive())
            .collect();
        running
            .into_iter()
            .map(|(name, container)| {
                let cause = Cause::FollowsWith(service.clone());
                self.push(Action::Stop, &container.name, Some(name), after.to_vec(), cause)
            })
            .collect()
    }

    /// It is gone once the operations so far have been carried out.
    fn is_removed(&self, container: &ObservedContainer) -> bool {
        let mut operations = self.operations.iter();
        operations.any(|operation| operation.action == Action::Remove && operation.subject == container.name)
    }

    /// What a container is doing once the operations so far have been carried out.
    fn activity(&self, container: &ObservedContainer) -> Activity {
        let is_stop = |operation: &Operation| operation.action == Action::Stop && operation.subject == container.name;
        if self.operations.iter().any(is_stop) {
            Activity::Idle
        } else {
            container.activity
        }
    }

    /// The start phase: `created` has the operations that brought the services' containers about.
    pub(super) fn start(&mut self, selection: &Selection, named: &[String], created: &Turns) {
        let barrier: Vec<usize> = created
            .values()
            .flatten()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut turns = Turns::new();
        for name in selection.in_order() {
            let turn = &selection.turns[&name];
            let mut after = barrier.clone();
            for dependency in &turn.depends_on {
                let others = turns.get(&dependency.service).cloned().unwrap_or_default();
                let other = selection.turns.get(&dependency.service);
                let is_waited_for = other.is_some_and(|other| other.replicas > 0 && other.service.provider.is_none());
                if dependency.condition == Condition::Started || !is_waited_for {
                    after.extend(others);
                } else {
                    let action = Action::Wait(dependency.condition);
                    let cause = Cause::NeededBy(name.clone());
                    let subject = dependency.service.as_str();
                    let before = if others.is_empty() { barrier.clone() } else { others };
                    after.push(self.push(action, subject, Some(&name), before, cause));
                }
            }
            let to_start = self.to_start(turn, created);
            let mut ended = Vec::new();
            for (container, cause) in to_start {
                // One after the other.
                let before = ended.last().map_or_else(|| after.clone(), |&last| vec![last]);
                let cause = match selection.needing(&name) {
                    Some(dependent) if !named.is_empty() && !named.iter().any(|named| named == name.as_str()) => {
                        Cause::NeededBy(dependent)
                    }
                    _ => cause,
                };
                ended.push(self.push(Action::Start, &container, Some(&name), before, cause));
            }
            turns.insert(name, if ended.is_empty() { after } else { ended });
        }
    }

    /// The containers of a service that the start phase starts.
    fn to_start(&self, turn: &Turn, created: &Turns) -> Vec<(String, Cause)> {
        let name = &turn.service.name;
        let operations = created
            .get(name)
            .into_iter()
            .flatten()
            .map(|&index| &self.operations[index]);
        let own: Vec<&Operation> = operations
            .filter(|operation| operation.service.as_ref() == Some(name))
            .collect();
        let handled: BTreeSet<&str> = own.iter().map(|operation| operation.subject.as_str()).collect();
        let mut found: Vec<(String, Cause)> = (self.observed.of(name).into_iter())
            .filter(|container| {
                matches!(self.activity(container), Activity::Idle | Activity::Restarting)
                    && !self.is_removed(container)
                    && !handled.contains(container.name.as_str())
            })
            .map(|container| (container.name.clone(), Cause::NotRunning))
            .collect();
        let fresh = own
            .iter()
            .filter(|operation| matches!(operation.action, Action::Create | Action::Recreate));
        found.extend(fresh.map(|operation| (operation.subject.clone(), operation.cause.clone())));
        found
    }

    /// Does the same to all containers that are `wanted`, at once.
    fn at_once(
        &mut self,
        services: &[String],
        action: Action,
        wanted: impl Fn(Activity) -> bool,
    ) -> Result<(), String> {
        let selection = self.select(services, Reach::Alone)?;
        for name in selection.turns.keys() {
            for container in self.observed.of(name) {
                if wanted(container.activity) {
                    self.push(action, &container.name, Some(name), Vec::new(), Cause::Asked);
                }
            }
        }
        Ok(())
    }

    /// Does these things, in their order, to each container, dependents first.
    fn each_down(&mut self, services: &[String], actions: &[Action]) -> Result<(), String> {
        let selection = self.select(services, Reach::Alone)?;
        self.walk_down(&selection, actions, &Cause::Asked);
        Ok(())
    }

    pub(super) fn walk_down(&mut self, selection: &Selection, actions: &[Action], cause: &Cause) -> Vec<usize> {
        let mut turns = Turns::new();
        let mut order = selection.in_order();
        order.reverse();
        for name in order {
            let dependents = selection.turns.iter().filter(|(_, turn)| {
                let mut edges = turn.depends_on.iter();
                edges.any(|edge| edge.service == name)
            });
            let after: Vec<usize> = dependents
                .flat_map(|(dependent, _)| turns.get(dependent).cloned().unwrap_or_default())
                .collect();
            let mut ended = Vec::new();
            let is_provided = selection.turns[&name].service.provider.is_some();
            if is_provided && *cause == Cause::GoingAway {
                ended.push(self.push(
                    Action::Withdraw,
                    name.as_str(),
                    Some(&name),
                    after.clone(),
                    cause.clone(),
                ));
            }
            for container in self.observed.of(&name) {
                let mut before = after.clone();
                for &action in actions {
                    if action != Action::Stop || container.activity.is_alive() {
                        before = vec![self.push(action, &container.name, Some(&name), before, cause.clone())];
                    }
                }
                ended.extend(before);
            }
            turns.insert(name, if ended.is_empty() { after } else { ended });
        }
        turns
            .into_values()
            .flatten()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    fn down(&mut self, services: &[String], volumes: bool, remove_orphans: bool) -> Result<(), String> {
        let reach = if services.is_empty() {
            Reach::WithDependencies
        } else {
            Reach::Alone
        };
        let selection = self.select(services, reach)?;
        let after = self.walk_down(&selection, &[Action::Stop, Action::Remove], &Cause::GoingAway);
        self.orphans(remove_orphans);
        let stays = |container: &&ObservedContainer| !selection.turns.contains_key(&container.service);
        let project = self.project;
        let networks = project.networks.iter().filter(|(_, network)| !network.external);
        for (key, network) in networks {
            let used = self.observed.containers.iter().filter(stays).any(|container| {
                let service = project.services.get(&container.service);
                let service = service.or_else(|| project.disabled.get(&container.service));
                service.is_some_and(|service| service.networks.iter().any(|own| own.value == *key))
            });
            if self.observed.networks.contains_key(&network.name) && !used {
                self.push(
                    Action::RemoveNetwork,
                    &network.name,
                    None,
                    after.clone(),
                    Cause::GoingAway,
                );
            }
        }
        for volume in project.volumes.values().filter(|volume| volumes && !volume.external) {
            if self.observed.volumes.contains_key(&volume.name) {
                self.push(
                    Action::RemoveVolume,
                    &volume.name,
                    None,
                    after.clone(),
                    Cause::GoingAway,
                );
            }
        }
        Ok(())
    }

    pub(super) fn restart(&mut self, services: &[String], no_deps: bool, asked: &Cause) -> Result<(), String> {
        let reach = if no_deps { Reach::Alone } else { Reach::WithDependencies };
        let all = self.select(if no_deps { services } else { &[] }, reach)?;
        let affected = all.with_dependents(services, |edge| edge.restart);
        let selection = all.narrowed(&affected, |edge| edge.restart);
        let mut turns = Turns::new();
        for name in selection.in_order() {
            let turn = &selection.turns[&name];
            let mut after = Vec::new();
            for dependency in &turn.depends_on {
                after.extend(turns.get(&dependency.service).into_iter().flatten());
            }
            let is_named = services.is_empty() || services.iter().any(|service| service == name.as_str());
            let cause = match turn.depends_on.first() {
                Some(dependency) if !is_named => Cause::FollowsWith(dependency.service.clone()),
                _ => asked.clone(),
            };
            let containers = self.observed.of(&name);
            let ended = (containers.into_iter())
                .map(|container| {
                    self.push(
                        Action::Restart,
                        &container.name,
                        Some(&name),
                        after.clone(),
                        cause.clone(),
                    )
                })
                .collect();
            turns.insert(name, ended);
        }
        Ok(())
    }

    fn run(&mut self, run: &Run) -> Result<(), String> {
        let names = [run.service.clone()];
        let reach = if run.no_deps {
            Reach::Alone
        } else {
            Reach::WithDependencies
        };
        let all = self.select(&names, reach)?;
        self.builds(&all, false);
        let resources = self.resources(&all, false);
        let others = all
            .turns
            .keys()
            .filter(|name| name.as_str() != run.service)
            .cloned()
            .collect();
        let dependencies = all.narrowed(&others, |_| true);
        let created = self.create(&dependencies, &Up::default(), &resources);
        self.start(&dependencies, &names, &created);
        let before: Vec<usize> = (0..self.operations.len()).collect();
        let subject = format!("{}-{}-run", self.project.name, run.service);
        let service = ServiceName::from(run.service.as_str());
        self.push(Action::RunOnce, &subject, Some(&service), before, Cause::Asked);
        Ok(())
    }
}
