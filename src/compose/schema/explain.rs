//! Violations of the schema in our words, with what was probably meant.

use super::At;
use crate::compose::attributes::scalar::{describe_kind, text};
use crate::compose::fields::{self, Alternative, Cursor, FieldPath, Kind, PathSegment, Suggestion, ValueType};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::spelling::edit_distance;
use crate::yaml::{Entry, Node, Value};

/// What a place is called: `` `ports` ``, `` an item of `ports` ``, `` service `web` ``.
fn called(place: Option<&FieldPath<'_>>) -> String {
    let parts = place.map(FieldPath::segments).unwrap_or_default();
    match parts[..] {
        [] => "the file".to_owned(),
        [PathSegment::Key(section), PathSegment::Key(name)] => match one_of(section) {
            Some(one) => format!("{one} `{name}`"),
            None => format!("`{name}`"),
        },
        [.., PathSegment::Key(key)] => format!("`{key}`"),
        [.., PathSegment::Key(key), PathSegment::Item(_)] => format!("an item of `{key}`"),
        _ => "this item".to_owned(),
    }
}

fn one_of(section: &str) -> Option<&'static str> {
    Some(match section {
        "services" => "service",
        "networks" => "network",
        "volumes" => "volume",
        "secrets" => "secret",
        "configs" => "config",
        "models" => "model",
        _ => return None,
    })
}

/// A value of the wrong kind.
pub(super) fn wrong_type(at: At<'_>, kinds: &[Kind]) -> Diagnostic {
    let (node, name) = (at.node, called(at.place));
    if let Some(finding) = missing_blank(node, kinds) {
        return finding;
    }
    let wrong = |message: String, span: Span| Diagnostic::error(codes::WRONG_TYPE, message, span);
    let (list, mapping) = (kinds.contains(&Kind::Array), kinds.contains(&Kind::Object));
    match &node.value {
        Value::Null => {
            let finding = wrong(format!("{name} is empty"), at.key.unwrap_or(node.span));
            match is_service(at.place) {
                true => finding.help("A service needs at least an `image` or a `build`."),
                false => finding.help(format!("Give it {}, or remove it.", Kind::listed(kinds))),
            }
        }
        Value::Int(_) | Value::Float(_) | Value::Bool(_) if kinds.contains(&Kind::String) => unquoted(at, &name),
        Value::Int(number) if list && !mapping => {
            let finding = wrong(format!("{name} must be a list, but this is a number"), node.span);
            in_brackets(
                finding.help(format!("Write it as an item: `- {number}`.")),
                node,
                &number.to_string(),
            )
        }
        Value::String(condition) if is_dependency(at.place) && condition.starts_with("service_") => {
            let better = format!("{{ condition: {condition} }}");
            wrong(format!("{name} must be a mapping, but this is text"), node.span)
                .help(format!("Write `condition: {condition}` below it."))
                .fix(
                    "Write \"condition:\"",
                    Applicability::Safe,
                    replaced(node.span, &better),
                )
        }
        Value::String(value) if list && !mapping => {
            let finding = wrong(format!("{name} must be a list, but this is text"), node.span);
            in_brackets(finding.help(format!("Write it as an item: `- {value}`.")), node, value)
        }
        Value::String(value) if list && mapping && value.contains('=') => {
            let finding = wrong(
                format!("{name} must be a mapping or a list, but this is text"),
                node.span,
            );
            in_brackets(finding.help(format!("Write it as an item: `- {value}`.")), node, value)
        }
        Value::Mapping(entries) if list && !mapping => {
            let finding = wrong(format!("{name} must be a list, but this is a mapping"), node.span);
            match entries.first() {
                Some((key, entry)) => {
                    let value = text(&entry.node.value).unwrap_or_default();
                    finding.help(format!("Begin each item with `-`, as in `- {key}:{value}`."))
                }
                None => finding.help("Write `[]` for an empty list."),
            }
        }
        value => wrong(
            format!(
                "{name} must be {}, but this is {}",
                Kind::listed(kinds),
                describe_kind(value)
            ),
            node.span,
        ),
    }
}

