//! Validation against the shapes of the field table.
//!
//! Reports every violation in our words and keeps the text that Docker Compose prints. Docker Compose prints only one:
//! the violation with the deepest path, where an unknown key counts one level deeper. If several are equally deep, it
//! prints the first that its validator finds. The deepest violation also wins among the alternatives of `oneOf`, which leads to odd
//! texts such as `command must be a null`. They are kept as they are.
//! Source: compose-go v2.9.1 `schema`, santhosh-tekuri/jsonschema v6, and the recorded cases.

mod explain;
mod unique_items;

pub use explain::explain_not_a_mapping;

use super::field_path::FieldPath;
use super::fields::{self, AllowedKeys, Alternative, Cursor, Kind, OtherKeys};
use super::go;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::go_format::quote;
use crate::yaml::{Mapping, Node, Value};

/// The result of validation.
#[derive(Debug, Clone, Default)]
pub struct Validation {
    /// All violations in document order. Their `upstream` lacks the prefix `validating FILE: `.
    pub diagnostics: Vec<Diagnostic>,
    /// The text that Docker Compose prints, without the prefix `validating FILE: `.
    pub failure: Option<String>,
}

/// Validates a merged document.
pub fn validate(root: &Node) -> Validation {
    let instance = Instance {
        node: root,
        key_span: None,
        cursor: fields::root(),
        path: None,
    };
    let mut violations = Vec::new();
    validate_instance(instance, &mut violations);
    Validation {
        failure: deepest(&violations).map(|violation| violation.upstream.clone()),
        diagnostics: violations.into_iter().flat_map(Violation::into_diagnostics).collect(),
    }
}

/// A violation as the validator counts them.
struct Violation {
    /// The depth of its path.
    depth: usize,
    upstream: String,
    /// Our diagnostics: several if one violation names several keys.
    diagnostics: Vec<Diagnostic>,
}

impl Violation {
    fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        let upstream = self.upstream;
        let diagnostics = self.diagnostics.into_iter();
        diagnostics.map(move |diagnostic| diagnostic.upstream(upstream.clone()))
    }
}

/// Returns the deepest violation. If several are equally deep, returns the first.
fn deepest(violations: &[Violation]) -> Option<&Violation> {
    violations.iter().reduce(|deepest, violation| {
        if violation.depth > deepest.depth {
            violation
        } else {
            deepest
        }
    })
}

/// A value to validate, with its position in the document and in the field table.
#[derive(Clone, Copy)]
struct Instance<'a> {
    node: &'a Node,
    /// The position of the key, if the value is an entry of a mapping.
    key_span: Option<Span>,
    cursor: Cursor,
    /// The path, or `None` at the top of the document.
    path: Option<&'a FieldPath<'a>>,
}

impl Instance<'_> {
    fn depth(&self) -> usize {
        self.path.map_or(0, |path| path.segments().len())
    }

    fn upstream(&self, message: &str) -> String {
        format!(
            "{} {message}",
            self.path.map(FieldPath::with_indexes).unwrap_or_default()
        )
    }

    fn violation(&self, message: &str, diagnostic: Diagnostic) -> Violation {
        Violation {
            depth: self.depth(),
            upstream: self.upstream(message),
            diagnostics: vec![diagnostic],
        }
    }
}

fn validate_instance(instance: Instance<'_>, violations: &mut Vec<Violation>) {
    let Some(field) = instance.cursor.field() else {
        return;
    };
    match field.shape.alternatives {
        [only] => validate_alternative(only, instance, violations),
        several => validate_one_of(several, instance, violations),
    }
}

