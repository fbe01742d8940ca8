//! Explanations of schema violations in our words, with the value that was probably meant.

mod unknown_key;

pub(super) use unknown_key::unknown_key;

use super::Instance;
use crate::compose::attributes::{kind, scalar};
use crate::compose::field_path::{FieldPath, PathSegment};
use crate::compose::fields::{self, Alternative, Field, Kind, ValueType};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::spelling::edit_distance;
use crate::yaml::{Node, Value};

/// Returns what messages call a value: `` `ports` ``, `` an item of `ports` ``, `` service `web` ``.
fn name_of(instance: Instance<'_>) -> String {
    let segments = instance.path.map(FieldPath::segments).unwrap_or_default();
    let noun = instance.cursor.field().and_then(|field| field.noun);
    match (noun, &segments[..]) {
        (_, []) => "the Compose file".to_owned(),
        (Some(noun), [.., PathSegment::Key(key)]) => format!("{noun} `{key}`"),
        (None, [.., PathSegment::Key(key)]) => format!("`{key}`"),
        (_, [.., PathSegment::Key(key), PathSegment::Item(_)]) => format!("an item of `{key}`"),
        _ => "this item".to_owned(),
    }
}

fn hint_of(field: Option<&Field>) -> Option<&'static str> {
    field.and_then(|field| field.hint)
}

/// Explains a value of a kind that the schema does not accept.
pub(super) fn wrong_type(instance: Instance<'_>, kinds: &[Kind]) -> Diagnostic {
    let (node, name) = (instance.node, name_of(instance));
    let field = instance.cursor.field();
    if let Some(diagnostic) = missing_space(node, kinds) {
        return diagnostic;
    }
    if let Some(explain) = field.and_then(|field| field.explain)
        && let Some(diagnostic) = explain(node, &name)
    {
        return diagnostic;
    }
    match &node.value {
        Value::Null => {
            let span = instance.key_span.unwrap_or(node.span);
            let general_help = || format!("Write {}, or remove the key.", Kind::describe(kinds));
            Diagnostic::error(codes::WRONG_TYPE, format!("{name} is empty"), span)
                .help(hint_of(field).map_or_else(general_help, str::to_owned))
        }
        Value::Int(_) | Value::Float(_) | Value::Bool(_) if kinds.contains(&Kind::String) => {
            not_a_string(node, &name, field)
        }
        value => {
            let (expected, found) = (Kind::describe(kinds), kind::describe(value));
            let message = format!("{name} must be {expected}, but this is {found}");
            let diagnostic = Diagnostic::error(codes::WRONG_TYPE, message, node.span);
            with_list_help(diagnostic, node, kinds)
        }
    }
}

/// Explains how to write a value as a list, if the field accepts lists.
fn with_list_help(diagnostic: Diagnostic, node: &Node, kinds: &[Kind]) -> Diagnostic {
    let (accepts_list, accepts_mapping) = (kinds.contains(&Kind::Array), kinds.contains(&Kind::Object));
    let item = match &node.value {
        Value::Int(number) if accepts_list && !accepts_mapping => number.to_string(),
        Value::String(text) if accepts_list && (!accepts_mapping || text.contains('=')) => text.to_string(),
        Value::Mapping(entries) if accepts_list && !accepts_mapping => {
            return match entries.first() {
                Some((key, entry)) => {
                    let value = scalar::to_text(&entry.node.value).unwrap_or_default();
                    diagnostic.help(format!("Begin each item with `-`, as in `- {key}:{value}`."))
                }
                None => diagnostic.help("Write `[]` for an empty list."),
            };
        }
        _ => return diagnostic,
    };
    let diagnostic = diagnostic.help(format!("Write it as a list item: `- {item}`."));
    let keeps_meaning = !item.is_empty() && !item.contains([',', '[', ']', '{', '}', '#', '\n', '"', '\'', '\\']);
    match keeps_meaning {
        true => diagnostic.fix("Make it a list", Applicability::Safe, surround(node.span, "[", "]")),
        false => diagnostic,
    }
}

/// Explains a number or boolean where only a string is accepted.
fn not_a_string(node: &Node, name: &str, field: Option<&Field>) -> Diagnostic {
    let value = scalar::to_text(&node.value).unwrap_or_default();
    let is_number = matches!(node.value, Value::Int(_) | Value::Float(_));
    let error = |message: String| Diagnostic::error(codes::WRONG_TYPE, message, node.span);
    match field.map(|field| field.value_type) {
        Some(ValueType::Duration) if is_number => {
            let duration = format!("{value}s");
            error(format!("{name} is a duration, and `{value}` has no unit"))
                .help(format!(
                    "Write a number with one of the units ms, s, m and h, such as `{duration}`."
                ))
                .fix(
                    format!("Write `{duration}`"),
                    Applicability::Safe,
                    vec![Edit::new(node.span, duration)],
                )
        }
        Some(ValueType::Bytes) if is_number => error(format!("{name} is a size, and `{value}` has no unit")).help(
            format!("Write a number with one of the units b, k, m and g, such as `{value}m`."),
        ),
        // Docker Compose also converts quoted text to the type of these fields.
        Some(_) if field.is_some_and(|field| field.cast.is_some()) => error(format!(
            "{name} must be a whole number, but `{value}` is {}",
            kind::describe(&node.value)
        )),
        _ => error(format!(
            "{name} must be a string, but `{value}` is {}",
            kind::describe(&node.value)
        ))
        .help("Put it in quotes.")
        .fix("Put it in quotes", Applicability::Safe, surround(node.span, "\"", "\"")),
    }
}

