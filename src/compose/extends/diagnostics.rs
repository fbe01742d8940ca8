//! The errors of `extends`.

use smol_str::SmolStr;

use super::{FileReference, Reference};
use crate::compose::loader::ServicesSection;
use crate::compose::{go, schema};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::spelling::edit_distance;
use crate::yaml::{Mapping, Node, Value};

/// Largest edit distance at which a name is suggested for an undefined one.
const MAX_SUGGESTION_DISTANCE: usize = 2;

/// Returns the error for a `services` that is not a mapping.
pub fn services_not_a_mapping(services: &Node) -> Diagnostic {
    not_a_mapping(
        "services",
        services,
        "Write each service as a key below `services`, with its fields below that key.",
    )
}

/// Returns the error for a service that is not a mapping.
pub fn not_a_service(name: &str, service: &Node) -> Diagnostic {
    let path = format!("services.{name}");
    if let Value::String(_) = service.value {
        return schema::explain_not_a_mapping(service, name).upstream(must_be_a_mapping(&path));
    }
    let help = "Write the fields of the service, such as `image` and `ports`, below its name.";
    not_a_mapping(&path, service, help)
}

fn not_a_mapping(path: &str, node: &Node, help: &str) -> Diagnostic {
    let name = path.rsplit('.').next().unwrap_or(path);
    let message = match &node.value {
        Value::Null => format!("`{name}` is empty"),
        Value::Sequence(_) => format!("`{name}` must be a mapping, not a list"),
        _ => format!("`{name}` must be a mapping, not a single value"),
    };
    Diagnostic::error(codes::NOT_A_MAPPING, message, node.span)
        .help(help)
        .upstream(must_be_a_mapping(path))
}

fn must_be_a_mapping(path: &str) -> String {
    format!("{path} must be a mapping")
}

/// Returns the error for an `extends` without a service.
pub fn extends_without_service(name: &str, extends: &Node) -> Diagnostic {
    Diagnostic::error(
        codes::EXTENDS_WITHOUT_SERVICE,
        format!("the `extends` of `{name}` does not name a service"),
        extends.span,
    )
    .help("Add `service:` with the name of the service to extend.")
    .upstream(format!("extends.{name}.service is required"))
}

/// Returns the error for an `extends.file` that is not a path.
pub fn file_not_a_path(file: &Node) -> Diagnostic {
    Diagnostic::error(codes::INVALID_EXTENDS_FILE, "`file` must be a path", file.span)
        .help("Write the path of a compose file.")
}

/// Returns the error for a base file without services.
pub fn no_services(name: &str, file: &FileReference, path: &str, section: ServicesSection) -> Diagnostic {
    let reason = match section {
        ServicesSection::Missing => "no services section",
        ServicesSection::Invalid | ServicesSection::Valid => "services must be a mapping",
    };
    Diagnostic::error(
        codes::NO_SERVICES_SECTION,
        format!("`{}` has no services to extend", file.path),
        file.span,
    )
    .help("Name a compose file with a `services` section.")
    .upstream(format!("cannot extend service {} in {path}: {reason}", go::quote(name)))
}

/// Returns the error for a service that is not among its siblings in the file at `path`.
pub fn undefined_in_same_file(name: &str, reference: &Reference, siblings: &Mapping, path: &str) -> Diagnostic {
    undefined(name, reference, siblings).upstream(format!(
        "cannot extend service {} in {path}: service {} not found",
        go::quote(name),
        go::quote(&reference.service)
    ))
}

/// Returns the error for a service that is not in `base_path`, the file that `extends` names in the file at `path`.
pub fn undefined_in_other_file(
    name: &str,
    reference: &Reference,
    services: &Mapping,
    path: &str,
    base_path: &str,
) -> Diagnostic {
    undefined(name, reference, services).upstream(format!(
        "cannot extend service {} in {path}: service {} not found in {base_path}",
        go::quote(name),
        go::quote(&reference.service)
    ))
}

fn undefined(name: &str, reference: &Reference, services: &Mapping) -> Diagnostic {
    let base = &reference.service;
    let nearest = services
        .keys()
        .map(SmolStr::as_str)
        .filter(|other| *other != name)
        .map(|other| (edit_distance(base, other), other))
        .min()
        .filter(|(distance, _)| *distance <= MAX_SUGGESTION_DISTANCE);
    let mut message = format!("`{name}` extends `{base}`, which does not exist");
    if let Some((_, nearest)) = nearest {
        message += &format!("; did you mean `{nearest}`?");
    }
    Diagnostic::error(codes::UNDEFINED_BASE, message, reference.service_span)
        .help("Name a service of this file, or add `file:` with the file that defines it.")
}

/// Returns the error for services that extend each other. Each step of the path is a file and a service.
pub fn cycle(path: &[(String, String)], last: &(String, String), span: Span) -> Diagnostic {
    let steps = || path.iter().chain([last]);
    let mut upstream = String::from("Circular reference:");
    for (index, (file, service)) in steps().enumerate() {
        let verb = if index == 0 { "" } else { "extends " };
        upstream += &format!("\n  {verb}{service} in {file}");
    }
    let names: Vec<String> = steps().map(|(_, service)| format!("`{service}`")).collect();
    Diagnostic::error(
        codes::EXTENDS_CYCLE,
        format!("these services extend each other: {}", names.join(" -> ")),
        span,
    )
    .help("Move what they share to a service that extends none, and let both extend that one.")
    .upstream(upstream)
}
