//! Checks of limits that a service and its `deploy` both set, and of the number of containers.

use super::invalid_project;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

/// A limit that a service can set in two places.
struct Limit {
    /// The field of the service.
    field: &'static str,
    /// The section of `deploy.resources`. The values are compared only if it is present.
    section: &'static str,
    /// The field of the section.
    resource: &'static str,
}

const fn limit(field: &'static str, section: &'static str, resource: &'static str) -> Limit {
    Limit {
        field,
        section,
        resource,
    }
}

const LIMITS: [Limit; 4] = [
    limit("cpus", "limits", "cpus"),
    limit("mem_limit", "limits", "memory"),
    limit("mem_reservation", "reservations", "memory"),
    limit("pids_limit", "limits", "pids"),
];

/// Compares `scale` with `deploy.replicas`, and limits with those of `deploy.resources`.
pub(super) fn check(name: &str, service: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let scale = service.get("scale");
    let replicas = service.get_path(&["deploy", "replicas"]);
    if let (Some(scale), Some(replicas)) = (scale, replicas)
        && scale.as_int() != replicas.as_int()
    {
        diagnostics.push(different_values(
            name,
            ("scale", scale),
            ("deploy.replicas", Some(replicas)),
        ));
    }
    for (field, count) in [("scale", scale), ("deploy.replicas", replicas)] {
        if let Some(count) = count.filter(|count| count.as_int().is_some_and(|count| count < 0)) {
            diagnostics.push(negative_count(name, field, count));
        }
    }
    for limit in &LIMITS {
        let Some(value) = service.get(limit.field).filter(|value| to_number(Some(value)) != 0.0) else {
            continue;
        };
        let Some(section) = service.get_path(&["deploy", "resources", limit.section]) else {
            continue;
        };
        let other = section.get(limit.resource);
        if to_number(Some(value)) != to_number(other) {
            let path = format!("deploy.resources.{}.{}", limit.section, limit.resource);
            diagnostics.push(different_values(name, (limit.field, value), (&path, other)));
        }
    }
    diagnostics.extend(check_container_name(name, service));
}

fn to_number(node: Option<&Node>) -> f64 {
    match node.map(|node| &node.value) {
        Some(Value::Int(number)) => number.get() as f64,
        Some(Value::Float(number)) => f64::from(*number as f32),
        Some(Value::String(text)) => text.parse().unwrap_or(0.0),
        _ => 0.0,
    }
}

fn different_values(name: &str, (field, value): (&str, &Node), (path, other): (&str, Option<&Node>)) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::CONFLICTING_LIMITS,
        format!("`{field}` and `{path}` of service `{name}` have different values"),
        value.span,
    )
    .help("Both fields mean the same. Keep one of them.")
    .upstream(invalid_project(format!(
        "services.{name}: can't set distinct values on '{field}' and '{path}'"
    )));
    match other {
        Some(other) => diagnostic.label(other.span, format!("`{path}` is set here")),
        None => diagnostic,
    }
}

fn negative_count(name: &str, field: &str, count: &Node) -> Diagnostic {
    Diagnostic::error(
        codes::NEGATIVE_REPLICAS,
        format!("the number of containers of service `{name}` is negative"),
        count.span,
    )
    .help("Write 0 or more.")
    .upstream(format!("services.{name}.{field}: must be greater than or equal to 0"))
}

/// Rejects a `container_name` of a service with several containers.
fn check_container_name(name: &str, service: &Node) -> Option<Diagnostic> {
    let container_name = service.get("container_name")?;
    let (field, count) = match (service.get("scale"), service.get_path(&["deploy", "replicas"])) {
        (Some(scale), _) => ("scale", scale),
        (None, Some(replicas)) => ("deploy.replicas", replicas),
        (None, None) => return None,
    };
    if count.as_int().is_none_or(|count| count <= 1) {
        return None;
    }
    let text = container_name.as_str().unwrap_or_default();
    Some(
        Diagnostic::error(
            codes::CONTAINER_NAME_WITH_REPLICAS,
            format!("service `{name}` cannot have several containers with the name `{text}`"),
            container_name.span,
        )
        .label(count.span, format!("`{field}` is set here"))
        .help("Remove `container_name`. Docker Compose then numbers the containers.")
        .upstream(invalid_project(format!(
            "services.{field}: can't set container_name and {name} as container name must be unique"
        ))),
    )
}
