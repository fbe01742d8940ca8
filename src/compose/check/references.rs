//! What services name: other services, networks, volumes, secrets, configs, models.

use smol_str::SmolStr;

use super::{CheckContext, invalid};
use crate::compose::go;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::spelling::edit_distance;
use crate::yaml::{Entry, Node};

/// `build`: its Dockerfile, contexts and platforms.
pub fn build(subject: CheckContext<'_>, name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let Some(build) = service.get("build") else {
        return;
    };
    if let (Some(path), Some(inline)) = (build.get("dockerfile"), build.get("dockerfile_inline")) {
        found.push(
            Diagnostic::error(
                codes::DOCKERFILE_TWICE,
                format!("`{name}` has two Dockerfiles"),
                inline.span,
            )
            .and(path.span, "the other one")
            .help("Keep `dockerfile` or `dockerfile_inline`.")
            .upstream(invalid(format!(
                "service {} declares mutualy exclusive dockerfile and dockerfile_inline",
                go::quote(name)
            ))),
        );
    }
    let contexts = build.get("additional_contexts").and_then(Node::as_mapping);
    for (context, entry) in contexts.into_iter().flatten() {
        if let Some(target) = entry.node.as_str().and_then(|text| text.strip_prefix("service:")) {
            build_context(subject, name, context, target, entry.node.span, found);
        }
    }
    let platforms = build.get("platforms").and_then(Node::as_sequence).unwrap_or_default();
    let platform = service.get("platform").filter(|platform| platform.as_str() != Some(""));
    if let Some(platform) = platform
        && !platforms.is_empty()
        && platforms.iter().all(|other| other.value != platform.value)
    {
        let text = platform.as_str().unwrap_or_default();
        found.push(
            Diagnostic::error(
                codes::PLATFORM_NOT_BUILT,
                format!("`{name}` runs on `{text}`, but is not built for it"),
                platform.span,
            )
            .and(platforms[0].span, "built for these")
            .help(format!("Add `{text}` to `build.platforms`."))
            .upstream(invalid(format!(
                "service.build.platforms MUST include service.platform {}",
                go::quote(text)
            ))),
        );
    }
}

fn build_context(
    subject: CheckContext<'_>,
    name: &str,
    context: &str,
    target: &str,
    span: Span,
    found: &mut Vec<Diagnostic>,
) {
    let said = |what: &str| {
        format!(
            "service {} declares {what} service {} as additional contexts {context}",
            go::quote(name),
            go::quote(target)
        )
    };
    match subject.selection.enabled.get(target) {
        None => found.push(
            Diagnostic::error(
                codes::UNDEFINED_BUILD_CONTEXT,
                format!("the build of `{name}` uses `{target}`, which is not a service that is on"),
                span,
            )
            .help("Name a service that has a `build`, or write a folder.")
            .upstream(said("unknown")),
        ),
        Some(other) if other.node.get("build").is_none() => found.push(
            Diagnostic::error(
                codes::UNBUILT_BUILD_CONTEXT,
                format!("the build of `{name}` uses `{target}`, which is not built but pulled"),
                span,
            )
            .and(other.key_span, "has no `build`")
            .help("Write `docker-image://` and the image in place of the service.")
            .upstream(said("non-buildable")),
        ),
        Some(_) => {}
    }
}

/// `network_mode` and `networks`.
pub fn networks(subject: CheckContext<'_>, name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let joined = service.get("networks").and_then(Node::as_mapping);
    let mode = service.get("network_mode").filter(|mode| mode.as_str() != Some(""));
    if let (Some(mode), Some(first)) = (mode, joined.and_then(|joined| joined.first())) {
        found.push(
            Diagnostic::error(
                codes::NETWORK_MODE_AND_NETWORKS,
                format!("`{name}` can't join networks with this `network_mode`"),
                mode.span,
            )
            .and(first.1.key_span, "joins a network")
            .help("Keep `network_mode` or `networks`.")
            .upstream(invalid(format!(
                "service {name} declares mutually exclusive `network_mode` and `networks`"
            ))),
        );
    }
    for (network, entry) in joined.into_iter().flatten() {
        declared(subject, name, Kind::Network, network, entry.key_span, found);
    }
}

