//! Values as Go's `fmt` package formats them. Docker Compose's messages contain them.

mod numbers;

use smol_str::SmolStr;

use crate::yaml::Value;
use crate::yaml::go_format;
pub use crate::yaml::go_format::quote;
pub use numbers::{Precision, float_to_int, float_to_uint, parse_float, parse_int};

/// Converts `A-Z` to lower case, and the two other letters whose lower case is in `a-z`.
///
/// Callers keep only ASCII letters of the result, so other letters do not need the Unicode tables, which would add
/// 10 KB to the page.
pub fn to_lower(text: &str) -> String {
    let lower = |character: char| match character {
        '\u{130}' => 'i',
        '\u{212A}' => 'k',
        _ => character.to_ascii_lowercase(),
    };
    text.chars().map(lower).collect()
}

/// Formats a value like `%v`.
pub fn format_value(value: &Value) -> String {
    format_with(value, format_value)
}

/// Formats a value like `%s`, which marks values of other types: `%!s(int=5)`.
pub fn format_string(value: &Value) -> String {
    match value {
        Value::Null => "%!s(<nil>)".to_owned(),
        other => format_string_member(other),
    }
}

/// Formats a member of a list or mapping like `%s`. Null is not marked there.
fn format_string_member(value: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            format!("%!s({}={})", type_name(value), format_value(value))
        }
        other => format_with(other, format_string_member),
    }
}

/// Formats a value, with `format_member` for the members of lists and mappings.
fn format_with(value: &Value, format_member: fn(&Value) -> String) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(boolean) => boolean.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => go_format::format_float(*number),
        Value::Timestamp(text) => format_time(text),
        Value::String(text) => text.to_string(),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|item| format_member(&item.value)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Mapping(entries) => {
            let mut members: Vec<(&SmolStr, String)> = entries
                .iter()
                .map(|(key, entry)| (key, format!("{key}:{}", format_member(&entry.node.value))))
                .collect();
            members.sort();
            let members: Vec<String> = members.into_iter().map(|(_, member)| member).collect();
            format!("map[{}]", members.join(" "))
        }
    }
}

/// Formats an RFC 3339 time like Go's `time.Time`: `2001-01-01 00:00:00 +0000 UTC`.
fn format_time(text: &str) -> String {
    let Some((date, rest)) = text.split_once('T') else {
        return text.to_owned();
    };
    if let Some(clock) = rest.strip_suffix('Z') {
        return format!("{date} {clock} +0000 UTC");
    }
    match rest.rfind(['+', '-']) {
        Some(sign) => {
            let (clock, zone) = rest.split_at(sign);
            let zone = zone.replace(':', "");
            format!("{date} {clock} {zone} {zone}")
        }
        None => text.to_owned(),
    }
}

/// Formats a floating-point number like `%f`.
pub fn format_fixed(number: f64) -> String {
    match number.is_finite() {
        true => format!("{number:.6}"),
        false => go_format::format_float(number),
    }
}

/// Returns the name of a value's Go type, like `%T`.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(number) if i64::try_from(*number).is_ok() => "int",
        Value::Int(_) => "uint64",
        Value::Float(_) => "float64",
        Value::Timestamp(_) => "time.Time",
        Value::String(_) => "string",
        Value::Sequence(_) => "[]interface {}",
        Value::Mapping(_) => "map[string]interface {}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};
    use crate::yaml::Node;

    #[test]
    fn to_lower_yields_the_same_ascii_letters_as_go() {
        for character in '\0'..=char::MAX {
            let expected = character.to_lowercase().next().filter(char::is_ascii);
            let actual = to_lower(&character.to_string()).chars().next().filter(char::is_ascii);
            assert_eq!(actual, expected, "{character:?}");
        }
    }

    #[test]
    fn values_are_formatted_as_in_go() {
        assert_eq!(format_string(&Value::Float(80.5)), "%!s(float64=80.5)");
        assert_eq!(format_string(&Value::Int(5_i64.into())), "%!s(int=5)");
        let span = Span::new(FileId(0), 0..0);
        let list = Value::Sequence(vec![Node::new(Value::Int(5_i64.into()), span)]);
        assert_eq!(
            (format_value(&list), format_string(&list)),
            ("[5]".to_owned(), "[%!s(int=5)]".to_owned())
        );
        for (timestamp, expected) in [
            ("2001-01-01T00:00:00Z", "2001-01-01 00:00:00 +0000 UTC"),
            ("2001-01-01T10:00:00.5+02:00", "2001-01-01 10:00:00.5 +0200 +0200"),
        ] {
            assert_eq!(format_value(&Value::Timestamp(timestamp.into())), expected);
        }
        assert_eq!(type_name(&Value::Sequence(Vec::new())), "[]interface {}");
    }
}
