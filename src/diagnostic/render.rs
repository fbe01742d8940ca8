//! Renders a diagnostic as plain text: headline, location, the source lines with underlines, help, fixes, and the
//! message of Docker Compose.

use super::{Applicability, Diagnostic, Fix, Label};
use crate::sort::CompactSort;
use crate::source::{LineColumn, Span, Workspace};

/// Maximum number of characters of a source line.
const MAX_LINE_LENGTH: usize = 160;

/// Renders a diagnostic as several lines of text, each with a line end.
pub fn text(diagnostic: &Diagnostic, files: &Workspace) -> String {
    let mut out = format!(
        "{}[{}]: {}\n",
        diagnostic.severity.name(),
        diagnostic.code,
        diagnostic.message
    );
    let underlines = underlines(diagnostic, files);
    let line_numbers = underlines.iter().map(|underline| underline.start.line);
    let width = line_numbers.max().unwrap_or(0).to_string().len();
    let margin = " ".repeat(width);
    let mut last_file = None;
    let mut last_line = 0;
    for underline in &underlines {
        let file = underline.label.span.file;
        let line = underline.start.line;
        if last_file != Some(file) {
            let arrow = if last_file.is_none() { "-->" } else { ":::" };
            let path = files.display_path(file);
            let primary = diagnostic.primary.as_ref().filter(|label| label.span.file == file);
            let start = primary.map_or(underline.start, |label| files.line_column(label.span));
            out += &format!("{margin}{arrow} {path}:{}:{}\n{margin} |\n", start.line, start.column);
            last_line = 0;
        }
        if last_line != 0 && line > last_line + 1 {
            out += "...\n";
        }
        out += &underline.render(files, width, line != last_line);
        last_file = Some(file);
        last_line = line;
    }
    if let Some(help) = &diagnostic.help {
        out += &format!("{margin} = {help}\n");
    }
    for fix in &diagnostic.fixes {
        out += &format!("{margin} = fix: {}\n", fix_title(fix));
    }
    if let Some(upstream) = &diagnostic.upstream {
        let indented = upstream.replace('\n', &format!("\n{margin}   "));
        out += &format!("{margin} = Docker Compose says: {indented}\n");
    }
    out
}

fn fix_title(fix: &Fix) -> String {
    match fix.applicability {
        Applicability::Safe => fix.title.clone(),
        Applicability::ChangesBehavior => format!("{} (changes behavior)", fix.title),
    }
}

/// A label as a row of marks below its source line.
struct Underline<'a> {
    label: &'a Label,
    start: LineColumn,
    mark: char,
}

/// Returns the underlines in order of their lines. Those in the file of the primary label are first.
fn underlines<'a>(diagnostic: &'a Diagnostic, files: &Workspace) -> Vec<Underline<'a>> {
    let underline = |label: &'a Label, mark: char| Underline {
        label,
        start: files.line_column(label.span),
        mark,
    };
    let primary = diagnostic.primary.iter().map(|label| underline(label, '^'));
    let secondary = diagnostic.secondary.iter().map(|label| underline(label, '-'));
    let mut underlines: Vec<Underline<'a>> = primary.chain(secondary).collect();
    let primary_file = diagnostic.primary.as_ref().map(|label| label.span.file);
    underlines.compact_sort_by_key(|underline| {
        let file = underline.label.span.file;
        (Some(file) != primary_file, file, underline.start)
    });
    underlines
}

impl Underline<'_> {
    /// Renders the marks and the label's text. The source line precedes them if `with_line` is set. `width` is the width
    /// of line numbers.
    fn render(&self, files: &Workspace, width: usize, with_line: bool) -> String {
        let line = files.file(self.label.span.file).line(self.start.line);
        let column = (self.start.column as usize - 1).min(line.chars().count());
        // A long line is cut on both sides of the label.
        let cut = column.saturating_sub(MAX_LINE_LENGTH / 2);
        let ellipsis = if cut > 0 { "..." } else { "" };
        let mut out = String::new();
        if with_line {
            let number = self.start.line;
            let visible: String = line
                .chars()
                .skip(cut)
                .take(MAX_LINE_LENGTH)
                .map(replace_control)
                .collect();
            out += &format!("{number:>width$} | {ellipsis}{visible}\n");
        }
        let indentation = " ".repeat(column - cut + ellipsis.len());
        let marks = self.mark.to_string().repeat(self.length(files, line));
        let text = match self.label.text.is_empty() {
            true => String::new(),
            false => format!(" {}", self.label.text),
        };
        out + &format!("{} | {indentation}{marks}{text}\n", " ".repeat(width))
    }

    /// Returns the number of characters on the first line of the label, at least one.
    fn length(&self, files: &Workspace, line: &str) -> usize {
        let Span { start, end, file } = self.label.span;
        let text = files.text(Span { file, start, end });
        let first_line = text.lines().next().unwrap_or("").trim_end();
        let rest_of_line = line.chars().count().saturating_sub(self.start.column as usize - 1);
        first_line.chars().count().min(rest_of_line).clamp(1, MAX_LINE_LENGTH)
    }
}

/// Replaces a control character, which would break the alignment.
fn replace_control(character: char) -> char {
    if character == '\t' {
        ' '
    } else if character.is_control() {
        '\u{fffd}'
    } else {
        character
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes;

    #[test]
    fn labels_are_drawn_below_their_lines() {
        let mut files = Workspace::new("/w");
        let id = files.set("compose.yaml", "a: é1\nb: 2\n\nc: 3\n");
        let span = |start, end| Span { file: id, start, end };
        let diagnostic = Diagnostic::error(codes::MISSING_KEY, "`c` is wrong", span(13, 14))
            .label(span(3, 6), "first here")
            .help("Remove it.")
            .upstream("bad");
        let expected = "\
error[missing-key]: `c` is wrong
 --> compose.yaml:4:1
  |
1 | a: é1
  |    -- first here
...
4 | c: 3
  | ^
  = Remove it.
  = Docker Compose says: bad
";
        assert_eq!(text(&diagnostic, &files), expected);
    }
}
