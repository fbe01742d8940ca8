//! Selection: the services a command acts on, and the dependencies between them.
//!
//! Naming a service selects its dependencies too and activates its profiles. A required dependency that is inactive is
//! an error, with the same text as for a service that does not exist. An optional one is dropped. Source: compose-go
//! `types/project.go`, compose `pkg/compose/dependencies.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::compose::{Condition, Dependency, Project, Service, ServiceName};

/// The services a command acts on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    /// The selected services by name.
    pub(crate) services: BTreeMap<ServiceName, Rc<SelectedService>>,
}

/// A service that a command acts on.
#[derive(Debug, Clone)]
pub(crate) struct SelectedService {
    /// The service's definition.
    pub(crate) service: Service,
    /// Its dependencies among the selected services.
    pub(crate) depends_on: Vec<Dependency>,
    /// Wanted number of containers.
    pub(crate) replicas: u32,
}

/// Whether dependencies are selected along with the named services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SelectionScope {
    /// The named services and all they depend on, directly or indirectly.
    #[default]
    WithDependencies,
    /// Only the named services, as with `--no-deps`.
    NamedOnly,
}

/// Selects services of a project for a command with these profiles. No names select all active services. An
/// error is the message Docker Compose prints.
pub(crate) fn select(
    project: &Project,
    profiles: &[String],
    names: &[String],
    scope: SelectionScope,
) -> Result<Selection, String> {
    let active = active_services(project, profiles, names)?;
    let mut selected: BTreeSet<ServiceName> = if names.is_empty() {
        active.clone()
    } else {
        names.iter().map(|name| ServiceName::from(name.as_str())).collect()
    };
    if scope == SelectionScope::WithDependencies {
        add_dependencies(project, &active, &mut selected)?;
    }
    let services = (selected.iter())
        .filter_map(|name| Some((name.clone(), select_service(project, name, &selected)?)))
        .collect();
    let selection = Selection { services };
    if selection.services.is_empty() {
        return Err("no service selected".to_owned());
    }
    match selection.find_cycle() {
        Some(cycle) => Err(format!("dependency cycle detected: {cycle}")),
        None => Ok(selection),
    }
}

/// Returns a service by name, whether its profiles are active or not.
fn find_service<'p>(project: &'p Project, name: &str) -> Option<&'p Service> {
    (project.services.get(name)).or_else(|| project.disabled.get(name))
}

/// Returns the services that are active for a command with these profiles and service names.
fn active_services(project: &Project, profiles: &[String], names: &[String]) -> Result<BTreeSet<ServiceName>, String> {
    let mut active: BTreeSet<ServiceName> = project.services.keys().cloned().collect();
    let mut profiles: BTreeSet<&str> = profiles.iter().map(String::as_str).collect();
    for name in names {
        let service = find_service(project, name).ok_or_else(|| format!("no such service: {name}"))?;
        if !active.contains(name.as_str()) {
            profiles.extend(service.profiles.iter().map(String::as_str));
            active.insert(service.name.clone());
        }
    }
    let has_active_profile = |service: &Service| {
        let is_active = |profile: &String| profiles.contains(profile.as_str());
        profiles.contains("*") || service.profiles.iter().any(is_active)
    };
    let activated = project.disabled.values().filter(|service| has_active_profile(service));
    active.extend(activated.map(|service| service.name.clone()));
    Ok(active)
}

/// Adds the direct and indirect dependencies of the selected services.
fn add_dependencies(
    project: &Project,
    active: &BTreeSet<ServiceName>,
    selected: &mut BTreeSet<ServiceName>,
) -> Result<(), String> {
    let mut pending: Vec<ServiceName> = selected.iter().cloned().collect();
    while let Some(name) = pending.pop() {
        let Some(service) = find_service(project, name.as_str()) else {
            continue;
        };
        for dependency in &service.depends_on {
            let target = &dependency.service;
            if active.contains(target) {
                if selected.insert(target.clone()) {
                    pending.push(target.clone());
                }
            } else if dependency.required {
                return Err(format!(
                    "service \"{name}\" depends on undefined service \"{target}\": invalid compose project"
                ));
            }
        }
    }
    Ok(())
}

