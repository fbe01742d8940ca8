//! Checks of dependencies between services.

use std::collections::BTreeMap;

use super::suggestion::{most_similar, with_rename};
use super::{CheckContext, entries, invalid_project, items};
use crate::compose::attributes::depends_on;
use crate::compose::project::DependencySource;
use crate::compose::{cycles, go};
use crate::diagnostic::{Applicability, Diagnostic, codes};
use crate::source::Span;
use crate::yaml::{Entry, Node};

/// Number of diagnostics after which similar names are no longer searched, because the search is slow.
const SUGGESTION_LIMIT: usize = 100;

/// Maximum number of names that are compared for a suggestion.
const COMPARED_NAMES: usize = 10_000;

/// Checks that the dependencies of a service are enabled. Includes those that other fields imply.
pub(super) fn check(context: CheckContext<'_>, name: &str, service: &Node, diagnostics: &mut Vec<Diagnostic>) {
    for (other, entry) in entries(service, "depends_on") {
        if context.selection.enabled.contains_key(other) {
            continue;
        }
        let upstream = invalid_project(format!(
            "service {} depends on undefined service {}",
            go::quote(name),
            go::quote(other)
        ));
        let dependency = (other, entry);
        let diagnostic = match context.selection.disabled.get(other) {
            Some(_) if !is_required(&entry.node) => continue,
            Some(disabled) => disabled_dependency(name, dependency, disabled),
            None => {
                let compared_names = match diagnostics.len() {
                    0..SUGGESTION_LIMIT => COMPARED_NAMES,
                    _ => 0,
                };
                undefined_dependency(context, name, dependency, compared_names)
            }
        };
        diagnostics.push(diagnostic.upstream(upstream));
    }
}

fn is_required(dependency: &Node) -> bool {
    dependency.get("required").and_then(Node::as_bool) != Some(false)
}

/// Returns the verb with which messages describe a dependency.
fn dependency_verb(dependency: &Node) -> &'static str {
    match depends_on::source(dependency) {
        DependencySource::DependsOn => "depends on",
        DependencySource::Links => "is linked to",
        DependencySource::NetworkMode => "shares the network of",
        DependencySource::Namespace => "shares a namespace of",
        DependencySource::VolumesFrom => "mounts the volumes of",
    }
}

fn disabled_dependency(name: &str, (other, entry): (&str, &Entry), disabled: &Entry) -> Diagnostic {
    let verb = dependency_verb(&entry.node);
    let profiles = items(&disabled.node, &["profiles"]).iter().filter_map(Node::as_str);
    let profiles: Vec<String> = profiles.map(|profile| format!("`{profile}`")).collect();
    Diagnostic::error(
        codes::DISABLED_DEPENDENCY,
        format!(
            "service `{name}` {verb} `{other}`, which only profile {} enables",
            profiles.join(", ")
        ),
        entry.key_span,
    )
    .label(disabled.key_span, "not enabled")
    .help(format!(
        "Enable the profile, add it to `{name}`, or write `required: false` below the dependency."
    ))
}

fn undefined_dependency(
    context: CheckContext<'_>,
    name: &str,
    (other, entry): (&str, &Entry),
    compared_names: usize,
) -> Diagnostic {
    let verb = dependency_verb(&entry.node);
    let names = context
        .selection
        .enabled
        .keys()
        .chain(context.selection.disabled.keys());
    let names = names.map(String::as_str).take(compared_names);
    let similar = most_similar(other, names.filter(|candidate| *candidate != name));
    let question = similar.map_or(String::new(), |similar| format!("; did you mean `{similar}`?"));
    let diagnostic = Diagnostic::error(
        codes::UNDEFINED_DEPENDENCY,
        format!("service `{name}` {verb} `{other}`, which is not a service{question}"),
        entry.key_span,
    )
    .help("Only services of this project can be dependencies. Define it under `services:`, or remove the dependency.");
    match similar {
        Some(similar) => {
            let names = (other, similar);
            with_rename(diagnostic, context, entry.key_span, names, Applicability::Safe)
        }
        None => diagnostic,
    }
}

/// Checks that the service whose network `network_mode` shares is enabled.
pub(super) fn check_shared_network(
    context: CheckContext<'_>,
    name: &str,
    service: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(mode) = service.get("network_mode") else {
        return;
    };
    let Some(other) = mode.as_str().and_then(|text| text.strip_prefix("service:")) else {
        return;
    };
    // The shared network implies a dependency, and a disabled dependency has been reported unless it is optional.
    let is_reported = service
        .get_path(&["depends_on", other])
        .is_some_and(|dependency| is_required(dependency) || !context.selection.disabled.contains_key(other));
    if is_reported || context.selection.enabled.contains_key(other) {
        return;
    }
    diagnostics.push(
        Diagnostic::error(
            codes::UNDEFINED_DEPENDENCY,
            format!("service `{name}` shares the network of `{other}`, which is not enabled"),
            mode.span,
        )
        .help(format!(
            "Enable a profile of `{other}`, or remove `network_mode` from `{name}`."
        ))
        .upstream(format!(
            "service {} not found for network_mode 'service:{other}'",
            go::quote(other)
        )),
    );
}

/// Reports the first cycle of dependencies.
pub(super) fn find_cycle(context: CheckContext<'_>) -> Option<Diagnostic> {
    let services = &context.selection.enabled;
    let edges: BTreeMap<&str, Vec<&str>> = services
        .iter()
        .map(|(name, service)| {
            let mut names: Vec<&str> = entries(&service.node, "depends_on").map(|(name, _)| name).collect();
            names.sort();
            (name.as_str(), names)
        })
        .collect();
    let cycle = cycles::find_cycle(&edges)?;
    let spans: Vec<Span> = cycle
        .windows(2)
        .filter_map(|pair| {
            let mut dependencies = entries(&services.get(pair[0])?.node, "depends_on");
            let (_, dependency) = dependencies.find(|(name, _)| *name == pair[1])?;
            Some(dependency.key_span)
        })
        .collect();
    let names: Vec<String> = cycle.iter().map(|name| format!("`{name}`")).collect();
    let message = match cycle.as_slice() {
        [only, _] => format!("service `{only}` depends on itself"),
        _ => format!("services depend on each other in a cycle: {}", names.join(" -> ")),
    };
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_CYCLE, message, spans.first().copied())
        .help("None of them can start. Remove one of these dependencies.")
        .upstream(format!("dependency cycle detected: {}", cycle.join(" -> ")));
    let others = spans.iter().enumerate().skip(1);
    Some(others.fold(diagnostic, |diagnostic, (index, span)| {
        diagnostic.label(*span, format!("{} depends on {}", names[index], names[index + 1]))
    }))
}
