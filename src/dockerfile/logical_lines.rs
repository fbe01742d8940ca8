//! Splits a Dockerfile into logical lines: joins continued lines, drops comments and attaches here-documents.

use std::ops::Range;

/// A line with its continuation lines and here-documents.
#[derive(Debug)]
pub(super) struct LogicalLine {
    /// The line and its continuation lines, joined.
    pub(super) text: String,
    /// Offset in the source of each byte of `text`, and of its end.
    pub(super) offsets: Vec<usize>,
    /// Range in the source, here-documents included.
    pub(super) range: Range<usize>,
    /// Contents of the here-documents.
    pub(super) heredocs: Vec<String>,
    /// Whether a here-document has no end.
    pub(super) has_unclosed_heredoc: bool,
}

/// Splits a Dockerfile into logical lines.
pub(super) fn logical_lines(text: &str) -> Vec<LogicalLine> {
    let escape = escape_character(text);
    // A byte order mark is not part of the first keyword.
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut physical = PhysicalLines { text, at: start };
    let mut lines = Vec::new();
    while let Some(first) = physical.next() {
        if is_comment_or_blank(&text[first.clone()]) {
            continue;
        }
        let mut line = LogicalLine {
            text: String::new(),
            offsets: Vec::new(),
            range: first.clone(),
            heredocs: Vec::new(),
            has_unclosed_heredoc: false,
        };
        let mut is_continued = line.push(text, first, escape);
        while is_continued {
            let Some(next) = physical.next() else { break };
            // Comments and blank lines do not end a continued line.
            if is_comment_or_blank(&text[next.clone()]) {
                continue;
            }
            line.range.end = next.end;
            is_continued = line.push(text, next, escape);
        }
        line.offsets.push(line.range.end);
        line.read_heredocs(text, &mut physical);
        lines.push(line);
    }
    lines
}

fn is_comment_or_blank(line: &str) -> bool {
    let content = line.trim();
    content.is_empty() || content.starts_with('#')
}

/// Returns the character that continues a line. The parser directive `escape` can set it to a backtick.
fn escape_character(text: &str) -> char {
    for line in text.trim_start_matches('\u{feff}').lines() {
        let Some(comment) = line.trim().strip_prefix('#') else {
            break;
        };
        let Some((name, value)) = comment.split_once('=') else {
            break;
        };
        if name.trim().eq_ignore_ascii_case("escape") {
            return if value.trim().starts_with('`') { '`' } else { '\\' };
        }
    }
    '\\'
}

/// Iterator over the ranges of physical lines, without their line ends.
struct PhysicalLines<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for PhysicalLines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        self.at += length;
        let end = start + rest[..length].trim_end_matches(['\n', '\r']).len();
        Some(start..end)
    }
}

impl LogicalLine {
    /// Appends a physical line. Returns whether the next line continues it.
    fn push(&mut self, text: &str, range: Range<usize>, escape: char) -> bool {
        let line = text[range.clone()].trim_end();
        let (content, is_continued) = match line.strip_suffix(escape) {
            Some(content) => (content, true),
            None => (line, false),
        };
        let indentation = match self.text.is_empty() {
            true => content.len() - content.trim_start().len(),
            false => 0,
        };
        self.text.push_str(&content[indentation..]);
        self.offsets
            .extend(range.start + indentation..range.start + content.len());
        is_continued
    }

    /// Reads the here-documents that the line begins, if its instruction can have any.
    fn read_heredocs(&mut self, text: &str, physical: &mut PhysicalLines<'_>) {
        let keyword = self.text.split_whitespace().next().unwrap_or("");
        let mut instructions = ["RUN", "COPY", "ADD"].iter();
        if !instructions.any(|name| name.eq_ignore_ascii_case(keyword)) {
            return;
        }
        for (name, strips_tabs) in heredoc_names(&self.text) {
            let mut content = String::new();
            let mut is_closed = false;
            for range in physical.by_ref() {
                self.range.end = range.end;
                let line = match strips_tabs {
                    true => text[range].trim_start_matches('\t'),
                    false => &text[range],
                };
                if line == name {
                    is_closed = true;
                    break;
                }
                content.push_str(line);
                content.push('\n');
            }
            self.has_unclosed_heredoc |= !is_closed;
            self.heredocs.push(content);
        }
    }
}

/// Returns the unquoted names after `<<` or `<<-`, and whether leading tabs are stripped.
fn heredoc_names(text: &str) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    for word in text.split_whitespace() {
        let without_descriptor = word.trim_start_matches(|character: char| character.is_ascii_digit());
        let Some(rest) = without_descriptor.strip_prefix("<<") else {
            continue;
        };
        let (rest, strips_tabs) = match rest.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let name = rest.trim_matches(['"', '\'']);
        let is_name_character = |character: char| character.is_alphanumeric() || "_.-".contains(character);
        if !name.is_empty() && name.chars().all(is_name_character) {
            names.push((name.to_owned(), strips_tabs));
        }
    }
    names
}