fn surround(span: Span, before: &str, after: &str) -> Vec<Edit> {
    vec![
        Edit::new(span.start_point(), before),
        Edit::new(span.end_point(), after),
    ]
}

/// Detects `image:nginx` in place of a mapping and `-"80:80"` in place of a list.
fn missing_space(node: &Node, kinds: &[Kind]) -> Option<Diagnostic> {
    let text = node.as_str()?;
    // A quoted text is intended to be one string.
    if node.span.range().len() != text.len() {
        return None;
    }
    let error = |position: usize, after: &str| {
        let position = node.span.start as usize + position;
        let insertion = Span::new(node.span.file, position..position);
        Diagnostic::error(
            codes::MISSING_SPACE,
            format!("missing space after `{after}`"),
            node.span,
        )
        .help("YAML needs a space there. Without it the whole text is one string.")
        .fix("Insert a space", Applicability::Safe, vec![Edit::new(insertion, " ")])
    };
    if kinds.contains(&Kind::Object)
        && let Some((key, _)) = text.split_once(':')
        && !text.contains('\n')
        && fields::root().child("services").any_child().has_field(key)
    {
        return Some(error(key.len() + 1, &format!("{key}:")));
    }
    if kinds.contains(&Kind::Array) && text.starts_with('-') && !text.starts_with("- ") {
        return Some(error(1, "-"));
    }
    None
}

/// Explains a service that is not a mapping. The caller adds the text of Docker Compose.
pub fn explain_not_a_mapping(node: &Node, name: &str) -> Diagnostic {
    let services = FieldPath::top_level("services");
    let service = Instance {
        node,
        key_span: None,
        cursor: fields::root().child("services").any_child(),
        path: Some(&services.child(name)),
    };
    let image = node.as_str().filter(|text| !text.contains([' ', '\n']));
    let Some(image) = image.filter(|_| missing_space(node, &[Kind::Object]).is_none()) else {
        return wrong_type(service, &[Kind::Object]);
    };
    Diagnostic::error(
        codes::WRONG_TYPE,
        format!("service `{name}` must be a mapping, but this is a string"),
        node.span,
    )
    .help(format!(
        "If `{image}` is its image, write `{name}: {{ image: {image} }}`."
    ))
    .fix(
        format!("Write `image: {image}`"),
        Applicability::ChangesBehavior,
        vec![Edit::new(node.span, format!("{{ image: {image} }}"))],
    )
}

/// Explains a date, which no field accepts.
pub(super) fn date(instance: Instance<'_>) -> Diagnostic {
    let span = instance.node.span;
    Diagnostic::error(
        codes::WRONG_TYPE,
        format!("{} is a date without quotes", name_of(instance)),
        span,
    )
    .help("YAML parses this as a date, which is not allowed here. Put it in quotes.")
    .fix("Put it in quotes", Applicability::Safe, surround(span, "\"", "\""))
}

/// Explains a missing key.
pub(super) fn missing_key(instance: Instance<'_>, key: &str) -> Diagnostic {
    let hint = hint_of(instance.cursor.child(key).field());
    Diagnostic::error(
        codes::MISSING_KEY,
        format!("{} is missing `{key}`", name_of(instance)),
        instance.key_span.unwrap_or(instance.node.span),
    )
    .help(hint.map_or_else(|| format!("Add `{key}:`."), str::to_owned))
}

/// Explains two equal items of a list.
pub(super) fn equal_items(instance: Instance<'_>, first: &Node, second: &Node) -> Diagnostic {
    Diagnostic::error(
        codes::DUPLICATE_ITEM,
        format!("{} contains the same item twice", name_of(instance)),
        second.span,
    )
    .label(first.span, "first here")
    .help("Remove one of them.")
}

