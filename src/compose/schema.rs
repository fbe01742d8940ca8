//! Validation against the shapes of the field table.
//!
//! Finds every violation, says it in our words with its place, and keeps the text Docker Compose prints.
//! Docker Compose prints one: the violation with the deepest path (an unknown key counts one deeper), of
//! equals the first its validator meets. Among alternatives (`oneOf`) the deepest wins too, which makes odd
//! texts such as `command must be a null`; they are kept as they are.
//! Source: compose-go v2.9.1 `schema`, santhosh-tekuri/jsonschema v6, and the recorded cases.

mod explain;

use std::hash::Hash;

pub use explain::explain_not_a_mapping;

use super::attributes::scalar::go_type;
use super::fields::{self, AllowedKeys, Alternative, Cursor, FieldPath, Kind};
use super::go::{self, Precision};
use crate::diagnostic::Diagnostic;
use crate::hash::FastMap;
use crate::source::Span;
use crate::yaml::go_format::quote;
use crate::yaml::{Mapping, Node, Value};

/// What validation found.
#[derive(Debug, Clone, Default)]
pub struct Validation {
    /// All violations, in the order of the document. `upstream` lacks Docker Compose's `validating FILE: `.
    pub diagnostics: Vec<Diagnostic>,
    /// The text Docker Compose prints of all these, without `validating FILE: `.
    pub failure: Option<String>,
}

/// Validates a merged document.
pub fn validate(root: &Node) -> Validation {
    let mut violations = Vec::new();
    let at = At {
        node: root,
        key: None,
        cursor: fields::root(),
        place: None,
    };
    check(at, &mut violations);
    let mut winner: Option<&Violation> = None;
    for violation in &violations {
        if winner.is_none_or(|winner| violation.depth > winner.depth) {
            winner = Some(violation);
        }
    }
    Validation {
        failure: winner.map(|winner| winner.upstream.clone()),
        diagnostics: violations
            .into_iter()
            .flat_map(|violation| {
                let upstream = violation.upstream;
                let with_upstream = move |finding: Diagnostic| finding.upstream(upstream.clone());
                violation.findings.into_iter().map(with_upstream)
            })
            .collect(),
    }
}

/// One violation, as the validator counts them.
struct Violation {
    /// How deep its path is; the deepest is printed.
    depth: usize,
    upstream: String,
    /// What we say: several findings where one violation names several keys.
    findings: Vec<Diagnostic>,
}

/// A value and where it stands; the top has no place, and only entries of mappings have a key.
#[derive(Clone, Copy)]
struct At<'a> {
    node: &'a Node,
    key: Option<Span>,
    cursor: Cursor,
    place: Option<&'a FieldPath<'a>>,
}

impl At<'_> {
    fn depth(&self) -> usize {
        self.place.map_or(0, |place| place.segments().len())
    }

    fn text(&self, message: &str) -> String {
        format!(
            "{} {message}",
            self.place.map(FieldPath::with_indexes).unwrap_or_default()
        )
    }

    fn violation(&self, message: &str, finding: Diagnostic) -> Violation {
        Violation {
            depth: self.depth(),
            upstream: self.text(message),
            findings: vec![finding],
        }
    }
}

fn check(at: At<'_>, found: &mut Vec<Violation>) {
    let Some(field) = at.cursor.field() else {
        return;
    };
    match field.shape.alternatives {
        [only] => check_alternative(only, at, found),
        several => check_one_of(several, at, found),
    }
}

