//! Top-level resources: networks, volumes, secrets and configs.

use super::{ProjectContext, long_form};
use crate::compose::field_path::FieldPath;
use crate::compose::paths::BaseDirectory;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Entry, Mapping, Node, Value};

const EXTERNAL_NAME: &str = "the default name of an external resource is its key";
const NAME: &str = "the default name of a resource is PROJECT_KEY";

/// Converts the deprecated `external: {name: x}` to `external: true` and `name: x`.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(resource) = node.as_mapping_mut() else {
        return;
    };
    let Some(external) = resource.get_mut("external") else {
        return;
    };
    if external.node.as_mapping().is_none() {
        return;
    }
    let span = external.node.span;
    let external = std::mem::replace(&mut external.node, Node::new(Value::Bool(true), span));
    let Some(old_name) = external.as_mapping().and_then(|external| external.get("name")).cloned() else {
        return;
    };
    let path = path.with_brackets();
    diagnostics.push(
        Diagnostic::warning(
            codes::DEPRECATED_EXTERNAL_NAME,
            "`external.name` is deprecated",
            old_name.key_span,
        )
        .help("Write `external: true`, and `name:` next to it.")
        .upstream(format!(
            "{path}: external.name is deprecated. Please set name and external: true"
        )),
    );
    match resource.get("name") {
        Some(name) if name.node.value != old_name.node.value => diagnostics.push(
            Diagnostic::error(
                codes::CONFLICTING_NAME,
                "`name` and the deprecated `external.name` differ",
                old_name.node.span,
            )
            .label(name.node.span, "`name` is set here")
            .help("Keep `name`, and write `external: true`.")
            .upstream(format!("{path}: name and external.name conflict; only use name")),
        ),
        Some(_) => {}
        None => {
            resource.insert("name".to_owned(), old_name);
        }
    }
}

/// Rejects fields of an external volume other than `name`.
pub fn check_volume(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(volume) = node.as_mapping() else {
        return;
    };
    let Some(external) = volume.get("external").filter(|entry| is_true(entry)) else {
        return;
    };
    for (key, entry) in volume {
        if matches!(key.as_str(), "name" | "external") || key.starts_with("x-") {
            continue;
        }
        diagnostics.push(
            Diagnostic::error(
                codes::CONFLICTING_EXTERNAL,
                format!("`{key}` cannot be set for an external volume"),
                entry.key_span,
            )
            .label(external.key_span, "declared as external here")
            .help(format!(
                "An external volume already exists. Remove `{key}`, or remove `external` to let Compose create the volume."
            ))
            .upstream(format!(
                "{}: conflicting parameters \"external\" and \"{key}\" specified",
                path.with_brackets()
            )),
        );
    }
}

fn is_true(entry: &Entry) -> bool {
    entry.node.as_bool() == Some(true)
}

/// Requires exactly one source of a secret.
pub fn check_secret(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check_sources(node, path, &["file", "environment"], diagnostics);
}

/// Requires exactly one source of a config.
pub fn check_config(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check_sources(node, path, &["file", "environment", "content"], diagnostics);
}

fn check_sources(node: &Node, path: &FieldPath<'_>, sources: &[&str], diagnostics: &mut Vec<Diagnostic>) {
    let Some(resource) = node.as_mapping() else {
        return;
    };
    let path = path.with_brackets();
    let set: Vec<_> = sources.iter().filter_map(|source| resource.get(source)).collect();
    let names: Vec<String> = sources.iter().map(|source| format!("`{source}`")).collect();
    match set[..] {
        [] if resource.contains_key("driver") || resource.contains_key("external") => {}
        [] => diagnostics.push(
            Diagnostic::error(codes::MISSING_SOURCE, format!("`{path}` has no source"), node.span)
                .help(format!("Add one of {}, or `external: true`.", names.join(", ")))
                .upstream(format!("{path}: one of {} must be set", sources.join("|"))),
        ),
        [_] => {}
        [first, second, ..] => diagnostics.push(
            Diagnostic::error(
                codes::MULTIPLE_SOURCES,
                format!("`{path}` has more than one source"),
                second.key_span,
            )
            .label(first.key_span, "the first source")
            .help(format!("Keep only one of {}.", names.join(", ")))
            .upstream(format!(
                "{path}: {} attributes are mutually exclusive",
                sources.join("|")
            )),
        ),
    }
}

/// Adds the default `name`: the key for an external resource, else the key prefixed with the project name.
pub fn normalize(key: &str, entry: &mut Entry, project: &ProjectContext<'_>) {
    if entry.node.is_null() {
        entry.node.value = Value::Mapping(Mapping::default());
    }
    let span = entry.key_span;
    let Some(resource) = entry.node.as_mapping_mut() else {
        return;
    };
    if resource.get("name").is_some_and(|name| !name.node.is_null()) {
        return;
    }
    let (name, reason) = match resource.get("external").is_some_and(is_true) {
        true => (key.to_owned(), EXTERNAL_NAME),
        false => (format!("{}_{key}", project.name), NAME),
    };
    let name = Node::default(Value::String(name.into()), span, reason);
    resource.insert("name".to_owned(), long_form::entry(name));
}

/// Makes the `device` of a volume absolute if the `local` driver mounts a directory of the host.
pub fn resolve_volume_device(node: &mut Node, base: BaseDirectory<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    if let Some(device) = mounted_device(node) {
        base.rewrite(device, BaseDirectory::resolve_unless_windows);
    }
}

/// Returns the `device` of a volume that is a directory of the host, which the `local` driver mounts.
pub fn mounted_device(volume: &mut Node) -> Option<&mut Node> {
    let is_local = volume.get("driver").and_then(Node::as_str) == Some("local");
    let is_bind = volume.get_path(&["driver_opts", "o"]).and_then(Node::as_str) == Some("bind");
    let device = volume.get_path_mut(&["driver_opts", "device"]);
    device.filter(|_| is_local && is_bind)
}