/// Explains a text that is not one of the allowed values.
pub(super) fn unknown_value(instance: Instance<'_>, text: &str, allowed: &[&'static str]) -> Diagnostic {
    let quoted: Vec<String> = allowed.iter().map(|value| format!("`{value}`")).collect();
    let diagnostic = Diagnostic::error(
        codes::UNKNOWN_VALUE,
        format!("`{text}` is not a valid value of {}", name_of(instance)),
        instance.node.span,
    )
    .help(match allowed {
        [only] => format!("The only valid value is `{only}`."),
        _ => format!("Valid values are {}.", quoted.join(", ")),
    });
    let nearest = allowed
        .iter()
        .map(|value| (edit_distance(text, value), *value))
        .filter(|&(distance, value)| distance <= value.len() / 3)
        .min();
    let Some((distance, value)) = nearest else {
        return diagnostic;
    };
    let applicability = match distance {
        0..=2 => Applicability::Safe,
        _ => Applicability::ChangesBehavior,
    };
    let edit = Edit::new(instance.node.span, value);
    diagnostic.fix(format!("Write `{value}`"), applicability, vec![edit])
}

/// Explains a text that does not match the pattern of its field.
pub(super) fn pattern_mismatch(instance: Instance<'_>, text: &str, pattern: &str) -> Diagnostic {
    let hint = hint_of(instance.cursor.field());
    Diagnostic::error(
        codes::INVALID_VALUE,
        format!("`{text}` is not a valid value of {}", name_of(instance)),
        instance.node.span,
    )
    .help(hint.map_or_else(|| format!("The value must match `{pattern}`."), str::to_owned))
}

/// Explains a number that is too small or too large.
pub(super) fn out_of_range(instance: Instance<'_>, alternative: &Alternative) -> Diagnostic {
    let value = scalar::to_text(&instance.node.value).unwrap_or_default();
    let help = match (alternative.minimum, alternative.maximum) {
        (Some(minimum), Some(maximum)) => format!("Valid values are {minimum} to {maximum}."),
        (Some(minimum), None) => format!("The minimum is {minimum}."),
        (None, Some(maximum)) => format!("The maximum is {maximum}."),
        (None, None) => "Choose another value.".to_owned(),
    };
    Diagnostic::error(
        codes::OUT_OF_RANGE,
        format!("{value} is out of range for {}", name_of(instance)),
        instance.node.span,
    )
    .help(help)
}

#[cfg(test)]
mod tests {
    use crate::compose::schema::validate;
    use crate::source::Workspace;
    use crate::yaml;

    /// Returns the message of the first diagnostic, and the file after its first fix.
    fn explain_and_fix(text: &str) -> (String, Option<String>) {
        let mut files = Workspace::new("/w");
        let id = files.set("compose.yaml", text);
        let root = yaml::parse(id, files.file(id)).documents.remove(0).root;
        let diagnostic = validate(&root).diagnostics.remove(0);
        let fixed = diagnostic.fixes.first().map(|fix| {
            let mut edits = fix.edits.clone();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
            edits.iter().fold(text.to_owned(), |mut text, edit| {
                text.replace_range(edit.span.range(), &edit.text);
                text
            })
        });
        (diagnostic.message, fixed)
    }

    #[test]
    fn violations_are_explained_and_fixed() {
        for (text, message, fixed) in [
            (
                "services: {a: {imag: x}}",
                "`imag` is not a key of a service; did you mean `image`?",
                Some("services: {a: {image: x}}"),
            ),
            (
                "web: {image: x}",
                "`web` looks like a service but is at the top level",
                None,
            ),
            (
                "services: {volumes: {pgdata: {}}}",
                "`volumes:` is inside `services:`, so it defines a service",
                None,
            ),
            (
                "services: {my app: {image: x}}",
                "`my app` is not a valid service name",
                Some("services: {my-app: {image: x}}"),
            ),
            (
                "services: {日本語: {image: x}}",
                "`日本語` is not a valid service name",
                None,
            ),
            (
                "services: {a: {restart: false}}",
                "`restart` must be a string, but this is a boolean",
                Some("services: {a: {restart: \"no\"}}"),
            ),
            (
                "services: {a: {stop_grace_period: 10}}",
                "`stop_grace_period` is a duration, and `10` has no unit",
                Some("services: {a: {stop_grace_period: 10s}}"),
            ),
            (
                "services: {a: {image: 1.5}}",
                "`image` must be a string, but `1.5` is a number",
                Some("services: {a: {image: \"1.5\"}}"),
            ),
            (
                "services: {a: {profiles: debug}}",
                "`profiles` must be a list, but this is a string",
                Some("services: {a: {profiles: [debug]}}"),
            ),
            (
                "services:\n  a:\n    ports:\n      -\"80:80\"",
                "missing space after `-`",
                Some("services:\n  a:\n    ports:\n      - \"80:80\""),
            ),
            (
                "services: {a: {depends_on: {b: {condition: service_healty}}}}",
                "`service_healty` is not a valid value of `condition`",
                Some("services: {a: {depends_on: {b: {condition: service_healthy}}}}"),
            ),
            (
                "services: {a: {depends_on: {b: {}}}}",
                "`b` is missing `condition`",
                None,
            ),
        ] {
            let explained = explain_and_fix(text);
            let expected = (message.to_owned(), fixed.map(str::to_owned));
            assert_eq!(explained, expected, "{text}");
        }
    }
}
