//! Checks of references from services to networks, volumes, secrets, configs and models.

use super::suggestion::{most_similar, with_rename, without_opening_quote};
use super::{CheckContext, entries, invalid_project, items};
use crate::compose::go;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::yaml::{Mapping, Node};

/// Checks `networks` of a service, and that it is not used with `network_mode`.
pub(super) fn check_networks(context: CheckContext<'_>, name: &str, service: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let mode = service.get("network_mode").filter(|mode| mode.as_str() != Some(""));
    if let (Some(mode), Some((_, network))) = (mode, entries(service, "networks").next()) {
        diagnostics.push(
            Diagnostic::error(
                codes::NETWORK_MODE_AND_NETWORKS,
                format!("service `{name}` sets both `network_mode` and `networks`"),
                mode.span,
            )
            .label(network.key_span, "joins a network here")
            .help("Keep one of them.")
            .upstream(invalid_project(format!(
                "service {name} declares mutually exclusive `network_mode` and `networks`"
            ))),
        );
    }
    for (network, entry) in entries(service, "networks") {
        diagnostics.extend(check_declared(
            context,
            name,
            ResourceKind::Network,
            network,
            entry.key_span,
        ));
    }
}

/// Checks the volumes, secrets, configs and models of a service.
pub(super) fn check_resources(
    context: CheckContext<'_>,
    name: &str,
    service: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut check = |kind: ResourceKind, resource: &str, span: Span| {
        diagnostics.extend(check_declared(context, name, kind, resource, span));
    };
    for mount in items(service, &["volumes"]) {
        let is_volume = mount.get("type").and_then(Node::as_str) == Some("volume");
        if let Some(source) = mount.get("source").filter(|source| source.as_str() != Some(""))
            && is_volume
        {
            check(ResourceKind::Volume, source.as_str().unwrap_or_default(), source.span);
        }
    }
    for (source, span) in sources(service, &["build", "secrets"]) {
        check(ResourceKind::BuildSecret, source, span);
    }
    for (source, span) in sources(service, &["configs"]) {
        check(ResourceKind::Config, source, span);
    }
    for (model, entry) in entries(service, "models") {
        check(ResourceKind::Model, model, entry.key_span);
    }
    for (source, span) in sources(service, &["secrets"]) {
        check(ResourceKind::Secret, source, span);
    }
}

/// Returns the names of the secrets or configs in a list, with their positions.
fn sources<'a>(service: &'a Node, path: &[&str]) -> impl Iterator<Item = (&'a str, Span)> {
    items(service, path).iter().map(|item| {
        let source = item.get("source").unwrap_or(item);
        (source.as_str().unwrap_or_default(), source.span)
    })
}

/// A kind of resource that services refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResourceKind {
    Network,
    Volume,
    BuildSecret,
    Config,
    Model,
    Secret,
}

impl ResourceKind {
    fn code(self) -> Code {
        match self {
            ResourceKind::Network => codes::UNDEFINED_NETWORK,
            ResourceKind::Volume => codes::UNDEFINED_VOLUME,
            ResourceKind::BuildSecret | ResourceKind::Secret => codes::UNDEFINED_SECRET,
            ResourceKind::Config => codes::UNDEFINED_CONFIG,
            ResourceKind::Model => codes::UNDEFINED_MODEL,
        }
    }

    /// Returns what Docker Compose calls the resource.
    fn noun(self) -> &'static str {
        match self {
            ResourceKind::Network => "network",
            ResourceKind::Volume => "volume",
            ResourceKind::BuildSecret => "build secret",
            ResourceKind::Config => "config",
            ResourceKind::Model => "model",
            ResourceKind::Secret => "secret",
        }
    }

    /// Returns the top-level section that declares the resource.
    fn section(self) -> &'static str {
        match self {
            ResourceKind::Network => "networks",
            ResourceKind::Volume => "volumes",
            ResourceKind::BuildSecret | ResourceKind::Secret => "secrets",
            ResourceKind::Config => "configs",
            ResourceKind::Model => "models",
        }
    }
}

/// Checks that a resource is declared at the top level.
fn check_declared(
    context: CheckContext<'_>,
    name: &str,
    kind: ResourceKind,
    resource: &str,
    span: Span,
) -> Option<Diagnostic> {
    let (noun, section) = (kind.noun(), kind.section());
    let declared = context.model.get(section).and_then(Node::as_mapping);
    if declared.is_some_and(|declared| declared.contains_key(resource)) {
        return None;
    }
    let names = declared.into_iter().flat_map(Mapping::keys);
    let similar = most_similar(resource, names.map(|name| name.as_str()));
    let question = similar.map_or(String::new(), |similar| format!("; did you mean `{similar}`?"));
    let diagnostic = Diagnostic::error(
        kind.code(),
        format!("service `{name}` uses {noun} `{resource}`, which is not declared{question}"),
        span,
    )
    .upstream(invalid_project(format!(
        "service {} refers to undefined {noun} {resource}",
        go::quote(name)
    )));
    if kind == ResourceKind::Volume && resource.starts_with(['.', '/']) {
        return Some(
            diagnostic
                .help("A mount of `type: volume` needs the name of a volume. For a directory write `type: bind`."),
        );
    }
    if kind == ResourceKind::Volume && resource.contains('/') {
        let insertion = without_opening_quote(context, span).start_point();
        return Some(
            diagnostic
                .help(format!(
                    "Without `./` this is the name of a volume. For a directory write `./{resource}`."
                ))
                .fix(
                    format!("Write `./{resource}`"),
                    Applicability::Safe,
                    vec![Edit::new(insertion, "./")],
                ),
        );
    }
    let diagnostic = diagnostic.help(format!("Declare it under `{section}:` at the top level."));
    Some(match similar {
        Some(similar) => with_rename(
            diagnostic,
            context,
            span,
            (resource, similar),
            Applicability::ChangesBehavior,
        ),
        None => diagnostic,
    })
}
