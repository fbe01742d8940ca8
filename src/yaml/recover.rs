//! Recovers from syntax errors, so that several are reported at once.
//!
//! After an error, the fix of its explanation is applied and the text is parsed again; all offsets are mapped back to
//! the file. Without a fix that works, the damaged lines are replaced with spaces. Docker Compose reports only the first
//! error; the others are those it would report next.

use std::ops::Range;

use super::explain;
use super::fault::{self, Fault, FaultKind};
use super::grammar::{self, Output, UnknownAlias};
use super::project_name;
use super::repair::{self, AppliedEdits};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{FileId, SourceFile, Span};
use crate::spelling::edit_distance;

/// Maximum number of syntax errors reported for a file.
const MAX_FAULTS: usize = 20;

/// The result of parsing a text with recovery.
pub(super) struct Recovered {
    /// The output of the last parse, without the damaged lines.
    pub(super) output: Output,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The error that stops Docker Compose, with the index of its document.
    pub(super) failure: Option<(usize, String)>,
    /// The error that stops Docker Compose when it reads the file for the project's name.
    pub(super) name_failure: Option<String>,
}

/// Returns the last character boundary of a text at or before an offset.
fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let is_boundary = |&candidate: &usize| text.is_char_boundary(candidate);
    (0..=offset.min(text.len())).rev().find(is_boundary).unwrap_or(0)
}

/// Parses a file and recovers from syntax errors.
pub(super) fn parse(file: FileId, source: &SourceFile) -> Recovered {
    let mut diagnostics = Vec::new();
    let invalid = source.encoding_error().map(|error| {
        // The offset counts the bytes of the file, which in UTF-16 are not those of the text.
        let offset = floor_char_boundary(source.text(), error.offset);
        (offset, fault::encoding_fault(&error.bytes))
    });
    let mut output = grammar::parse(file, source.text(), invalid);
    let failure = first_failure(&output);
    // Docker Compose reads the name from the first document as written, without recovery.
    let name_failure = match (&failure, output.roots.first()) {
        (Some((0, text)), _) => Some(text.clone()),
        (_, Some(&root)) => project_name::failure(&output.syntax, root, source),
        (_, None) => None,
    };
    let mut text = source.text().to_owned();
    let mut removed: Vec<String> = Vec::new();
    let mut repairs: Vec<AppliedEdits> = Vec::new();
    while let Some(fault) = output.fault.take() {
        let explanation = repair::explain(&fault, file, &text);
        let mut diagnostic = explanation.diagnostic;
        map_spans(&mut diagnostic, &|span| original_span(&repairs, span, source));
        diagnostics.push(diagnostic);
        let is_last = diagnostics.len() >= MAX_FAULTS;
        if let Some(repaired) = explanation.repaired
            && !is_last
        {
            repairs.push(repaired.edits);
            (text, output) = (repaired.text, repaired.output);
            continue;
        }
        let Some(range) = damaged_range(&fault, &text) else {
            break;
        };
        let start = range.start;
        removed.push(text[range.clone()].to_owned());
        blank_out(&mut text, range);
        if is_last {
            // Keep only the text before this error.
            let end = text.len();
            blank_out(&mut text, start..end);
        }
        output = grammar::parse(file, &text, None);
        if is_last {
            break;
        }
    }
    if !repairs.is_empty() {
        output.map_spans(|span| original_span(&repairs, span, source));
    }
    let is_anchor_removed = |name: &str| {
        let anchor = format!("&{name}");
        removed.iter().any(|text| text.contains(&anchor))
    };
    for alias in &output.unknown_aliases {
        if !is_anchor_removed(&alias.name) {
            diagnostics.push(unknown_alias(alias, &output));
        }
    }
    Recovered {
        output,
        diagnostics,
        failure,
        name_failure,
    }
}

/// Maps a span of the repaired text to the file.
fn original_span(repairs: &[AppliedEdits], span: Span, source: &SourceFile) -> Span {
    let text = source.text();
    let span = repairs.iter().rev().fold(span, |span, edits| edits.original_span(span));
    let start = floor_char_boundary(text, span.start as usize);
    Span::new(span.file, start..floor_char_boundary(text, span.end as usize))
}

/// Changes all spans of a diagnostic.
fn map_spans(diagnostic: &mut Diagnostic, map: &dyn Fn(Span) -> Span) {
    let labels = diagnostic.primary.iter_mut().chain(&mut diagnostic.secondary);
    labels.for_each(|label| label.span = map(label.span));
    let edits = diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
    edits.for_each(|edit| edit.span = map(edit.span));
}

/// Returns the error that stops Docker Compose, with the index of its document.
fn first_failure(output: &Output) -> Option<(usize, String)> {
    if let Some(alias) = output.unknown_aliases.first() {
        return Some((alias.document, unknown_alias_text(&alias.name)));
    }
    let fault = output.fault.as_ref()?;
    let complete_documents = output.roots.len() - usize::from(output.is_last_incomplete);
    Some((complete_documents, fault.upstream()))
}

fn unknown_alias_text(name: &str) -> String {
    format!("yaml: unknown anchor '{name}' referenced")
}

