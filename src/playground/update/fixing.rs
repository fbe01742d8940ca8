//! Applying fixes and suggestions, and undoing them.
//!
//! Afterwards the editor has the focus and its caret is at the first change. On a narrow screen, which shows one view at
//! a time, the view does not change.

use super::super::action::{Action, Effect};
use super::super::annotations;
use super::super::files::Files;
use super::super::fixes;
use super::super::problems::Problem;
use super::super::state::{AppliedFix, FileChange, State, Undo};
use super::super::text;
use super::{editing, preview, toast};
use crate::diagnostic::{Edit, Fix};
use crate::source::Workspace;

/// Maximum number of times that fixes are applied and the files analyzed again, because the edits touch each other.
const MAX_ROUNDS: usize = 16;

/// Applies a fix, given by the indexes of its problem and of the fix.
pub fn apply(state: &mut State, problem: usize, fix: usize) -> Vec<Effect> {
    let Some(chosen) = state.analysis.problems.get(problem).cloned() else {
        return Vec::new();
    };
    let Some(title) = chosen.diagnostic.fixes.get(fix).map(|fix| fix.title.clone()) else {
        return Vec::new();
    };
    let mut effects = refresh(state);
    let current = find_again(state, problem, &chosen);
    let fixes = current.map(|problem| &state.analysis.problems[problem].diagnostic.fixes);
    let Some(fix) = fixes
        .and_then(|fixes| fixes.iter().find(|fix| fix.title == title))
        .cloned()
    else {
        effects.push(toast::show(state, "The problem has changed, so nothing was fixed"));
        return effects;
    };
    let before = state.files.clone();
    apply_to_files(state, &fix);
    effects.extend(finish(state, before, format!("Applied: {title}")));
    effects
}

/// Applies the fix that the editor offers under this index.
pub fn apply_by_index(state: &mut State, index: usize) -> Vec<Effect> {
    match annotations::action(state, index) {
        Some(Action::ApplyFix { problem, fix }) => apply(state, problem, fix),
        Some(Action::ApplyFixToAll(problem)) => apply_to_all(state, problem),
        _ => Vec::new(),
    }
}

/// Applies the first fix of a problem and those of all problems of the same kind.
pub fn apply_to_all(state: &mut State, problem: usize) -> Vec<Effect> {
    let chosen = state.analysis.problems.get(problem);
    let Some(kind) = chosen.and_then(|problem| fixes::kind(&problem.diagnostic)) else {
        return Vec::new();
    };
    apply_in_rounds(state, |problems| {
        let diagnostics = problems.iter().map(|problem| &problem.diagnostic);
        diagnostics
            .filter(|diagnostic| fixes::kind(diagnostic).as_ref() == Some(&kind))
            .filter_map(|diagnostic| diagnostic.fixes.first())
            .collect()
    })
}

/// Applies all safe fixes.
pub fn apply_safe(state: &mut State) -> Vec<Effect> {
    apply_in_rounds(state, |problems| {
        fixes::safe(problems.iter().map(|problem| &problem.diagnostic))
    })
}

/// Applies the edit that the insight suggests.
pub fn apply_suggestion(state: &mut State) -> Vec<Effect> {
    let Some(title) = suggestion(state).map(|(title, ..)| title) else {
        return Vec::new();
    };
    let mut effects = refresh(state);
    let Some((_, workspace, edit)) = suggestion(state).filter(|(current, ..)| *current == title) else {
        effects.push(toast::show(state, "The suggestion no longer applies"));
        return effects;
    };
    let before = state.files.clone();
    write_edits(&mut state.files, &workspace, &[edit]);
    effects.extend(finish(state, before, format!("Applied: {title}")));
    effects
}

/// Undoes the fix that the toast reports, unless one of its files was changed since.
pub fn undo(state: &mut State) -> Vec<Effect> {
    let fix = state.toast.take().and_then(|toast| toast.fix);
    let Some(fix) = fix.filter(|fix| fix.is_unchanged(&state.files)) else {
        return Vec::new();
    };
    let before = state.files.clone();
    for change in fix.changes {
        match change.before {
            Some(text) => state.files.write(&change.path, text),
            None => state.files.remove(&change.path),
        }
    }
    state.files.open(&fix.open);
    let mut effects = write_changes(state, &before);
    effects.extend(show_change(&changes(&before, &state.files), &fix.open));
    effects.push(toast::show(state, "Undid the fix"));
    effects
}

/// Returns title, files and edit of the insight's suggestion.
fn suggestion(state: &State) -> Option<(String, Workspace, Edit)> {
    let preview = state.preview.as_ref()?;
    let suggestion = preview.insight.as_ref()?.suggestion.as_ref()?;
    let edit = suggestion.edit(&preview.workspace)?;
    Some((suggestion.title.clone(), preview.workspace.clone(), edit))
}