/// What is named in lists: volumes, secrets, configs, models.
pub fn resources(subject: CheckContext<'_>, name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let list = |path: &[&str]| service.get_path(path).and_then(Node::as_sequence).unwrap_or_default();
    for volume in list(&["volumes"]) {
        let named = volume.get("type").and_then(Node::as_str) == Some("volume");
        if let Some(source) = volume
            .get("source")
            .filter(|source| named && source.as_str() != Some(""))
        {
            let text = source.as_str().unwrap_or_default();
            declared(subject, name, Kind::Volume, text, source.span, found);
        }
    }
    let sources = |path: &[&str], kind: Kind, found: &mut Vec<Diagnostic>| {
        for item in list(path) {
            let source = item.get("source").unwrap_or(item);
            let text = source.as_str().unwrap_or_default();
            declared(subject, name, kind, text, source.span, found);
        }
    };
    sources(&["build", "secrets"], Kind::BuildSecret, found);
    sources(&["configs"], Kind::Config, found);
    for (model, entry) in service.get("models").and_then(Node::as_mapping).into_iter().flatten() {
        declared(subject, name, Kind::Model, model, entry.key_span, found);
    }
    sources(&["secrets"], Kind::Secret, found);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Network,
    Volume,
    BuildSecret,
    Config,
    Model,
    Secret,
}

impl Kind {
    fn code(self) -> Code {
        match self {
            Kind::Network => codes::UNDEFINED_NETWORK,
            Kind::Volume => codes::UNDEFINED_VOLUME,
            Kind::BuildSecret | Kind::Secret => codes::UNDEFINED_SECRET,
            Kind::Config => codes::UNDEFINED_CONFIG,
            Kind::Model => codes::UNDEFINED_MODEL,
        }
    }

    /// As Docker Compose names it.
    fn name(self) -> &'static str {
        match self {
            Kind::Network => "network",
            Kind::Volume => "volume",
            Kind::BuildSecret => "build secret",
            Kind::Config => "config",
            Kind::Model => "model",
            Kind::Secret => "secret",
        }
    }

    fn section(self) -> &'static str {
        match self {
            Kind::Network => "networks",
            Kind::Volume => "volumes",
            Kind::BuildSecret | Kind::Secret => "secrets",
            Kind::Config => "configs",
            Kind::Model => "models",
        }
    }
}

fn declared(
    subject: CheckContext<'_>,
    name: &str,
    kind: Kind,
    resource: &str,
    span: Span,
    found: &mut Vec<Diagnostic>,
) {
    let section = subject.model.get(kind.section()).and_then(Node::as_mapping);
    if section.is_some_and(|section| section.contains_key(resource)) {
        return;
    }
    let noun = kind.name();
    let names = section
        .into_iter()
        .flat_map(|section| section.keys().map(SmolStr::as_str));
    let nearest = nearest(resource, names);
    let mut message = format!("`{name}` uses the {noun} `{resource}`, which is not declared");
    if let Some(nearest) = nearest {
        message += &format!("; did you mean `{nearest}`?");
    }
    let path = kind == Kind::Volume && resource.contains('/');
    let help = match path {
        true => format!("Without `./` this is the name of a volume; for a folder write `./{resource}`."),
        false => format!("Declare it under `{}:` at the top level.", kind.section()),
    };
    let mut diagnostic = Diagnostic::error(kind.code(), message, span)
        .help(help)
        .upstream(invalid(format!(
            "service {} refers to undefined {noun} {resource}",
            go::quote(name)
        )));
    if path {
        let edit = Edit {
            span: inside(subject, span).start_point(),
            text: "./".to_owned(),
        };
        diagnostic = diagnostic.fix(format!("Write `./{resource}`"), Applicability::Safe, vec![edit]);
    } else if let Some(nearest) = nearest {
        let edits = rename(subject, span, resource, nearest);
        diagnostic = with_rename(diagnostic, nearest, edits, Applicability::ChangesBehavior);
    }
    found.push(diagnostic);
}

/// `depends_on`, and what implies it.
pub fn dependencies(subject: CheckContext<'_>, name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let dependencies = service.get("depends_on").and_then(Node::as_mapping);
    for (other, entry) in dependencies.into_iter().flatten() {
        if subject.selection.enabled.contains_key(other.as_str()) {
            continue;
        }
        let required = entry.node.get("required").and_then(Node::as_bool) != Some(false);
        let off = subject.selection.disabled.get(other.as_str());
        if off.is_some() && !required {
            continue;
        }
        let comparisons = comparisons(found);
        found.push(undefined_dependency(
            subject,
            (name, service),
            (other, entry.key_span),
            off,
            comparisons,
        ));
    }
}

