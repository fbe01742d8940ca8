//! Top-level resources: `external`, and where secrets and configs come from.

use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

/// The deprecated `external: {name: x}` becomes `external: true` and `name: x`.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    let Some(mapping) = node.as_mapping_mut() else {
        return;
    };
    let Some(external) = mapping.get_mut("external") else {
        return;
    };
    if external.node.as_mapping().is_none() {
        return;
    }
    let span = external.node.span;
    let old = std::mem::replace(&mut external.node, Node::new(Value::Bool(true), span));
    let Some(old_name) = old.as_mapping().and_then(|old| old.get("name")).cloned() else {
        return;
    };
    let path = at.with_brackets();
    let text = old_name.node.as_str().unwrap_or_default();
    found.push(
        Diagnostic::warning(codes::EXTERNAL_NAME, "`external.name` is deprecated", old_name.key_span)
            .help("Write `external: true` with `name` beside it.")
            .upstream(format!(
                "{path}: external.name is deprecated. Please set name and external: true"
            )),
    );
    match mapping.get("name") {
        Some(name) if name.node.value != old_name.node.value => found.push(
            Diagnostic::error(
                codes::CONFLICTING_NAME,
                format!("`name` and `external.name` disagree; `{text}` is the deprecated one"),
                old_name.node.span,
            )
            .and(name.node.span, "the other name")
            .help("Keep `name`, and write `external: true`.")
            .upstream(format!("{path}: name and external.name conflict; only use name")),
        ),
        Some(_) => {}
        None => {
            mapping.insert("name".to_owned(), old_name);
        }
    }
}

/// Nothing but a name may stand beside `external`.
pub fn check_volume(node: &Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    let Some(mapping) = node.as_mapping() else {
        return;
    };
    let Some(external) = mapping
        .get("external")
        .filter(|entry| entry.node.as_bool() == Some(true))
    else {
        return;
    };
    for (key, entry) in mapping {
        if matches!(key.as_str(), "name" | "external") || key.starts_with("x-") {
            continue;
        }
        found.push(
            Diagnostic::error(
                codes::CONFLICTING_EXTERNAL,
                format!("an external volume exists already, so `{key}` can't be set for it"),
                entry.key_span,
            )
            .and(external.key_span, "it is declared external here")
            .help(format!(
                "Drop `{key}`, or drop `external` to have Compose create the volume."
            ))
            .upstream(format!(
                "{}: conflicting parameters \"external\" and \"{key}\" specified",
                at.with_brackets()
            )),
        );
    }
}

/// A secret has exactly one source.
pub fn check_secret(node: &Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    check_sources(node, at, &["file", "environment"], found);
}

/// A config has exactly one source.
pub fn check_config(node: &Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    check_sources(node, at, &["file", "environment", "content"], found);
}

fn check_sources(node: &Node, at: &FieldPath<'_>, sources: &[&str], found: &mut Vec<Diagnostic>) {
    let Some(mapping) = node.as_mapping() else {
        return;
    };
    let path = at.with_brackets();
    let given: Vec<_> = sources.iter().filter_map(|source| mapping.get(source)).collect();
    let words: Vec<String> = sources.iter().map(|source| format!("`{source}`")).collect();
    match given[..] {
        [] if mapping.contains_key("driver") || mapping.contains_key("external") => {}
        [] => found.push(
            Diagnostic::error(
                codes::MISSING_SOURCE,
                format!("`{path}` says nowhere where its content is"),
                node.span,
            )
            .help(format!("Give it one of {}, or `external: true`.", words.join(", ")))
            .upstream(format!("{path}: one of {} must be set", sources.join("|"))),
        ),
        [_] => {}
        [first, second, ..] => found.push(
            Diagnostic::error(
                codes::SEVERAL_SOURCES,
                format!("`{path}` has more than one source"),
                second.key_span,
            )
            .and(first.key_span, "the first is here")
            .help(format!("Keep one of {}.", words.join(", ")))
            .upstream(format!(
                "{path}: {} attributes are mutually exclusive",
                sources.join("|")
            )),
        ),
    }
}
