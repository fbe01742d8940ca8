//! Files of variables: `.env`, and what `env_file` names.
//!
//! The syntax is compose-go's: `KEY=value`, `KEY: value`, `export KEY=value`, a lone `KEY` that takes its
//! value from outside, `#` comments, values in quotes over several lines, variables in values. Reading
//! goes on after an error; Compose reports only the first. Source: compose-go v2.9.1 `dotenv/parser.go`,
//! Docker CLI `pkg/kvfile` for the raw format.

use std::ops::Range;

use super::template::{self, Reference};
use crate::hash::FastMap;
use crate::yaml::go_format;

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// With quotes, comments and variables.
    #[default]
    Dotenv,
    /// `format: raw`: lines as they are.
    Raw,
}

impl Format {
    /// What Compose prints of an error in a file at an absolute path.
    pub fn failure(self, path: &str, error: &LineError) -> String {
        match self {
            Format::Dotenv => format!("failed to read {path}: {}", error.upstream),
            Format::Raw => format!("failed to parse env_file {path}: {}", error.upstream),
        }
    }
}

/// What a file of variables holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    /// In order; later ones win.
    pub assignments: Vec<Assignment>,
    /// What is wrong, in order.
    pub errors: Vec<LineError>,
}

/// One variable of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The name.
    pub key: String,
    /// The value; none for a lone name that has no value outside.
    pub value: Option<String>,
    /// Whether only the name stands there, so that the value comes from outside.
    pub inherited: bool,
    /// Where the name stands, in bytes.
    pub key_range: Range<usize>,
    /// Where the value stands, quotes included, in bytes; empty for a lone name.
    pub value_range: Range<usize>,
    /// The variables in the value. Their ranges count from the beginning of the value without quotes,
    /// in bytes; in a value with escapes they can be some bytes too small.
    pub references: Vec<Reference>,
}

/// An error in a file of variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// What it is.
    pub kind: LineErrorKind,
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What Compose prints, without the words about the file ([`Format::failure`] adds them).
    pub upstream: String,
}

/// The kinds of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineErrorKind {
    /// A blank inside a name.
    BlankInKey,
    /// A character that names don't have.
    BadCharacter,
    /// A quote that nothing closes.
    UnclosedQuote,
    /// A value with a bad reference to a variable, or without a required one.
    Template,
    /// A line without a name.
    NoKey,
}

/// Reads a file; `lookup` gives the values of names outside it, which win over earlier lines.
pub fn parse(text: &str, format: Format, lookup: &mut dyn FnMut(&str) -> Option<String>) -> Variables {
    parse_after(FastMap::default(), text, format, lookup)
}

/// As [`parse`], where `known` is what earlier files have set: to values it is as if their lines stood above.
pub fn parse_after(
    known: FastMap<String, String>,
    text: &str,
    format: Format,
    lookup: &mut dyn FnMut(&str) -> Option<String>,
) -> Variables {
    match format {
        Format::Dotenv => {
            let mut parser = Parser {
                text,
                position: byte_order_mark(text),
                line: 1,
                lookup,
                known,
                variables: Variables::default(),
            };
            while parser.next_statement() {
                parser.statement();
            }
            parser.variables
        }
        Format::Raw => raw(text, lookup),
    }
}

fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { 3 } else { 0 }
}

struct Parser<'text, 'lookup> {
    text: &'text str,
    position: usize,
    /// As Compose counts.
    line: usize,
    lookup: &'lookup mut dyn FnMut(&str) -> Option<String>,
    known: FastMap<String, String>,
    variables: Variables,
}

