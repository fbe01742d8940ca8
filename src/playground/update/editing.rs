//! Changes to the files.

use super::super::action::Effect;
use super::super::files::PathError;
use super::super::state::State;
use super::{navigation, saving};

/// Projects with more bytes are analyzed when typing pauses, not after each key.
const LARGE_PROJECT_SIZE: usize = 40_000;
/// Projects with fewer bytes are always analyzed after each key: for them, only the page's first analysis is slow.
const SMALL_PROJECT_SIZE: usize = 4_000;
/// Projects between the two sizes are analyzed when typing pauses if the last analysis took longer than this, in
/// milliseconds: half a frame.
const MAX_ANALYSIS_TIME: f64 = 8.0;

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
    state.selection.record_edit();
    changed(state)
}

/// Returns the effects of a change to the files.
pub fn changed(state: &mut State) -> Vec<Effect> {
    if let Some(undo) = &mut state.undo {
        undo.edited = true;
    }
    let size: usize = state.files.iter().map(|file| file.text.len()).sum();
    let is_slow = state.analysis_time.is_some_and(|time| time > MAX_ANALYSIS_TIME);
    let analyze = if size > LARGE_PROJECT_SIZE || size > SMALL_PROJECT_SIZE && is_slow {
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
            navigation::close_dialog(state);
            let mut effects = changed(state);
            effects.extend([Effect::ShowFile, Effect::FocusEditor]);
            effects
        }
        Err(error) => reject(state, path, error),
    }
}

/// Changes a file's path.
pub fn rename(state: &mut State, from: &str, to: &str) -> Vec<Effect> {
    match state.files.free_path(to, Some(from)) {
        Ok(to) => {
            state.files.rename(from, &to);
            navigation::close_dialog(state);
            let mut effects = vec![Effect::RenameFile {
                from: from.to_owned(),
                to,
            }];
            effects.extend(changed(state));
            effects.extend([Effect::ShowFile, Effect::FocusEditor]);
            effects
        }
        Err(error) => reject(state, to, error),
    }
}

/// Keeps the dialog open, which shows why a path is rejected.
fn reject(state: &mut State, path: &str, error: PathError) -> Vec<Effect> {
    state.rejected_path = Some((path.to_owned(), error.message()));
    Vec::new()
}

/// Deletes a file. This can be undone.
pub fn delete(state: &mut State, path: &str) -> Vec<Effect> {
    if state.files.text(path).is_none() {
        return Vec::new();
    }
    let undo = state.undo_point(format!("Deleted {path}."));
    state.files.remove(path);
    navigation::close_dialog(state);
    let mut effects = vec![Effect::ForgetFile(path.to_owned())];
    effects.extend(changed(state));
    state.undo = Some(undo);
    effects.extend([Effect::ShowFile, Effect::FocusEditor]);
    effects
}
