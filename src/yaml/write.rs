//! Writes values as YAML like `docker compose config`.
//!
//! Like go-yaml v3's encoder with an indentation of two, it uses block style, indents sequences below their
//! key, does not wrap lines, and quotes strings that would otherwise be parsed as something else.
//! Source: go-yaml v3 `encode.go`, `emitterc.go`.

use std::ops::{Deref, DerefMut};

use super::node::{Node, Value};
use super::{go_format, scalar};

/// Maximum length of a key in bytes. Longer ones are written after `? `.
const MAX_SIMPLE_KEY: usize = 128;

/// Writes a value as YAML, with a line break at the end.
pub fn write(node: &Node) -> String {
    write_document(Writer::default(), node)
}

/// Writes a value like the older encoder that Docker Compose uses for `config --no-interpolate`. It loses a line break
/// at the start of a string.
pub fn write_legacy(node: &Node) -> String {
    let writer = Writer {
        is_legacy: true,
        ..Writer::default()
    };
    write_document(writer, node)
}

/// The text written so far, and the encoder's version.
#[derive(Default)]
struct Writer {
    text: String,
    is_legacy: bool,
}

impl Deref for Writer {
    type Target = String;

    fn deref(&self) -> &String {
        &self.text
    }
}

impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.text
    }
}

fn write_document(mut out: Writer, node: &Node) -> String {
    match &node.value {
        Value::Sequence(items) if !items.is_empty() => write_sequence(&mut out, items, 0),
        Value::Mapping(_) if !is_inline(node) => write_mapping(&mut out, node, 0),
        _ => {
            write_inline(&mut out, node, 0);
            out.push('\n');
        }
    }
    out.text
}

/// Returns whether a value follows its key on the same line.
fn is_inline(node: &Node) -> bool {
    match &node.value {
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) => entries.is_empty(),
        _ => true,
    }
}

fn indent(out: &mut String, columns: usize) {
    out.extend(std::iter::repeat_n(' ', columns));
}

/// Writes entries, one per line. The first starts at the current end of the text, the others in `column`.
fn write_mapping(out: &mut Writer, node: &Node, column: usize) {
    let Some(entries) = node.as_mapping() else { return };
    for (index, (key, entry)) in entries.iter().enumerate() {
        if index > 0 {
            indent(out, column);
        }
        let style = StringStyle::of(key, true);
        if key.len() <= MAX_SIMPLE_KEY && !style.is_multiline {
            write_string(out, key, style, column);
            out.push(':');
        } else {
            out.push_str("? ");
            write_string(out, key, StringStyle::of(key, false), column);
            out.push('\n');
            indent(out, column);
            out.push(':');
        }
        write_entry_value(out, &entry.node, column);
    }
}

/// Writes what follows the colon of a key, up to the line break.
fn write_entry_value(out: &mut Writer, node: &Node, column: usize) {
    if is_inline(node) {
        out.push(' ');
        write_inline(out, node, column);
        out.push('\n');
        return;
    }
    out.push('\n');
    indent(out, column + 2);
    write_block(out, node, column + 2);
}

/// Writes a sequence or mapping that is not empty.
fn write_block(out: &mut Writer, node: &Node, column: usize) {
    match &node.value {
        Value::Sequence(items) => write_sequence(out, items, column),
        _ => write_mapping(out, node, column),
    }
}

/// Writes items, one per line. The first starts at the current end of the text, the others in `column`.
fn write_sequence(out: &mut Writer, items: &[Node], column: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            indent(out, column);
        }
        out.push_str("- ");
        if is_inline(item) {
            write_inline(out, item, column);
            out.push('\n');
        } else {
            write_block(out, item, column + 2);
        }
    }
}

/// Writes a scalar or an empty collection. The lines of a block scalar are indented deeper than `column`.
fn write_inline(out: &mut Writer, node: &Node, column: usize) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::Float(value) => out.push_str(&go_format::format_yaml_float(*value)),
        Value::Timestamp(value) => out.push_str(value),
        Value::String(value) => write_string(out, value, StringStyle::of(value, false), column),
        Value::Sequence(_) => out.push_str("[]"),
        Value::Mapping(_) => out.push_str("{}"),
    }
}

