//! Several tabs with the same storage: a change in one tab never overwrites a change in another.

use super::super::action::Effect;
use super::super::files::Files;
use super::super::link;
use super::super::projects::Projects;
use super::super::state::{SaveStatus, State, Undo};
use super::super::storage::{self, ProjectId};
use super::{opening, saving, toast};

/// Handles a project that another tab has stored, or erased if there is no text.
///
/// A tab that has the project open without unsaved changes follows the other tab. Otherwise this tab's version is
/// saved, and the other tab's version is kept as a separate project.
pub fn stored(state: &mut State, id: &ProjectId, text: Option<String>) -> Vec<Effect> {
    let base = read_files(&state.projects, id);
    let unsaved = state.projects.record_stored_elsewhere(id, text.clone());
    let theirs = read_files(&state.projects, id);
    if *id != state.project {
        let mine = unsaved.and_then(|text| storage::read_project(&text));
        let mine = mine.map(|project| project.files);
        return match mine.filter(|mine| !is_same(mine, theirs.as_ref()) && !is_same(mine, base.as_ref())) {
            Some(mine) => keep_copy(state, mine).1,
            None => Vec::new(),
        };
    }
    match (text, theirs) {
        (None, _) => erased(state),
        (Some(text), None) => {
            let damaged = state.projects.free_id("damaged", &state.project);
            state.projects.add_damaged(&damaged, text);
            let mut effects = saving::store_unsaved(state);
            effects.extend(saving::save(state));
            effects
        }
        (Some(_), Some(theirs)) => merge(state, base, theirs),
    }
}

fn read_files(projects: &Projects, id: &ProjectId) -> Option<Files> {
    projects.read(id).map(|project| project.files)
}

fn is_same(files: &Files, other: Option<&Files>) -> bool {
    other.is_some_and(|other| other.has_same_files(files))
}

/// Handles the deletion of the open project by another tab. Unsaved changes are saved, which restores the project.
/// Other tabs also erase unchanged examples, which needs no message.
fn erased(state: &mut State) -> Vec<Effect> {
    if state.save_status != SaveStatus::Saved {
        return saving::save(state);
    }
    if !opening::is_unmodified(state) {
        state.save_status = SaveStatus::Deleted;
    }
    Vec::new()
}

/// Handles another tab's version of the open project. `base` is the version that both tabs knew.
fn merge(state: &mut State, base: Option<Files>, theirs: Files) -> Vec<Effect> {
    if theirs.has_same_content(&state.files) {
        return saving::save(state);
    }
    if matches!(state.save_status, SaveStatus::Saved | SaveStatus::Deleted) {
        state.save_status = SaveStatus::Saved;
        return follow(state, theirs);
    }
    if is_same(&theirs, base.as_ref()) || theirs.has_same_files(&state.files) {
        // The other tab has changed only the name, or nothing.
        state.files.name = theirs.name;
        return saving::save(state);
    }
    let name = theirs.name.clone();
    let (project, mut effects) = keep_copy(state, theirs.clone());
    let message = format!("Another tab has changed {name}. Its version is kept as a project of its own.");
    state.undo = Some(Undo {
        label: "Show the other version",
        edited: true,
        ..Undo::new(message, project, theirs)
    });
    state.save_status = SaveStatus::Pending;
    effects.extend(saving::save(state));
    effects
}

/// Adds the other version of a project to the list.
fn keep_copy(state: &mut State, mut files: Files) -> (ProjectId, Vec<Effect>) {
    files.name = state.free_project_name(&format!("{}-other-tab", files.name));
    saving::add_project(state, files)
}

/// Shows the other tab's version. Files that both versions have keep their undo history in the editor.
fn follow(state: &mut State, mut theirs: Files) -> Vec<Effect> {
    let open = state.files.open.clone();
    theirs.open(&open);
    let before = std::mem::replace(&mut state.files, theirs);
    state.fragment = link::encode(state);
    if let Some(undo) = &mut state.undo {
        // Undoing hides the other tab's changes, so it must not erase them.
        undo.edited = true;
    }
    let mut effects = Vec::new();
    for file in before.iter() {
        effects.push(match state.files.text(&file.path) {
            None => Effect::ForgetFile(file.path.clone()),
            Some(text) if text != file.text => Effect::WriteFile(file.path.clone()),
            Some(_) => continue,
        });
    }
    // The address must be one by which the stored copy of the link is found.
    if let (Some(copy), Some(stored)) = (&mut state.link_copy, state.projects.read(&state.project)) {
        copy.addresses = stored.addresses;
        effects.push(Effect::ReplaceFragment(copy.address().to_owned()));
    }
    effects.extend([
        Effect::Analyze,
        Effect::ShowFile,
        toast::show(state, "Updated from another tab".to_owned()),
    ]);
    effects
}