impl Parser<'_, '_> {
    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    /// Goes to the next name; false at the end.
    fn next_statement(&mut self) -> bool {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.line += rest[..blank].matches('\n').count();
            self.position += blank;
            if !self.rest().starts_with('#') {
                return !self.rest().is_empty();
            }
            self.skip_line();
        }
    }

    fn skip_line(&mut self) {
        let rest = self.rest();
        self.position += rest.find('\n').unwrap_or(rest.len());
    }

    fn statement(&mut self) {
        if let Some(rest) = self.rest().strip_prefix("export")
            && rest.starts_with(['\t', '\n', '\u{C}', '\r', ' '])
        {
            self.position += "export".len();
            self.skip_blanks();
        }
        let start = self.position;
        if self.rest().is_empty() {
            self.fail(LineErrorKind::NoKey, start..start, "zero length string".to_owned());
            return;
        }
        let Some((length, separator)) = self.key() else { return };
        let key = self.text[start..start + length].trim_end().to_owned();
        let key_range = start..start + key.len();
        self.position = start + length + separator.map_or(0, char::len_utf8);
        let inherited = separator == Some('\n');
        if inherited && !self.text[start..start + length].contains(' ') {
            self.line += 1;
        }
        if key.contains(' ') {
            let text = format!("line {}: key cannot contain a space", self.line);
            if !inherited {
                self.skip_line();
            }
            self.fail(LineErrorKind::BlankInKey, key_range, text);
        } else if inherited {
            let value = (self.lookup)(&key);
            if let Some(value) = &value {
                self.known.insert(key.clone(), value.clone());
            }
            self.variables.assignments.push(Assignment {
                key,
                value,
                inherited,
                value_range: key_range.end..key_range.end,
                key_range,
                references: Vec::new(),
            });
        } else {
            self.skip_blanks();
            self.value(key, key_range);
        }
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start_matches(is_blank).len();
    }

    /// The length of the name here and the character after it; the length is 0 at the end of the text,
    /// where Compose takes the rest for a value without a name.
    fn key(&mut self) -> Option<(usize, Option<char>)> {
        for (index, character) in self.rest().char_indices() {
            match character {
                '=' | ':' | '\n' => return Some((index, Some(character))),
                '_' | '.' | '-' | '[' | ']' => {}
                _ if is_blank(character) || character.is_alphabetic() || character.is_numeric() => {}
                _ => {
                    let line = self.rest().split('\n').next().unwrap_or("");
                    let text = format!(
                        "line {}: unexpected character {} in variable name {}",
                        self.line,
                        go_format::quote(character.encode_utf8(&mut [0; 4])),
                        go_format::quote(line)
                    );
                    let at = self.position + index;
                    self.skip_line();
                    self.fail(LineErrorKind::BadCharacter, at..at + character.len_utf8(), text);
                    return None;
                }
            }
        }
        Some((0, None))
    }

    fn fail(&mut self, kind: LineErrorKind, range: Range<usize>, upstream: String) {
        self.variables.errors.push(LineError { kind, range, upstream });
    }

    fn value(&mut self, key: String, key_range: Range<usize>) {
        let start = self.position;
        match self.rest().as_bytes().first() {
            Some(&quote @ (b'"' | b'\'')) => self.quoted(key, key_range, quote),
            _ => {
                let line = self.rest().split('\n').next().unwrap_or("");
                let line_length = line.len();
                let value = line.split(" #").next().unwrap_or("").trim_end();
                let (value, range) = (value.to_owned(), start..start + value.len());
                self.position = (start + line_length + 1).min(self.text.len());
                self.line += 1;
                self.assign(key, key_range, range, &value, true);
            }
        }
    }

    fn quoted(&mut self, key: String, key_range: Range<usize>, quote: u8) {
        let start = self.position;
        let mut value = String::new();
        let mut escaped = false;
        for (index, character) in self.text[start..].char_indices().skip(1) {
            if character == '\n' {
                self.line += 1;
            }
            if character == char::from(quote) && !escaped {
                self.position = start + index + 1;
                let range = start..self.position;
                if quote == b'"' {
                    let value = unescape(&value);
                    self.assign(key, key_range, range, &value, true);
                } else {
                    self.assign(key, key_range, range, &value, false);
                }
                return;
            }
            if character == '\\' && !escaped {
                escaped = true;
                continue;
            }
            if escaped && character != char::from(quote) {
                value.push('\\');
            }
            escaped = false;
            value.push(character);
        }
        let line = self.rest().split('\n').next().unwrap_or("");
        let text = format!("line {}: unterminated quoted value {line}", self.line);
        let range = start..start + line.len();
        self.line -= self.rest().matches('\n').count();
        self.skip_line();
        self.fail(LineErrorKind::UnclosedQuote, range, text);
    }

    /// Notes a variable, with the variables in its value put in where that is wanted.
    fn assign(&mut self, key: String, key_range: Range<usize>, value_range: Range<usize>, raw: &str, expand: bool) {
        let mut references = Vec::new();
        let mut value = raw.to_owned();
        if expand {
            let Parser { lookup, known, .. } = self;
            let substituted = template::substitute(raw, &mut |name| lookup(name).or_else(|| known.get(name).cloned()));
            if let Some(error) = substituted.error {
                self.fail(LineErrorKind::Template, value_range, error.to_string());
                return;
            }
            value = substituted.text;
            references = substituted.references;
        }
        self.known.insert(key.clone(), value.clone());
        self.variables.assignments.push(Assignment {
            key,
            value: Some(value),
            inherited: false,
            key_range,
            value_range,
            references,
        });
    }
}

