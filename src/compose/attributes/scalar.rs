//! Scalars as Go sees them: names of types for errors, text of numbers, casts of text.

use crate::source::Span;
use crate::yaml::float;
use crate::yaml::printing::{print, quote};
use crate::yaml::{Entry, Mapping, Node, Value};

/// The Go type of a value, as errors name it: `float64`, `map[string]interface {}`.
pub fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(value) if i64::try_from(*value).is_err() => "uint64",
        Value::Int(_) => "int",
        Value::Float(_) => "float64",
        Value::Timestamp(_) => "time.Time",
        Value::String(_) => "string",
        Value::Sequence(_) => "[]interface {}",
        Value::Mapping(_) => "map[string]interface {}",
    }
}

/// What a value is called in our own messages: `a list`.
pub fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Timestamp(_) => "a date",
        Value::String(_) => "text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
    }
}

/// A scalar as Go's `fmt.Sprint` prints it; nothing for null, lists and mappings.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Float(value) => Some(print(*value)),
        Value::Timestamp(text) | Value::String(text) => Some(text.clone()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// What the words for truth mean: the value, and whether it is a word that YAML 1.2 no longer knows.
pub fn truth(text: &str) -> Option<(bool, bool)> {
    match text.to_lowercase().as_str() {
        "true" => Some((true, false)),
        "false" => Some((false, false)),
        "y" | "yes" | "on" => Some((true, true)),
        "n" | "no" | "off" => Some((false, true)),
        _ => None,
    }
}

/// An integer as Go's `strconv.Atoi` and `ParseInt` read it, or what they say.
pub fn integer(text: &str, function: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("strconv.{function}: parsing {}: invalid syntax", quote(text)));
    }
    text.parse()
        .map_err(|_| format!("strconv.{function}: parsing {}: value out of range", quote(text)))
}

/// A number as Go's `strconv.ParseFloat` reads it, or what it says.
pub fn number(text: &str) -> Result<f64, String> {
    let syntax = || format!("strconv.ParseFloat: parsing {}: invalid syntax", quote(text));
    let joined = without_separators(text);
    let text = joined.as_deref().unwrap_or(text);
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = body
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    let word = ["inf", "infinity", "nan"].contains(&body.to_lowercase().as_str());
    if !plain && !word {
        return Err(syntax());
    }
    let value = float::parse(text).ok_or_else(syntax)?;
    if value.is_infinite() && !word {
        return Err(format!(
            "strconv.ParseFloat: parsing {}: value out of range",
            quote(text)
        ));
    }
    Ok(value)
}

/// A number without the `_` that stands between two digits of it; nothing when one stands elsewhere.
fn without_separators(text: &str) -> Option<String> {
    let mut parts = text.split('_').peekable();
    let mut joined = String::new();
    while let Some(part) = parts.next() {
        joined.push_str(part);
        let before = part.ends_with(|c: char| c.is_ascii_digit());
        if parts
            .peek()
            .is_some_and(|after| !before || !after.starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
    }
    Some(joined)
}

/// An entry of a mapping whose key stands where the value does.
pub fn entry(node: Node) -> Entry {
    Entry { key: node.span, node }
}

/// A mapping that takes the place of a shorter form written at `span`.
pub fn mapping(span: Span, entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let entries: Mapping = entries
        .into_iter()
        .map(|(key, node)| (key.to_owned(), entry(node)))
        .collect();
    Node::new(Value::Mapping(entries), span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_numbers_fail_as_in_go() {
        assert_eq!(integer("12", "Atoi"), Ok(12));
        assert_eq!(
            integer("two", "Atoi"),
            Err("strconv.Atoi: parsing \"two\": invalid syntax".to_owned())
        );
        assert_eq!(
            integer("99999999999999999999", "ParseInt"),
            Err("strconv.ParseInt: parsing \"99999999999999999999\": value out of range".to_owned())
        );
        assert_eq!(number("0.5"), Ok(0.5));
        assert_eq!(number("1_0"), Ok(10.0));
        assert!(number("1_").is_err() && number("").is_err());
    }
}
