//! Values as Go prints them in Docker Compose's texts.

use crate::yaml::{Value, number};

/// As `%v`: lists and mappings in Go's own notation.
pub fn print(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number::print(*number),
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

/// As `%q`: in double quotes, with escapes.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            letter if (letter as u32) < 0x20 || letter == '\u{7f}' => {
                quoted.push_str(&format!("\\x{:02x}", letter as u32));
            }
            letter if is_printable(letter) => quoted.push(letter),
            letter if (letter as u32) < 0x10000 => quoted.push_str(&format!("\\u{:04x}", letter as u32)),
            letter => quoted.push_str(&format!("\\U{:08x}", letter as u32)),
        }
    }
    quoted.push('"');
    quoted
}

/// Spaces other than the plain one and marks without shape are escaped.
fn is_printable(letter: char) -> bool {
    !(letter.is_control()
        || (letter.is_whitespace() && letter != ' ')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_in_go() {
        for (text, expected) in [
            ("a\"b", r#""a\"b""#),
            ("tab\t", r#""tab\t""#),
            ("\u{a0}é", r#""\u00a0é""#),
            ("\u{1}", r#""\x01""#),
        ] {
            assert_eq!(quote(text), expected);
        }
    }

    #[test]
    fn values_are_printed_as_in_go() {
        assert_eq!(print_as_text(&Value::Float(80.5)), "%!s(float64=80.5)");
        assert_eq!(print_as_text(&Value::Int(5)), "%!s(int=5)");
        assert_eq!(type_name(&Value::Sequence(Vec::new())), "[]interface {}");
    }
}
