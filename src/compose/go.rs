//! Values as Go prints them in Docker Compose's texts.

use crate::yaml::Value;
use crate::yaml::printing;
pub use crate::yaml::printing::quote;

/// As `%v`: lists and mappings in Go's own notation.
pub fn print(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => printing::print(*number),
        Value::Timestamp(text) | Value::String(text) => text.clone(),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|item| print(&item.value)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Mapping(entries) => {
            let mut parts: Vec<(&String, String)> = entries
                .iter()
                .map(|(key, entry)| (key, format!("{key}:{}", print(&entry.node.value))))
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
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => format!("%!s({}={})", type_name(value), print(value)),
        other => print(other),
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

    #[test]
    fn values_are_printed_as_in_go() {
        assert_eq!(print_as_text(&Value::Float(80.5)), "%!s(float64=80.5)");
        assert_eq!(print_as_text(&Value::Int(5)), "%!s(int=5)");
        assert_eq!(type_name(&Value::Sequence(Vec::new())), "[]interface {}");
    }
}
