//! Consistency: whether the services that are on fit together, and fit what is declared.
//!
//! Works on the resolved model. Of one service all faults are found, in the order in which Docker Compose
//! looks for them; services are looked at by name. Source: the answers of the real binary.

mod limits;
mod references;

use super::cycles;
use super::go;
use super::selection::ServiceSelection;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{Span, Workspace};
use crate::yaml::{Entry, Node};
use std::collections::BTreeMap;

use smol_str::SmolStr;

/// What is looked at: the resolved model and its services, divided into those on and off.
#[derive(Clone, Copy)]
pub struct CheckContext<'a> {
    /// The files, to place edits inside quotes.
    pub files: &'a Workspace,
    /// The resolved model: networks, volumes and so on.
    pub model: &'a Node,
    /// The services, divided.
    pub selection: &'a ServiceSelection,
    /// Whether an earlier pass has found an error in a span: then nothing is missing for sure.
    pub spoiled: &'a dyn Fn(Span) -> bool,
}

/// All faults of consistency, up to those of container names.
pub fn check_consistency(subject: CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, service) in &subject.selection.enabled {
        check_service(subject, name, service, &mut found);
    }
    check_secrets(subject, &mut found);
    check_cycles(subject, &mut found);
    found
}

fn check_service(subject: CheckContext<'_>, name: &str, service: &Entry, found: &mut Vec<Diagnostic>) {
    let node = &service.node;
    let nothing = ["build", "image", "provider"].iter().all(|key| node.get(key).is_none());
    if nothing && !(subject.spoiled)(service.key_span.to(node.span)) {
        found.push(
            Diagnostic::error(
                codes::NO_IMAGE,
                format!("`{name}` has nothing to run"),
                service.key_span,
            )
            .help("Give the service an `image`, or a `build` with the folder of its Dockerfile.")
            .upstream(invalid(format!(
                "service {} has neither an image nor a build context specified",
                go::quote(name)
            ))),
        );
    }
    references::build(subject, name, node, found);
    references::networks(subject, name, node, found);
    check_probe(name, node, found);
    references::dependencies(subject, name, node, found);
    references::shared_network(subject, name, node, found);
    references::resources(subject, name, node, found);
    limits::check(name, node, found);
    check_watch(name, node, found);
    check_targets(name, node, found);
}

/// The ending of most texts of this stage.
fn invalid(text: String) -> String {
    text + ": invalid compose project"
}

fn check_probe(name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let Some([first, ..]) = service.get_path(&["healthcheck", "test"]).and_then(Node::as_sequence) else {
        return;
    };
    let word = first.as_str().unwrap_or_default();
    if matches!(word, "CMD" | "CMD-SHELL" | "NONE") {
        return;
    }
    found.push(
        Diagnostic::error(
            codes::PROBE_KIND,
            format!("the probe of `{name}` must begin with `CMD` or `CMD-SHELL`, not `{word}`"),
            first.span,
        )
        .help("As a list, `test` says first how it is run: `CMD` directly, `CMD-SHELL` by a shell, `NONE` not at all.")
        .fix(
            "Run it directly, with `CMD`",
            Applicability::Safe,
            vec![Edit {
                span: first.span.start_point(),
                text: "\"CMD\", ".to_owned(),
            }],
        )
        .upstream("healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\""),
    );
}

fn check_watch(name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let rules = service
        .get_path(&["develop", "watch"])
        .and_then(Node::as_sequence)
        .unwrap_or_default();
    for rule in rules {
        let action = rule.get("action").and_then(Node::as_str).unwrap_or_default();
        let targeted = rule
            .get("target")
            .and_then(Node::as_str)
            .is_some_and(|target| !target.is_empty());
        if targeted || matches!(action, "rebuild" | "restart") {
            continue;
        }
        found.push(
            Diagnostic::error(
                codes::WATCH_WITHOUT_TARGET,
                format!("a watch rule of `{name}` copies files, but says not where to"),
                rule.span,
            )
            .help(format!(
                "Add `target:` with a path in the container; only `rebuild` needs none, `{action}` does."
            ))
            .upstream(invalid(format!(
                "services.{name}.develop.watch: target is required for non-rebuild actions"
            ))),
        );
    }
}

