//! Formats values like Go's `%#v`, for go-yaml's errors about invalid keys.
//!
//! The Go type of a mapping depends on whether all keys are strings. [`Mapping`] has only string keys, so the
//! syntax tree is needed as well.

use crate::sort::CompactSort;
use crate::yaml::go_format;
use crate::yaml::mapping::Mapping;
use crate::yaml::node::{Node, Value};
use crate::yaml::scalar;
use crate::yaml::syntax::{SyntaxId, SyntaxKind, SyntaxTree};

/// Formats the value of a syntax node.
pub(super) fn format(syntax: &SyntaxTree, id: SyntaxId, node: &Node) -> String {
    let id = syntax.resolve_alias(id);
    match (&node.value, &syntax.node(id).kind) {
        (Value::Sequence(values), SyntaxKind::Sequence { items, .. }) if values.len() == items.len() => {
            let items = values
                .iter()
                .zip(items)
                .map(|(node, id)| format_member(syntax, *id, node));
            slice_literal(items.collect())
        }
        (Value::Mapping(values), SyntaxKind::Mapping { entries, .. }) => format_mapping(syntax, values, entries),
        (other, _) => format_value(other),
    }
}

/// Formats a value whose mapping keys are all strings.
pub(super) fn format_value(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        // go-yaml decodes integers beyond `i64` as `uint64`, which `%#v` prints in hexadecimal.
        Value::Int(value) if i64::try_from(*value).is_err() => format!("{:#x}", value.get()),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => go_format::format_float(*value),
        Value::Timestamp(value) => format_time(value),
        Value::String(value) => go_format::quote(value),
        Value::Sequence(items) => slice_literal(items.iter().map(|item| format_member_value(&item.value)).collect()),
        Value::Mapping(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.compact_sort_by_key(|(key, _)| key.as_str());
            let entries = entries
                .into_iter()
                .map(|(key, entry)| format!("{}:{}", go_format::quote(key), format_member_value(&entry.node.value)));
            string_map_literal(entries.collect())
        }
    }
}

fn slice_literal(items: Vec<String>) -> String {
    format!("[]interface {{}}{{{}}}", items.join(", "))
}

fn string_map_literal(entries: Vec<String>) -> String {
    format!("map[string]interface {{}}{{{}}}", entries.join(", "))
}

/// Formats a member of a collection. In Go it is an interface value, for which nil is printed differently.
fn format_member(syntax: &SyntaxTree, id: SyntaxId, node: &Node) -> String {
    match &node.value {
        Value::Null => format_member_value(&Value::Null),
        _ => format(syntax, id, node),
    }
}

fn format_member_value(value: &Value) -> String {
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        _ => format_value(value),
    }
}

fn format_mapping(syntax: &SyntaxTree, values: &Mapping, entries: &[(SyntaxId, SyntaxId)]) -> String {
    let mut has_only_string_keys = true;
    let mut formatted = Vec::new();
    for (key, entry) in values {
        let syntax_entry = entries.iter().rev().find_map(|&(key_id, value_id)| {
            let key_id = syntax.resolve_alias(key_id);
            match &syntax.node(key_id).kind {
                SyntaxKind::Scalar { text, .. } if text == key => Some((key_id, value_id)),
                _ => None,
            }
        });
        // Entries from a merge key have no syntax here.
        let (key_value, text) = match syntax_entry {
            None => (Value::String(key.clone()), format_member_value(&entry.node.value)),
            Some((key_id, value_id)) => (key_value(syntax, key_id), format_member(syntax, value_id, &entry.node)),
        };
        has_only_string_keys &= matches!(key_value, Value::String(_));
        formatted.push((
            sort_key(&key_value, key),
            format!("{}:{text}", format_member_value(&key_value)),
        ));
    }
    formatted.compact_sort_by_key(|(sort_key, _)| sort_key.clone());
    let formatted: Vec<String> = formatted.into_iter().map(|(_, text)| text).collect();
    match has_only_string_keys {
        true => string_map_literal(formatted),
        false => format!("map[interface {{}}]interface {{}}{{{}}}", formatted.join(", ")),
    }
}

/// Returns the sort key of a mapping key: its type, in the order in which Go prints them, then its value.
fn sort_key(key: &Value, text: &str) -> (u8, i128, String) {
    let number_key = |kind, number: i128| (kind, number, String::new());
    match key {
        Value::Null => number_key(0, 0),
        Value::Int(number) if i64::try_from(number.get()).is_err() => number_key(2, number.get()),
        Value::Int(number) => number_key(3, number.get()),
        Value::Float(number) => {
            let bits = number.to_bits().cast_signed();
            number_key(4, i128::from(if bits < 0 { i64::MIN - bits } else { bits }))
        }
        Value::Bool(truth) => number_key(5, i128::from(*truth)),
        Value::Timestamp(_) => (6, 0, text.to_owned()),
        _ => (1, 0, text.to_owned()),
    }
}

/// Returns the value of a scalar key, and null for other keys.
fn key_value(syntax: &SyntaxTree, id: SyntaxId) -> Value {
    let node = syntax.node(id);
    match &node.kind {
        SyntaxKind::Scalar { text, style } => {
            scalar::resolve(node.tag_name(), text, *style).unwrap_or_else(|_| Value::String(text.clone()))
        }
        _ => Value::Null,
    }
}

/// Formats an RFC 3339 time as `time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)`.
fn format_time(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let month = MONTHS[(number(5..7).max(1) - 1).min(11)];
    // The rest is an optional fraction of a second and the time zone.
    let (fraction, zone) = text.get(19..).map_or(("", "Z"), |rest| {
        let zone_start = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
        rest.split_at(zone_start)
    });
    let nanoseconds = fraction.bytes().skip(1).chain(std::iter::repeat(b'0')).take(9);
    let nanoseconds = nanoseconds.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let location = match zone {
        "Z" => "time.UTC",
        _ => "time.Location(\"\")",
    };
    format!(
        "time.Date({}, time.{month}, {}, {}, {}, {}, {nanoseconds}, {location})",
        number(0..4),
        number(8..10),
        number(11..13),
        number(14..16),
        number(17..19)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_formatted_like_go() {
        for (text, expected) in [
            ("2001-02-03T00:00:00Z", "0, 0, 0, 0, time.UTC"),
            ("2001-02-03T10:00:59.12Z", "10, 0, 59, 120000000, time.UTC"),
            (
                "2001-02-03T10:00:59.000000001-07:30",
                "10, 0, 59, 1, time.Location(\"\")",
            ),
        ] {
            let time = Value::Timestamp(text.into());
            assert_eq!(
                format_value(&time),
                format!("time.Date(2001, time.February, 3, {expected})")
            );
        }
    }
}
