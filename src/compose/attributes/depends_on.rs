//! `depends_on`, and the dependencies that other fields imply.

use super::{ProjectContext, kind, long_form, named};
use crate::compose::field_path::FieldPath;
use crate::compose::go;
use crate::compose::project::DependencySource;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Origin, Value};

const CONDITION: &str = "the default condition is `service_started`";
const REQUIRED: &str = "dependencies are required by default";
const IMPLIED_BY_LINK: &str = "a link implies a dependency on the linked service";
const IMPLIED_BY_NETWORK: &str = "`network_mode: service:` implies a dependency on that service";
const IMPLIED_BY_NAMESPACE: &str = "sharing a namespace of a service implies a dependency on it";
const IMPLIED_BY_VOLUMES: &str = "`volumes_from` implies a dependency on that service";

/// Converts a list of names to a mapping, and adds `condition` and `required` to each entry.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
        kind::reject(node, path, "depend_on", diagnostics);
    }
    if let Value::Sequence(items) = &node.value {
        let mut mapping = Mapping::default();
        for item in items {
            if let Value::String(name) = &item.value {
                let settings = long_form::with_value(item, Value::Mapping(Mapping::default()));
                mapping.insert(name.clone(), long_form::entry(settings));
            }
        }
        node.value = Value::Mapping(mapping);
    }
    reject_first_non_mapping(node, path, diagnostics);
    let entries = node.as_mapping_mut().into_iter();
    for entry in entries.flat_map(|mapping| mapping.values_mut()) {
        add_defaults(&mut entry.node);
    }
}

fn reject_first_non_mapping(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut entries = node.as_mapping().into_iter().flatten();
    let Some((name, entry)) = entries.find(|(_, entry)| entry.node.as_mapping().is_none()) else {
        return;
    };
    diagnostics.push(
        Diagnostic::error(
            codes::WRONG_TYPE,
            format!("dependency `{name}` must be a mapping"),
            entry.node.span,
        )
        .help("Write `condition: service_started` below it, or make `depends_on` a list of names.")
        .upstream(format!(
            "{}.{name}: unsupported value {}",
            path.with_brackets(),
            go::format_string(&node.value)
        )),
    );
}

fn add_defaults(dependency: &mut Node) {
    let span = dependency.span;
    if let Some(mapping) = dependency.as_mapping_mut() {
        mapping.get_or_insert_with("condition", || {
            let started = Value::String("service_started".into());
            long_form::entry(Node::default(started, span, CONDITION))
        });
        mapping.get_or_insert_with("required", || {
            long_form::entry(Node::default(Value::Bool(true), span, REQUIRED))
        });
    }
}

/// Converts a list of names to a mapping with settings before files merge.
pub fn long_form_to_merge(node: Node) -> Node {
    named::names_to_mapping(node, |name| {
        let mut settings = Node::new(Value::Mapping(Mapping::default()), name.span);
        add_defaults(&mut settings);
        settings.value
    })
}

/// Explains a condition that is written as the value of the dependency.
pub fn explain_dependency(node: &Node, name: &str) -> Option<Diagnostic> {
    let condition = node.as_str().filter(|text| text.starts_with("service_"))?;
    let message = format!("{name} must be a mapping, but this is a string");
    let diagnostic = Diagnostic::error(codes::WRONG_TYPE, message, node.span)
        .help(format!("Write `condition: {condition}` below it."))
        .fix(
            format!("Write `condition: {condition}`"),
            Applicability::Safe,
            vec![Edit::new(node.span, format!("{{ condition: {condition} }}"))],
        );
    Some(diagnostic)
}

/// Adds the dependencies that `links`, shared namespaces and `volumes_from` of a service imply.
pub fn normalize_service(_name: &str, service: &mut Entry, _project: &ProjectContext<'_>) {
    let span = service.node.span;
    let implied = implied_dependencies(&service.node);
    let Some(fields) = service.node.as_mapping_mut().filter(|_| !implied.is_empty()) else {
        return;
    };
    let depends_on = fields.get_or_insert_with("depends_on", || long_form::entry(Node::new(Value::Null, span)));
    if depends_on.node.is_null() {
        depends_on.node.value = Value::Mapping(Mapping::default());
    }
    let Some(dependencies) = depends_on.node.as_mapping_mut() else {
        return;
    };
    for dependency in implied {
        dependencies.get_or_insert_with(&dependency.name, || long_form::entry(dependency.settings()));
    }
}

/// A dependency that is not written in `depends_on`.
struct ImpliedDependency {
    name: String,
    span: Span,
    reason: &'static str,
}

impl ImpliedDependency {
    fn settings(&self) -> Node {
        let setting = |value| Node::default(value, self.span, self.reason);
        let entries = [
            ("condition", setting(Value::String("service_started".into()))),
            ("restart", setting(Value::Bool(self.reason != IMPLIED_BY_VOLUMES))),
            ("required", setting(Value::Bool(true))),
        ];
        long_form::mapping(self.span, entries).with_origin(Origin::Default { reason: self.reason })
    }
}

/// Returns the implied dependencies in Docker Compose's order, which decides the reason if several fields imply one.
fn implied_dependencies(service: &Node) -> Vec<ImpliedDependency> {
    let mut implied = Vec::new();
    let mut add = |name: &str, span: Span, reason: &'static str| {
        let name = name.to_owned();
        implied.push(ImpliedDependency { name, span, reason });
    };
    let texts = |key: &str| {
        let items = service.get(key).and_then(Node::as_sequence).unwrap_or_default();
        items.iter().filter_map(|item| Some((item.as_str()?, item.span)))
    };
    for (link, span) in texts("links") {
        let name = match link.split_once(':') {
            Some((name, alias)) if !alias.contains(':') => name,
            _ => link,
        };
        add(name, span, IMPLIED_BY_LINK);
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let node = service.get(key);
        let reason = match key {
            "network_mode" => IMPLIED_BY_NETWORK,
            _ => IMPLIED_BY_NAMESPACE,
        };
        if let Some((name, span)) = node.and_then(|node| Some((node.as_str()?.strip_prefix("service:")?, node.span))) {
            add(name, span, reason);
        }
    }
    for (source, span) in texts("volumes_from") {
        let name = source.split(':').next().unwrap_or(source);
        if name != "container" {
            add(name, span, IMPLIED_BY_VOLUMES);
        }
    }
    implied
}

/// Returns which field a dependency comes from, according to its provenance.
pub fn source(dependency: &Node) -> DependencySource {
    let reason = dependency.origins().find_map(|origin| match origin {
        Origin::Default { reason } => Some(*reason),
        _ => None,
    });
    match reason {
        Some(IMPLIED_BY_LINK) => DependencySource::Links,
        Some(IMPLIED_BY_NETWORK) => DependencySource::NetworkMode,
        Some(IMPLIED_BY_NAMESPACE) => DependencySource::Namespace,
        Some(IMPLIED_BY_VOLUMES) => DependencySource::VolumesFrom,
        _ => DependencySource::DependsOn,
    }
}
