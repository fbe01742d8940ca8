//! Checks of `build`: its Dockerfile, contexts and platforms.

use super::{CheckContext, entries, invalid_project, items};
use crate::compose::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Node;

/// Checks the build of a service.
pub(super) fn check(context: CheckContext<'_>, name: &str, service: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let Some(build) = service.get("build") else {
        return;
    };
    if let (Some(path), Some(inline)) = (build.get("dockerfile"), build.get("dockerfile_inline")) {
        diagnostics.push(
            Diagnostic::error(
                codes::CONFLICTING_DOCKERFILES,
                format!("service `{name}` sets both `dockerfile` and `dockerfile_inline`"),
                inline.span,
            )
            .label(path.span, "`dockerfile` is set here")
            .help("Keep one of them.")
            .upstream(invalid_project(format!(
                "service {} declares mutualy exclusive dockerfile and dockerfile_inline",
                go::quote(name)
            ))),
        );
    }
    for (context_name, entry) in entries(build, "additional_contexts") {
        if let Some(target) = entry.node.as_str().and_then(|text| text.strip_prefix("service:")) {
            diagnostics.extend(check_context(context, name, context_name, target, entry.node.span));
        }
    }
    diagnostics.extend(check_platform(name, service));
}

/// Checks an additional build context that refers to the service `target`.
fn check_context(
    context: CheckContext<'_>,
    name: &str,
    context_name: &str,
    target: &str,
    span: Span,
) -> Option<Diagnostic> {
    let upstream = |adjective: &str| {
        format!(
            "service {} declares {adjective} service {} as additional contexts {context_name}",
            go::quote(name),
            go::quote(target)
        )
    };
    match context.selection.enabled.get(target) {
        None => Some(
            Diagnostic::error(
                codes::UNDEFINED_BUILD_CONTEXT,
                format!("the build of `{name}` uses `{target}`, which is not an enabled service"),
                span,
            )
            .help("Write the name of a service that has a `build`, or a directory.")
            .upstream(upstream("unknown")),
        ),
        Some(other) if other.node.get("build").is_none() => Some(
            Diagnostic::error(
                codes::UNBUILT_BUILD_CONTEXT,
                format!("the build of `{name}` uses service `{target}`, which has no `build`"),
                span,
            )
            .label(other.key_span, format!("`{target}` is defined here"))
            .help("To use the image of the service, write `docker-image://` and its name.")
            .upstream(upstream("non-buildable")),
        ),
        Some(_) => None,
    }
}

/// Checks that the image is built for the platform on which the service runs.
fn check_platform(name: &str, service: &Node) -> Option<Diagnostic> {
    let platforms = items(service, &["build", "platforms"]);
    let platform = service
        .get("platform")
        .filter(|platform| platform.as_str() != Some(""))?;
    if platforms.is_empty() || platforms.iter().any(|other| other.value == platform.value) {
        return None;
    }
    let text = platform.as_str().unwrap_or_default();
    Some(
        Diagnostic::error(
            codes::PLATFORM_NOT_BUILT,
            format!("service `{name}` runs on `{text}`, but its image is not built for it"),
            platform.span,
        )
        .label(platforms[0].span, "built for these platforms")
        .help(format!("Add `{text}` to `build.platforms`."))
        .upstream(invalid_project(format!(
            "service.build.platforms MUST include service.platform {}",
            go::quote(text)
        ))),
    )
}
