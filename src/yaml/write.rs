//! YAML text as `docker compose config` prints it.
//!
//! Follows go-yaml v3's encoder with an indentation of two: block style, lists indented below their
//! key, lines of any length, quotes only where the text would be read as something else.
//! Source: go-yaml v3 `encode.go`, `emitterc.go`.

use std::ops::{Deref, DerefMut};

use super::node::{Node, Value};
use super::{printing, scalar};

/// Keys longer than this are written after `? `.
const MAX_SIMPLE_KEY: usize = 128;

/// The value as YAML, with a line break at the end.
pub fn write(node: &Node) -> String {
    write_to(Out::default(), node)
}

/// Likewise, by the older encoder that Docker Compose uses where variables are left as they are: it loses a line break
/// that a text begins with.
pub fn write_older(node: &Node) -> String {
    let out = Out {
        older: true,
        ..Out::default()
    };
    write_to(out, node)
}

/// What has been written.
#[derive(Default)]
struct Out {
    text: String,
    older: bool,
}

impl Deref for Out {
    type Target = String;

    fn deref(&self) -> &String {
        &self.text
    }
}

impl DerefMut for Out {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.text
    }
}

fn write_to(mut out: Out, node: &Node) -> String {
    match &node.value {
        Value::Sequence(items) if !items.is_empty() => sequence(&mut out, items, 0),
        Value::Mapping(_) if !is_flat(node) => mapping(&mut out, node, 0),
        _ => {
            flat(&mut out, node, 0);
            out.push('\n');
        }
    }
    out.text
}

fn is_flat(node: &Node) -> bool {
    match &node.value {
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) => entries.is_empty(),
        _ => true,
    }
}

fn indent(out: &mut String, columns: usize) {
    out.extend(std::iter::repeat_n(' ', columns));
}

/// Entries, each on a line of its own; the first begins where the line stands.
fn mapping(out: &mut Out, node: &Node, column: usize) {
    let Some(entries) = node.as_mapping() else { return };
    for (index, (key, entry)) in entries.iter().enumerate() {
        if index > 0 {
            indent(out, column);
        }
        let style = Style::of(key, true);
        if key.len() <= MAX_SIMPLE_KEY && !style.multiline {
            text(out, key, style, column);
            out.push(':');
        } else {
            out.push_str("? ");
            text(out, key, Style::of(key, false), column);
            out.push('\n');
            indent(out, column);
            out.push(':');
        }
        value(out, &entry.node, column);
    }
}

/// What follows a key's colon, up to the line break.
fn value(out: &mut Out, node: &Node, column: usize) {
    if is_flat(node) {
        out.push(' ');
        flat(out, node, column);
        out.push('\n');
        return;
    }
    out.push('\n');
    indent(out, column + 2);
    nested(out, node, column + 2);
}

fn nested(out: &mut Out, node: &Node, column: usize) {
    match &node.value {
        Value::Sequence(items) => sequence(out, items, column),
        _ => mapping(out, node, column),
    }
}

fn sequence(out: &mut Out, items: &[Node], column: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            indent(out, column);
        }
        out.push_str("- ");
        if is_flat(item) {
            flat(out, item, column);
            out.push('\n');
        } else {
            nested(out, item, column + 2);
        }
    }
}

/// A value on one line, or a block scalar whose lines are indented below `column`.
fn flat(out: &mut Out, node: &Node, column: usize) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::Float(value) => out.push_str(&printing::print_yaml(*value)),
        Value::Timestamp(value) => out.push_str(value),
        Value::String(value) => text(out, value, Style::of(value, false), column),
        Value::Sequence(_) => out.push_str("[]"),
        Value::Mapping(_) => out.push_str("{}"),
    }
}

