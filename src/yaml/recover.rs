//! Reading on after a syntax error.
//!
//! The damaged lines are blanked out and the text is read again, so that places stay as they are. The
//! first fault is the one Docker Compose reports; the others are what it would report next.

use super::explain;
use super::fault::{self, Fault, FaultKind};
use super::grammar::{self, Reading};
use super::name;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{FileId, SourceFile, Span};
use crate::spelling::edit_distance;

/// So many syntax errors are reported in a file.
const MAX_FAULTS: usize = 20;

/// What could be read.
pub(super) struct Recovered {
    pub(super) reading: Reading,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What Docker Compose stops with, and in which document.
    pub(super) failure: Option<(usize, String)>,
    /// What it stops with when it reads the file for the project's name.
    pub(super) name_failure: Option<String>,
}

/// Reads a text as far as possible.
pub(super) fn read(file: FileId, source: &SourceFile) -> Recovered {
    let mut diagnostics = Vec::new();
    let undecodable = source
        .undecodable_at()
        .map(|at| (at, fault::undecodable(source.undecodable_bytes())));
    let mut reading = grammar::read(file, source.text(), undecodable);
    let first = first_failure(&reading);
    // The first document counts as it stands in the file, not as it is after what was left out.
    let name_failure = match (&first, reading.roots.first()) {
        (Some((0, text)), _) => Some(text.clone()),
        (_, Some(&root)) => name::failure(&reading.syntax, root, source),
        (_, None) => None,
    };
    let mut text = source.text().to_owned();
    let mut left_out: Vec<std::ops::Range<usize>> = Vec::new();
    while let Some(fault) = reading.fault.take() {
        diagnostics.push(explain::diagnostic(&fault, file, &text));
        let Some(range) = damage(&fault, &text) else { break };
        blank(&mut text, range.clone());
        left_out.push(range);
        let last = left_out.len() >= MAX_FAULTS;
        if last {
            // The rest is not worth looking at; what stands before it is.
            let start = left_out.last().map_or(0, |range| range.start);
            let end = text.len();
            blank(&mut text, start..end);
        }
        reading = grammar::read(file, &text, None);
        if last {
            break;
        }
    }
    let hidden = |name: &str| {
        let anchor = format!("&{name}");
        left_out.iter().any(|range| {
            source
                .text()
                .get(range.clone())
                .is_some_and(|text| text.contains(&anchor))
        })
    };
    for (_, name, span) in &reading.unknown_aliases {
        if !hidden(name) {
            diagnostics.push(unknown_alias(name, *span, &reading));
        }
    }
    Recovered {
        reading,
        diagnostics,
        failure: first,
        name_failure,
    }
}

fn first_failure(reading: &Reading) -> Option<(usize, String)> {
    if let Some((document, name, _)) = reading.unknown_aliases.first() {
        return Some((*document, unknown_alias_text(name)));
    }
    let fault = reading.fault.as_ref()?;
    let whole = reading.roots.len() - usize::from(reading.cut_short);
    Some((whole, fault.upstream()))
}

fn unknown_alias_text(name: &str) -> String {
    format!("yaml: unknown anchor '{name}' referenced")
}

fn unknown_alias(name: &str, span: Span, reading: &Reading) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::YAML_UNKNOWN_ANCHOR,
        format!("there is no anchor `&{name}` before this"),
        span,
    )
    .upstream(unknown_alias_text(name));
    let anchors: Vec<(&str, Span)> = reading
        .syntax
        .nodes()
        .filter_map(|(_, node)| node.anchor.as_ref())
        .map(|anchor| (anchor.name.as_str(), anchor.span))
        .collect();
    if let Some(&(_, later)) = anchors
        .iter()
        .find(|(known, at)| *known == name && at.start > span.start)
    {
        return diagnostic
            .and(later, "defined only here")
            .help("An anchor must stand before its aliases.");
    }
    let earlier = anchors.iter().filter(|(_, at)| at.start < span.start);
    let close = earlier
        .map(|(known, _)| (edit_distance(known, name), *known))
        .filter(|(distance, _)| *distance <= 2)
        .min();
    match close {
        Some((_, known)) => {
            let edit = Edit {
                span,
                text: format!("*{known}"),
            };
            diagnostic.help(format!("Did you mean `*{known}`?")).fix(
                format!("Write `*{known}`"),
                Applicability::Safe,
                vec![edit],
            )
        }
        None => diagnostic.help("`*name` repeats what an earlier `&name` marks; for a literal `*` use quotes."),
    }
}

