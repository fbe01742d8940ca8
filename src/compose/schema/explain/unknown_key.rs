//! Explanations of keys that the schema rejects.

use crate::compose::field_path::{FieldPath, PathSegment};
use crate::compose::fields::{self, Suggestion};
use crate::compose::schema::Instance;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::yaml::{Entry, Node};

/// Fields by which a service in the wrong place is recognized.
const TYPICAL_FIELDS: [&str; 6] = ["image", "build", "command", "ports", "environment", "depends_on"];

/// Explains a key of a mapping that the schema rejects.
pub(in crate::compose::schema) fn unknown_key(instance: Instance<'_>, key: &str, entry: &Entry) -> Diagnostic {
    let span = entry.key_span;
    let noun = instance.cursor.field().and_then(|field| field.noun);
    if let Some(noun) = instance.cursor.any_child().field().and_then(|field| field.noun) {
        return invalid_name(noun, key, span);
    }
    if key.contains('\u{A0}') {
        return no_break_space(key, span);
    }
    let error = |message: String| Diagnostic::error(codes::UNKNOWN_KEY, message, span);
    let owner = owner(instance, noun);
    let suggestion = fields::suggest(instance.cursor, key);
    if let Some(Suggestion::Similar(similar)) = suggestion {
        let diagnostic = error(format!("`{key}` is not a key of {owner}; did you mean `{similar}`?"));
        if instance.node.get(similar).is_some() {
            return diagnostic.help(format!(
                "There is a `{similar}` already. Move the entries of `{key}` there."
            ));
        }
        return diagnostic.fix(
            format!("Write `{similar}`"),
            Applicability::Safe,
            vec![Edit::new(span, similar)],
        );
    }
    match instance.path.map(FieldPath::last) {
        None if looks_like_service(&entry.node) => {
            error(format!("`{key}` looks like a service but is at the top level")).help("Move it below `services:`.")
        }
        Some(PathSegment::Key(name)) if noun == Some("service") && fields::root().has_field(name) => {
            error(format!("`{name}:` is inside `services:`, so it defines a service"))
                .help(format!("Move `{name}:` to column 1."))
        }
        _ => error(format!("`{key}` is not a key of {owner}")).help(match suggestion {
            Some(Suggestion::OfService) => format!("`{key}` belongs in a service."),
            Some(Suggestion::Below(parent)) => format!("`{key}` belongs under `{parent}`."),
            Some(Suggestion::OfTopLevel) => format!("`{key}` belongs at the top level, in column 1."),
            _ => "Remove it. Custom keys must begin with `x-`.".to_owned(),
        }),
    }
}

/// Returns what messages call the mapping that contains the key.
fn owner(instance: Instance<'_>, noun: Option<&str>) -> String {
    let segments = instance.path.map(FieldPath::segments).unwrap_or_default();
    match (noun, &segments[..]) {
        (Some(noun), _) => format!("a {noun}"),
        (None, [.., PathSegment::Key(key)]) => format!("`{key}`"),
        (None, [.., PathSegment::Key(key), PathSegment::Item(_)]) => format!("an item of `{key}`"),
        _ => "this mapping".to_owned(),
    }
}

fn looks_like_service(node: &Node) -> bool {
    TYPICAL_FIELDS.iter().any(|key| node.get(key).is_some())
}

/// Explains a key with no-break spaces, which text copied from a web page may contain.
fn no_break_space(key: &str, span: Span) -> Diagnostic {
    let name = key.trim_matches(['\u{A0}', ' ']);
    Diagnostic::error(
        codes::NO_BREAK_SPACE,
        format!("there are no-break spaces around `{name}`"),
        span,
    )
    .help("They often come from a web page. YAML treats them as part of the key. Replace them with spaces.")
    .fix(
        "Replace with spaces",
        Applicability::Safe,
        vec![Edit::new(span, key.replace('\u{A0}', " "))],
    )
}

fn invalid_name(noun: &str, key: &str, span: Span) -> Diagnostic {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let valid: String = key.chars().map(|c| if is_allowed(c) { c } else { '-' }).collect();
    let diagnostic = Diagnostic::error(codes::INVALID_NAME, format!("`{key}` is not a valid {noun} name"), span)
        .help("Names consist of letters, digits, `.`, `_` and `-`.");
    let has_letter = valid.contains(|c: char| c.is_ascii_alphanumeric());
    match has_letter {
        false => diagnostic,
        true => diagnostic.fix(
            format!("Write `{valid}`"),
            Applicability::ChangesBehavior,
            vec![Edit::new(span, valid)],
        ),
    }
}
