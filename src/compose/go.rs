//! Values as Go prints them in Docker Compose's texts.

mod numbers;

use smol_str::SmolStr;

use crate::yaml::Value;
use crate::yaml::go_format;
pub use crate::yaml::go_format::quote;
pub use numbers::{Precision, float, integer, whole, whole_unsigned};

/// In lower case, as far as that can matter: `A-Z`, and the two other letters whose lower case is in `a-z`.
/// The tables for all letters would be 10 KB of the page.
pub fn lower(text: &str) -> String {
    let letter = |letter: char| match letter {
        '\u{130}' => 'i',
        '\u{212A}' => 'k',
        _ => letter.to_ascii_lowercase(),
    };
    text.chars().map(letter).collect()
}

/// As `%v`: lists and mappings in Go's own notation.
pub fn print(value: &Value) -> String {
    shown(value, print)
}

fn shown(value: &Value, inner: fn(&Value) -> String) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => go_format::format_float(*number),
        Value::Timestamp(text) => time(text),
        Value::String(text) => text.to_string(),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|item| inner(&item.value)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Mapping(entries) => {
            let mut parts: Vec<(&SmolStr, String)> = entries
                .iter()
                .map(|(key, entry)| (key, format!("{key}:{}", inner(&entry.node.value))))
                .collect();
            parts.sort();
            let parts: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
            format!("map[{}]", parts.join(" "))
        }
    }
}

/// As `%s`: what is no text is marked as such.
pub fn print_as_text(value: &Value) -> String {
    match value {
        Value::Null => "%!s(<nil>)".to_owned(),
        other => member_as_text(other),
    }
}

/// Inside a list or mapping null is not marked.
fn member_as_text(value: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => format!("%!s({}={})", type_name(value), print(value)),
        other => shown(other, member_as_text),
    }
}

/// A time, kept as RFC 3339, as `time.Time` prints itself: `2001-01-01 00:00:00 +0000 UTC`.
fn time(text: &str) -> String {
    let Some((date, rest)) = text.split_once('T') else {
        return text.to_owned();
    };
    if let Some(clock) = rest.strip_suffix('Z') {
        return format!("{date} {clock} +0000 UTC");
    }
    match rest.rfind(['+', '-']) {
        Some(at) => {
            let (clock, zone) = rest.split_at(at);
            let zone = zone.replace(':', "");
            format!("{date} {clock} {zone} {zone}")
        }
        None => text.to_owned(),
    }
}

/// A floating point number as `%f`.
pub fn fixed(number: f64) -> String {
    match number.is_finite() {
        true => format!("{number:.6}"),
        false => go_format::format_float(number),
    }
}

/// As `%T`.
pub fn type_name(value: &Value) -> String {
    let name = match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(number) => match number {
            number if i64::try_from(*number).is_ok() => "int",
            _ => "uint64",
        },
        Value::Float(_) => "float64",
        Value::Timestamp(_) => "time.Time",
        Value::String(_) => "string",
        Value::Sequence(_) => "[]interface {}",
        Value::Mapping(_) => "map[string]interface {}",
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};
    use crate::yaml::Node;

    #[test]
    fn lower_case_is_gos_where_ascii_comes_of_it() {
        for letter in '\0'..=char::MAX {
            let full = letter.to_lowercase().next().filter(char::is_ascii);
            let ours = lower(&letter.to_string());
            assert_eq!(full, ours.chars().next().filter(char::is_ascii), "{letter:?}");
        }
    }

    #[test]
    fn values_are_printed_as_in_go() {
        assert_eq!(print_as_text(&Value::Float(80.5)), "%!s(float64=80.5)");
        assert_eq!(print_as_text(&Value::Int(5_i64.into())), "%!s(int=5)");
        let nowhere = Span::new(FileId(0), 0..0);
        let list = Value::Sequence(vec![Node::new(Value::Int(5_i64.into()), nowhere)]);
        assert_eq!(
            (print(&list), print_as_text(&list)),
            ("[5]".to_owned(), "[%!s(int=5)]".to_owned())
        );
        for (kept, printed) in [
            ("2001-01-01T00:00:00Z", "2001-01-01 00:00:00 +0000 UTC"),
            ("2001-01-01T10:00:00.5+02:00", "2001-01-01 10:00:00.5 +0200 +0200"),
        ] {
            assert_eq!(print(&Value::Timestamp(kept.into())), printed);
        }
        assert_eq!(type_name(&Value::Sequence(Vec::new())), "[]interface {}");
    }
}