fn write_string(out: &mut Writer, text: &str, style: StringStyle, column: usize) {
    match style.quoting {
        Quoting::Plain => out.push_str(text),
        Quoting::Single => write_single_quoted(out, text, column + 2),
        Quoting::Double => write_double_quoted(out, text),
        Quoting::Literal => write_literal(out, text, column + 2),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Quoting {
    Plain,
    Single,
    Double,
    Literal,
}

/// How a string is written.
#[derive(Clone, Copy)]
struct StringStyle {
    quoting: Quoting,
    is_multiline: bool,
}

impl StringStyle {
    fn of(text: &str, is_key: bool) -> Self {
        let analysis = Analysis::of(text);
        let resolves_to_string = matches!(scalar::resolve_plain(text), Value::String(_))
            && !scalar::is_yaml_1_1_bool(text)
            && !(text.contains(':') && scalar::is_base_60(text));
        let preferred_style = if text.contains('\n') {
            Quoting::Literal
        } else if resolves_to_string {
            Quoting::Plain
        } else {
            Quoting::Double
        };
        let quoted = if analysis.can_be_single_quoted {
            Quoting::Single
        } else {
            Quoting::Double
        };
        let quoting = match preferred_style {
            Quoting::Literal if is_key || !analysis.can_be_literal => Quoting::Double,
            Quoting::Plain if is_key && analysis.is_multiline => Quoting::Double,
            Quoting::Plain if !analysis.can_be_plain => quoted,
            preferred_style => preferred_style,
        };
        StringStyle {
            quoting,
            is_multiline: analysis.is_multiline,
        }
    }
}

/// The styles in which a string can be written (go-yaml's `yaml_emitter_analyze_scalar`).
struct Analysis {
    is_multiline: bool,
    can_be_plain: bool,
    can_be_single_quoted: bool,
    can_be_literal: bool,
}

impl Analysis {
    fn of(text: &str) -> Self {
        let mut has_indicators = text.starts_with("---") || text.starts_with("...");
        let (mut has_breaks, mut has_special, mut has_tabs) = (false, false, false);
        let (mut has_space_after_break, mut has_break_after_space) = (false, false);
        let mut previous = None;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let is_before_blank = characters.peek().is_none_or(|&next| matches!(next, ' ' | '\t'));
            has_indicators |= match (previous, character) {
                (
                    None,
                    '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`',
                ) => true,
                (None, '?' | ':' | '-') | (Some(_), ':') => is_before_blank,
                (Some(before), '#') => matches!(before, ' ' | '\t' | '\0') || is_break(before),
                _ => false,
            };
            has_tabs |= character == '\t';
            has_special |= character != '\t' && !is_printable(character);
            has_breaks |= is_break(character);
            has_space_after_break |= character == ' ' && previous.is_some_and(is_break);
            has_break_after_space |= is_break(character) && previous == Some(' ');
            previous = Some(character);
        }
        let first = text.chars().next();
        let last = previous;
        let is_space_or_break =
            |character: Option<char>| character.is_some_and(|character| character == ' ' || is_break(character));
        let needs_escapes = has_space_after_break || has_break_after_space || has_tabs || has_special;
        Analysis {
            is_multiline: has_breaks,
            can_be_plain: !has_indicators
                && !is_space_or_break(first)
                && !is_space_or_break(last)
                && !needs_escapes
                && !has_breaks,
            can_be_single_quoted: !needs_escapes,
            can_be_literal: !text.is_empty() && last != Some(' ') && !has_break_after_space && !has_special,
        }
    }
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns whether go-yaml writes a character without escaping it. It escapes all beyond the basic multilingual plane.
fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}') && character != '\u{FEFF}'
}

fn write_single_quoted(out: &mut String, text: &str, column: usize) {
    out.push('\'');
    write_lines(out, &text.replace('\'', "''"), column, false);
    out.push('\'');
}

/// Writes lines and indents all that are not empty. The first is only indented if `is_line_start`.
fn write_lines(out: &mut String, text: &str, column: usize, mut is_line_start: bool) {
    for character in text.chars() {
        let is_break = is_break(character);
        if is_line_start && !is_break {
            indent(out, column);
        }
        out.push(character);
        is_line_start = is_break;
    }
}

fn write_double_quoted(out: &mut String, text: &str) {
    // go-yaml escapes all characters if the text starts with a byte order mark.
    let has_byte_order_mark = text.starts_with('\u{FEFF}');
    out.push('"');
    for character in text.chars() {
        let escape = match character {
            '\0' => "\\0",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{B}' => "\\v",
            '\u{C}' => "\\f",
            '\r' => "\\r",
            '\u{1B}' => "\\e",
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{85}' => "\\N",
            '\u{2028}' => "\\L",
            '\u{2029}' => "\\P",
            character if is_printable(character) && !has_byte_order_mark => {
                out.push(character);
                continue;
            }
            character => {
                let code = character as u32;
                out.push_str(&match code {
                    0..=0xFF => format!("\\x{code:02X}"),
                    0x100..=0xFFFF => format!("\\u{code:04X}"),
                    _ => format!("\\U{code:08X}"),
                });
                continue;
            }
        };
        out.push_str(escape);
    }
    out.push('"');
}