/// A number or truth value where only text is taken.
fn unquoted(at: At<'_>, name: &str) -> Diagnostic {
    let (node, value) = (at.node, text(&at.node.value).unwrap_or_default());
    let form = at.cursor.field().map(|field| field.value_type);
    let number = matches!(node.value, Value::Int(_) | Value::Float(_));
    let error = |message: String| Diagnostic::error(codes::WRONG_TYPE, message, node.span);
    match form {
        Some(ValueType::Duration | ValueType::DurationUnlessZero) if number => {
            let better = format!("{value}s");
            error(format!("{name} is a duration, and `{value}` has no unit"))
                .help(format!(
                    "Write a number with a unit - ms, s, m or h - such as `{better}`."
                ))
                .fix(
                    format!("Write {better}"),
                    Applicability::Safe,
                    replaced(node.span, &better),
                )
        }
        Some(ValueType::Bytes) if number => error(format!("{name} is a size, and `{value}` has no unit"))
            .help(format!("Write it with b, k, m or g, such as `{value}m`.")),
        _ if is_restart(at.place) && node.value == Value::Bool(false) => {
            error(format!("{name} must be text, and `false` is none of its words"))
                .help("The word for no restarts is `\"no\"`, in quotes.")
                .fix("Write \"no\"", Applicability::Safe, replaced(node.span, "\"no\""))
        }
        _ => error(format!("{name} must be text, but `{value}` is not"))
            .help("Put it in quotes.")
            .fix("Put it in quotes", Applicability::Safe, quotes(node.span)),
    }
}

fn is_dependency(place: Option<&FieldPath<'_>>) -> bool {
    place.is_some_and(|place| {
        matches!(
            place.segments()[..],
            [_, _, PathSegment::Key("depends_on"), PathSegment::Key(_)]
        )
    })
}

fn is_restart(place: Option<&FieldPath<'_>>) -> bool {
    place.is_some_and(|place| place.last() == PathSegment::Key("restart"))
}

fn replaced(span: Span, text: &str) -> Vec<Edit> {
    vec![Edit {
        span,
        text: text.to_owned(),
    }]
}

/// Offers to make a list of one text, unless the text might read differently inside brackets.
fn in_brackets(finding: Diagnostic, node: &Node, value: &str) -> Diagnostic {
    let plain = !value.is_empty() && !value.contains([',', '[', ']', '{', '}', '#', '\n', '"', '\'', '\\']);
    if !plain {
        return finding;
    }
    let edits = [(node.span.start_point(), "["), (node.span.end_point(), "]")];
    let edits = edits.map(|(span, text)| Edit {
        span,
        text: text.to_owned(),
    });
    finding.fix("Make it a list", Applicability::Safe, edits.into())
}

fn is_service(place: Option<&FieldPath<'_>>) -> bool {
    place.is_some_and(|place| {
        matches!(
            place.segments()[..],
            [PathSegment::Key("services"), PathSegment::Key(_)]
        )
    })
}

fn quotes(span: Span) -> Vec<Edit> {
    [span.start_point(), span.end_point()]
        .map(|span| Edit {
            span,
            text: "\"".to_owned(),
        })
        .into()
}

/// `image:nginx` for a mapping, `-"80:80"` for a list.
fn missing_blank(node: &Node, kinds: &[Kind]) -> Option<Diagnostic> {
    let value = node.as_str()?;
    // What stands in quotes is meant as one text.
    if node.span.range().len() != value.len() {
        return None;
    }
    if kinds.contains(&Kind::Object)
        && let Some((key, _)) = value.split_once(':')
        && !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        && !value.contains('\n')
    {
        let service = fields::root().child("services").child("any");
        if service.has_field(key) {
            let at = node.span.start as usize + key.len() + 1;
            let span = Span::new(node.span.file, at..at);
            return Some(blank(span, node.span, format!("missing space after `{key}:`")));
        }
    }
    if kinds.contains(&Kind::Array) && value.starts_with('-') && !value.starts_with("- ") {
        let at = node.span.start as usize + 1;
        let span = Span::new(node.span.file, at..at);
        return Some(blank(span, node.span, "missing space after `-`".to_owned()));
    }
    None
}

