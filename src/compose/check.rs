//! Consistency checks: the enabled services must not conflict, and must refer only to declared resources.
//!
//! Checks the resolved model. The errors of a service are reported in the order in which Docker Compose checks for
//! them, and services in the order of their names. Source: the observed behavior of Docker Compose.

mod build;
mod dependencies;
mod limits;
mod references;
mod suggestion;

use std::collections::BTreeMap;

use super::go;
use super::selection::ServiceSelection;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{Span, Workspace};
use crate::yaml::{Entry, Mapping, Node};

/// The project to check.
#[derive(Clone, Copy)]
pub struct CheckContext<'a> {
    /// The files. Fixes need the text of names in quotes.
    pub files: &'a Workspace,
    /// The resolved model without its services.
    pub model: &'a Node,
    /// The enabled and disabled services.
    pub selection: &'a ServiceSelection,
    /// Returns whether an earlier pass has reported an error in a span. Something that seems to be missing there may
    /// have been dropped because of that error.
    pub has_error: &'a dyn Fn(Span) -> bool,
}

/// Checks everything but container names.
pub fn check_consistency(context: CheckContext<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (name, service) in &context.selection.enabled {
        check_service(context, name, service, &mut diagnostics);
    }
    check_secrets(context, &mut diagnostics);
    diagnostics.extend(dependencies::find_cycle(context));
    diagnostics
}

fn check_service(context: CheckContext<'_>, name: &str, service: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    let node = &service.node;
    let can_run = ["build", "image", "provider"].iter().any(|key| node.get(key).is_some());
    if !can_run && !(context.has_error)(service.key_span.to(node.span)) {
        diagnostics.push(
            Diagnostic::error(
                codes::NO_IMAGE,
                format!("service `{name}` has neither `image` nor `build`"),
                service.key_span,
            )
            .help("Add an `image`, or a `build` with the directory of a Dockerfile.")
            .upstream(invalid_project(format!(
                "service {} has neither an image nor a build context specified",
                go::quote(name)
            ))),
        );
    }
    build::check(context, name, node, diagnostics);
    references::check_networks(context, name, node, diagnostics);
    check_healthcheck(name, node, diagnostics);
    dependencies::check(context, name, node, diagnostics);
    dependencies::check_shared_network(context, name, node, diagnostics);
    references::check_resources(context, name, node, diagnostics);
    limits::check(name, node, diagnostics);
    check_watch_rules(name, node, diagnostics);
    check_mount_targets(name, node, diagnostics);
}

/// Adds the suffix that most errors of this stage have.
fn invalid_project(text: String) -> String {
    text + ": invalid compose project"
}

fn items<'a>(service: &'a Node, path: &[&str]) -> &'a [Node] {
    let list = service.get_path(path).and_then(Node::as_sequence);
    list.unwrap_or_default()
}

fn entries<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
    let mapping = node.get(key).and_then(Node::as_mapping);
    let entries = mapping.into_iter().flat_map(Mapping::iter);
    entries.map(|(key, entry)| (key.as_str(), entry))
}

fn check_healthcheck(name: &str, service: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let [first, ..] = items(service, &["healthcheck", "test"]) else {
        return;
    };
    let kind = first.as_str().unwrap_or_default();
    if matches!(kind, "CMD" | "CMD-SHELL" | "NONE") {
        return;
    }
    diagnostics.push(
        Diagnostic::error(
            codes::INVALID_HEALTHCHECK_TEST,
            format!("the health check of `{name}` must begin with `CMD` or `CMD-SHELL`, not `{kind}`"),
            first.span,
        )
        .help("`CMD` runs the command directly, `CMD-SHELL` runs it in a shell, and `NONE` disables the check.")
        .fix(
            "Insert `CMD`",
            Applicability::Safe,
            vec![Edit::new(first.span.start_point(), "\"CMD\", ")],
        )
        .upstream("healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\""),
    );
}

