//! Changing files.

use super::super::action::Effect;
use super::super::annotations;
use super::super::problems;
use super::super::spell;
use super::super::state::{State, Undo};
use super::{keeping, toast};
use crate::diagnostic::Edit;

/// Above so many bytes the files are analyzed in pauses of typing instead of at each letter.
const LARGE: usize = 40_000;
/// Below so many bytes always at each letter: only the page's first analysis takes long.
const SMALL: usize = 4_000;
/// Between the two where the last analysis took longer than this, in milliseconds: half a frame.
const SLOW: f64 = 8.0;

/// The reader typed.
pub fn edit(state: &mut State, path: &str, text: String) -> Vec<Effect> {
    if state.files.text(path).is_none_or(|before| before == text) {
        return Vec::new();
    }
    state.files.write(path, text);
    changed(state)
}

fn changed(state: &mut State) -> Vec<Effect> {
    if let Some(undo) = &mut state.undo {
        undo.edited = true;
    }
    let size: usize = state.files.iter().map(|file| file.text.len()).sum();
    let slow = state.took.is_some_and(|took| took > SLOW);
    let analyze = if size > LARGE || size > SMALL && slow {
        Effect::AnalyzeSoon
    } else {
        Effect::Analyze
    };
    vec![analyze, keeping::soon(state)]
}

/// A new, empty file, which is opened.
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
        Err(fault) => vec![toast(state, fault.sentence())],
    }
}

/// A file gets another path.
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
        Err(fault) => vec![toast(state, fault.sentence())],
    }
}

/// A file goes away; it can be brought back.
pub fn delete(state: &mut State, path: &str) -> Vec<Effect> {
    let before = state.files.clone();
    state.files.remove(path);
    state.dialog = None;
    let mut effects = vec![Effect::ForgetFile(path.to_owned())];
    effects.extend(changed(state));
    state.undo = Some(Undo {
        done: format!("Deleted {path}."),
        before,
        edited: false,
    });
    effects.push(Effect::ShowFile);
    effects
}

/// One fix.
pub fn apply_fix(state: &mut State, problem: usize, fix: usize) -> Vec<Effect> {
    let problem = state.analysis.problems.get(problem);
    let fix = problem.and_then(|problem| problem.finding.fixes.get(fix));
    let Some(edits) = fix.map(|fix| fix.edits.clone()) else {
        return Vec::new();
    };
    apply(state, &edits)
}

/// One fix, by its number among all.
pub fn apply_numbered_fix(state: &mut State, number: usize) -> Vec<Effect> {
    match annotations::fix_of(state, number) {
        Some((problem, fix)) => apply_fix(state, problem, fix),
        None => Vec::new(),
    }
}

/// All fixes that need no question.
pub fn fix_all_safe(state: &mut State) -> Vec<Effect> {
    let edits = problems::safe_edits(&state.analysis.problems);
    let mut effects = apply(state, &edits);
    let words = format!("{} made", spell::count(edits.len(), "edit"));
    effects.push(toast(state, words));
    effects
}

/// The edit that the insight proposes.
pub fn apply_insight(state: &mut State) -> Vec<Effect> {
    let Some(picture) = state.picture.clone().filter(|_| !state.stale) else {
        return Vec::new();
    };
    let suggestion = picture.insight.as_ref().and_then(|insight| insight.suggestion.as_ref());
    let Some(edit) = suggestion.and_then(|suggestion| suggestion.edit(&picture.workspace)) else {
        return Vec::new();
    };
    let path = picture.workspace.display_path(edit.span.file).to_owned();
    let mut effects = apply(state, &[edit]);
    let words = format!("Changed {path}");
    effects.push(toast(state, words));
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
