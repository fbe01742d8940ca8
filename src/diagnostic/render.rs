//! Findings as plain text: headline, place, the lines of the file with what is wrong underlined, help,
//! fixes, and what Docker Compose says.

use super::{Applicability, Diagnostic, Fix, Label};
use crate::source::{LineColumn, Span, Workspace};

/// At most so many characters of a line are shown.
const LINE_LIMIT: usize = 160;

/// A finding as text of several lines, with a line end at its end.
pub fn text(diagnostic: &Diagnostic, files: &Workspace) -> String {
    let mut out = format!(
        "{}[{}]: {}\n",
        diagnostic.severity.name(),
        diagnostic.code,
        diagnostic.message
    );
    let labels = labels(diagnostic, files);
    let width = labels
        .iter()
        .map(|shown| shown.begin.line.to_string().len())
        .max()
        .unwrap_or(1);
    let margin = " ".repeat(width);
    let mut file = None;
    let mut last_line = 0;
    for shown in &labels {
        let id = shown.label.span.file;
        if file != Some(id) {
            let arrow = if file.is_none() { "-->" } else { ":::" };
            let path = files.display_path(id);
            let primary = diagnostic.primary.as_ref().filter(|label| label.span.file == id);
            let place = primary.map_or(shown.begin, |label| files.line_column(label.span));
            out += &format!("{margin}{arrow} {path}:{}:{}\n{margin} |\n", place.line, place.column);
            last_line = 0;
        }
        if last_line != 0 && shown.begin.line > last_line + 1 {
            out += "...\n";
        }
        shown.draw(files, width, shown.begin.line != last_line, &mut out);
        file = Some(id);
        last_line = shown.begin.line;
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

/// A label with its line and column, and the mark it is underlined with.
struct Shown<'a> {
    label: &'a Label,
    begin: LineColumn,
    mark: char,
}

/// The primary label's file first, in each file by line.
fn labels<'a>(diagnostic: &'a Diagnostic, files: &Workspace) -> Vec<Shown<'a>> {
    let shown = |label: &'a Label, mark: char| Shown {
        label,
        begin: files.line_column(label.span),
        mark,
    };
    let mut all: Vec<Shown<'a>> = diagnostic.primary.iter().map(|label| shown(label, '^')).collect();
    all.extend(diagnostic.secondary.iter().map(|label| shown(label, '-')));
    let main = diagnostic.primary.as_ref().map(|label| label.span.file);
    all.sort_by_key(|shown| {
        let file = shown.label.span.file;
        (Some(file) != main, file, shown.begin)
    });
    all
}

impl Shown<'_> {
    fn draw(&self, files: &Workspace, width: usize, with_line: bool, out: &mut String) {
        let file = files.file(self.label.span.file);
        let line = file.line(self.begin.line);
        let before: Vec<char> = line.chars().take(self.begin.column as usize - 1).collect();
        let cut = before.len().saturating_sub(LINE_LIMIT / 2);
        if with_line {
            let number = self.begin.line;
            let visible: String = line.chars().skip(cut).take(LINE_LIMIT).map(visible).collect();
            let dots = if cut > 0 { "..." } else { "" };
            *out += &format!("{number:>width$} | {dots}{visible}\n");
        }
        let dots = if cut > 0 { 3 } else { 0 };
        let indent = " ".repeat(before.len() - cut + dots);
        let marks = self.mark.to_string().repeat(self.length(files, line));
        let text = match self.label.text.is_empty() {
            true => String::new(),
            false => format!(" {}", self.label.text),
        };
        *out += &format!("{} | {indent}{marks}{text}\n", " ".repeat(width));
    }

    /// How many characters of the first line the label covers; at least one.
    fn length(&self, files: &Workspace, line: &str) -> usize {
        let Span { start, end, file } = self.label.span;
        let text = files.text(Span { file, start, end });
        let first = text.lines().next().unwrap_or("");
        let rest = line.chars().count().saturating_sub(self.begin.column as usize - 1);
        first.trim_end().chars().count().min(rest).clamp(1, LINE_LIMIT)
    }
}

/// Control characters would break the drawing.
fn visible(letter: char) -> char {
    if letter == '\t' {
        ' '
    } else if letter.is_control() {
        '\u{fffd}'
    } else {
        letter
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes;

    #[test]
    fn places_are_drawn_under_their_lines() {
        let mut files = Workspace::new("/w");
        let id = files.set("compose.yaml", "a: é1\nb: 2\n\nc: 3\n");
        let span = |start, end| Span { file: id, start, end };
        let finding = Diagnostic::error(codes::MISSING_KEY, "`c` is wrong", span(13, 14))
            .and(span(3, 6), "first here")
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
        assert_eq!(text(&finding, &files), expected);
    }
}