/// One path in the container can be mounted once.
fn check_targets(name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<&str, (&str, usize, Span)> = BTreeMap::new();
    let list = |key: &str| service.get(key).and_then(Node::as_sequence).unwrap_or_default();
    if list("tmpfs").len() + list("volumes").len() < 2 {
        return;
    }
    let tmpfs = list("tmpfs").iter().enumerate().filter_map(|(index, item)| {
        let path = item.as_str()?.split(':').next()?;
        Some((path, "tmpfs", index, item.span))
    });
    let volumes = list("volumes").iter().enumerate().map(|(index, item)| {
        let path = item.get("target").and_then(Node::as_str).unwrap_or_default();
        (path, "volumes", index, item.span)
    });
    for (path, key, index, span) in tmpfs.chain(volumes) {
        match taken.get(path) {
            Some((earlier, at, first)) => found.push(
                Diagnostic::error(
                    codes::TARGET_TWICE,
                    format!("two mounts of `{name}` want the path `{path}`"),
                    span,
                )
                .and(*first, "mounted there first")
                .help("Remove one of them, or give it another path in the container.")
                .upstream(format!(
                    "services.{name}.{key}[{index}]: target {path} already mounted as services.{name}.{earlier}[{at}]"
                )),
            ),
            None => {
                taken.insert(path, (key, index, span));
            }
        }
    }
}

fn check_secrets(subject: CheckContext<'_>, found: &mut Vec<Diagnostic>) {
    let secrets = subject.model.get("secrets").and_then(Node::as_mapping);
    for (name, secret) in secrets.into_iter().flatten() {
        let external = secret.node.get("external").and_then(Node::as_bool) == Some(true);
        let has = |key: &str| secret.node.get(key).is_some();
        let spoiled = (subject.spoiled)(secret.key_span.to(secret.node.span));
        if !external && !spoiled && !has("file") && !has("environment") {
            found.push(
                Diagnostic::error(
                    codes::SECRET_WITHOUT_SOURCE,
                    format!("the secret `{name}` has no content"),
                    secret.key_span,
                )
                .help("Say where it comes from: `file:` with a path, or `environment:` with a variable.")
                .upstream(invalid(format!(
                    "secret {} must declare either `file` or `environment`",
                    go::quote(name)
                ))),
            );
        }
    }
}

fn check_cycles(subject: CheckContext<'_>, found: &mut Vec<Diagnostic>) {
    let on = &subject.selection.enabled;
    let edges: BTreeMap<&str, Vec<&str>> = on
        .iter()
        .map(|(name, service)| {
            let dependencies = service.node.get("depends_on").and_then(Node::as_mapping);
            let mut names: Vec<&str> = dependencies
                .into_iter()
                .flat_map(|entries| entries.keys().map(SmolStr::as_str))
                .collect();
            names.sort();
            (name.as_str(), names)
        })
        .collect();
    let Some(cycle) = cycles::find_cycle(&edges) else {
        return;
    };
    let steps: Vec<Span> = cycle
        .windows(2)
        .filter_map(|pair| {
            let service = &on.get(pair[0])?.node;
            Some(service.get("depends_on")?.as_mapping()?.get(pair[1])?.key_span)
        })
        .collect();
    let shown = cycle.join(" -> ");
    let names: Vec<String> = cycle.iter().map(|name| format!("`{name}`")).collect();
    let mut diagnostic = Diagnostic::error(
        codes::DEPENDENCY_CYCLE,
        match cycle.as_slice() {
            [only, _] => format!("`{only}` waits for itself"),
            _ => format!("these services wait for each other: {}", names.join(" -> ")),
        },
        steps.first().copied(),
    )
    .help("None of them could ever start; remove one of these dependencies.")
    .upstream(format!("dependency cycle detected: {shown}"));
    for (index, span) in steps.iter().enumerate().skip(1) {
        diagnostic = diagnostic.and(*span, format!("`{}` waits for `{}`", cycle[index], cycle[index + 1]));
    }
    found.push(diagnostic);
}

/// Two containers can't have one name: looked for last of all, among the services that are printed.
pub fn check_container_names(services: &BTreeMap<String, Entry>) -> Vec<Diagnostic> {
    let mut taken: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, service) in services {
        let Some(container) = service.node.get("container_name") else {
            continue;
        };
        let text = container.as_str().unwrap_or_default();
        match taken.get(text) {
            None => {
                taken.insert(text, (name, container.span));
            }
            Some((other, span)) => found.push(
                Diagnostic::error(
                    codes::CONTAINER_NAME_TWICE,
                    format!("`{name}` and `{other}` both want the container name `{text}`"),
                    container.span,
                )
                .and(*span, format!("`{other}` has it"))
                .help("Give each its own `container_name`, or leave it out.")
                .upstream(format!(
                    "services.{name}: container name {} is already in use by service {{}}\"",
                    go::quote(text)
                )),
            ),
        }
    }
    found
}
