//! Selection: which services a command is about, and what depends on what among them.
//!
//! A named service brings its dependencies along and activates its profiles; a dependency that is off
//! is an error when it is required, worded as if it did not exist, and dropped when it is not.
//! Source: compose-go `types/project.go`, compose `pkg/compose/dependencies.go`.

use std::rc::Rc;

use crate::compose::{Condition, Dependency, Project, Service, ServiceName};
use std::collections::{BTreeMap, BTreeSet};

/// The services a command is about.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Each service's part, by name.
    pub turns: BTreeMap<ServiceName, Rc<Turn>>,
}

/// A service's part in a command.
#[derive(Debug, Clone)]
pub struct Turn {
    /// The service.
    pub service: Service,
    /// Its dependencies among the selected services.
    pub depends_on: Vec<Dependency>,
    /// How many containers it is to have.
    pub replicas: u32,
}

/// How a selection is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The named services and all they depend on.
    WithDependencies,
    /// The named services alone, without what they depend on.
    Alone,
}

struct Source<'p> {
    project: &'p Project,
}

/// Selects services of a project for a command with these profiles; no names select all that are on. An
/// error is what Docker Compose says.
pub fn select(project: &Project, profiles: &[String], names: &[String], reach: Reach) -> Result<Selection, String> {
    Source { project }.select(profiles, names, reach)
}

impl Source<'_> {
    fn service(&self, name: &str) -> Option<&Service> {
        (self.project.services.get(name)).or_else(|| self.project.disabled.get(name))
    }

    /// The services that are on for a command with these profiles and names.
    fn active(&self, profiles: &[String], names: &[String]) -> Result<BTreeSet<ServiceName>, String> {
        let mut active: BTreeSet<ServiceName> = self.project.services.keys().cloned().collect();
        let mut profiles: BTreeSet<&str> = profiles.iter().map(String::as_str).collect();
        for name in names {
            let service = self.service(name).ok_or_else(|| format!("no such service: {name}"))?;
            if !active.contains(name.as_str()) {
                profiles.extend(service.profiles.iter().map(String::as_str));
                active.insert(service.name.clone());
            }
        }
        let is_named = |service: &Service| {
            let has = |profile: &String| profiles.contains(profile.as_str());
            profiles.contains("*") || service.profiles.iter().any(has)
        };
        let named = self.project.disabled.values().filter(|service| is_named(service));
        active.extend(named.map(|service| service.name.clone()));
        Ok(active)
    }

    fn select(&self, profiles: &[String], names: &[String], reach: Reach) -> Result<Selection, String> {
        let active = self.active(profiles, names)?;
        let mut selected: BTreeSet<ServiceName> = if names.is_empty() {
            active.clone()
        } else {
            names.iter().map(|name| ServiceName::from(name.as_str())).collect()
        };
        if reach == Reach::WithDependencies {
            self.close(&active, &mut selected)?;
        }
        let turns = (selected.iter()).filter_map(|name| Some((name.clone(), self.turn(name, &selected)?)));
        let selection = Selection { turns: turns.collect() };
        if selection.turns.is_empty() {
            return Err("no service selected".to_owned());
        }
        match selection.cycle() {
            Some(cycle) => Err(format!("dependency cycle detected: {cycle}")),
            None => Ok(selection),
        }
    }

    /// Adds all that the selected services depend on.
    fn close(&self, active: &BTreeSet<ServiceName>, selected: &mut BTreeSet<ServiceName>) -> Result<(), String> {
        let mut open: Vec<ServiceName> = selected.iter().cloned().collect();
        while let Some(name) = open.pop() {
            let Some(service) = self.service(name.as_str()) else {
                continue;
            };
            for dependency in &service.depends_on {
                let other = &dependency.service;
                if active.contains(other) {
                    if selected.insert(other.clone()) {
                        open.push(other.clone());
                    }
                } else if dependency.required {
                    return Err(format!(
                        "service \"{name}\" depends on undefined service \"{other}\": invalid compose project"
                    ));
                }
            }
        }
        Ok(())
    }

    fn turn(&self, name: &ServiceName, selected: &BTreeSet<ServiceName>) -> Option<Rc<Turn>> {
        let service = self.service(name.as_str())?;
        let depends_on = service
            .depends_on
            .iter()
            .filter(|dependency| selected.contains(&dependency.service));
        Some(Rc::new(Turn {
            service: service.clone(),
            depends_on: depends_on.cloned().collect(),
            replicas: service.replicas.value,
        }))
    }
}

impl Turn {
    /// The full name of a container with this number.
    pub fn container_name(&self, project: &Project, number: u32) -> String {
        match &self.service.container_name {
            Some(name) => name.value.clone(),
            None => format!("{}-{}-{number}", project.name, self.service.name),
        }
    }
}

