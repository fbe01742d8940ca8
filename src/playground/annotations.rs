//! The diagnostics and inlay hints of a file, as JSON for the editor.

use std::borrow::Cow;

use serde::Serialize;

use super::action::Action;
use super::problems::Problem;
use super::state::State;
use super::utf16;

/// A diagnostic in the editor's form. Offsets are in UTF-16 units.
#[derive(Serialize)]
struct EditorDiagnostic<'a> {
    from: usize,
    to: usize,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    code: &'a str,
    fixes: Vec<EditorFix<'a>>,
}

#[derive(Serialize)]
struct EditorFix<'a> {
    title: Cow<'a, str>,
    /// Index among all actions of all problems.
    index: usize,
}

#[derive(Serialize)]
struct EditorHint<'a> {
    offset: usize,
    text: &'a str,
}

/// Returns the diagnostics of a file, as the editor's JSON.
pub fn diagnostics(state: &State, path: &str) -> String {
    let text = state.files.text(path).unwrap_or_default();
    let mut first_action = 0;
    let mut bytes = Vec::new();
    let mut diagnostics = Vec::new();
    for problem in &state.analysis.problems {
        // A related location without a label is another occurrence of the same problem.
        let occurrences = problem.related.iter().filter(|(_, label)| label.is_empty());
        let locations = problem.location.iter().chain(occurrences.map(|(location, _)| location));
        for location in locations.filter(|location| location.path == path) {
            bytes.extend([location.range.start, location.range.end]);
            diagnostics.push(editor_diagnostic(problem, first_action));
        }
        first_action += action_count(problem);
    }
    let offsets = utf16::from_bytes(text, &bytes);
    for (diagnostic, range) in diagnostics.iter_mut().zip(offsets.as_chunks::<2>().0) {
        [diagnostic.from, diagnostic.to] = *range;
    }
    serde_json::to_string(&diagnostics).expect("strings and numbers can be serialized")
}

/// Returns a diagnostic without its range. The indexes of its actions start at `first_action`.
fn editor_diagnostic(problem: &Problem, first_action: usize) -> EditorDiagnostic<'_> {
    let diagnostic = &problem.diagnostic;
    let titles = diagnostic.fixes.iter().map(|fix| Cow::Borrowed(fix.title.as_str()));
    let fixes = titles
        .chain(problem.fix_all_label().map(Cow::Owned))
        .zip(first_action..);
    EditorDiagnostic {
        from: 0,
        to: 0,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        code: diagnostic.code.name(),
        fixes: fixes.map(|(title, index)| EditorFix { title, index }).collect(),
    }
}

/// Returns the number of a problem's actions: its fixes, and fixing all problems of its kind.
fn action_count(problem: &Problem) -> usize {
    problem.diagnostic.fixes.len() + usize::from(problem.fix_all_label().is_some())
}

/// Returns the inlay hints of a file, as the editor's JSON. There are none while the project does not load.
pub fn inlay_hints(state: &State, path: &str) -> String {
    let text = state.files.text(path).unwrap_or_default();
    let hints = state
        .preview
        .as_ref()
        .map_or(&[][..], |preview| &preview.inlay_hints[..]);
    let hints: Vec<_> = hints.iter().filter(|hint| hint.path == path).collect();
    let bytes: Vec<usize> = hints.iter().map(|hint| hint.offset).collect();
    let hints: Vec<EditorHint<'_>> = utf16::from_bytes(text, &bytes)
        .into_iter()
        .zip(hints)
        .map(|(offset, hint)| EditorHint {
            offset,
            text: &hint.text,
        })
        .collect();
    serde_json::to_string(&hints).expect("strings and numbers can be serialized")
}

/// Returns the action with an index among all actions of all problems.
pub(super) fn action(state: &State, index: usize) -> Option<Action> {
    let mut first_action = 0;
    for (problem, listed) in state.analysis.problems.iter().enumerate() {
        let fix = index - first_action;
        if fix < listed.diagnostic.fixes.len() {
            return Some(Action::ApplyFix { problem, fix });
        }
        if fix < action_count(listed) {
            return Some(Action::ApplyFixToAll(problem));
        }
        first_action += action_count(listed);
    }
    None
}
