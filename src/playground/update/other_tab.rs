//! Two tabs with the same project: a change in one tab never overwrites a change in the other.

use super::super::action::Effect;
use super::super::files::Files;
use super::super::link;
use super::super::state::{SaveStatus, State, Undo};
use super::super::storage::{self, StorageKey};
use super::{saving, toast};

/// Handles a project that another tab has stored.
///
/// A tab without unsaved changes follows the other one. Otherwise this tab's version is saved, and the other tab's
/// version can be restored. Nothing is saved when the other tab has stored both versions already: two tabs would
/// otherwise overwrite each other forever.
pub fn stored(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(project) = storage::read_project(text) else {
        let mut effects = vec![Effect::Store(StorageKey::Damaged, text.to_owned())];
        effects.extend(saving::save(state));
        return effects;
    };
    let before = project.before.as_ref();
    let keeps_this_version = before.is_some_and(|before| before.has_same_content(&state.files));
    let theirs = project.files;
    if let Some(copy) = &mut state.link_copy {
        copy.own_project = theirs;
        return Vec::new();
    }
    if theirs.has_same_content(&state.files) {
        return saving::save(state);
    }
    if state.save_status == SaveStatus::Saved && theirs.name == state.files.name {
        return follow(state, theirs);
    }
    let message = format!(
        "Another tab has changed {}. This tab shows its own version.",
        theirs.name
    );
    state.undo = Some(Undo {
        label: "Show the other version",
        edited: true,
        ..Undo::new(message, theirs)
    });
    if state.save_status == SaveStatus::Saved && keeps_this_version {
        return Vec::new();
    }
    state.save_status = SaveStatus::Pending;
    saving::save(state)
}

/// Shows the other tab's version. Files that both versions have keep their undo history in the editor.
fn follow(state: &mut State, mut theirs: Files) -> Vec<Effect> {
    let open = state.files.open.clone();
    theirs.open(&open);
    let before = std::mem::replace(&mut state.files, theirs);
    state.fragment = link::encode(state);
    let mut effects = Vec::new();
    for file in before.iter() {
        effects.push(match state.files.text(&file.path) {
            None => Effect::ForgetFile(file.path.clone()),
            Some(text) if text != file.text => Effect::WriteFile(file.path.clone()),
            Some(_) => continue,
        });
    }
    effects.extend([
        Effect::Analyze,
        Effect::ShowFile,
        toast::show(state, "Updated from another tab".to_owned()),
    ]);
    effects
}
