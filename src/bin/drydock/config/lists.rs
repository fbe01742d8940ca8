//! The lists of `drydock config`, one name per line.
//!
//! Docker Compose prints most lists in random order; here they are sorted. As in Docker Compose, a service follows its
//! dependencies.

use std::collections::{BTreeMap, BTreeSet};

use drydock::compose::{Project, Service};
use drydock::yaml::{Mapping, Node};
use smol_str::SmolStr;

use super::lines;

/// Lists the services, each after its dependencies. A missing dependency, possible without consistency checks, is an
/// error.
pub fn services(project: &Project) -> Result<String, String> {
    let (mut listed, mut seen) = (Vec::new(), BTreeSet::new());
    for service in project.services.values() {
        if seen.insert(service.name.as_str()) {
            add_with_dependencies(project, service, &mut seen, &mut listed)?;
        }
    }
    Ok(lines(listed.into_iter()))
}

/// Appends a service after its dependencies. It does not recurse, because chains of dependencies can be long.
fn add_with_dependencies<'p>(
    project: &'p Project,
    service: &'p Service,
    seen: &mut BTreeSet<&'p str>,
    listed: &mut Vec<&'p str>,
) -> Result<(), String> {
    let mut stack = vec![(service, 0)];
    while let Some((service, next)) = stack.pop() {
        let Some(dependency) = service.depends_on.get(next) else {
            listed.push(service.name.as_str());
            continue;
        };
        stack.push((service, next + 1));
        match project.services.get(dependency.service.as_str()) {
            Some(other) if seen.insert(other.name.as_str()) => stack.push((other, 0)),
            None if dependency.required => return Err(format!("no such service: {}", dependency.service)),
            _ => {}
        }
    }
    Ok(())
}

/// Lists the models that are used, in the order of their keys.
pub fn models(project: &Project) -> String {
    let models = project.resolved.get("models").and_then(Node::as_mapping);
    let models: BTreeMap<&SmolStr, &str> = models
        .into_iter()
        .flatten()
        .filter_map(|(key, entry)| Some((key, entry.node.get("model")?.as_str()?)))
        .collect();
    lines(models.values())
}

/// Lists the names in a section of a model without interpolation.
pub fn section_names(model: &Node, section: &str) -> String {
    let names = model.get(section).and_then(Node::as_mapping);
    let names: BTreeSet<&SmolStr> = names.into_iter().flat_map(Mapping::keys).collect();
    lines(names.into_iter())
}

/// Lists the images of the services: the image that a service names, or the default name of its build.
pub fn images(project: &Project) -> String {
    lines(project.services.values().map(|service| match &service.image {
        Some(image) => image.value.clone(),
        None => format!("{}-{}", project.name, service.name),
    }))
}

/// Lists the profiles of all services, including disabled ones.
pub fn profiles(project: &Project) -> String {
    let all = project.services.values().chain(project.disabled.values());
    let profiles: BTreeSet<&String> = all.flat_map(|service| &service.profiles).collect();
    lines(profiles.into_iter())
}