/// Reports what is wrong with the alternative that was meant, under the text of the one that is printed.
fn check_one_of(alternatives: &[Alternative], at: At<'_>, found: &mut Vec<Violation>) {
    // Most values are as they should be, and then nothing need be said of the other alternatives.
    let fits = |alternative: &&Alternative| {
        let mut violations = Vec::new();
        check_alternative(alternative, at, &mut violations);
        violations.is_empty()
    };
    let mut of_kind = alternatives.iter().filter(|other| fits_kind(other, &at.node.value));
    if of_kind.any(|alternative| fits(&alternative)) {
        return;
    }
    let mut printed: Option<(usize, usize, String)> = None;
    let mut meant: Option<(usize, Vec<Violation>)> = None;
    for (index, alternative) in alternatives.iter().enumerate() {
        let mut violations = Vec::new();
        check_alternative(alternative, at, &mut violations);
        for violation in &violations {
            if printed.as_ref().is_none_or(|(depth, ..)| violation.depth > *depth) {
                printed = Some((violation.depth, index, violation.upstream.clone()));
            }
        }
        if fits_kind(alternative, &at.node.value) {
            meant = Some((index, violations));
        }
    }
    let Some((depth, printed_by, upstream)) = printed else {
        return;
    };
    match meant {
        Some((index, mut violations)) => {
            if index != printed_by {
                for violation in violations.iter_mut().filter(|violation| violation.depth <= depth) {
                    violation.depth = depth;
                    violation.upstream = upstream.clone();
                }
            }
            found.append(&mut violations);
        }
        None => {
            let kinds: Vec<Kind> = alternatives
                .iter()
                .flat_map(|alternative| alternative.kinds)
                .copied()
                .collect();
            found.push(Violation {
                depth,
                upstream,
                findings: vec![explain::wrong_type(at, &kinds)],
            });
        }
    }
}

fn fits_kind(alternative: &Alternative, value: &Value) -> bool {
    alternative.kinds.is_empty() || alternative.kinds.iter().any(|kind| is_of_kind(value, *kind))
}

fn is_of_kind(value: &Value, kind: Kind) -> bool {
    match value {
        Value::Null => kind == Kind::Null,
        Value::Bool(_) => kind == Kind::Boolean,
        Value::Int(_) => matches!(kind, Kind::Integer | Kind::Number),
        Value::Float(number) => kind == Kind::Number || (kind == Kind::Integer && is_whole(*number)),
        Value::String(_) => kind == Kind::String,
        Value::Sequence(_) => kind == Kind::Array,
        Value::Mapping(_) => kind == Kind::Object,
        Value::Timestamp(_) => false,
    }
}

/// Apart from the kinds that most values have, for which the compiler would ask as well.
#[inline(never)]
fn is_whole(number: f64) -> bool {
    number.fract() == 0.0
}

fn check_alternative(alternative: &Alternative, at: At<'_>, found: &mut Vec<Violation>) {
    let value = &at.node.value;
    if matches!(value, Value::Timestamp(_)) {
        let message = format!("invalid jsonType {}", go_type(value));
        found.push(at.violation(&message, explain::date(at.node, at.place)));
        return;
    }
    if !fits_kind(alternative, value) {
        let message = format!("must be a {}", listed(alternative.kinds));
        found.push(at.violation(&message, explain::wrong_type(at, alternative.kinds)));
        return;
    }
    match value {
        Value::Mapping(mapping) => check_mapping(alternative, mapping, at, found),
        Value::Sequence(items) => check_items(alternative, items, at, found),
        Value::String(text) => check_text(alternative, text, at, found),
        Value::Int(number) => check_number(alternative, number.get() as f64, at, found),
        Value::Float(number) => check_number(alternative, *number, at, found),
        _ => {}
    }
}

/// `boolean, null, number or string`.
fn listed(kinds: &[Kind]) -> String {
    let mut names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    names.sort();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn check_mapping(alternative: &Alternative, mapping: &Mapping, at: At<'_>, found: &mut Vec<Violation>) {
    let missing: Vec<&str> = alternative
        .required
        .iter()
        .copied()
        .filter(|key| !mapping.contains_key(key))
        .collect();
    if !missing.is_empty() {
        let message = match missing.len() {
            1 => format!("missing property {}", named(&missing)),
            _ => format!("missing properties {}", named(&missing)),
        };
        found.push(Violation {
            depth: at.depth(),
            upstream: at.text(&message),
            findings: missing.iter().map(|key| explain::missing_key(at, key)).collect(),
        });
    }
    let mut unknown = Vec::new();
    for (key, entry) in mapping {
        let place = match at.place {
            Some(place) => place.child(key),
            None => FieldPath::top_level(key),
        };
        match fate(alternative.keys, at.cursor, key) {
            Fate::Checked(cursor) => {
                let below = At {
                    node: &entry.node,
                    key: Some(entry.key_span),
                    cursor,
                    place: Some(&place),
                };
                check(below, found);
            }
            Fate::Ignored => {}
            Fate::Refused => unknown.push(key.as_str()),
        }
    }
    if !unknown.is_empty() {
        found.push(Violation {
            depth: at.depth() + 1,
            upstream: at.text(&format!("additional properties {} not allowed", named(&unknown))),
            findings: unknown
                .iter()
                .filter_map(|&key| Some(explain::unknown_key(at.cursor, mapping.get(key)?, at.place, key)))
                .collect(),
        });
    }
}

/// Names as the validator prints them: `'a', 'b'`.
fn named(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| single_quoted(name)).collect();
    names.join(", ")
}

