//! Scalars as Go's programs print and parse them.

use crate::compose::go;
use crate::yaml::Value;

/// Returns a scalar as Go's `fmt.Sprint` prints it, but a date as it is written. Returns `None` for other values.
pub fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        Value::Timestamp(text) => Some(text.to_string()),
        value => Some(go::format_value(value)),
    }
}

/// Parses a boolean of YAML 1.1, regardless of case. Returns the value and whether YAML 1.2 no longer accepts the word.
pub fn parse_bool(text: &str) -> Option<(bool, bool)> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some((true, false)),
        "false" => Some((false, false)),
        "y" | "yes" | "on" => Some((true, true)),
        "n" | "no" | "off" => Some((false, true)),
        _ => None,
    }
}

/// Returns the warning that Docker Compose prints for a boolean that YAML 1.2 no longer accepts.
pub fn obsolete_bool_warning(text: &str, value: bool) -> String {
    format!(
        "{} for boolean is not supported by YAML 1.2, please use `{value}`",
        go::quote(text)
    )
}
