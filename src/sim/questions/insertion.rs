//! Insertion of keys and items into the mappings and lists of a compose file.

use crate::diagnostic::Edit;
use crate::source::{Span, Workspace};

/// Text to insert at the beginning of a mapping or a list.
#[derive(Debug, Clone)]
pub(super) struct Insertion {
    /// The lines in block style, without the indentation of the mapping.
    pub(super) block: Vec<String>,
    /// The entries in flow style.
    pub(super) flow: String,
    /// The bracket that opens the collection in flow style.
    pub(super) bracket: char,
}

impl Insertion {
    /// Returns an insertion of keys with scalar values, such as `interval: 2s`.
    pub(super) fn of_keys(keys: &[&str]) -> Self {
        Insertion {
            block: keys.iter().map(|&key| key.to_owned()).collect(),
            flow: keys.join(", "),
            bracket: '{',
        }
    }

    /// Returns the edit that inserts the text into the value of a key, with the indentation of the value's first line.
    /// `None` if the value is an alias or a scalar.
    pub(super) fn edit(&self, key: Span, files: &Workspace) -> Option<Edit> {
        let text = files.file(key.file).text();
        let key_end = key.end as usize;
        let after = text.get(key_end..)?;
        let colon = after.find(':')? + 1;
        let line_end = after.find('\n').map_or(after.len(), |end| end + 1);
        let rest = after.get(colon..line_end.max(colon))?;
        let value = rest.trim_start();
        if value.starts_with(self.bracket) {
            let at = key_end + colon + rest.len() - value.len() + 1;
            return Some(insert(key, at, format!("{}, ", self.flow)));
        }
        if !(value.is_empty() || value.starts_with('#') || value.starts_with('&')) {
            return None;
        }
        let key_indent = indentation(files.file(key.file).line(files.line_column(key).line));
        let mut at = key_end + line_end;
        for line in text.get(at..)?.split_inclusive('\n') {
            let content = line.trim_start_matches(' ');
            if !content.trim().is_empty() && !content.starts_with('#') {
                let indent = line.len() - content.len();
                let is_item = content.starts_with("- ");
                let is_inside = indent > key_indent || is_item && indent == key_indent && self.bracket == '[';
                let indent = " ".repeat(indent);
                let lines = self.block.iter().map(|line| format!("{indent}{line}\n"));
                let is_same_kind = is_item == (self.bracket == '[');
                return (is_inside && is_same_kind).then(|| insert(key, at, lines.collect()));
            }
            at += line.len();
        }
        None
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn insert(key: Span, at: usize, text: String) -> Edit {
    Edit {
        span: Span::new(key.file, at..at),
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inserted(text: &str, key: &str, bracket: char) -> Option<String> {
        let mut files = Workspace::new("/demo");
        let file = files.set("compose.yaml", text);
        let start = text.find(key).expect("the key is in the text");
        let insertion = Insertion {
            block: vec!["x: 1".to_owned()],
            flow: "x: 1".to_owned(),
            bracket,
        };
        let edit = insertion.edit(Span::new(file, start..start + key.len()), &files)?;
        let mut edited = text.to_owned();
        edited.replace_range(edit.span.range(), &edit.text);
        Some(edited)
    }

    #[test]
    fn text_is_inserted_before_the_first_entry() {
        for (text, bracket, expected) in [
            ("a:\n  # c\n  b: 2\n", '{', Some("a:\n  # c\n  x: 1\n  b: 2\n")),
            ("a: {b: 2}\n", '{', Some("a: {x: 1, b: 2}\n")),
            ("a: &b\n  b: 2\n", '{', Some("a: &b\n  x: 1\n  b: 2\n")),
            ("a:\n- b\n", '[', Some("a:\nx: 1\n- b\n")),
            ("a: *b\nc: 2\n", '{', None),
            ("a:\nc: 2\n", '{', None),
            ("a:\n  - b\n", '{', None),
        ] {
            assert_eq!(inserted(text, "a", bracket).as_deref(), expected, "{text}");
        }
    }
}