/// Reports the violations of the alternative that accepts values of this kind, with the text that Docker Compose
/// prints.
fn validate_one_of(alternatives: &[Alternative], instance: Instance<'_>, violations: &mut Vec<Violation>) {
    let value = &instance.node.value;
    let mut of_kind = alternatives
        .iter()
        .filter(|alternative| accepts_kind(alternative, value));
    if of_kind.any(|alternative| violations_of(alternative, instance).is_empty()) {
        return;
    }
    let all: Vec<Vec<Violation>> = alternatives
        .iter()
        .map(|alternative| violations_of(alternative, instance))
        .collect();
    let printed = all
        .iter()
        .enumerate()
        .filter_map(|(index, violations)| deepest(violations).map(|violation| (index, violation)))
        .reduce(|deepest, other| {
            if other.1.depth > deepest.1.depth {
                other
            } else {
                deepest
            }
        });
    let Some((printed_index, printed)) = printed else {
        return;
    };
    let (depth, upstream) = (printed.depth, printed.upstream.clone());
    let intended = alternatives
        .iter()
        .rposition(|alternative| accepts_kind(alternative, value));
    match intended.and_then(|intended| Some((intended, all.into_iter().nth(intended)?))) {
        Some((intended, intended_violations)) => {
            violations.extend(intended_violations.into_iter().map(|mut violation| {
                if intended != printed_index && violation.depth <= depth {
                    violation.depth = depth;
                    violation.upstream = upstream.clone();
                }
                violation
            }))
        }
        None => {
            let kinds: Vec<Kind> = alternatives
                .iter()
                .flat_map(|alternative| alternative.kinds)
                .copied()
                .collect();
            violations.push(Violation {
                depth,
                upstream,
                diagnostics: vec![explain::wrong_type(instance, &kinds)],
            });
        }
    }
}

fn violations_of(alternative: &Alternative, instance: Instance<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    validate_alternative(alternative, instance, &mut violations);
    violations
}