impl Selection {
    /// Sets numbers of containers that overrule the file's.
    pub fn scale(&mut self, numbers: &BTreeMap<String, u32>) -> Result<(), String> {
        for (service, count) in numbers {
            let turn = self
                .turns
                .get_mut(service.as_str())
                .ok_or_else(|| format!("no such service: {service}: not found"))?;
            Rc::make_mut(turn).replicas = *count;
        }
        Ok(())
    }

    /// The services, each after all it depends on, by name where the order is free.
    pub fn in_order(&self) -> Vec<ServiceName> {
        let mut order = Vec::with_capacity(self.turns.len());
        let mut placed: BTreeSet<&ServiceName> = BTreeSet::new();
        while order.len() < self.turns.len() {
            let ready: Vec<&ServiceName> = (self.turns.iter())
                .filter(|(name, _)| !placed.contains(name))
                .filter(|(_, turn)| turn.depends_on.iter().all(|edge| placed.contains(&edge.service)))
                .map(|(name, _)| name)
                .collect();
            if ready.is_empty() {
                // Selections have no cycles; without this one would never end.
                break;
            }
            order.extend(ready.iter().map(|name| (*name).clone()));
            placed.extend(ready);
        }
        order
    }

    /// The first service that depends on another.
    pub fn needing(&self, service: &ServiceName) -> Option<ServiceName> {
        let needs = |turn: &Turn| turn.depends_on.iter().any(|edge| edge.service == *service);
        self.turns
            .iter()
            .find(|(_, turn)| needs(turn))
            .map(|(name, _)| name.clone())
    }

    /// The named services and, transitively, those that depend on them in a way that `follows`; no names:
    /// all.
    pub fn with_dependents(&self, names: &[String], follows: impl Fn(&Dependency) -> bool) -> BTreeSet<ServiceName> {
        if names.is_empty() {
            return self.turns.keys().cloned().collect();
        }
        let mut found: BTreeSet<ServiceName> = names.iter().map(|name| ServiceName::from(name.as_str())).collect();
        loop {
            let more: Vec<ServiceName> = (self.turns.values())
                .filter(|turn| !found.contains(&turn.service.name))
                .filter(|turn| {
                    let mut dependencies = turn.depends_on.iter();
                    dependencies.any(|dependency| follows(dependency) && found.contains(&dependency.service))
                })
                .map(|turn| turn.service.name.clone())
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    /// The same services, each with the dependencies that satisfy `keeps`, without those that `drops`.
    pub fn narrowed(&self, services: &BTreeSet<ServiceName>, keeps: impl Fn(&Dependency) -> bool) -> Selection {
        let turns = (self.turns.iter()).filter(|(name, _)| services.contains(*name));
        let narrow = |turn: &Rc<Turn>| {
            let kept = (turn.depends_on.iter())
                .filter(|dependency| services.contains(&dependency.service) && keeps(dependency));
            Rc::new(Turn {
                depends_on: kept.cloned().collect(),
                ..Turn::clone(turn)
            })
        };
        Selection {
            turns: turns.map(|(name, turn)| (name.clone(), narrow(turn))).collect(),
        }
    }

    /// The services some service waits for to complete.
    pub fn is_awaited_job(&self, service: &ServiceName) -> bool {
        let waits =
            |dependency: &Dependency| dependency.service == *service && dependency.condition == Condition::Completed;
        self.turns.values().any(|turn| turn.depends_on.iter().any(waits))
    }

    /// The first cycle as Docker Compose prints it.
    fn cycle(&self) -> Option<String> {
        let mut done: BTreeSet<&ServiceName> = BTreeSet::new();
        for start in self.turns.keys() {
            if done.contains(start) {
                continue;
            }
            // The path, and for each of its services how many dependencies have been followed.
            let mut path: Vec<(&ServiceName, usize)> = vec![(start, 0)];
            while let Some((name, followed)) = path.last_mut() {
                let dependencies = &self.turns.get(*name)?.depends_on;
                let Some(dependency) = dependencies.get(*followed) else {
                    done.insert(name);
                    path.pop();
                    continue;
                };
                *followed += 1;
                let next = &dependency.service;
                if let Some(first) = path.iter().position(|(name, _)| *name == next) {
                    let names = path[first..]
                        .iter()
                        .map(|(name, _)| name.as_str())
                        .chain([next.as_str()]);
                    return Some(names.collect::<Vec<_>>().join(" -> "));
                }
                if !done.contains(next) && self.turns.contains_key(next) {
                    path.push((next, 0));
                }
            }
        }
        None
    }
}
