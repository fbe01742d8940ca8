//! Parser for env files: `.env`, and the files that `env_file` names.
//!
//! The syntax is compose-go's: `KEY=value`, `KEY: value`, `export KEY=value`, a bare `KEY` that takes its value from
//! outside, `#` comments, quoted values over several lines, and variables in values. Parsing continues after an error;
//! Compose reports only the first. Source: compose-go v2.9.1 `dotenv/parser.go`, and Docker CLI `pkg/kvfile` for the
//! raw format.

use std::ops::Range;

use super::template::{self, Reference};
use crate::hash::FastMap;
use crate::yaml::go_format;

/// The format of an env file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// With quotes, comments and variables.
    #[default]
    Dotenv,
    /// `format: raw`: values are taken literally.
    Raw,
}

/// The content of an env file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvFile {
    /// Assignments in file order. The last one of a name wins.
    pub assignments: Vec<Assignment>,
    /// Errors in file order.
    pub errors: Vec<LineError>,
}

/// An assignment in an env file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Name of the variable.
    pub key: String,
    /// The value; `None` for a bare name that has no value outside the file.
    pub value: Option<String>,
    /// Byte range of the name.
    pub key_range: Range<usize>,
    /// Byte range of the value including its quotes; empty for a bare name.
    pub value_range: Range<usize>,
    /// References to variables in the value. Their ranges are bytes from the start of the value without quotes. In a
    /// value with escapes they can be a few bytes too small.
    pub references: Vec<Reference>,
}

/// An error in an env file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// Kind of the error.
    pub kind: LineErrorKind,
    /// Byte range of the error.
    pub range: Range<usize>,
    /// What Compose prints, without the prefix that names the file.
    pub upstream: String,
}

/// The kinds of errors in an env file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineErrorKind {
    /// A blank inside a name.
    BlankInKey,
    /// A character that is not allowed in names.
    InvalidCharacter,
    /// A quote without its closing quote.
    UnclosedQuote,
    /// A value with an invalid reference, or with a required variable that has no value.
    Template,
    /// A line without a name.
    MissingKey,
}

/// Parses an env file. `lookup` returns the values of variables outside the file, which win over earlier lines.
pub fn parse(text: &str, format: Format, lookup: &mut dyn FnMut(&str) -> Option<String>) -> EnvFile {
    parse_after(FastMap::default(), text, format, lookup)
}

/// Parses an env file after other files: values can refer to the variables that those files have set.
pub fn parse_after(
    earlier: FastMap<String, String>,
    text: &str,
    format: Format,
    lookup: &mut dyn FnMut(&str) -> Option<String>,
) -> EnvFile {
    match format {
        Format::Dotenv => {
            let mut parser = Parser {
                text,
                position: byte_order_mark_length(text),
                line: 1,
                lookup,
                assigned: earlier,
                env_file: EnvFile::default(),
            };
            while parser.skip_to_statement() {
                parser.parse_statement();
            }
            parser.env_file
        }
        Format::Raw => parse_raw(text, lookup),
    }
}

fn byte_order_mark_length(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { 3 } else { 0 }
}

struct Parser<'text, 'lookup> {
    text: &'text str,
    position: usize,
    /// Line number as Compose counts it.
    line: usize,
    lookup: &'lookup mut dyn FnMut(&str) -> Option<String>,
    /// Values assigned so far, in this file and in earlier ones.
    assigned: FastMap<String, String>,
    env_file: EnvFile,
}