fn blank(at: Span, span: Span, message: String) -> Diagnostic {
    Diagnostic::error(codes::MISSING_SPACE, message, span)
        .help("YAML needs a space there; without it all of this is one text.")
        .fix(
            "Insert a space",
            Applicability::Safe,
            vec![Edit {
                span: at,
                text: " ".to_owned(),
            }],
        )
}

/// What stands where a mapping of fields must: a service that is a text or a list. The upstream text is
/// the caller's.
pub fn explain_not_a_mapping(node: &Node, name: &str) -> Diagnostic {
    let place = FieldPath::top_level("services");
    let place = place.child(name);
    if let Some(finding) = missing_blank(node, &[Kind::Object]) {
        return finding;
    }
    match &node.value {
        Value::String(value) if !value.contains([' ', '\n']) => Diagnostic::error(
            codes::WRONG_TYPE,
            format!("{} needs keys, but this is text", called(Some(&place))),
            node.span,
        )
        .help(format!(
            "If `{value}` is its image, write `{name}: {{ image: {value} }}`."
        ))
        .fix(
            format!("Write \"image: {value}\""),
            Applicability::ChangesBehavior,
            vec![Edit {
                span: node.span,
                text: format!("{{ image: {value} }}"),
            }],
        ),
        _ => {
            let (key, cursor) = (None, Cursor::outside());
            let place = Some(&place);
            wrong_type(
                At {
                    node,
                    key,
                    cursor,
                    place,
                },
                &[Kind::Object],
            )
        }
    }
}

/// A date where no date can be.
pub(super) fn date(node: &Node, place: Option<&FieldPath<'_>>) -> Diagnostic {
    let name = called(place);
    Diagnostic::error(codes::WRONG_TYPE, format!("{name} is a date without quotes"), node.span)
        .help("YAML reads this as a date, which Compose refuses here; put it in quotes.")
        .fix("Put it in quotes", Applicability::Safe, quotes(node.span))
}

/// A key that must be there and is not.
pub(super) fn missing_key(at: At<'_>, key: &str) -> Diagnostic {
    let name = called(at.place);
    let help = match key {
        "condition" => "Add `condition: service_healthy` or `condition: service_started`.".to_owned(),
        "type" => "Add `type: bind`, `type: volume` or `type: tmpfs`.".to_owned(),
        "capabilities" => "Add `capabilities: [gpu]`.".to_owned(),
        key => format!("Add `{key}:`."),
    };
    Diagnostic::error(
        codes::MISSING_KEY,
        format!("{name} lacks `{key}`"),
        at.key.unwrap_or(at.node.span),
    )
    .help(help)
}

/// A key that may not be there.
pub(super) fn unknown_key(cursor: Cursor, entry: &Entry, place: Option<&FieldPath<'_>>, key: &str) -> Diagnostic {
    let parts = place.map(FieldPath::segments).unwrap_or_default();
    if let [PathSegment::Key(section)] = parts[..]
        && one_of(section).is_some()
    {
        return bad_name(section, key, entry.key_span);
    }
    let code = codes::UNKNOWN_KEY;
    if key.contains('\u{A0}') {
        return no_break_space(key, entry.key_span);
    }
    let suggestion = fields::suggest(cursor, key);
    if let Some(Suggestion::Similar(known)) = suggestion {
        let message = format!("`{key}` is not a key of {}; did you mean `{known}`?", owner(&parts));
        return Diagnostic::error(code, message, entry.key_span).fix(
            format!("Write \"{known}\""),
            Applicability::Safe,
            vec![Edit {
                span: entry.key_span,
                text: known.to_owned(),
            }],
        );
    }
    match parts[..] {
        [] if looks_like_service(&entry.node) => Diagnostic::error(
            code,
            format!("`{key}` looks like a service but stands at top level"),
            entry.key_span,
        )
        .help("Put it under `services:`."),
        [PathSegment::Key("services"), PathSegment::Key(section)] if fields::root().has_field(section) => {
            Diagnostic::error(
                code,
                format!("this `{section}:` is inside `services:`, so it is read as a service"),
                entry.key_span,
            )
            .help(format!("Move `{section}:` to column 1."))
        }
        _ => {
            let finding = Diagnostic::error(
                code,
                format!("`{key}` is not a key of {}", owner(&parts)),
                entry.key_span,
            );
            match suggestion {
                Some(Suggestion::OfService) => finding.help(format!("`{key}` belongs to a service.")),
                Some(Suggestion::Below(parent)) => finding.help(format!("`{key}` belongs under `{parent}`.")),
                Some(Suggestion::OfTop) => finding.help(format!("`{key}` belongs at top level, in column 1.")),
                _ => finding.help("Remove it; keys of your own must begin with `x-`."),
            }
        }
    }
}

