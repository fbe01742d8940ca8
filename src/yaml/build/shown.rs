//! Values as Go's `%#v` prints them, in what go-yaml says of keys that are none.
//!
//! A mapping with other keys than text is of another type there, so beside the value its syntax is looked at.

use crate::yaml::mapping::Mapping;
use crate::yaml::node::{Node, Value};
use crate::yaml::printing;
use crate::yaml::scalar;
use crate::yaml::syntax::{SyntaxId, SyntaxKind, SyntaxTree};

/// A value with whatever is in it.
pub(super) fn value(syntax: &SyntaxTree, id: SyntaxId, node: &Node) -> String {
    let id = behind_aliases(syntax, id);
    match (&node.value, &syntax.node(id).kind) {
        (Value::Sequence(values), SyntaxKind::Sequence { items, .. }) if values.len() == items.len() => {
            let items = values.iter().zip(items).map(|(node, id)| member(syntax, *id, node));
            list(items.collect())
        }
        (Value::Mapping(values), SyntaxKind::Mapping { entries, .. }) => mapping(syntax, values, entries),
        (other, _) => plain(other),
    }
}

/// As [`value`], where the syntax is not at hand: all keys are text.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        // What fits no signed number is an unsigned one, and those are shown to base 16.
        Value::Int(value) if i64::try_from(*value).is_err() => format!("{:#x}", value.get()),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => printing::print(*value),
        Value::Timestamp(value) => date(value),
        Value::String(value) => printing::quote(value),
        Value::Sequence(items) => list(items.iter().map(|item| plain_member(&item.value)).collect()),
        Value::Mapping(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            let shown = entries
                .into_iter()
                .map(|(key, entry)| format!("{}:{}", printing::quote(key), plain_member(&entry.node.value)));
            text_keys(shown.collect())
        }
    }
}

fn list(items: Vec<String>) -> String {
    format!("[]interface {{}}{{{}}}", items.join(", "))
}

fn text_keys(entries: Vec<String>) -> String {
    format!("map[string]interface {{}}{{{}}}", entries.join(", "))
}

fn member(syntax: &SyntaxTree, id: SyntaxId, node: &Node) -> String {
    match &node.value {
        Value::Null => plain_member(&Value::Null),
        _ => value(syntax, id, node),
    }
}

fn plain_member(value: &Value) -> String {
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        _ => plain(value),
    }
}

fn mapping(syntax: &SyntaxTree, values: &Mapping, entries: &[(SyntaxId, SyntaxId)]) -> String {
    let mut all_text = true;
    let mut shown = Vec::new();
    for (key, entry) in values {
        let written = entries.iter().rev().find_map(|&(key_id, value_id)| {
            let key_id = behind_aliases(syntax, key_id);
            match &syntax.node(key_id).kind {
                SyntaxKind::Scalar { text, .. } if text == key => Some((key_id, value_id)),
                _ => None,
            }
        });
        // What a merge key brings is not among them.
        let (key_value, text) = match written {
            None => (Value::String(key.clone()), plain_member(&entry.node.value)),
            Some((key_id, value_id)) => (key_value(syntax, key_id), member(syntax, value_id, &entry.node)),
        };
        all_text &= matches!(key_value, Value::String(_));
        shown.push((order(&key_value, key), format!("{}:{text}", plain_member(&key_value))));
    }
    shown.sort_by_key(|(place, _)| place.clone());
    let shown: Vec<String> = shown.into_iter().map(|(_, text)| text).collect();
    match all_text {
        true => text_keys(shown),
        false => format!("map[interface {{}}]interface {{}}{{{}}}", shown.join(", ")),
    }
}

/// Where a key stands among others: the types in the order in which the real binary prints them, numbers by size.
fn order(key: &Value, text: &str) -> (u8, i128, String) {
    let by_number = |kind, number: i128| (kind, number, String::new());
    match key {
        Value::Null => by_number(0, 0),
        Value::Int(number) if i64::try_from(number.get()).is_err() => by_number(2, number.get()),
        Value::Int(number) => by_number(3, number.get()),
        Value::Float(number) => {
            let bits = number.to_bits().cast_signed();
            by_number(4, i128::from(if bits < 0 { i64::MIN - bits } else { bits }))
        }
        Value::Bool(truth) => by_number(5, i128::from(*truth)),
        Value::Timestamp(_) => (6, 0, text.to_owned()),
        _ => (1, 0, text.to_owned()),
    }
}

fn key_value(syntax: &SyntaxTree, id: SyntaxId) -> Value {
    let node = syntax.node(id);
    let tag = node.tag.as_ref().map(|tag| tag.name.as_str());
    match &node.kind {
        SyntaxKind::Scalar { text, style } => {
            scalar::resolve(tag, text, *style).unwrap_or_else(|_| Value::String(text.clone()))
        }
        _ => Value::Null,
    }
}

fn behind_aliases(syntax: &SyntaxTree, mut id: SyntaxId) -> SyntaxId {
    for _ in 0..8 {
        match syntax.node(id).kind {
            SyntaxKind::Alias {
                target: Some(target), ..
            } => id = target,
            _ => break,
        }
    }
    id
}

/// `time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)`.
fn date(text: &str) -> String {
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
    // What is left is a fraction of a second, if any, and the zone.
    let (fraction, zone) = text.get(19..).map_or(("", "Z"), |rest| {
        let begin = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
        rest.split_at(begin)
    });
    let nanoseconds = fraction.bytes().skip(1).chain(std::iter::repeat(b'0')).take(9);
    let nanoseconds = nanoseconds.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let place = match zone {
        "Z" => "time.UTC",
        _ => "time.Location(\"\")",
    };
    format!(
        "time.Date({}, time.{month}, {}, {}, {}, {}, {nanoseconds}, {place})",
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
    fn values_in_go_syntax() {
        for (text, shown) in [
            ("2001-02-03T00:00:00Z", "0, 0, 0, 0, time.UTC"),
            ("2001-02-03T10:00:59.12Z", "10, 0, 59, 120000000, time.UTC"),
            (
                "2001-02-03T10:00:59.000000001-07:30",
                "10, 0, 59, 1, time.Location(\"\")",
            ),
        ] {
            let date = Value::Timestamp(text.into());
            assert_eq!(plain(&date), format!("time.Date(2001, time.February, 3, {shown})"));
        }
    }
}
