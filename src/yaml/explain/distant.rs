//! Explanations of mistakes that go-yaml notices later: on another line than the mistake.

use super::{Explainer, indentation, spaces};
use crate::diagnostic::{Applicability, Diagnostic, codes};

/// Maximum number of lines that are searched for an unclosed quote.
const MAX_LINES: usize = 100;
/// Maximum number of quotes that may be the unclosed one.
const MAX_QUOTES: usize = 4;

impl Explainer<'_> {
    /// Explains quotes that are not closed on their line, at or above the fault. Starts with the nearest.
    pub(super) fn quotes_open_at_line_end(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut start = self.line_start(self.at());
        for _ in 0..MAX_LINES {
            if let Some((opening, quote)) = open_quote(self.line(start)) {
                diagnostics.push(self.close_quote(start + opening, quote));
            }
            if start == 0 || diagnostics.len() == MAX_QUOTES {
                break;
            }
            start = self.line_start(start - 1);
        }
        diagnostics
    }

    /// Returns the diagnostic for an unclosed quote at an offset. Its fix closes the quote before the brackets that end
    /// the line.
    pub(super) fn close_quote(&self, at: usize, quote: char) -> Diagnostic {
        let range = self.rest_of_line(at);
        let number = self.text[..at].matches('\n').count() + 1;
        let value = &self.text[range.clone()];
        let value = value.split(" #").next().unwrap_or(value).trim_end();
        let before = &self.text[self.line_start(at)..at];
        let closing: String = before
            .chars()
            .rev()
            .filter_map(|character| match character {
                '[' => Some(']'),
                '{' => Some('}'),
                _ => None,
            })
            .collect();
        let content = match closing.is_empty() {
            true => value,
            false => value.trim_end_matches(|character| closing.contains(character)),
        };
        let end = range.start + content.trim_end_matches([',', ' ']).len();
        let message = format!("unclosed quote that starts on line {number}");
        let edits = vec![self.edit(end..end, quote.to_string())];
        self.error(codes::YAML_UNCLOSED_QUOTE, message, range).fix(
            format!("Add a closing `{quote}`"),
            Applicability::ChangesBehavior,
            edits,
        )
    }

    /// Explains a line whose indentation differs from that of the lines after it, at which the fault is.
    pub(super) fn misplaced_line_above(&self) -> Option<Diagnostic> {
        let indent = self.indent_of_fault()?;
        let (start, line) = self.line_above(self.at())?;
        let own = indentation(line).len();
        if own.is_multiple_of(2) || !indent.is_multiple_of(2) {
            return None;
        }
        Some(self.misplaced_line(start, own, indent))
    }

    /// Explains a single line whose indentation differs from that of the lines around it.
    pub(super) fn misplaced_line_alone(&self) -> Option<Diagnostic> {
        let indent = self.indent_of_fault()?;
        let (_, above) = self.line_above(self.at())?;
        let expected = indentation(above).len();
        (expected != indent).then(|| self.misplaced_line(self.line_start(self.at()), indent, expected))
    }

    /// Returns the indentation of the line with the fault, if the fault is about its first key or item.
    fn indent_of_fault(&self) -> Option<usize> {
        let at = self.at();
        let before = &self.text[self.line_start(at)..at];
        let indent = indentation(before).len();
        let is_first = !before[indent..].contains([' ', ':']);
        is_first.then(|| indentation(self.line(at)).len())
    }

    fn misplaced_line(&self, start: usize, indent: usize, expected: usize) -> Diagnostic {
        let number = self.text[..start].matches('\n').count() + 1;
        let message = format!(
            "line {number} is indented with {}, but its siblings with {expected}",
            spaces(indent)
        );
        let edits = vec![self.edit(start..start + indent, " ".repeat(expected))];
        // The rest of a blank line is before it.
        let end = self.rest_of_line(start + indent).end.max(start + indent);
        self.error(codes::YAML_INDENTATION, message, start..end).fix(
            format!("Indent with {}", spaces(expected)),
            Applicability::Safe,
            edits,
        )
    }
}

/// Returns the offset and the character of a quote that is not closed at the end of a line. Only a quote at the start of
/// a value counts.
fn open_quote(line: &str) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = None;
    let mut previous = ' ';
    let mut characters = line.char_indices();
    while let Some((at, character)) = characters.next() {
        match open {
            Some((_, '"')) if character == '\\' => {
                characters.next();
            }
            Some((_, quote)) if character == quote => open = None,
            Some(_) => {}
            None if character == '#' && previous == ' ' => return None,
            None if matches!(character, '"' | '\'') && matches!(previous, ' ' | '[' | '{' | ',') => {
                open = Some((at, character));
            }
            None => {}
        }
        previous = character;
    }
    open
}
