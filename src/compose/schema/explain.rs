//! Violations of the schema in our words, with what was probably meant.

use crate::compose::attributes::scalar::{kind_name, text};
use crate::compose::fields::{self, Alternative, Cursor, Kind, Part, Place, Suggestion};
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::Span;
use crate::yaml::{Mapping, Node, Value};

/// What a place is called: `` `ports` ``, `` an item of `ports` ``, `` service `web` ``.
fn called(place: Option<&Place<'_>>) -> String {
    let parts = place.map(Place::parts).unwrap_or_default();
    match parts[..] {
        [] => "the file".to_owned(),
        [Part::Key(section), Part::Key(name)] => match one_of(section) {
            Some(one) => format!("{one} `{name}`"),
            None => format!("`{name}`"),
        },
        [.., Part::Key(key)] => format!("`{key}`"),
        [.., Part::Key(key), Part::Item(_)] => format!("an item of `{key}`"),
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

fn wanted(kinds: &[Kind]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for kind in kinds {
        let word = match kind {
            Kind::Null => continue,
            Kind::Boolean => "true or false",
            Kind::Integer => "a whole number",
            Kind::Number => "a number",
            Kind::String => "text",
            Kind::Array => "a list",
            Kind::Object => "a mapping",
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// A value of the wrong kind.
pub(super) fn wrong_type(node: &Node, place: Option<&Place<'_>>, kinds: &[Kind]) -> Diagnostic {
    if let Some(finding) = missing_blank(node, kinds) {
        return finding;
    }
    let code = "wrong-type";
    let name = called(place);
    match &node.value {
        Value::Null if kinds.contains(&Kind::Object) && is_service(place) => {
            Diagnostic::error(code, format!("{name} is empty"), node.span)
                .help("a service needs at least an `image` or a `build`")
        }
        Value::Null => Diagnostic::error(code, format!("{name} is empty"), node.span)
            .help(format!("give it {}, or remove it", wanted(kinds))),
        Value::Int(_) | Value::Float(_) | Value::Bool(_) if kinds.contains(&Kind::String) => {
            let value = text(&node.value).unwrap_or_default();
            let quoted = Diagnostic::error(code, format!("{name} must be text, but `{value}` is not"), node.span);
            quoted
                .help("put it in quotes")
                .fix("Put it in quotes", Applicability::Safe, quotes(node.span))
        }
        Value::String(value) if kinds.contains(&Kind::Array) && !kinds.contains(&Kind::Object) => {
            Diagnostic::error(code, format!("{name} must be a list, but this is text"), node.span)
                .help(format!("write it as an item: `- {value}`"))
        }
        Value::Mapping(mapping) if kinds.contains(&Kind::Array) && !kinds.contains(&Kind::Object) => {
            let finding = Diagnostic::error(code, format!("{name} must be a list, but this is a mapping"), node.span);
            match mapping.first() {
                Some((key, _)) => finding.help(format!("begin each item with `-`, as in `- {key}:...`")),
                None => finding.help("write `[]` for an empty list"),
            }
        }
        value => Diagnostic::error(
            code,
            format!("{name} must be {}, but this is {}", wanted(kinds), kind_name(value)),
            node.span,
        ),
    }
}

fn is_service(place: Option<&Place<'_>>) -> bool {
    place.is_some_and(|place| matches!(place.parts()[..], [Part::Key("services"), Part::Key(_)]))
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
    if kinds.contains(&Kind::Object)
        && let Some((key, _)) = value.split_once(':')
        && !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        && !value.contains('\n')
    {
        let service = fields::root().child("services").child("any");
        if service.knows(key) {
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
    Diagnostic::error("missing-space", message, span)
        .help("YAML needs a space there; without it all of this is one text")
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
pub fn not_a_mapping(node: &Node, name: &str) -> Diagnostic {
    let place = Place::top("services");
    let place = place.key(name);
    if let Some(finding) = missing_blank(node, &[Kind::Object]) {
        return finding;
    }
    match &node.value {
        Value::String(value) if !value.contains([' ', '\n']) => Diagnostic::error(
            "wrong-type",
            format!("{} needs keys, but this is text", called(Some(&place))),
            node.span,
        )
        .help(format!(
            "if `{value}` is its image, write `{name}: {{ image: {value} }}`"
        ))
        .fix(
            format!("Write \"image: {value}\""),
            Applicability::ChangesBehaviour,
            vec![Edit {
                span: node.span,
                text: format!("{{ image: {value} }}"),
            }],
        ),
        _ => wrong_type(node, Some(&place), &[Kind::Object]),
    }
}

/// A date where no date can be.
pub(super) fn date(node: &Node, place: Option<&Place<'_>>) -> Diagnostic {
    let name = called(place);
    Diagnostic::error("wrong-type", format!("{name} is a date without quotes"), node.span)
        .help("YAML reads this as a date, which Compose refuses here; put it in quotes")
        .fix("Put it in quotes", Applicability::Safe, quotes(node.span))
}

/// A key that must be there and is not.
pub(super) fn missing_key(node: &Node, place: Option<&Place<'_>>, key: &str) -> Diagnostic {
    let name = called(place);
    let help = match key {
        "condition" => "add `condition: service_healthy` or `condition: service_started`".to_owned(),
        "type" => "add `type: bind`, `type: volume` or `type: tmpfs`".to_owned(),
        "capabilities" => "add `capabilities: [gpu]`".to_owned(),
        key => format!("add `{key}:`"),
    };
    Diagnostic::error("missing-key", format!("{name} lacks `{key}`"), node.span).help(help)
}

/// A key that may not be there.
pub(super) fn unknown_key(cursor: Cursor, mapping: &Mapping, place: Option<&Place<'_>>, key: &str) -> Diagnostic {
    let entry = &mapping[key];
    let parts = place.map(Place::parts).unwrap_or_default();
    if let [Part::Key(section)] = parts[..]
        && one_of(section).is_some()
    {
        return bad_name(section, key, entry.key);
    }
    let code = "unknown-key";
    let suggestion = fields::suggest(cursor, key);
    if let Some(Suggestion::Similar(known)) = suggestion {
        let message = format!("`{key}` is not a key of {}; did you mean `{known}`?", owner(&parts));
        return Diagnostic::error(code, message, entry.key).fix(
            format!("Write \"{known}\""),
            Applicability::Safe,
            vec![Edit {
                span: entry.key,
                text: known.to_owned(),
            }],
        );
    }
    match parts[..] {
        [] if looks_like_service(&entry.node) => Diagnostic::error(
            code,
            format!("`{key}` looks like a service but stands at top level"),
            entry.key,
        )
        .help("put it under `services:`"),
        [Part::Key("services"), Part::Key(section)] if fields::root().knows(section) => Diagnostic::error(
            code,
            format!("this `{section}:` is inside `services:`, so it is read as a service"),
            entry.key,
        )
        .help(format!("move `{section}:` to column 1")),
        _ => {
            let finding = Diagnostic::error(code, format!("`{key}` is not a key of {}", owner(&parts)), entry.key);
            match suggestion {
                Some(Suggestion::OfService) => finding.help(format!("`{key}` belongs to a service")),
                Some(Suggestion::OfTop) => finding.help(format!("`{key}` belongs at top level, in column 1")),
                _ => finding.help("remove it; keys of your own must begin with `x-`"),
            }
        }
    }
}

fn owner(parts: &[Part<'_>]) -> String {
    match parts {
        [] => "a compose file".to_owned(),
        [Part::Key("services"), Part::Key(_)] => "a service".to_owned(),
        [Part::Key(section), Part::Key(_)] => match one_of(section) {
            Some(one) => format!("a {one}"),
            None => format!("`{section}`"),
        },
        [.., Part::Key(key)] => format!("`{key}`"),
        [.., Part::Key(key), Part::Item(_)] => format!("an item of `{key}`"),
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
    let finding = Diagnostic::error("invalid-name", format!("`{key}` is not a name for a {one}"), span)
        .help("names use letters, digits, `.`, `_` and `-`");
    match better.is_empty() {
        true => finding,
        false => finding.fix(
            format!("Write \"{better}\""),
            Applicability::ChangesBehaviour,
            vec![Edit { span, text: better }],
        ),
    }
}

/// Two equal items of a list.
pub(super) fn equal_items(first: &Node, second: &Node, place: Option<&Place<'_>>) -> Diagnostic {
    let name = called(place);
    Diagnostic::error(
        "duplicate-item",
        format!("{name} holds the same item twice"),
        second.span,
    )
    .and(first.span, "first here")
    .help("remove one of them")
}

/// A text that is none of the words allowed.
pub(super) fn unknown_word(node: &Node, place: Option<&Place<'_>>, words: &[&'static str]) -> Diagnostic {
    let value = node.as_str().unwrap_or_default();
    let listed: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let nearest = words
        .iter()
        .map(|word| (fields::distance(value, word), *word))
        .filter(|&(distance, word)| distance <= word.len() / 3)
        .min();
    let message = format!("`{value}` is not a value of {}", called(place));
    let finding = Diagnostic::error("unknown-value", message, node.span).help(match words {
        [only] => format!("it can only be `{only}`"),
        _ => format!("it can be {}", listed.join(", ")),
    });
    match nearest {
        Some((_, word)) => finding.fix(
            format!("Write \"{word}\""),
            Applicability::Safe,
            vec![Edit {
                span: node.span,
                text: word.to_owned(),
            }],
        ),
        None => finding,
    }
}

/// A text that lacks what a pattern looks for.
pub(super) fn unfitting(node: &Node, place: Option<&Place<'_>>, pattern: &str) -> Diagnostic {
    let value = node.as_str().unwrap_or_default();
    let finding = Diagnostic::error(
        "invalid-value",
        format!("`{value}` is not a value of {}", called(place)),
        node.span,
    );
    match place.map(|place| place.part()) {
        Some(Part::Key("container_name")) => {
            finding.help("a container's name has at least two letters or digits; `_`, `.` and `-` may follow")
        }
        Some(Part::Key("pull_policy")) => finding
            .help("use `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_` with a time like `12h`"),
        _ => finding.help(format!("it must match `{pattern}`")),
    }
}

/// A number too small or too large.
pub(super) fn out_of_range(node: &Node, place: Option<&Place<'_>>, alternative: &Alternative) -> Diagnostic {
    let value = text(&node.value).unwrap_or_default();
    let message = format!("{value} is out of range for {}", called(place));
    Diagnostic::error("out-of-range", message, node.span).help(match (alternative.minimum, alternative.maximum) {
        (Some(minimum), Some(maximum)) => format!("it goes from {minimum} to {maximum}"),
        (Some(minimum), None) => format!("it is at least {minimum}"),
        (None, Some(maximum)) => format!("it is at most {maximum}"),
        (None, None) => "choose another value".to_owned(),
    })
}
