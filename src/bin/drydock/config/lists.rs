//! What `drydock config` lists a line each: services, images, networks, ...
//!
//! Docker Compose walks maps in an order of its own each time; here they are sorted. Services come after those they
//! depend on, as there.

use drydock::compose::{Project, Service};
use drydock::yaml::{Mapping, Node};
use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::lines;

/// The services, each after those it depends on; or which one there is not, where nobody has looked.
pub fn services(project: &Project) -> Result<String, String> {
    let (mut listed, mut seen) = (Vec::new(), BTreeSet::new());
    for service in project.services.values() {
        if seen.insert(service.name.as_str()) {
            with_dependencies(project, service, &mut seen, &mut listed)?;
        }
    }
    Ok(lines(listed.into_iter()))
}

/// Puts a service behind all it depends on, without recursion: chains may be long.
fn with_dependencies<'p>(
    project: &'p Project,
    service: &'p Service,
    seen: &mut BTreeSet<&'p str>,
    listed: &mut Vec<&'p str>,
) -> Result<(), String> {
    let mut open = vec![(service, 0)];
    while let Some((service, next)) = open.pop() {
        let Some(dependency) = service.depends_on.get(next) else {
            listed.push(service.name.as_str());
            continue;
        };
        open.push((service, next + 1));
        match project.services.get(dependency.service.as_str()) {
            Some(other) if seen.insert(other.name.as_str()) => open.push((other, 0)),
            None if dependency.required => return Err(format!("no such service: {}", dependency.service)),
            _ => {}
        }
    }
    Ok(())
}

/// The models that are run, in the order of their keys.
pub fn models(project: &Project) -> String {
    let models = project.resolved.get("models").and_then(Node::as_mapping);
    let models: BTreeMap<&SmolStr, &str> = models
        .into_iter()
        .flatten()
        .filter_map(|(key, entry)| Some((key, entry.node.get("model")?.as_str()?)))
        .collect();
    lines(models.values())
}

/// The names in a section of a model whose variables are left as they are written.
pub fn written(model: &Node, section: &str) -> String {
    let names = model.get(section).and_then(Node::as_mapping);
    let names: BTreeSet<&SmolStr> = names.into_iter().flat_map(Mapping::keys).collect();
    lines(names.into_iter())
}

/// What the services run: the image each names, or what its build is called.
pub fn images(project: &Project) -> String {
    lines(project.services.values().map(|service| match &service.image {
        Some(image) => image.value.clone(),
        None => format!("{}-{}", project.name, service.name),
    }))
}

/// The profiles of all services, those that are off too.
pub fn profiles(project: &Project) -> String {
    let all = project.services.values().chain(project.disabled.values());
    let profiles: BTreeSet<&String> = all.flat_map(|service| &service.profiles).collect();
    lines(profiles.into_iter())
}
