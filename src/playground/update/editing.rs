//! Changes to the files.

use super::super::action::Effect;
use super::super::annotations;
use super::super::problems;
use super::super::state::State;
use super::super::text;
use super::{saving, toast};
use crate::diagnostic::{Edit, Fix};

/// Projects with more bytes are analyzed when typing pauses, not after each key.
const LARGE: usize = 40_000;
/// Projects with fewer bytes are always analyzed after each key: for them, only the page's first analysis is slow.
const SMALL: usize = 4_000;
/// Projects between the two sizes are analyzed when typing pauses if the last analysis took longer than this, in
/// milliseconds: half a frame.
const SLOW: f64 = 8.0;

/// Replaces a file's content with the editor's.
pub fn edit(state: &mut State, path: &str, text: String) -> Vec<Effect> {
    let Some(before) = state.files.text(path).filter(|before| *before != text) else {
        return Vec::new();
    };
    if !text.trim().is_empty() {
        state.emptied = None;
    } else if !before.trim().is_empty() {
        state.emptied = Some((path.to_owned(), before.to_owned()));
    }
    state.files.write(path, text);
    state.selection.note_edit();
    changed(state)
}

/// Returns the effects of a change to the files.
pub fn changed(state: &mut State) -> Vec<Effect> {
    if let Some(undo) = &mut state.undo {
        undo.edited = true;
    }
    let size: usize = state.files.iter().map(|file| file.text.len()).sum();
    let is_slow = state.analysis_time.is_some_and(|time| time > SLOW);
    let analyze = if size > LARGE || size > SMALL && is_slow {
        Effect::ScheduleAnalysis
    } else {
        Effect::Analyze
    };
    vec![analyze, saving::schedule(state)]
}

/// Adds an empty file and opens it.
pub fn add(state: &mut State, path: &str) -> Vec<Effect> {
    match state.files.free_path(path, None) {
        Ok(path) => {
            state.files.write(&path, String::new());
            state.files.open(&path);
            state.dialog = None;
            let mut effects = changed(state);
            effects.push(Effect::ShowFile);
            effects
        }
        Err(error) => vec![toast::show(state, error.message())],
    }
}

/// Changes a file's path.
pub fn rename(state: &mut State, from: &str, to: &str) -> Vec<Effect> {
    match state.files.free_path(to, Some(from)) {
        Ok(to) => {
            state.files.rename(from, &to);
            state.dialog = None;
            let mut effects = vec![Effect::RenameFile {
                from: from.to_owned(),
                to,
            }];
            effects.extend(changed(state));
            effects.push(Effect::ShowFile);
            effects
        }
        Err(error) => vec![toast::show(state, error.message())],
    }
}

/// Deletes a file. This can be undone.
pub fn delete(state: &mut State, path: &str) -> Vec<Effect> {
    let undo = state.undo_point(format!("Deleted {path}."));
    state.files.remove(path);
    state.dialog = None;
    let mut effects = vec![Effect::ForgetFile(path.to_owned())];
    effects.extend(changed(state));
    state.undo = Some(undo);
    effects.push(Effect::ShowFile);
    effects
}

/// Applies a fix, given by the indexes of its problem and of the fix.
pub fn apply_fix(state: &mut State, problem: usize, fix: usize) -> Vec<Effect> {
    let problem = state.analysis.problems.get(problem);
    let fix = problem.and_then(|problem| problem.diagnostic.fixes.get(fix));
    let Some(Fix { edits, new_file, .. }) = fix.cloned() else {
        return Vec::new();
    };
    match new_file.filter(|file| state.files.free_path(&file.path, None).is_ok()) {
        None => apply(state, &edits),
        Some(file) => {
            let message = format!("Added {}", file.path);
            state.files.write(&file.path, file.text);
            let mut effects = apply(state, &edits);
            effects.push(toast::show(state, message));
            effects
        }
    }
}

/// Applies a fix, given by its index among all fixes.
pub fn apply_fix_by_index(state: &mut State, index: usize) -> Vec<Effect> {
    match annotations::fix_of(state, index) {
        Some((problem, fix)) => apply_fix(state, problem, fix),
        None => Vec::new(),
    }
}

/// Applies all safe fixes.
pub fn apply_safe_fixes(state: &mut State) -> Vec<Effect> {
    let edits = problems::safe_edits(&state.analysis.problems);
    let mut effects = apply(state, &edits);
    let message = format!("Applied {}", text::count(edits.len(), "edit"));
    effects.push(toast::show(state, message));
    effects
}

/// Applies the edit that the insight suggests.
pub fn apply_suggestion(state: &mut State) -> Vec<Effect> {
    let Some(preview) = state.preview.clone() else {
        return Vec::new();
    };
    let suggestion = preview.insight.as_ref().and_then(|insight| insight.suggestion.as_ref());
    let Some(edit) = suggestion.and_then(|suggestion| suggestion.edit(&preview.workspace)) else {
        return Vec::new();
    };
    let path = preview.workspace.display_path(edit.span.file).to_owned();
    let mut effects = apply(state, &[edit]);
    effects.push(toast::show(state, format!("Changed {path}")));
    effects
}

fn apply(state: &mut State, edits: &[Edit]) -> Vec<Effect> {
    let workspace = &state.analysis.workspace;
    let texts: Vec<(String, String)> = problems::edited(workspace, edits)
        .into_iter()
        .map(|(file, text)| (workspace.display_path(file).to_owned(), text))
        .collect();
    let mut effects = Vec::new();
    for (path, text) in texts {
        state.files.write(&path, text);
        effects.push(Effect::WriteFile(path));
    }
    effects.extend(changed(state));
    effects
}