/// Text copied from a web page: YAML takes its blanks for a part of the name.
fn no_break_space(key: &str, span: Span) -> Diagnostic {
    let name = key.trim_matches(['\u{A0}', ' ']);
    Diagnostic::error(
        codes::NO_BREAK_SPACE,
        format!("there are no-break spaces around `{name}`"),
        span,
    )
    .help("They come from a web page, and YAML takes them for a part of the name; use spaces.")
    .fix(
        "Write spaces",
        Applicability::Safe,
        replaced(span, &key.replace('\u{A0}', " ")),
    )
}

fn owner(parts: &[PathSegment<'_>]) -> String {
    match parts {
        [] => "a compose file".to_owned(),
        [PathSegment::Key("services"), PathSegment::Key(_)] => "a service".to_owned(),
        [PathSegment::Key(section), PathSegment::Key(_)] => match one_of(section) {
            Some(one) => format!("a {one}"),
            None => format!("`{section}`"),
        },
        [.., PathSegment::Key(key)] => format!("`{key}`"),
        [.., PathSegment::Key(key), PathSegment::Item(_)] => format!("an item of `{key}`"),
        _ => "this mapping".to_owned(),
    }
}

fn looks_like_service(node: &Node) -> bool {
    ["image", "build", "command", "ports", "environment", "depends_on"]
        .iter()
        .any(|key| node.get(key).is_some())
}

fn bad_name(section: &str, key: &str, span: Span) -> Diagnostic {
    let one = one_of(section).unwrap_or("key");
    let better: String = key
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
                c
            } else {
                '-'
            }
        })
        .collect();
    let finding = Diagnostic::error(codes::INVALID_NAME, format!("`{key}` is not a name for a {one}"), span)
        .help("Names use letters, digits, `.`, `_` and `-`.");
    match better.is_empty() {
        true => finding,
        false => finding.fix(
            format!("Write \"{better}\""),
            Applicability::ChangesBehavior,
            vec![Edit { span, text: better }],
        ),
    }
}

/// Two equal items of a list.
pub(super) fn equal_items(first: &Node, second: &Node, place: Option<&FieldPath<'_>>) -> Diagnostic {
    let name = called(place);
    Diagnostic::error(
        codes::DUPLICATE_ITEM,
        format!("{name} holds the same item twice"),
        second.span,
    )
    .and(first.span, "first here")
    .help("Remove one of them.")
}

/// A text that is none of the words allowed.
pub(super) fn unknown_word(node: &Node, place: Option<&FieldPath<'_>>, words: &[&'static str]) -> Diagnostic {
    let value = node.as_str().unwrap_or_default();
    let listed: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let nearest = words
        .iter()
        .map(|word| (edit_distance(value, word), *word))
        .filter(|&(distance, word)| distance <= word.len() / 3)
        .min();
    let message = format!("`{value}` is not a value of {}", called(place));
    let finding = Diagnostic::error(codes::UNKNOWN_VALUE, message, node.span).help(match words {
        [only] => format!("It can only be `{only}`."),
        _ => format!("It can be {}.", listed.join(", ")),
    });
    match nearest {
        Some((distance, word)) => finding.fix(
            format!("Write \"{word}\""),
            if distance <= 2 {
                Applicability::Safe
            } else {
                Applicability::ChangesBehavior
            },
            vec![Edit {
                span: node.span,
                text: word.to_owned(),
            }],
        ),
        None => finding,
    }
}