impl Parser<'_, '_> {
    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    /// Skips blanks and comments. Returns false at the end of the file.
    fn skip_to_statement(&mut self) -> bool {
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

    fn parse_statement(&mut self) {
        if let Some(rest) = self.rest().strip_prefix("export")
            && rest.starts_with(['\t', '\n', '\u{C}', '\r', ' '])
        {
            self.position += "export".len();
            self.skip_blanks();
        }
        let start = self.position;
        if self.rest().is_empty() {
            self.add_error(LineErrorKind::MissingKey, start..start, "zero length string".to_owned());
            return;
        }
        let Some((length, separator)) = self.scan_key() else {
            return;
        };
        let key = self.text[start..start + length].trim_end().to_owned();
        let key_range = start..start + key.len();
        self.position = start + length + separator.map_or(0, char::len_utf8);
        let is_bare = separator == Some('\n');
        if is_bare && !self.text[start..start + length].contains(' ') {
            self.line += 1;
        }
        if key.contains(' ') {
            let text = format!("line {}: key cannot contain a space", self.line);
            if !is_bare {
                self.skip_line();
            }
            self.add_error(LineErrorKind::BlankInKey, key_range, text);
        } else if is_bare {
            let value = (self.lookup)(&key);
            if let Some(value) = &value {
                self.assigned.insert(key.clone(), value.clone());
            }
            self.env_file.assignments.push(Assignment {
                key,
                value,
                value_range: key_range.end..key_range.end,
                key_range,
                references: Vec::new(),
            });
        } else {
            self.skip_blanks();
            self.parse_value(key, key_range);
        }
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start_matches(is_blank).len();
    }

    /// Returns the length of the name at the current position and the separator after it. Without a separator the
    /// length is 0, because Compose takes the rest of the file for a value without a name.
    fn scan_key(&mut self) -> Option<(usize, Option<char>)> {
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
                    self.add_error(LineErrorKind::InvalidCharacter, at..at + character.len_utf8(), text);
                    return None;
                }
            }
        }
        Some((0, None))
    }

    fn add_error(&mut self, kind: LineErrorKind, range: Range<usize>, upstream: String) {
        self.env_file.errors.push(LineError { kind, range, upstream });
    }

    fn parse_value(&mut self, key: String, key_range: Range<usize>) {
        let start = self.position;
        match self.rest().as_bytes().first() {
            Some(&quote @ (b'"' | b'\'')) => self.parse_quoted(key, key_range, quote),
            _ => {
                let line = self.rest().split('\n').next().unwrap_or("");
                let line_length = line.len();
                let value = line.split(" #").next().unwrap_or("").trim_end();
                let (value, range) = (value.to_owned(), start..start + value.len());
                self.position = (start + line_length + 1).min(self.text.len());
                self.line += 1;
                self.assign_template(key, key_range, range, &value);
            }
        }
    }

    fn parse_quoted(&mut self, key: String, key_range: Range<usize>, quote: u8) {
        let start = self.position;
        let mut value = String::new();
        let mut is_escaped = false;
        for (index, character) in self.text[start..].char_indices().skip(1) {
            if character == '\n' {
                self.line += 1;
            }
            if character == char::from(quote) && !is_escaped {
                self.position = start + index + 1;
                let range = start..self.position;
                match quote {
                    b'"' => self.assign_template(key, key_range, range, &unescape(&value)),
                    _ => self.assign(key, key_range, range, value, Vec::new()),
                }
                return;
            }
            if character == '\\' && !is_escaped {
                is_escaped = true;
                continue;
            }
            if is_escaped && character != char::from(quote) {
                value.push('\\');
            }
            is_escaped = false;
            value.push(character);
        }
        let line = self.rest().split('\n').next().unwrap_or("");
        let text = format!("line {}: unterminated quoted value {line}", self.line);
        let range = start..start + line.len();
        self.line -= self.rest().matches('\n').count();
        self.skip_line();
        self.add_error(LineErrorKind::UnclosedQuote, range, text);
    }

    /// Adds an assignment of a value in which variables are substituted.
    fn assign_template(&mut self, key: String, key_range: Range<usize>, value_range: Range<usize>, template: &str) {
        let Parser { lookup, assigned, .. } = self;
        let substituted = template::substitute(template, &mut |name| {
            lookup(name).or_else(|| assigned.get(name).cloned())
        });
        match substituted.error {
            Some(error) => self.add_error(LineErrorKind::Template, value_range, error.to_string()),
            None => self.assign(key, key_range, value_range, substituted.text, substituted.references),
        }
    }

    fn assign(
        &mut self,
        key: String,
        key_range: Range<usize>,
        value_range: Range<usize>,
        value: String,
        references: Vec<Reference>,
    ) {
        self.assigned.insert(key.clone(), value.clone());
        self.env_file.assignments.push(Assignment {
            key,
            value: Some(value),
            key_range,
            value_range,
            references,
        });
    }
}

