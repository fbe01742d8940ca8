//! Chooses the explanation of a syntax error whose fix repairs the text, by trying the fixes.
//!
//! go-yaml often notices a mistake lines after it: an unclosed quote ends at the next quote, and a key without its
//! colon continues the text of the line above. Each explanation therefore comes with a fix, and the explanation whose
//! fix lets the parser get furthest wins. Ties go to the first.

use super::explain;
use super::fault::{Fault, FaultKind};
use super::grammar::{self, Output};
use crate::diagnostic::{Diagnostic, Edit};
use crate::sort::CompactSort;
use crate::source::{FileId, Span};

/// Maximum size of a text in bytes for which fixes are tried.
const MAX_TEXT: usize = 1 << 20;

/// An explanation of a fault.
pub(super) struct Explanation {
    pub(super) diagnostic: Diagnostic,
    /// The text after the first fix, if the parser then gets past the fault's line.
    pub(super) repaired: Option<Repaired>,
}

/// A text after a fix.
pub(super) struct Repaired {
    pub(super) text: String,
    pub(super) output: Output,
    pub(super) edits: AppliedEdits,
}

/// Explains a fault in a text, and repairs the text if one of the explanations has a fix that works.
pub(super) fn explain(fault: &Fault, file: FileId, text: &str) -> Explanation {
    if text.len() > MAX_TEXT {
        return Explanation {
            diagnostic: explain::diagnostic(fault, file, text),
            repaired: None,
        };
    }
    let mut best: Option<(Trial, Diagnostic)> = None;
    let mut without_fix = None;
    for candidate in explain::candidates(fault, file, text) {
        let trial = candidate
            .fixes
            .first()
            .and_then(|fix| Trial::of(fault, file, text, &fix.edits));
        match trial {
            Some(trial) if best.as_ref().is_none_or(|(best, _)| trial.reached > best.reached) => {
                best = Some((trial, candidate));
            }
            Some(_) => {}
            None => {
                let diagnostic = Diagnostic {
                    fixes: Vec::new(),
                    ..candidate
                };
                without_fix.get_or_insert(diagnostic);
            }
        }
    }
    match (best, without_fix) {
        (Some((trial, diagnostic)), _) => Explanation {
            diagnostic,
            repaired: trial.passes_line.then_some(trial.repaired),
        },
        (None, diagnostic) => Explanation {
            diagnostic: diagnostic.unwrap_or_else(|| explain::diagnostic(fault, file, text)),
            repaired: None,
        },
    }
}

/// A fix that has been tried, and that removes the fault.
struct Trial {
    repaired: Repaired,
    /// Offset of the next fault, or of the end of the text.
    reached: usize,
    /// Whether the next fault is on a later line.
    passes_line: bool,
}

impl Trial {
    /// Applies edits to a text. Returns `None` if the parser does not get further.
    fn of(fault: &Fault, file: FileId, text: &str, edits: &[Edit]) -> Option<Self> {
        let edits = AppliedEdits::new(edits);
        let repaired = edits.apply(text);
        let output = grammar::parse(file, &repaired, None);
        let reached = match &output.fault {
            Some(next) => edits.original_offset(progress(next)),
            None => usize::MAX,
        };
        let start = progress(fault);
        let last_edit = edits.0.last().map_or(0, |edit| edit.start);
        let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length);
        let end_of_fixed_lines = line_end(start.min(text.len())).max(line_end(last_edit));
        (reached > start).then_some(Trial {
            repaired: Repaired {
                text: repaired,
                output,
                edits,
            },
            reached,
            passes_line: reached > end_of_fixed_lines,
        })
    }
}

/// Returns the offset up to which a text with a fault is valid.
fn progress(fault: &Fault) -> usize {
    match (fault.kind, fault.context) {
        (FaultKind::UnclosedQuote | FaultKind::DocumentMarkerInQuotes, Some(opening)) => opening.byte(),
        _ => fault.problem.byte(),
    }
}

/// Edits that have been applied to a text, by which offsets are mapped back to the text before.
pub(super) struct AppliedEdits(Vec<AppliedEdit>);

struct AppliedEdit {
    start: usize,
    end: usize,
    text: String,
}

impl AppliedEdits {
    fn new(edits: &[Edit]) -> Self {
        let mut edits: Vec<AppliedEdit> = (edits.iter())
            .map(|edit| AppliedEdit {
                start: edit.span.start as usize,
                end: edit.span.end as usize,
                text: edit.text.clone(),
            })
            .collect();
        edits.compact_sort_by_key(|edit| edit.start);
        AppliedEdits(edits)
    }

    fn apply(&self, text: &str) -> String {
        let mut result = text.to_owned();
        for edit in self.0.iter().rev() {
            result.replace_range(edit.start..edit.end, &edit.text);
        }
        result
    }

    /// Returns the offset in the text before the edits.
    pub(super) fn original_offset(&self, offset: usize) -> usize {
        // The texts before and after the edits correspond from these offsets on.
        let (mut before, mut after) = (0, 0);
        for edit in &self.0 {
            let start = after + (edit.start - before);
            let end = start + edit.text.len();
            if offset < start || (offset == start && end > start) {
                break;
            }
            if offset < end {
                return (edit.start + (offset - start)).min(edit.end);
            }
            (before, after) = (edit.end, end);
        }
        before + (offset - after)
    }

    /// Maps a span back to the text before the edits.
    pub(super) fn original_span(&self, span: Span) -> Span {
        let start = self.original_offset(span.start as usize);
        let end = self.original_offset(span.end as usize);
        Span::new(span.file, start..end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_mapped_back() {
        let edit = |range, text: &str| Edit::new(Span::new(FileId(0), range), text);
        let edits = AppliedEdits::new(&[edit(8..8, ":"), edit(2..5, " ")]);
        assert_eq!(edits.apply("abcdefghij"), "ab fgh:ij");
        let mapped: Vec<usize> = (0..=9).map(|offset| edits.original_offset(offset)).collect();
        assert_eq!(mapped, [0, 1, 2, 5, 6, 7, 8, 8, 9, 10]);
    }
}