fn check_watch_rules(name: &str, service: &Node, diagnostics: &mut Vec<Diagnostic>) {
    for rule in items(service, &["develop", "watch"]) {
        let text = |key: &str| rule.get(key).and_then(Node::as_str).unwrap_or_default();
        let action = text("action");
        if !text("target").is_empty() || matches!(action, "rebuild" | "restart") {
            continue;
        }
        diagnostics.push(
            Diagnostic::error(
                codes::WATCH_WITHOUT_TARGET,
                format!("a watch rule of `{name}` has no `target`"),
                rule.span,
            )
            .help(format!(
                "The action `{action}` copies files. Add `target:` with a path in the container."
            ))
            .upstream(invalid_project(format!(
                "services.{name}.develop.watch: target is required for non-rebuild actions"
            ))),
        );
    }
}

/// Rejects several mounts at the same path of the container.
fn check_mount_targets(name: &str, service: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let (tmpfs, volumes) = (items(service, &["tmpfs"]), items(service, &["volumes"]));
    if tmpfs.len() + volumes.len() < 2 {
        return;
    }
    let tmpfs = tmpfs.iter().enumerate().filter_map(|(index, item)| {
        let path = item.as_str()?.split(':').next()?;
        Some((path, format!("tmpfs[{index}]"), item.span))
    });
    let volumes = volumes.iter().enumerate().map(|(index, item)| {
        let path = item.get("target").and_then(Node::as_str).unwrap_or_default();
        (path, format!("volumes[{index}]"), item.span)
    });
    let mut mounted: BTreeMap<&str, (String, Span)> = BTreeMap::new();
    for (path, field, span) in tmpfs.chain(volumes) {
        match mounted.get(path) {
            Some((first_field, first_span)) => diagnostics.push(
                Diagnostic::error(
                    codes::DUPLICATE_MOUNT_TARGET,
                    format!("service `{name}` has two mounts at `{path}`"),
                    span,
                )
                .label(*first_span, "first mounted here")
                .help("Remove one of them, or change its path in the container.")
                .upstream(format!(
                    "services.{name}.{field}: target {path} already mounted as services.{name}.{first_field}"
                )),
            ),
            None => {
                mounted.insert(path, (field, span));
            }
        }
    }
}

fn check_secrets(context: CheckContext<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (name, secret) in entries(context.model, "secrets") {
        let is_set = |key: &str| secret.node.get(key).is_some();
        let is_external = secret.node.get("external").and_then(Node::as_bool) == Some(true);
        let has_source = is_external || is_set("file") || is_set("environment");
        if has_source || (context.has_error)(secret.key_span.to(secret.node.span)) {
            continue;
        }
        diagnostics.push(
            Diagnostic::error(
                codes::SECRET_WITHOUT_SOURCE,
                format!("secret `{name}` has no source"),
                secret.key_span,
            )
            .help("Add `file:` with a path, or `environment:` with the name of a variable.")
            .upstream(invalid_project(format!(
                "secret {} must declare either `file` or `environment`",
                go::quote(name)
            ))),
        );
    }
}

/// Rejects several services with the same container name. Docker Compose checks this last, for the selected services.
pub fn check_container_names(services: &BTreeMap<String, Entry>) -> Vec<Diagnostic> {
    let mut owners: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (name, service) in services {
        let Some(node) = service.node.get("container_name") else {
            continue;
        };
        let container_name = node.as_str().unwrap_or_default();
        match owners.get(container_name) {
            None => {
                owners.insert(container_name, (name, node.span));
            }
            Some((other, span)) => diagnostics.push(
                Diagnostic::error(
                    codes::DUPLICATE_CONTAINER_NAME,
                    format!("services `{other}` and `{name}` have the same container name `{container_name}`"),
                    node.span,
                )
                .label(*span, format!("`{other}` uses it here"))
                .help("Give each service a different `container_name`, or remove it.")
                .upstream(format!(
                    "services.{name}: container name {} is already in use by service {{}}\"",
                    go::quote(container_name)
                )),
            ),
        }
    }
    diagnostics
}