/// A blank that ends no line.
fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{B}' | '\u{C}' | '\r' | ' ' | '\u{85}' | '\u{A0}')
}

/// Resolves the escapes that double quotes allow. `\$` becomes `$$`, for what puts variables in.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (replacement, length) = match rest.as_bytes().first() {
            Some(b'a') => (Some('\u{7}'), 1),
            Some(b'b') => (Some('\u{8}'), 1),
            Some(b'f') => (Some('\u{C}'), 1),
            Some(b'n') => (Some('\n'), 1),
            Some(b'r') => (Some('\r'), 1),
            Some(b't') => (Some('\t'), 1),
            Some(b'v') => (Some('\u{B}'), 1),
            Some(b'"') => (Some('"'), 1),
            Some(b'\\') => (Some('\\'), 1),
            Some(b'$') => {
                out.push('$');
                (Some('$'), 1)
            }
            Some(b'0') => octal(rest),
            _ => (None, 0),
        };
        match replacement {
            Some(character) => out.push(character),
            None => {
                out.push('\\');
                out.push_str(&rest[..length]);
            }
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// `0` and exactly three octal digits, up to 255.
fn octal(text: &str) -> (Option<char>, usize) {
    let digits = text[1..].bytes().take(3).take_while(u8::is_ascii_digit).count();
    let code = u32::from_str_radix(&text[1..1 + digits], 8).ok();
    let character = code.filter(|&code| digits == 3 && code <= 255).and_then(char::from_u32);
    (character, 1 + digits)
}

fn raw(text: &str, lookup: &mut dyn FnMut(&str) -> Option<String>) -> Variables {
    let mut variables = Variables::default();
    let mut position = byte_order_mark(text);
    for line in text[position..].split_inclusive('\n') {
        let whole = line.strip_suffix('\n').unwrap_or(line);
        let whole = whole.strip_suffix('\r').unwrap_or(whole);
        let trimmed = whole.trim_start();
        let start = position + whole.len() - trimmed.len();
        position += line.len();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let (key, value) = match trimmed.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (trimmed, None),
        };
        let key_range = start..start + key.len();
        if key.is_empty() || key.contains([' ', '\t']) {
            let (kind, upstream) = if key.is_empty() {
                (LineErrorKind::NoKey, format!("no variable name on line '{trimmed}'"))
            } else {
                (
                    LineErrorKind::BlankInKey,
                    format!("variable '{key}' contains whitespaces"),
                )
            };
            variables.errors.push(LineError {
                kind,
                range: key_range,
                upstream,
            });
            continue;
        }
        variables.assignments.push(Assignment {
            key: key.to_owned(),
            value: value.map_or_else(|| lookup(key), |value| Some(value.to_owned())),
            inherited: value.is_none(),
            value_range: match value {
                Some(value) => key_range.end + 1..key_range.end + 1 + value.len(),
                None => key_range.end..key_range.end,
            },
            key_range,
            references: Vec::new(),
        });
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(name: &str) -> Option<String> {
        (name == "FOO").then(|| "outer".to_owned())
    }

    /// Values as `key=value`, a lone name without a value as `key`.
    #[track_caller]
    fn check(text: &str, format: Format, expected: &[&str], error: Option<&str>) {
        let variables = parse(text, format, &mut outside);
        let shown: Vec<String> = variables
            .assignments
            .iter()
            .map(|one| match &one.value {
                Some(value) => format!("{}={value}", one.key),
                None => one.key.clone(),
            })
            .collect();
        assert_eq!(shown, expected, "{text:?}");
        let first = variables.errors.first().map(|error| error.upstream.as_str());
        assert_eq!(first, error, "{text:?}");
        for one in &variables.assignments {
            assert_eq!(&text[one.key_range.clone()], one.key, "{text:?}");
        }
    }

    #[test]
    fn statements() {
        for (text, expected) in [
            ("FOO\nB=1", &["FOO=outer", "B=1"][..]),
            ("NOPE\n", &["NOPE"]),
            ("FOO", &["=FOO"]),
            ("A=\"x\r\ny\"\r\nB=2\r\n", &["A=x\r\ny", "B=2"]),
            ("A=1\rB=2\n", &["A=1\rB=2"]),
            ("A=\"1\"B=2\n", &["A=1", "B=2"]),
            (
                "A=\"1\" # c\nB=x # y\nC=x# y\nD=# z\n",
                &["A=1", "B=x", "C=x# y", "D=# z"],
            ),
            ("export A=1\nexport=3\nexportC=4\n", &["A=1", "export=3", "exportC=4"]),
            ("A: 1\nB : 2\nC:D=3\n", &["A=1", "B=2", "C=D=3"]),
            (r#"A="\n\x41\$FOO\q\\ \101 \0101""#, &["A=\n\\x41$FOO\\q\\ \\101 A"]),
            (r"A='a\'b\n$FOO'", &["A=a'b\\n$FOO"]),
            ("A=$FOO ${NO:-x}\nB=${A}\n", &["A=outer x", "B=outer x"]),
            ("  \n\tA = 1\na[0]=é\nÉ=1\n", &["A=1", "a[0]=é", "É=1"]),
            ("A=x \\# y #z\n", &["A=x \\# y"]),
            ("A=\n#x\n", &["A="]),
        ] {
            check(text, Format::Dotenv, expected, None);
        }
        check("\u{FEFF}A=1\n", Format::Dotenv, &["A=1"], None);
    }

    #[test]
    fn errors_carry_compose_s_lines() {
        for (text, expected, error) in [
            (
                "A=1\n\n# c\n!x=2\nB=2\n",
                &["A=1", "B=2"][..],
                "line 4: unexpected character \"!\" in variable name \"!x=2\"",
            ),
            ("A B=2\nC=1\n", &["C=1"], "line 1: key cannot contain a space"),
            (
                "A=\"1\n2\"\nB\n C D\n",
                &["A=1\n2", "B"],
                "line 4: key cannot contain a space",
            ),
            ("A='abc\nB=2\n", &["B=2"], "line 3: unterminated quoted value 'abc"),
            ("A=${NO?m}\n", &[], "required variable NO is missing a value: m"),
            ("A=\"${\"\n", &[], "Invalid template: \"${\""),
            ("export ", &[], "zero length string"),
        ] {
            check(text, Format::Dotenv, expected, Some(error));
        }
    }

    #[test]
    fn raw_lines() {
        check(
            "A=\"1\"\n#c\n B=2 # x\r\nFOO\nNO\n",
            Format::Raw,
            &["A=\"1\"", "B=2 # x", "FOO=outer", "NO"],
            None,
        );
        check("A B=1\n", Format::Raw, &[], Some("variable 'A B' contains whitespaces"));
        check(
            "=1\nA=$FOO",
            Format::Raw,
            &["A=$FOO"],
            Some("no variable name on line '=1'"),
        );
    }
}
