//! Reading JSON (RFC 8259) into a tree: the lists of words in Dockerfiles, and what the browser has kept.
//!
//! What is written goes through `serde_json`. Its reader, with a table of powers and an error for every
//! turn, would be 10 KB of a first visit; here a text is JSON or it is not. Depth is bounded.

use crate::yaml::float;

/// How deep lists and objects may lie in each other.
const DEEPEST: usize = 64;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Keys and values, as written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of an object's key; the last one, where a key is repeated.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries
                .iter()
                .rev()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// What a text says.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Option<&[Json]> {
        match self {
            Json::List(items) => Some(items),
            _ => None,
        }
    }
}

/// The value that a text is; none when it is not JSON.
pub fn parse(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text };
    let value = reader.value(DEEPEST)?;
    reader.blank();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn eat(&mut self, word: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        self.blank();
        match self.rest.as_bytes().first()? {
            b'n' => self.eat("null").map(|()| Json::Null),
            b't' => self.eat("true").map(|()| Json::Bool(true)),
            b'f' => self.eat("false").map(|()| Json::Bool(false)),
            b'"' => self.text().map(Json::Text),
            b'[' => {
                let mut items = Vec::new();
                self.entries("[", "]", |reader| {
                    items.push(reader.value(depth.checked_sub(1)?)?);
                    Some(())
                })?;
                Some(Json::List(items))
            }
            b'{' => {
                let mut entries = Vec::new();
                self.entries("{", "}", |reader| {
                    let key = reader.text()?;
                    reader.blank();
                    reader.eat(":")?;
                    entries.push((key, reader.value(depth.checked_sub(1)?)?));
                    Some(())
                })?;
                Some(Json::Object(entries))
            }
            _ => self.number(),
        }
    }

    /// What stands between brackets, divided by commas; `entry` reads one.
    fn entries(&mut self, open: &str, close: &str, mut entry: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(open)?;
        self.blank();
        if self.eat(close).is_some() {
            return Some(());
        }
        loop {
            self.blank();
            entry(self)?;
            self.blank();
            if self.eat(",").is_none() {
                return self.eat(close);
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let is_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '+' | '.' | 'e' | 'E');
        let length = self.rest.find(|sign| !is_number(sign)).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(length);
        let digits = text.strip_prefix('-').unwrap_or(text);
        let end = digits.find(['e', 'E']).unwrap_or(digits.len());
        let (whole, fraction) = digits[..end].split_once('.').unwrap_or((&digits[..end], "0"));
        let leads = whole.len() > 1 && whole.starts_with('0');
        if leads || whole.is_empty() || whole.starts_with('+') || fraction.is_empty() {
            return None;
        }
        self.rest = rest;
        float::parse(text).map(Json::Number)
    }

    fn text(&mut self) -> Option<String> {
        self.eat("\"")?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(|sign| sign == '"' || sign == '\\' || sign < ' ')?;
            text.push_str(&self.rest[..end]);
            self.rest = &self.rest[end..];
            if self.eat("\"").is_some() {
                return Some(text);
            }
            text.push(self.escaped()?);
        }
    }

    /// The character that a backslash and what follows it stand for.
    fn escaped(&mut self) -> Option<char> {
        self.eat("\\")?;
        let sign = self.rest.chars().next()?;
        self.rest = &self.rest[sign.len_utf8()..];
        Some(match sign {
            '"' | '\\' | '/' => sign,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.unit()?;
                let units = match first {
                    0xD800..0xDC00 => {
                        self.eat("\\u")?;
                        vec![first, self.unit()?]
                    }
                    _ => vec![first],
                };
                char::decode_utf16(units).next()?.ok()?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest.get(..4).filter(|digits| !digits.starts_with('+'))?;
        self.rest = &self.rest[4..];
        u16::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_serde_json_does() {
        for text in [
            "null",
            " true ",
            "false",
            "0",
            "-0",
            "1.5e3",
            "1E-2",
            "1e+2",
            "\"\"",
            "[]",
            "{}",
            "[1, [2], {\"a\": null}]",
            "{\"a\":1,\"b\":{\"c\":[\"d\"]}}",
            "\"\\u0041\\n\\t\\b\\f\\r\\\\\\/\\\"\"",
            "\"\\ud83d\\ude00 \u{1F600}\"",
            "",
            " ",
            "nul",
            "nulls",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "1e",
            "--1",
            "1.+2",
            "inf",
            "NaN",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{a:1}",
            "{\"a\":1,}",
            "{,}",
            "\"",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u+123\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"\n\"",
            "[",
            "]",
            "{",
            "[}",
            "1 1",
            "'a'",
            "\"a\" // b",
        ] {
            let ours = parse(text);
            let theirs: Option<serde_json::Value> = serde_json::from_str(text).ok();
            assert_eq!(ours.map(|value| serde(&value)), theirs.as_ref().map(floats), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse(&format!("{}{}", "[".repeat(60), "]".repeat(60))).is_some());
        assert_eq!(parse(&"[".repeat(1_000_000)), None);
        assert_eq!(parse(&"{\"a\":".repeat(1_000_000)), None);
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let value = parse("{\"a\": 1, \"a\": 2}").expect("it is JSON");
        assert_eq!(value.get("a").and_then(Json::number), Some(2.0));
        assert_eq!(value.get("b"), None);
    }

    fn serde(value: &Json) -> serde_json::Value {
        match value {
            Json::Null => serde_json::Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Number(value) => (*value).into(),
            Json::Text(value) => value.as_str().into(),
            Json::List(items) => items.iter().map(serde).collect(),
            Json::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), serde(value))).collect(),
        }
    }

    /// All numbers as floating-point ones.
    fn floats(value: &serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Number(number) => number.as_f64().into(),
            serde_json::Value::Array(items) => items.iter().map(floats).collect(),
            serde_json::Value::Object(entries) => entries
                .iter()
                .map(|(key, value)| (key.clone(), floats(value)))
                .collect(),
            other => other.clone(),
        }
    }
}