fn select_service(
    project: &Project,
    name: &ServiceName,
    selected: &BTreeSet<ServiceName>,
) -> Option<Rc<SelectedService>> {
    let service = find_service(project, name.as_str())?;
    let depends_on = (service.depends_on.iter())
        .filter(|dependency| selected.contains(&dependency.service))
        .cloned()
        .collect();
    Some(Rc::new(SelectedService {
        service: service.clone(),
        depends_on,
        replicas: service.replicas.value,
    }))
}

impl Selection {
    /// Overrides the replica counts of the file. An error is the message Docker Compose prints about a service
    /// that is not selected.
    pub(crate) fn scale(&mut self, replicas: &BTreeMap<String, u32>) -> Result<(), String> {
        for (name, count) in replicas {
            let selected =
                (self.services.get_mut(name.as_str())).ok_or_else(|| format!("no such service: {name}: not found"))?;
            Rc::make_mut(selected).replicas = *count;
        }
        Ok(())
    }

    /// Returns the named services and their direct and indirect dependents, following only the dependencies
    /// that `follows` accepts. No names select all services.
    pub(crate) fn with_dependents(&self, names: &[String], follows: fn(&Dependency) -> bool) -> BTreeSet<ServiceName> {
        if names.is_empty() {
            return self.services.keys().cloned().collect();
        }
        let mut reached: BTreeSet<ServiceName> = names.iter().map(|name| ServiceName::from(name.as_str())).collect();
        loop {
            let dependents: Vec<ServiceName> = (self.services.values())
                .filter(|selected| !reached.contains(&selected.service.name))
                .filter(|selected| {
                    let mut dependencies = selected.depends_on.iter();
                    dependencies.any(|dependency| follows(dependency) && reached.contains(&dependency.service))
                })
                .map(|selected| selected.service.name.clone())
                .collect();
            if dependents.is_empty() {
                return reached;
            }
            reached.extend(dependents);
        }
    }

    /// Returns the given services only, each with those dependencies between them that `keeps` accepts.
    pub(crate) fn restricted_to(&self, names: &BTreeSet<ServiceName>, keeps: fn(&Dependency) -> bool) -> Selection {
        let restrict = |selected: &Rc<SelectedService>| {
            let kept = (selected.depends_on.iter())
                .filter(|dependency| names.contains(&dependency.service) && keeps(dependency));
            Rc::new(SelectedService {
                depends_on: kept.cloned().collect(),
                ..SelectedService::clone(selected)
            })
        };
        Selection {
            services: (self.services.iter())
                .filter(|(name, _)| names.contains(*name))
                .map(|(name, selected)| (name.clone(), restrict(selected)))
                .collect(),
        }
    }

    /// Whether another selected service waits for this one to complete successfully.
    pub(crate) fn is_awaited_job(&self, service: &ServiceName) -> bool {
        let waits_for_completion =
            |dependency: &Dependency| dependency.service == *service && dependency.condition == Condition::Completed;
        (self.services.values()).any(|selected| selected.depends_on.iter().any(waits_for_completion))
    }

    /// Returns the first dependency cycle, formatted as Docker Compose prints it.
    fn find_cycle(&self) -> Option<String> {
        let mut finished: BTreeSet<&ServiceName> = BTreeSet::new();
        for start in self.services.keys() {
            if finished.contains(start) {
                continue;
            }
            // Depth-first search: each service on the current path with the index of its next dependency.
            let mut path: Vec<(&ServiceName, usize)> = vec![(start, 0)];
            while let Some((name, next_index)) = path.last_mut() {
                let dependencies = &self.services.get(*name)?.depends_on;
                let Some(dependency) = dependencies.get(*next_index) else {
                    finished.insert(name);
                    path.pop();
                    continue;
                };
                *next_index += 1;
                let target = &dependency.service;
                if let Some(first) = path.iter().position(|(name, _)| *name == target) {
                    let names = path[first..]
                        .iter()
                        .map(|(name, _)| name.as_str())
                        .chain([target.as_str()]);
                    return Some(names.collect::<Vec<_>>().join(" -> "));
                }
                if !finished.contains(target) && self.services.contains_key(target) {
                    path.push((target, 0));
                }
            }
        }
        None
    }
}