/// Analyzes the files if they have changed since the last analysis: its edits would undo the changes.
fn refresh(state: &mut State) -> Vec<Effect> {
    match state.analysis.is_of(&state.files) {
        true => Vec::new(),
        false => preview::analyze(state),
    }
}

/// Returns the index that a problem has after another analysis.
fn find_again(state: &State, index: usize, problem: &Problem) -> Option<usize> {
    let problems = &state.analysis.problems;
    let is_same = |other: &Problem| {
        (other.diagnostic.code, &other.diagnostic.message) == (problem.diagnostic.code, &problem.diagnostic.message)
    };
    match problems.get(index).is_some_and(is_same) {
        true => Some(index),
        false => problems.iter().position(is_same),
    }
}

/// Applies the selected fixes. Those that touch others are applied after another analysis.
fn apply_in_rounds(state: &mut State, select: impl Fn(&[Problem]) -> Vec<&Fix>) -> Vec<Effect> {
    let mut effects = refresh(state);
    let before = state.files.clone();
    let mut applied = 0;
    for _ in 0..MAX_ROUNDS {
        let combined = fixes::combine(&select(&state.analysis.problems));
        write_edits(&mut state.files, &state.analysis.workspace, &combined.edits);
        applied += combined.applied;
        if combined.skipped == 0 {
            break;
        }
        effects = preview::analyze(state);
    }
    if applied > 0 {
        let message = format!("Applied {}", text::count(applied, "fix"));
        effects.extend(finish(state, before, message));
    }
    effects
}

fn apply_to_files(state: &mut State, fix: &Fix) {
    write_edits(&mut state.files, &state.analysis.workspace, &fix.edits);
    if let Some(file) = &fix.new_file
        && let Ok(path) = state.files.free_path(&file.path, None)
    {
        state.files.write(&path, file.text.clone());
    }
    for path in &fix.removed_files {
        state.files.remove(path);
    }
}

fn write_edits(files: &mut Files, workspace: &Workspace, edits: &[Edit]) {
    for (file, text) in fixes::edited(workspace, edits) {
        files.write(workspace.display_path(file), text);
    }
}

/// Shows the first change of a fix, in the open file or else in another one, and offers to undo the fix. The undo of a
/// removal is offered until it is dismissed, as for any other removed file.
fn finish(state: &mut State, before: Files, message: String) -> Vec<Effect> {
    let removed = before.iter().filter(|file| state.files.text(&file.path).is_none());
    let removed: Vec<String> = removed.map(|file| file.path.clone()).collect();
    let changes = changes(&before, &state.files);
    let in_open_file = changes.iter().find(|change| change.path == state.files.open);
    if let Some(change) = in_open_file.or(changes.first()) {
        state.files.open(&change.path);
    }
    let mut effects = write_changes(state, &before);
    effects.extend(show_change(&changes, &state.files.open));
    if !removed.is_empty() {
        let message = format!("Removed {}.", removed.join(", "));
        state.undo = Some(Undo::new(message, state.project.clone(), before));
    } else {
        let fix = AppliedFix {
            open: before.open.clone(),
            changes,
        };
        effects.push(toast::show_fix(state, message, fix));
    }
    effects
}

/// Returns the changed and added files.
fn changes(before: &Files, after: &Files) -> Vec<FileChange> {
    let changed = after.iter().filter(|file| before.text(&file.path) != Some(&file.text));
    changed
        .map(|file| FileChange {
            path: file.path.clone(),
            before: before.text(&file.path).map(str::to_owned),
            after: file.text.clone(),
        })
        .collect()
}

/// Updates the editor's texts, shows the open file and focuses it.
fn write_changes(state: &mut State, before: &Files) -> Vec<Effect> {
    let removed = before.iter().filter(|file| state.files.text(&file.path).is_none());
    let mut effects: Vec<Effect> = removed.map(|file| Effect::ForgetFile(file.path.clone())).collect();
    for FileChange { path, before, .. } in changes(before, &state.files) {
        if let Some(text) = before {
            effects.extend([
                Effect::LoadFile {
                    path: path.clone(),
                    text,
                },
                Effect::WriteFile(path),
            ]);
        }
    }
    effects.push(Effect::ShowFile);
    effects.extend(editing::changed(state));
    effects.push(Effect::FocusEditor);
    effects
}

/// Places the caret at the first change in the open file.
fn show_change(changes: &[FileChange], open: &str) -> Option<Effect> {
    let change = changes.iter().find(|change| change.path == open)?;
    Some(Effect::ShowChange {
        path: change.path.clone(),
        range: fixes::first_change(change.before.as_deref().unwrap_or_default(), &change.after),
    })
}
