//! The spans of diagnostics: they must be inside their files, on character boundaries.

use drydock::diagnostic::Diagnostic;
use drydock::source::{Span, Workspace};

/// Checks the labels and the edits of diagnostics. `context` describes the input.
#[track_caller]
pub fn assert_in_bounds(files: &Workspace, diagnostics: &[Diagnostic], context: &str) {
    for diagnostic in diagnostics {
        for span in spans(diagnostic) {
            let text = files.file(span.file).text();
            assert!(text.get(span.range()).is_some(), "{context}: {diagnostic:?}");
        }
    }
}

fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = diagnostic.primary.iter().chain(&diagnostic.secondary);
    let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits);
    labels.map(|label| label.span).chain(edits.map(|edit| edit.span))
}