/// A text that lacks what a pattern looks for.
pub(super) fn unfitting(node: &Node, place: Option<&FieldPath<'_>>, pattern: &str) -> Diagnostic {
    let value = node.as_str().unwrap_or_default();
    let finding = Diagnostic::error(
        codes::INVALID_VALUE,
        format!("`{value}` is not a value of {}", called(place)),
        node.span,
    );
    match place.map(|place| place.last()) {
        Some(PathSegment::Key("container_name")) => {
            finding.help("A container's name has at least two letters or digits; `_`, `.` and `-` may follow.")
        }
        Some(PathSegment::Key("pull_policy")) => finding
            .help("Use `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_` with a time like `12h`."),
        _ => finding.help(format!("It must match `{pattern}`.")),
    }
}

/// A number too small or too large.
pub(super) fn out_of_range(node: &Node, place: Option<&FieldPath<'_>>, alternative: &Alternative) -> Diagnostic {
    let value = text(&node.value).unwrap_or_default();
    let message = format!("{value} is out of range for {}", called(place));
    Diagnostic::error(codes::OUT_OF_RANGE, message, node.span).help(match (alternative.minimum, alternative.maximum) {
        (Some(minimum), Some(maximum)) => format!("It goes from {minimum} to {maximum}."),
        (Some(minimum), None) => format!("It is at least {minimum}."),
        (None, Some(maximum)) => format!("It is at most {maximum}."),
        (None, None) => "Choose another value.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::compose::schema::validate;
    use crate::source::Workspace;
    use crate::yaml;

    /// Applies the first fix of the first finding to a file.
    fn fixed(text: &str) -> (String, Option<String>) {
        let mut files = Workspace::new("/w");
        let id = files.set("compose.yaml", text);
        let root = yaml::parse(id, files.file(id)).documents.remove(0).root;
        let finding = validate(&root).diagnostics.remove(0);
        let fix = finding.fixes.first().map(|fix| {
            let mut edits = fix.edits.clone();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
            edits.iter().fold(text.to_owned(), |mut text, edit| {
                text.replace_range(edit.span.range(), &edit.text);
                text
            })
        });
        (finding.message, fix)
    }

    #[test]
    fn findings_say_what_was_meant() {
        for (text, message, fix) in [
            (
                "services: {a: {imag: x}}",
                "`imag` is not a key of a service; did you mean `image`?",
                Some("services: {a: {image: x}}"),
            ),
            (
                "web: {image: x}",
                "`web` looks like a service but stands at top level",
                None,
            ),
            (
                "services: {volumes: {pgdata: {}}}",
                "this `volumes:` is inside `services:`, so it is read as a service",
                None,
            ),
            (
                "services: {my app: {image: x}}",
                "`my app` is not a name for a service",
                Some("services: {my-app: {image: x}}"),
            ),
            (
                "services: {a: {restart: false}}",
                "`restart` must be text, and `false` is none of its words",
                Some("services: {a: {restart: \"no\"}}"),
            ),
            (
                "services: {a: {stop_grace_period: 10}}",
                "`stop_grace_period` is a duration, and `10` has no unit",
                Some("services: {a: {stop_grace_period: 10s}}"),
            ),
            (
                "services: {a: {image: 1.5}}",
                "`image` must be text, but `1.5` is not",
                Some("services: {a: {image: \"1.5\"}}"),
            ),
            (
                "services: {a: {profiles: debug}}",
                "`profiles` must be a list, but this is text",
                Some("services: {a: {profiles: [debug]}}"),
            ),
            (
                "services:\n  a:\n    ports:\n      -\"80:80\"",
                "missing space after `-`",
                Some("services:\n  a:\n    ports:\n      - \"80:80\""),
            ),
            (
                "services: {a: {depends_on: {b: {condition: service_healty}}}}",
                "`service_healty` is not a value of `condition`",
                Some("services: {a: {depends_on: {b: {condition: service_healthy}}}}"),
            ),
            ("services: {a: {depends_on: {b: {}}}}", "`b` lacks `condition`", None),
        ] {
            let (said, offered) = fixed(text);
            assert_eq!((said.as_str(), offered.as_deref()), (message, fix), "{text}");
        }
    }
}