fn accepts_kind(alternative: &Alternative, value: &Value) -> bool {
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

/// Returns whether a number is whole. Not inlined: the compiler would otherwise compute it for other kinds too.
#[inline(never)]
fn is_whole(number: f64) -> bool {
    number.fract() == 0.0
}

fn validate_alternative(alternative: &Alternative, instance: Instance<'_>, violations: &mut Vec<Violation>) {
    let value = &instance.node.value;
    if matches!(value, Value::Timestamp(_)) {
        let message = format!("invalid jsonType {}", go::type_name(value));
        violations.push(instance.violation(&message, explain::date(instance)));
        return;
    }
    if !accepts_kind(alternative, value) {
        let message = format!("must be a {}", join_kinds(alternative.kinds));
        violations.push(instance.violation(&message, explain::wrong_type(instance, alternative.kinds)));
        return;
    }
    match value {
        Value::Mapping(mapping) => validate_mapping(alternative, mapping, instance, violations),
        Value::Sequence(items) => validate_items(alternative, items, instance, violations),
        Value::String(text) => validate_text(alternative, text, instance, violations),
        Value::Int(number) => validate_number(alternative, number.get() as f64, instance, violations),
        Value::Float(number) => validate_number(alternative, *number, instance, violations),
        _ => {}
    }
}

/// Joins the names of kinds as the validator does: `boolean, null, number or string`.
fn join_kinds(kinds: &[Kind]) -> String {
    let mut names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    names.sort();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn validate_mapping(
    alternative: &Alternative,
    mapping: &Mapping,
    instance: Instance<'_>,
    violations: &mut Vec<Violation>,
) {
    violations.extend(missing_keys(alternative, mapping, instance));
    let mut rejected = Vec::new();
    for (key, entry) in mapping {
        match key_rule(alternative.keys, instance.cursor, key) {
            KeyRule::Validated(cursor) => {
                let entry = Instance {
                    node: &entry.node,
                    key_span: Some(entry.key_span),
                    cursor,
                    path: Some(&FieldPath::below(instance.path, key)),
                };
                validate_instance(entry, violations);
            }
            KeyRule::Unchecked => {}
            KeyRule::Rejected => rejected.push((key.as_str(), entry)),
        }
    }
    if !rejected.is_empty() {
        let names: Vec<&str> = rejected.iter().map(|(key, _)| *key).collect();
        violations.push(Violation {
            depth: instance.depth() + 1,
            upstream: instance.upstream(&format!("additional properties {} not allowed", join_quoted(&names))),
            diagnostics: rejected
                .into_iter()
                .map(|(key, entry)| explain::unknown_key(instance, key, entry))
                .collect(),
        });
    }
}

fn missing_keys(alternative: &Alternative, mapping: &Mapping, instance: Instance<'_>) -> Option<Violation> {
    let required = alternative.required.iter().copied();
    let missing: Vec<&str> = required.filter(|key| !mapping.contains_key(key)).collect();
    let noun = match missing.len() {
        0 => return None,
        1 => "property",
        _ => "properties",
    };
    Some(Violation {
        depth: instance.depth(),
        upstream: instance.upstream(&format!("missing {noun} {}", join_quoted(&missing))),
        diagnostics: missing.iter().map(|key| explain::missing_key(instance, key)).collect(),
    })
}

/// Joins texts as the validator does: `'a', 'b'`.
fn join_quoted(texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| single_quoted(text)).collect();
    texts.join(", ")
}

/// Quotes a text as the validator does: like Go, but with single quotes.
fn single_quoted(text: &str) -> String {
    // The validator replaces `\"` in the whole quoted text, closing quote included, so a trailing backslash is printed
    // only once.
    let text = quote(text).replace("\\\"", "\"").replace('\'', "\\'");
    format!("'{}'", &text[1..text.len() - 1])
}

/// How a key of a mapping is treated.
enum KeyRule {
    /// Its value is validated against this position of the table.
    Validated(Cursor),
    /// It is allowed, and its value is not validated.
    Unchecked,
    /// It is an error.
    Rejected,
}

fn key_rule(allowed: AllowedKeys, cursor: Cursor, key: &str) -> KeyRule {
    let other = match allowed {
        AllowedKeys::Fields if key.starts_with("x-") => return KeyRule::Unchecked,
        AllowedKeys::Matching(pattern, _) if pattern.is_match(key) => return KeyRule::Validated(cursor.child(key)),
        AllowedKeys::Matching(_, OtherKeys::Unchecked) => return KeyRule::Unchecked,
        AllowedKeys::Matching(_, OtherKeys::Rejected) => return KeyRule::Rejected,
        AllowedKeys::Fields | AllowedKeys::FieldsOnly => KeyRule::Rejected,
        AllowedKeys::Any => KeyRule::Unchecked,
    };
    cursor.field_named(key).map_or(other, KeyRule::Validated)
}

fn validate_items(alternative: &Alternative, items: &[Node], instance: Instance<'_>, violations: &mut Vec<Violation>) {
    if alternative.unique_items
        && let Some((first, second)) = unique_items::find_equal(items)
    {
        let message = format!("items at {first} and {second} are equal");
        let diagnostic = explain::equal_items(instance, &items[first], &items[second]);
        violations.push(instance.violation(&message, diagnostic));
    }
    let Some(path) = instance.path else {
        return;
    };
    for (index, node) in items.iter().enumerate() {
        let item = Instance {
            node,
            key_span: None,
            cursor: instance.cursor.item(),
            path: Some(&path.item(index)),
        };
        validate_instance(item, violations);
    }
}

fn validate_text(alternative: &Alternative, text: &str, instance: Instance<'_>, violations: &mut Vec<Violation>) {
    let allowed = alternative.allowed_values;
    if !allowed.is_empty() && !allowed.contains(&text) {
        let message = match allowed {
            [only] => format!("value must be {}", single_quoted(only)),
            several => format!("value must be one of {}", join_quoted(several)),
        };
        violations.push(instance.violation(&message, explain::unknown_value(instance, text, allowed)));
    }
    if let Some(pattern) = alternative.pattern
        && !(pattern.is_match)(text)
    {
        let (quoted_text, quoted_pattern) = (single_quoted(text), single_quoted(pattern.text));
        let message = format!("{quoted_text} does not match pattern {quoted_pattern}");
        violations.push(instance.violation(&message, explain::pattern_mismatch(instance, text, pattern.text)));
    }
}

fn validate_number(alternative: &Alternative, number: f64, instance: Instance<'_>, violations: &mut Vec<Violation>) {
    if let Some(minimum) = alternative.minimum
        && number < minimum as f64
    {
        let message = format!("must be greater than or equal to {minimum}");
        violations.push(instance.violation(&message, explain::out_of_range(instance, alternative)));
    }
    if let Some(maximum) = alternative.maximum
        && number > maximum as f64
    {
        let message = format!("must be less than or equal to {maximum}");
        violations.push(instance.violation(&message, explain::out_of_range(instance, alternative)));
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
    fn failure_is_the_one_that_docker_compose_prints() {
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
    fn deepest_violation_is_printed() {
        let text = "services: {a: {imag: x, ports: 80, deploy: {resources: {limits: {foo: 1}}}}}\nfoo: 1\n";
        assert_eq!(
            failure(text).as_deref(),
            Some("services.a.deploy.resources.limits additional properties 'foo' not allowed")
        );
    }
}