fn write_literal(out: &mut Writer, text: &str, column: usize) {
    out.push('|');
    if text.starts_with(|first| first == ' ' || is_break(first)) {
        out.push('2');
    }
    let mut reversed = text.chars().rev();
    let ends_with_break = reversed.next().is_some_and(is_break);
    if !ends_with_break {
        out.push('-');
    } else if reversed.next().is_none_or(is_break) {
        out.push('+');
    }
    if !(out.is_legacy && text.starts_with(is_break)) {
        out.push('\n');
    }
    write_lines(out, text, column, true);
    if text.ends_with('\n') {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};
    use crate::yaml::mapping::Mapping;
    use crate::yaml::node::Entry;

    fn node(value: Value) -> Node {
        Node::new(value, Span::new(FileId(0), 0..0))
    }

    fn string(text: &str) -> Node {
        node(Value::String(text.into()))
    }

    fn map(entries: &[(&str, Node)]) -> Node {
        let entries = entries.iter().map(|(key, node)| {
            let entry = Entry {
                key_span: node.span,
                node: node.clone(),
            };
            ((*key).to_owned(), entry)
        });
        node(Value::Mapping(Mapping::from_iter(entries)))
    }

    /// The expected output is that of `docker compose config`.
    #[test]
    fn strings_are_quoted_like_docker_compose() {
        for (text, expected) in [
            ("plain text", "plain text"),
            ("", "\"\""),
            ("yes", "\"yes\""),
            ("null", "\"null\""),
            ("12:30", "\"12:30\""),
            ("1e3", "\"1e3\""),
            ("2001-01-01", "\"2001-01-01\""),
            ("1.2.3", "1.2.3"),
            ("<<", "<<"),
            ("=", "="),
            ("a: b", "'a: b'"),
            ("a:", "'a:'"),
            ("a:b", "a:b"),
            ("a #b", "'a #b'"),
            ("a#b", "a#b"),
            (" a", "' a'"),
            ("a\tb", "\"a\\tb\""),
            ("\u{FEFF}aé", "\"\\uFEFF\\x61\\xE9\""),
            ("a\u{FEFF}b", "\"a\\uFEFFb\""),
            ("- a", "'- a'"),
            ("-a", "-a"),
            ("---a", "'---a'"),
            ("'a'", "'''a'''"),
            ("{{.Name}}", "'{{.Name}}'"),
            ("a,b", "a,b"),
            ("C:\\x", "C:\\x"),
            ("é日", "é日"),
            ("😀", "\"\\U0001F600\""),
            ("a\u{A0}b", "a\u{A0}b"),
            ("a\u{85}b", "\"a\\Nb\""),
            ("\u{1b}[0m", "\"\\e[0m\""),
            ("a\r\nb", "\"a\\r\\nb\""),
            ("a\nb", "|-\n  a\n  b"),
            ("a\nb\n", "|\n  a\n  b"),
            ("a\n\n", "|+\n  a\n"),
            (" a\nb", "|2-\n   a\n  b"),
            ("a \nb", "\"a \\nb\""),
            ("a\n b", "|-\n  a\n   b"),
        ] {
            assert_eq!(write(&string(text)), format!("{expected}\n"), "{text:?}");
        }
    }

    #[test]
    fn legacy_encoder_loses_a_leading_line_break() {
        for (text, expected, expected_legacy) in [
            ("\n", "|2+\n\n", "|2+\n"),
            ("\n\na", "|2-\n\n\n  a\n", "|2-\n\n  a\n"),
            ("a\nb", "|-\n  a\n  b\n", "|-\n  a\n  b\n"),
        ] {
            assert_eq!(write(&string(text)), expected, "{text:?}");
            assert_eq!(write_legacy(&string(text)), expected_legacy, "{text:?}");
        }
    }

    #[test]
    fn collections_are_written_in_block_style() {
        let list = node(Value::Sequence(vec![
            string("a"),
            node(Value::Sequence(vec![string("b"), node(Value::Null)])),
            map(&[("k", string("x\ny")), ("l", node(Value::Sequence(vec![])))]),
        ]));
        let long = "k".repeat(129);
        let root = map(&[
            ("list", list),
            ("empty", map(&[])),
            ("number", node(Value::Float(1e6))),
            ("two\nlines", node(Value::Bool(true))),
            (&long, node(Value::Int(1_i64.into()))),
        ]);
        let expected = format!(
            "list:\n  - a\n  - - b\n    - null\n  - k: |-\n      x\n      y\n    l: []\nempty: {{}}\nnumber: 1e+06\n\
             ? |-\n  two\n  lines\n: true\n? {long}\n: 1\n"
        );
        assert_eq!(write(&root), expected);
    }
}