/// Whether a character is white space that does not end a line.
fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{B}' | '\u{C}' | '\r' | ' ' | '\u{85}' | '\u{A0}')
}

/// Resolves the escapes of double-quoted values. `\$` becomes `$$`, which the substitution turns into `$`.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(backslash) = rest.find('\\') {
        out.push_str(&rest[..backslash]);
        rest = &rest[backslash + 1..];
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
            Some(b'0') => parse_octal(rest),
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

/// Parses `0` and exactly three octal digits, up to 255. Also returns the length of what it read.
fn parse_octal(text: &str) -> (Option<char>, usize) {
    let digits = text[1..].bytes().take(3).take_while(u8::is_ascii_digit).count();
    let code = u32::from_str_radix(&text[1..1 + digits], 8).ok();
    let character = code.filter(|&code| digits == 3 && code <= 255).and_then(char::from_u32);
    (character, 1 + digits)
}

/// Parses the raw format: each line is `KEY=value` or `KEY`, without quotes and variables.
fn parse_raw(text: &str, lookup: &mut dyn FnMut(&str) -> Option<String>) -> EnvFile {
    let mut env_file = EnvFile::default();
    let mut position = byte_order_mark_length(text);
    for line in text[position..].split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let trimmed = content.trim_start();
        let start = position + content.len() - trimmed.len();
        position += line.len();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let (key, value) = match trimmed.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (trimmed, None),
        };
        let key_range = start..start + key.len();
        if let Some((kind, upstream)) = raw_key_error(key, trimmed) {
            env_file.errors.push(LineError {
                kind,
                range: key_range,
                upstream,
            });
            continue;
        }
        env_file.assignments.push(Assignment {
            key: key.to_owned(),
            value: value.map_or_else(|| lookup(key), |value| Some(value.to_owned())),
            value_range: match value {
                Some(value) => key_range.end + 1..key_range.end + 1 + value.len(),
                None => key_range.end..key_range.end,
            },
            key_range,
            references: Vec::new(),
        });
    }
    env_file
}

fn raw_key_error(key: &str, line: &str) -> Option<(LineErrorKind, String)> {
    if key.is_empty() {
        return Some((LineErrorKind::MissingKey, format!("no variable name on line '{line}'")));
    }
    key.contains([' ', '\t']).then(|| {
        let upstream = format!("variable '{key}' contains whitespaces");
        (LineErrorKind::BlankInKey, upstream)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outer_value(name: &str) -> Option<String> {
        (name == "FOO").then(|| "outer".to_owned())
    }

    /// Checks the assignments, written as `key=value` or `key`, and the text of the first error.
    #[track_caller]
    fn check(text: &str, format: Format, expected: &[&str], error: Option<&str>) {
        let env_file = parse(text, format, &mut outer_value);
        let assignments: Vec<String> = env_file
            .assignments
            .iter()
            .map(|assignment| match &assignment.value {
                Some(value) => format!("{}={value}", assignment.key),
                None => assignment.key.clone(),
            })
            .collect();
        assert_eq!(assignments, expected, "{text:?}");
        let first_error = env_file.errors.first().map(|error| error.upstream.as_str());
        assert_eq!(first_error, error, "{text:?}");
        for assignment in &env_file.assignments {
            assert_eq!(&text[assignment.key_range.clone()], assignment.key, "{text:?}");
        }
    }

    #[test]
    fn every_form_of_statement_is_parsed() {
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
    fn errors_have_the_line_numbers_of_compose() {
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
    fn raw_format_is_parsed() {
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