/// Whose network a service shares. Most often it is a dependency too, and then that has been told.
pub fn shared_network(subject: CheckContext<'_>, name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let Some(mode) = service.get("network_mode") else {
        return;
    };
    let Some(other) = mode.as_str().and_then(|text| text.strip_prefix("service:")) else {
        return;
    };
    let dependency = service.get_path(&["depends_on", other]);
    let optional = dependency.is_some_and(|entry| entry.get("required").and_then(Node::as_bool) == Some(false));
    let told = dependency.is_some() && !(optional && subject.selection.disabled.contains_key(other));
    if told || subject.selection.enabled.contains_key(other) {
        return;
    }
    found.push(
        Diagnostic::error(
            codes::UNDEFINED_DEPENDENCY,
            format!("`{name}` shares the network of `{other}`, which is not on"),
            mode.span,
        )
        .help("Turn a profile of it on, or give this service a network of its own.")
        .upstream(format!(
            "service {} not found for network_mode 'service:{other}'",
            go::quote(other)
        )),
    );
}

fn undefined_dependency(
    subject: CheckContext<'_>,
    (name, service): (&str, &Node),
    (other, span): (&str, Span),
    off: Option<&Entry>,
    comparisons: usize,
) -> Diagnostic {
    let verb = verb(service, other);
    let upstream = invalid(format!(
        "service {} depends on undefined service {}",
        go::quote(name),
        go::quote(other)
    ));
    if let Some(off) = off {
        let profiles: Vec<String> = off
            .node
            .get("profiles")
            .and_then(Node::as_sequence)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .map(|profile| format!("`{profile}`"))
            .collect();
        let list = profiles.join(", ");
        return Diagnostic::error(
            codes::DISABLED_DEPENDENCY,
            format!("`{name}` {verb} `{other}`, which is only on in profile {list}"),
            span,
        )
        .and(off.key_span, "is off")
        .help(format!(
            "Turn the profile on, give `{name}` the same profile, or write `required: false` below the dependency."
        ))
        .upstream(upstream);
    }
    let names = subject
        .selection
        .enabled
        .keys()
        .chain(subject.selection.disabled.keys())
        .map(String::as_str);
    let nearest = nearest(other, names.take(comparisons).filter(|candidate| *candidate != name));
    let mut message = format!("`{name}` {verb} `{other}`, which is not a service");
    if let Some(nearest) = nearest {
        message += &format!("; did you mean `{nearest}`?");
    }
    let diagnostic = Diagnostic::error(codes::UNDEFINED_DEPENDENCY, message, span)
        .help("Only services of this project can be waited for: add it under `services:`, or remove the dependency.")
        .upstream(upstream);
    match nearest {
        Some(nearest) => {
            let edits = rename(subject, span, other, nearest);
            with_rename(diagnostic, nearest, edits, Applicability::Safe)
        }
        None => diagnostic,
    }
}

/// How the service comes to depend on the other.
fn verb(service: &Node, other: &str) -> &'static str {
    let names = |key: &str| {
        let list = service.get(key).and_then(Node::as_sequence).unwrap_or_default();
        list.iter()
            .filter_map(Node::as_str)
            .any(|text| text.split(':').next() == Some(other))
    };
    let shares = |key: &str| {
        service
            .get(key)
            .and_then(Node::as_str)
            .and_then(|text| text.strip_prefix("service:"))
            == Some(other)
    };
    if names("links") {
        "is linked to"
    } else if shares("network_mode") {
        "shares the network of"
    } else if ["ipc", "pid", "uts", "cgroup"].into_iter().any(shares) {
        "shares a namespace of"
    } else if names("volumes_from") {
        "mounts the volumes of"
    } else {
        "depends on"
    }
}

/// How many names a suggestion may look at: thousands of faults are not worth a search each.
fn comparisons(found: &[Diagnostic]) -> usize {
    if found.len() < 100 { 10_000 } else { 0 }
}

/// The name most like another, when it is like it at all; of equals the first.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).clamp(1, 3);
    let lower = name.to_ascii_lowercase();
    names
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (edit_distance(&lower, &candidate.to_ascii_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn with_rename(diagnostic: Diagnostic, to: &str, edits: Vec<Edit>, applicability: Applicability) -> Diagnostic {
    match edits.is_empty() {
        true => diagnostic,
        false => diagnostic.fix(format!("Write `{to}`"), applicability, edits),
    }
}

/// A span without the quote it begins with.
fn inside(subject: CheckContext<'_>, span: Span) -> Span {
    let quoted = subject.files.text(span).starts_with(['"', '\'']);
    Span {
        start: span.start + u32::from(quoted),
        ..span
    }
}

/// Replaces a name where it begins, keeping quotes and what follows it, such as a volume's target. Nothing
/// where the name is not written as it is, but made by a variable.
fn rename(subject: CheckContext<'_>, span: Span, name: &str, to: &str) -> Vec<Edit> {
    let inside = inside(subject, span);
    if !subject.files.text(inside).starts_with(name) {
        return Vec::new();
    }
    vec![Edit {
        span: Span {
            end: inside.start + name.len() as u32,
            ..inside
        },
        text: to.to_owned(),
    }]
}