fn single_quoted(text: &str) -> String {
    // Quotation marks are freed of their backslashes in the whole, the last one too: a text that ends in a backslash
    // is shown with one.
    let freed = quote(text).replace("\\\"", "\"").replace('\'', "\\'");
    format!("'{}'", &freed[1..freed.len() - 1])
}

enum Fate {
    /// Against this part of the table.
    Checked(Cursor),
    Ignored,
    Refused,
}

fn fate(keys: AllowedKeys, cursor: Cursor, key: &str) -> Fate {
    let known = |other: Fate| cursor.field_named(key).map_or(other, Fate::Checked);
    let checked_if = |fits: bool, other: Fate| if fits { Fate::Checked(cursor.child(key)) } else { other };
    match keys {
        AllowedKeys::Known if key.starts_with("x-") => Fate::Ignored,
        AllowedKeys::Known | AllowedKeys::KnownOnly => known(Fate::Refused),
        AllowedKeys::Open => known(Fate::Ignored),
        AllowedKeys::Names => checked_if(is_name(key), Fate::Refused),
        AllowedKeys::NamesOrAny => checked_if(is_name(key), Fate::Ignored),
        AllowedKeys::NotEmpty => checked_if(holds_any(key), Fate::Refused),
        AllowedKeys::OneLine => checked_if(is_line(key), Fate::Refused),
        AllowedKeys::NotEmptyOrAny => checked_if(is_line(key), Fate::Ignored),
        AllowedKeys::LowerCaseOrAny => {
            let lower = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase());
            checked_if(lower, Fate::Ignored)
        }
    }
}

/// `^.+$` finds a match.
fn is_line(key: &str) -> bool {
    !key.is_empty() && !key.contains('\n')
}

/// `.+`, which does not find line breaks.
fn holds_any(key: &str) -> bool {
    key.bytes().any(|byte| byte != b'\n')
}

/// Whether a service, network or other resource may be called so: `[a-zA-Z0-9._-]+`.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn check_items(alternative: &Alternative, items: &[Node], at: At<'_>, found: &mut Vec<Violation>) {
    if alternative.unique
        && let Some((first, second)) = equal_items(items)
    {
        let message = format!("items at {first} and {second} are equal");
        let finding = explain::equal_items(&items[first], &items[second], at.place);
        found.push(at.violation(&message, finding));
    }
    let Some(place) = at.place else {
        return;
    };
    for (index, item) in items.iter().enumerate() {
        let below = At {
            node: item,
            key: None,
            cursor: at.cursor.item(),
            place: Some(&place.item(index)),
        };
        check(below, found);
    }
}

/// The first two equal items, by the later one.
fn equal_items(items: &[Node]) -> Option<(usize, usize)> {
    if items.len() < 2 {
        return None;
    }
    if items.iter().all(|item| item.as_str().is_some()) {
        return first_repeated(items.iter().filter_map(Node::as_str));
    }
    let prints: Vec<String> = items.iter().map(fingerprint).collect();
    if items.len() > FEW_ITEMS {
        return first_repeated(prints.into_iter());
    }
    (1..items.len()).find_map(|second| {
        // The validator reads a text before a number as one, and not a text behind it.
        let same = |first: &usize| {
            let number = || go::parse_float(items[*first].as_str()?, Precision::Double).ok();
            prints[*first] == prints[second] || number_of(&items[second]).is_some_and(|value| number() == Some(value))
        };
        (0..second).find(same).map(|first| (first, second))
    })
}

fn number_of(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Int(value) => Some(value.get() as f64),
        Value::Float(value) => Some(*value).filter(|value| value.is_finite()),
        _ => None,
    }
}

/// So many items the validator compares each with each.
const FEW_ITEMS: usize = 20;

fn first_repeated<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> Option<(usize, usize)> {
    let mut seen: FastMap<K, usize> = FastMap::default();
    let mut keys = keys.enumerate();
    keys.find_map(|(index, key)| Some((seen.insert(key, index)?, index)))
}