fn unknown_alias(alias: &UnknownAlias, output: &Output) -> Diagnostic {
    let UnknownAlias { name, span, .. } = alias;
    let diagnostic = Diagnostic::error(
        codes::YAML_UNKNOWN_ANCHOR,
        format!("no anchor `&{name}` is defined before this alias"),
        *span,
    )
    .upstream(unknown_alias_text(name));
    let anchors: Vec<(&str, Span)> = output
        .syntax
        .nodes()
        .filter_map(|(_, node)| node.anchor.as_ref())
        .map(|anchor| (anchor.name.as_str(), anchor.span))
        .collect();
    if let Some(&(_, later)) = anchors
        .iter()
        .find(|(anchor, anchor_span)| anchor == name && anchor_span.start > span.start)
    {
        return diagnostic
            .label(later, "defined here, after the alias")
            .help("An anchor must be defined before its aliases.");
    }
    let earlier = anchors.iter().filter(|(_, anchor_span)| anchor_span.start < span.start);
    let nearest = earlier
        .map(|(anchor, _)| (edit_distance(anchor, name), *anchor))
        .filter(|(distance, _)| *distance <= 2)
        .min();
    match nearest {
        Some((_, anchor)) => {
            let edit = Edit {
                span: *span,
                text: format!("*{anchor}"),
            };
            diagnostic.help(format!("Did you mean `*{anchor}`?")).fix(
                format!("Write `*{anchor}`"),
                Applicability::Safe,
                vec![edit],
            )
        }
        None => {
            diagnostic.help("`*name` repeats the value at an earlier `&name`. Quote the text if it is not an alias.")
        }
    }
}

/// Returns the bytes to remove before parsing again, or none if nothing is left to remove.
fn damaged_range(fault: &Fault, text: &str) -> Option<Range<usize>> {
    let lines = Lines(text);
    let context = fault.context.map(|context| context.byte());
    let at = fault.problem.byte();
    let candidates = match fault.kind {
        FaultKind::ControlCharacter
        | FaultKind::BadLeadingByte
        | FaultKind::BadTrailingByte
        | FaultKind::BadLength
        | FaultKind::IncompleteCharacter => {
            let length = text[at..].chars().next().map_or(0, char::len_utf8);
            return (length > 0).then(|| at..at + length);
        }
        FaultKind::UnclosedQuote | FaultKind::UnknownEscape | FaultKind::EscapeDigits | FaultKind::EscapeCode => {
            [context.map(|context| lines.line(context)), None]
        }
        FaultKind::DocumentMarkerInQuotes | FaultKind::FlowSequenceEnd | FaultKind::FlowMappingEnd => {
            [context.map(|context| lines.block(context)), Some(lines.block(at))]
        }
        FaultKind::NestingDepth | FaultKind::FlowDepth => [Some(lines.block(at)), None],
        FaultKind::BlockMappingKey | FaultKind::DocumentStart if !text[lines.line_start(at)..at].trim().is_empty() => {
            [Some(at..lines.line(at).end), None]
        }
        FaultKind::ValueNotAllowed if explain::line_without_colon(text, at).is_some() => [
            explain::line_without_colon(text, at).map(|start| lines.line(start)),
            None,
        ],
        _ => [Some(lines.block(at)), context.map(|context| lines.block(context))],
    };
    candidates
        .into_iter()
        .flatten()
        .find(|range| !text[range.clone()].trim().is_empty())
        .or_else(|| {
            let rest = lines.line_start(at)..text.len();
            (!text[rest.clone()].trim().is_empty()).then_some(rest)
        })
        .or_else(|| (!text[..at].trim().is_empty()).then(|| lines.last_non_blank(at)))
}

/// A text whose lines are looked up by byte offset.
struct Lines<'a>(&'a str);

impl Lines<'_> {
    fn line_start(&self, at: usize) -> usize {
        self.0[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    fn line(&self, at: usize) -> Range<usize> {
        let start = self.line_start(at);
        let end = self.0[at..]
            .find(['\n', '\r'])
            .map_or(self.0.len(), |length| at + length);
        start..end
    }

    /// Returns the last line before an offset that is not blank.
    fn last_non_blank(&self, at: usize) -> Range<usize> {
        let end = self.0[..at].trim_end().len();
        self.line_start(end)..end
    }

    /// Returns a line and the following lines that are indented deeper. If the line is indented differently from the
    /// line above and the offset is at its first character, lines with the same indentation are part of the block.
    fn block(&self, at: usize) -> Range<usize> {
        let first = self.line(at);
        let indent = indentation(&self.0[first.clone()]);
        let has_tab = |line: &str| line.trim_start_matches(' ').starts_with('\t');
        let is_tab_indented = has_tab(&self.0[first.clone()]);
        let above = self.0[..first.start].trim_end();
        let above_indent = indentation(&above[self.line_start(above.len())..]);
        let is_at_first_character = self.0[first.start..at].trim().is_empty();
        let min_indent = if is_at_first_character && above_indent != indent {
            indent
        } else {
            indent + 1
        };
        let mut end = first.end;
        while end < self.0.len() {
            let next = self.line(end + 1);
            let line = &self.0[next.clone()];
            let is_in_block =
                line.trim().is_empty() || indentation(line) >= min_indent || (is_tab_indented && has_tab(line));
            if !is_in_block {
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

/// Replaces all bytes of a range except line breaks with spaces.
fn blank_out(text: &mut String, range: Range<usize>) {
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
