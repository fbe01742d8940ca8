//! Logical lines: continued lines joined, comments between them dropped, here-documents attached.

use std::ops::Range;

/// A logical line.
#[derive(Debug)]
pub(super) struct Line {
    /// The joined text.
    pub(super) text: String,
    /// Where each byte of `text` stands; one more for its end.
    pub(super) places: Vec<usize>,
    /// The whole of it in the source, here-documents included.
    pub(super) range: Range<usize>,
    /// The contents of its here-documents.
    pub(super) heredocs: Vec<String>,
    /// A here-document is not closed.
    pub(super) unclosed: bool,
}

/// Takes a text apart into logical lines.
pub(super) fn logical_lines(text: &str) -> Vec<Line> {
    let escape = escape_character(text);
    let mut physical = Physical { text, at: 0 };
    // A byte order mark is not part of the first keyword.
    physical.at = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = Vec::new();
    while let Some(first) = physical.next_line() {
        let content = text[first.clone()].trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let mut line = Line {
            text: String::new(),
            places: Vec::new(),
            range: first.clone(),
            heredocs: Vec::new(),
            unclosed: false,
        };
        let mut continued = line.push(text, first, escape);
        while continued {
            let Some(next) = physical.next_line() else { break };
            let content = text[next.clone()].trim();
            // Comments and empty lines do not end a continued line.
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            line.range.end = next.end;
            continued = line.push(text, next, escape);
        }
        line.places.push(line.range.end);
        line.take_heredocs(text, &mut physical);
        lines.push(line);
    }
    lines
}

/// The character that continues a line: a parser directive may set it.
fn escape_character(text: &str) -> char {
    for line in text.trim_start_matches('\u{feff}').lines() {
        let Some(comment) = line.trim().strip_prefix('#') else {
            break;
        };
        let Some((name, value)) = comment.split_once('=') else {
            break;
        };
        if name.trim().eq_ignore_ascii_case("escape") {
            return value
                .trim()
                .chars()
                .next()
                .filter(|escape| *escape == '`')
                .unwrap_or('\\');
        }
    }
    '\\'
}

struct Physical<'t> {
    text: &'t str,
    at: usize,
}

impl Physical<'_> {
    /// The next line without its line end.
    fn next_line(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        self.at += length;
        let end = start + rest[..length].trim_end_matches(['\n', '\r']).len();
        Some(start..end)
    }
}

impl Line {
    /// Adds a physical line; whether the next one continues it.
    fn push(&mut self, text: &str, range: Range<usize>, escape: char) -> bool {
        let line = &text[range.clone()];
        let trimmed = line.trim_end();
        let (kept, continued) = match trimmed.strip_suffix(escape) {
            Some(kept) => (kept, true),
            None => (trimmed, false),
        };
        let lead = if self.text.is_empty() {
            kept.len() - kept.trim_start().len()
        } else {
            0
        };
        self.text.push_str(&kept[lead..]);
        self.places.extend(range.start + lead..range.start + kept.len());
        continued
    }

    fn take_heredocs(&mut self, text: &str, physical: &mut Physical<'_>) {
        let keyword = self.text.split_whitespace().next().unwrap_or("");
        let may_have = ["RUN", "COPY", "ADD"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(keyword));
        if !may_have {
            return;
        }
        for (name, strips_tabs) in heredoc_names(&self.text) {
            let mut content = String::new();
            let mut closed = false;
            while let Some(range) = physical.next_line() {
                let line = &text[range.clone()];
                self.range.end = range.end;
                let bare = if strips_tabs {
                    line.trim_start_matches('\t')
                } else {
                    line
                };
                if bare == name {
                    closed = true;
                    break;
                }
                content.push_str(bare);
                content.push('\n');
            }
            self.unclosed |= !closed;
            self.heredocs.push(content);
        }
    }
}

/// The names after `<<` or `<<-`, unquoted, and whether tabs are stripped.
fn heredoc_names(text: &str) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    for word in text.split_whitespace() {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let Some(rest) = digits.strip_prefix("<<") else {
            continue;
        };
        let (rest, strips_tabs) = match rest.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let name = rest.trim_matches(['"', '\'']);
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '-';
        if !name.is_empty() && name.chars().all(is_name) {
            names.push((name.to_owned(), strips_tabs));
        }
    }
    names
}
