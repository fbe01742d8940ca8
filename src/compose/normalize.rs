//! Normalization: what Compose adds to a checked project - the default network, the Dockerfile's name,
//! implied dependencies, names of resources, values of variables that have none.
//!
//! Source: compose-go v2.9.1 `loader.Normalize`, and the recorded cases.

use super::attributes::environment::{self, Unresolved};
use super::attributes::{depends_on, scalar, volumes};
use crate::yaml::{Mapping, Node, Origin, Value};

/// What a variable is worth, and where that comes from.
pub type VariableLookup<'a> = &'a dyn Fn(&str) -> Option<(String, Origin)>;

/// Normalizes a project. `lookup` knows the variables that build arguments without a value may take, and
/// `for_services` those that services may.
pub fn normalize(root: &mut Node, project: &str, lookup: VariableLookup<'_>, for_services: VariableLookup<'_>) {
    name(root, project);
    networks(root);
    for (_, entry) in section_mut(root, "services").into_iter().flatten() {
        service(&mut entry.node, lookup, for_services);
    }
    for section in ["networks", "volumes", "configs", "secrets"] {
        names(root, section, project);
    }
}

fn section_mut<'a>(root: &'a mut Node, key: &str) -> Option<&'a mut Mapping> {
    root.as_mapping_mut()?.get_mut(key)?.node.as_mapping_mut()
}

/// The project's name, as it was decided: `-p` and the environment win over the file.
fn name(root: &mut Node, project: &str) {
    let span = root.span.start_point();
    let Some(top) = root.as_mapping_mut() else {
        return;
    };
    let value = Value::String(project.into());
    match top.get_mut("name") {
        Some(name) => name.node.value = value,
        None => {
            let node = Node::default(value, span, "a project is called by its folder unless named");
            top.insert("name".to_owned(), scalar::entry(node));
        }
    }
}

/// A service that names no network joins the default one, which exists only then.
fn networks(root: &mut Node) {
    let mut used = None;
    for (_, entry) in section_mut(root, "services").into_iter().flatten() {
        let span = entry.key_span;
        let Some(service) = entry.node.as_mapping_mut() else {
            continue;
        };
        if service.contains_key("provider") || service.contains_key("network_mode") {
            continue;
        }
        match service.get("networks").map(|networks| &networks.node.value) {
            Some(Value::Mapping(networks)) if !networks.is_empty() => {
                if let Some(network) = networks.get("default") {
                    used = used.or(Some(network.key_span));
                }
            }
            _ => {
                let reason = "a service that names no network joins `default`";
                let joined = scalar::mapping_at(span, [("default", Node::default(Value::Null, span, reason))]);
                service.insert("networks".to_owned(), scalar::entry(joined));
                used = used.or(Some(span));
            }
        }
    }
    let (Some(span), Some(top)) = (used, root.as_mapping_mut()) else {
        return;
    };
    let networks = top.get_or_insert_with("networks", || {
        scalar::entry(Node::new(Value::Mapping(Mapping::default()), span))
    });
    if networks.node.is_null() {
        networks.node.value = Value::Mapping(Mapping::default());
    }
    if let Some(networks) = networks.node.as_mapping_mut() {
        let reason = "the default network is made because a service uses it";
        networks.get_or_insert_with("default", || scalar::entry(Node::default(Value::Null, span, reason)));
    }
}

fn service(node: &mut Node, lookup: VariableLookup<'_>, for_services: VariableLookup<'_>) {
    if let Some(service) = node.as_mapping_mut() {
        if let Some(policy) = service.get_mut("pull_policy")
            && policy.node.as_str() == Some("if_not_present")
        {
            policy.node.value = Value::String("missing".into());
        }
        if let Some(build) = service.get_mut("build") {
            self::build(&mut build.node, lookup);
        }
        if let Some(environment) = service.get_mut("environment") {
            environment::fill_missing_values(&mut environment.node, Unresolved::Kept, for_services);
        }
        let mounts = service.get_mut("volumes").map(|volumes| &mut volumes.node.value);
        if let Some(Value::Sequence(mounts)) = mounts {
            mounts.iter_mut().for_each(clean_target);
        }
    }
    depends_on::add_implied(node);
}

fn build(node: &mut Node, lookup: VariableLookup<'_>) {
    let span = node.span;
    let Some(build) = node.as_mapping_mut() else {
        return;
    };
    let given = |build: &Mapping, key: &str| build.get(key).is_some_and(|entry| !entry.node.is_null());
    if !given(build, "dockerfile") && !given(build, "dockerfile_inline") {
        let name = Value::String("Dockerfile".into());
        let name = Node::default(name, span, "the Dockerfile is called `Dockerfile` unless named");
        build.insert("dockerfile".to_owned(), scalar::entry(name));
    }
    if let Some(args) = build.get_mut("args") {
        environment::fill_missing_values(&mut args.node, Unresolved::Dropped, lookup);
    }
}

fn clean_target(mount: &mut Node) {
    let target = mount.as_mapping_mut().and_then(|mount| mount.get_mut("target"));
    if let Some(Value::String(target)) = target.map(|target| &mut target.node.value) {
        // Go cleans an empty path to the current folder here, unlike in the short form.
        let cleaned = if target.is_empty() {
            ".".to_owned()
        } else {
            volumes::clean_path(target)
        };
        *target = cleaned.into();
    }
}

/// A resource without a name is called after its key: with the project's name before it, unless it is external.
fn names(root: &mut Node, section: &str, project: &str) {
    for (key, entry) in section_mut(root, section).into_iter().flatten() {
        let span = entry.key_span;
        if entry.node.is_null() {
            entry.node.value = Value::Mapping(Mapping::default());
        }
        let Some(resource) = entry.node.as_mapping_mut() else {
            continue;
        };
        if resource.get("name").is_some_and(|name| !name.node.is_null()) {
            continue;
        }
        let external = resource
            .get("external")
            .is_some_and(|external| external.node.as_bool() == Some(true));
        let (name, reason) = match external {
            true => (
                key.to_string(),
                "an external resource is called by its key unless named",
            ),
            false => (
                format!("{project}_{key}"),
                "a resource is called PROJECT_KEY unless named",
            ),
        };
        let name = Node::default(Value::String(name.into()), span, reason);
        resource.insert("name".to_owned(), scalar::entry(name));
    }
}