/// The bytes to leave out so that reading can go on; `None` when there is nothing left to leave out.
fn damage(fault: &Fault, text: &str) -> Option<std::ops::Range<usize>> {
    let lines = Lines(text);
    let context = fault.context.map(|place| place.byte());
    let at = fault.at.byte();
    let tries = match fault.kind {
        FaultKind::ControlCharacter
        | FaultKind::BadLeadingByte
        | FaultKind::BadTrailingByte
        | FaultKind::BadLength
        | FaultKind::CutShort => {
            let length = text[at..].chars().next().map_or(0, char::len_utf8);
            return (length > 0).then(|| at..at + length);
        }
        FaultKind::UnclosedQuote | FaultKind::UnknownEscape | FaultKind::EscapeDigits | FaultKind::EscapeCode => {
            [context.map(|context| lines.line(context)), None]
        }
        FaultKind::QuotedMarker | FaultKind::FlowSequenceEnd | FaultKind::FlowMappingEnd => {
            [context.map(|context| lines.block(context)), Some(lines.block(at))]
        }
        FaultKind::TooDeep | FaultKind::TooDeepFlow => [Some(lines.block(at)), None],
        FaultKind::BlockKey | FaultKind::DocumentStart if !text[lines.line_start(at)..at].trim().is_empty() => {
            [Some(at..lines.line(at).end), None]
        }
        FaultKind::ValueNotAllowed if explain::line_without_colon(text, at).is_some() => [
            explain::line_without_colon(text, at).map(|start| lines.line(start)),
            None,
        ],
        _ => [Some(lines.block(at)), context.map(|context| lines.block(context))],
    };
    tries
        .into_iter()
        .flatten()
        .find(|range| !text[range.clone()].trim().is_empty())
        .or_else(|| {
            let rest = lines.line_start(at)..text.len();
            (!text[rest.clone()].trim().is_empty()).then_some(rest)
        })
        .or_else(|| (!text[..at].trim().is_empty()).then(|| lines.last_filled(at)))
}

/// Lines of a text, by byte offsets.
struct Lines<'a>(&'a str);

impl Lines<'_> {
    fn line_start(&self, at: usize) -> usize {
        self.0[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    fn line(&self, at: usize) -> std::ops::Range<usize> {
        let start = self.line_start(at);
        let end = self.0[at..]
            .find(['\n', '\r'])
            .map_or(self.0.len(), |length| at + length);
        start..end
    }

    /// The last line before a place that has something in it.
    fn last_filled(&self, at: usize) -> std::ops::Range<usize> {
        let end = self.0[..at].trim_end().len();
        self.line_start(end)..end
    }

    /// A line and those below that are indented deeper; or equally, when its own indentation is that of
    /// no line above.
    fn block(&self, at: usize) -> std::ops::Range<usize> {
        let first = self.line(at);
        let indent = indentation(&self.0[first.clone()]);
        let tabs = self.0[first.clone()].trim_start_matches(' ').starts_with('\t');
        let above = self.0[..first.start].trim_end();
        let above = indentation(&above[self.line_start(above.len())..]);
        let least = if above == indent { indent + 1 } else { indent };
        let alone = self.0[first.start..at].trim().is_empty();
        let least = if alone { least } else { indent + 1 };
        let mut end = first.end;
        while end < self.0.len() {
            let next = self.line(end + 1);
            let line = &self.0[next.clone()];
            let deeper = line.trim().is_empty()
                || indentation(line) >= least
                || (tabs && line.trim_start_matches(' ').starts_with('\t'));
            if !deeper {
                break;
            }
            end = next.end.max(end + 1);
        }
        first.start..end
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn blank(text: &mut String, range: std::ops::Range<usize>) {
    let blanked: String = text[range.clone()]
        .bytes()
        .map(|byte| {
            if byte == b'\n' || byte == b'\r' {
                char::from(byte)
            } else {
                ' '
            }
        })
        .collect();
    text.replace_range(range, &blanked);
}