fn text(out: &mut Out, text: &str, style: Style, column: usize) {
    match style.quoting {
        Quoting::Plain => out.push_str(text),
        Quoting::Single => single_quoted(out, text, column + 2),
        Quoting::Double => double_quoted(out, text),
        Quoting::Literal => literal(out, text, column + 2),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Quoting {
    Plain,
    Single,
    Double,
    Literal,
}

/// How a text is to be written.
#[derive(Clone, Copy)]
struct Style {
    quoting: Quoting,
    multiline: bool,
}

impl Style {
    fn of(text: &str, key: bool) -> Self {
        let looks = Looks::of(text);
        let means_text = matches!(scalar::plain(text), Value::String(_))
            && !scalar::is_old_bool(text)
            && !(text.contains(':') && scalar::is_base_60(text));
        let wanted = if text.contains('\n') {
            Quoting::Literal
        } else if means_text {
            Quoting::Plain
        } else {
            Quoting::Double
        };
        let single = if looks.single_quotes_fit {
            Quoting::Single
        } else {
            Quoting::Double
        };
        let quoting = match wanted {
            Quoting::Literal if key || !looks.literal_fits => Quoting::Double,
            Quoting::Plain if key && looks.multiline => Quoting::Double,
            Quoting::Plain if !looks.plain_fits => single,
            wanted => wanted,
        };
        Style {
            quoting,
            multiline: looks.multiline,
        }
    }
}

/// What there is in a text that limits how it can be written.
struct Looks {
    multiline: bool,
    plain_fits: bool,
    single_quotes_fit: bool,
    literal_fits: bool,
}

impl Looks {
    fn of(text: &str) -> Self {
        let mut indicators = text.starts_with("---") || text.starts_with("...");
        let (mut breaks, mut special, mut tabs) = (false, false, false);
        let (mut break_space, mut space_break) = (false, false);
        let mut previous = None;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let spaced = characters.peek().is_none_or(|&next| matches!(next, ' ' | '\t'));
            indicators |= match (previous, character) {
                (
                    None,
                    '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`',
                ) => true,
                (None, '?' | ':' | '-') | (Some(_), ':') => spaced,
                (Some(before), '#') => matches!(before, ' ' | '\t' | '\0') || is_break(before),
                _ => false,
            };
            tabs |= character == '\t';
            special |= character != '\t' && !is_printable(character);
            breaks |= is_break(character);
            break_space |= character == ' ' && previous.is_some_and(is_break);
            space_break |= is_break(character) && previous == Some(' ');
            previous = Some(character);
        }
        let first = text.chars().next();
        let edge = |character: Option<char>| character.is_some_and(|character| character == ' ' || is_break(character));
        let restless = break_space || space_break || tabs || special;
        Looks {
            multiline: breaks,
            plain_fits: !indicators && !edge(first) && !edge(previous) && !restless && !breaks,
            single_quotes_fit: !restless,
            literal_fits: !text.is_empty() && previous != Some(' ') && !space_break && !special,
        }
    }
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What go-yaml writes as it is; nothing beyond the basic plane.
fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}') && character != '\u{FEFF}'
}

fn single_quoted(out: &mut String, text: &str, column: usize) {
    out.push('\'');
    lines(out, &text.replace('\'', "''"), column, false);
    out.push('\'');
}

/// Text with its line breaks (some are no line feeds), each line but empty ones indented.
fn lines(out: &mut String, text: &str, column: usize, mut broken: bool) {
    for character in text.chars() {
        let breaks = is_break(character);
        if broken && !breaks {
            indent(out, column);
        }
        out.push(character);
        broken = breaks;
    }
}

fn double_quoted(out: &mut String, text: &str) {
    // go-yaml asks of each character whether the whole text begins with a byte order mark.
    let marked = text.starts_with('\u{FEFF}');
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
            character if is_printable(character) && !marked => {
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

fn literal(out: &mut Out, text: &str, column: usize) {
    out.push('|');
    if text.starts_with(|first| first == ' ' || is_break(first)) {
        out.push('2');
    }
    let mut backwards = text.chars().rev();
    let ends = backwards.next().is_some_and(is_break);
    if !ends {
        out.push('-');
    } else if backwards.next().is_none_or(is_break) {
        out.push('+');
    }
    if !(out.older && text.starts_with(is_break)) {
        out.push('\n');
    }
    lines(out, text, column, true);
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

    /// The expected texts are what `docker compose config` prints.
    #[test]
    fn strings() {
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
    fn the_older_encoder_loses_a_line_break() {
        for (text, newer, older) in [
            ("\n", "|2+\n\n", "|2+\n"),
            ("\n\na", "|2-\n\n\n  a\n", "|2-\n\n  a\n"),
            ("a\nb", "|-\n  a\n  b\n", "|-\n  a\n  b\n"),
        ] {
            assert_eq!(write(&string(text)), newer, "{text:?}");
            assert_eq!(write_older(&string(text)), older, "{text:?}");
        }
    }

    #[test]
    fn collections() {
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