/// A text that is the same for equal values, whatever the order of their keys.
fn fingerprint(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => format!("{:e}", value.get() as f64),
        Value::Float(value) => format!("{value:e}"),
        Value::Timestamp(text) | Value::String(text) => quote(text),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(fingerprint).collect();
            format!("[{}]", items.join(","))
        }
        Value::Mapping(mapping) => {
            let mut entries: Vec<String> = mapping
                .iter()
                .map(|(key, entry)| format!("{}:{}", quote(key), fingerprint(&entry.node)))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
    }
}

fn check_text(alternative: &Alternative, text: &str, at: At<'_>, found: &mut Vec<Violation>) {
    if !alternative.words.is_empty() && !alternative.words.contains(&text) {
        let message = match alternative.words {
            [only] => format!("value must be {}", single_quoted(only)),
            words => format!("value must be one of {}", named(words)),
        };
        found.push(at.violation(&message, explain::unknown_word(at.node, at.place, alternative.words)));
    }
    if let Some(pattern) = alternative.pattern
        && !(pattern.found_in)(text)
    {
        let message = format!(
            "{} does not match pattern {}",
            single_quoted(text),
            single_quoted(pattern.text)
        );
        found.push(at.violation(&message, explain::unfitting(at.node, at.place, pattern.text)));
    }
}

fn check_number(alternative: &Alternative, number: f64, at: At<'_>, found: &mut Vec<Violation>) {
    if let Some(minimum) = alternative.minimum
        && number < minimum as f64
    {
        let message = format!("must be greater than or equal to {minimum}");
        found.push(at.violation(&message, explain::out_of_range(at.node, at.place, alternative)));
    }
    if let Some(maximum) = alternative.maximum
        && number > maximum as f64
    {
        let message = format!("must be less than or equal to {maximum}");
        found.push(at.violation(&message, explain::out_of_range(at.node, at.place, alternative)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Workspace;
    use crate::yaml;

    fn failure(text: &str) -> Option<String> {
        let mut files = Workspace::new("/w");
        let id = files.set("compose.yaml", text);
        let root = yaml::parse(id, files.file(id)).documents.remove(0).root;
        validate(&root).failure
    }

    #[test]
    fn one_violation_is_printed_as_docker_compose_prints_it() {
        for (service, expected) in [
            ("image: 7", "image must be a string"),
            ("command: true", "command must be a null"),
            ("command: [a, 1]", "command.1 must be a string"),
            ("environment: A=1", "environment must be a mapping"),
            (
                "environment: {A: {}}",
                "environment.A must be a boolean, null, number or string",
            ),
            ("networks: n", "networks must be a array"),
            (
                "networks: {n: {foo: 1}}",
                "networks.n additional properties 'foo' not allowed",
            ),
            ("volumes: [{target: /x}]", "volumes.0 must be a string"),
            (
                "volumes: [{type: bind, bar: 1}]",
                "volumes.0 additional properties 'bar' not allowed",
            ),
            ("ulimits: {n: {hard: 1}}", "ulimits.n must be a integer or string"),
            ("depends_on: [b, b]", "depends_on items at 0 and 1 are equal"),
            (
                "develop: {watch: [{}]}",
                "develop.watch.0 missing properties 'path', 'action'",
            ),
            ("cpu_percent: 101", "cpu_percent must be a string"),
            ("gpus: none", "gpus value must be 'all'"),
            ("container_name: it's/x", ""),
            (
                "container_name: \"'/\"",
                "container_name '\\'/' does not match pattern '[a-zA-Z0-9][a-zA-Z0-9_.-]+'",
            ),
            (
                "environment: {D: 2001-01-01}",
                "environment.D invalid jsonType time.Time",
            ),
        ] {
            let text = format!("services:\n  web:\n    {service}\n");
            let expected = (!expected.is_empty()).then(|| format!("services.web.{expected}"));
            assert_eq!(failure(&text), expected, "{service}");
        }
    }

    #[test]
    fn the_deepest_violation_is_printed() {
        let text = "services: {a: {imag: x, ports: 80, deploy: {resources: {limits: {foo: 1}}}}}\nfoo: 1\n";
        assert_eq!(
            failure(text).as_deref(),
            Some("services.a.deploy.resources.limits additional properties 'foo' not allowed")
        );
    }
}
