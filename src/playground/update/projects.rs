//! The list of projects: creating, renaming, copying and deleting.

use super::super::action::Effect;
use super::super::download::Download;
use super::super::files::{DEFAULT_NAME, Files, normalize_project_name};
use super::super::state::{Dialog, SaveStatus, State};
use super::super::storage::{ProjectId, StorageKey};
use super::super::view::View;
use super::{editing, opening, saving, toast};

/// Name of the compose file of a new project.
const COMPOSE_FILE: &str = "compose.yaml";

/// A first service, which runs as it is.
const SKELETON: &str = "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"8080:80\"\n";

/// Opens a new project with an empty compose file.
pub fn create(state: &mut State) -> Vec<Effect> {
    let name = state.free_project_name(DEFAULT_NAME);
    let files = Files::new(&name, [(COMPOSE_FILE.to_owned(), String::new())]);
    let mut effects = opening::replace(state, files, format!("Created {name}."));
    state.views.open(View::Files);
    effects.push(Effect::FocusEditor);
    effects
}

/// Writes a first service into the open file, if it is empty.
pub fn insert_skeleton(state: &mut State) -> Vec<Effect> {
    let path = state.files.open.clone();
    if state.files.text(&path).is_none_or(|text| !text.trim().is_empty()) {
        return Vec::new();
    }
    state.files.write(&path, SKELETON.to_owned());
    let mut effects = vec![Effect::WriteFile(path)];
    effects.extend(editing::changed(state));
    effects.push(Effect::FocusEditor);
    effects
}

/// Changes the name of a project's folder, normalized as Docker Compose does. Does nothing if no name remains.
pub fn rename(state: &mut State, id: &ProjectId, name: &str) -> Vec<Effect> {
    let Some(name) = normalize_project_name(name) else {
        return Vec::new();
    };
    if *id == state.project {
        if let Some(undo) = state.undo.as_mut().filter(|undo| undo.project == *id) {
            undo.before.name.clone_from(&name);
        }
        state.files.name = name;
        return editing::changed(state);
    }
    let Some(mut project) = state.projects.read(id) else {
        return Vec::new();
    };
    // The title differs from the folder's name if the files set it.
    if project.title == project.files.name {
        project.title.clone_from(&name);
    }
    if let Some(before) = project.before.as_mut().filter(|_| project.before_project.is_none()) {
        before.name.clone_from(&name);
    }
    project.files.name = name;
    state.projects.set_unsaved(id, &project);
    saving::store_unsaved(state)
}

/// Adds a copy of a project to the list.
pub fn duplicate(state: &mut State, id: &ProjectId) -> Vec<Effect> {
    let project = if *id == state.project {
        Some(saving::stored_project(state))
    } else {
        state.projects.read(id)
    };
    let Some(mut copy) = project else {
        return Vec::new();
    };
    let name = state.free_project_name(&format!("{}-copy", copy.files.name));
    if copy.title == copy.files.name {
        copy.title.clone_from(&name);
    }
    copy.files.name = name;
    (copy.before, copy.before_project, copy.fragment) = (None, None, None);
    copy.addresses.clear();
    copy.used = state.clock;
    let id = state.projects.free_id(&format!("{:x}", state.clock), &state.project);
    state.projects.set_unsaved(&id, &copy);
    saving::store_unsaved(state)
}

/// Deletes a project. The text is kept until the page is left, so that this can be undone.
pub fn delete(state: &mut State, id: &ProjectId) -> Vec<Effect> {
    let is_open = *id == state.project;
    if is_open {
        let project = saving::stored_project(state);
        state.projects.set_unsaved(id, &project);
    }
    state.projects.delete(id);
    let mut effects = vec![Effect::Erase(StorageKey::Project(id.clone()))];
    if is_open {
        let next = state.projects.last_used();
        effects.extend(match next {
            Some(next) => opening::enter_stored(state, next),
            None => opening::enter_first_example(state),
        });
        effects.extend(opening::show_opened(state));
        state.dialog = Some(Dialog::Projects);
    }
    // There may be room now for what could not be saved.
    effects.extend(saving::store_unsaved(state));
    effects
}

/// Undoes the deletion of a project.
pub fn restore(state: &mut State, id: &ProjectId) -> Vec<Effect> {
    state.projects.restore(id);
    saving::store_unsaved(state)
}

/// Records that the browser has erased a project.
pub fn erased(state: &mut State, id: &ProjectId) -> Vec<Effect> {
    state.projects.mark_erased(id);
    Vec::new()
}

/// Downloads the text of a damaged project.
pub fn download_damaged(state: &mut State, id: &ProjectId) -> Vec<Effect> {
    let Some(text) = state.projects.text(id) else {
        return Vec::new();
    };
    let name = format!("{}.json", id.key());
    let download = Download {
        bytes: text.as_bytes().into(),
        media_type: "application/json",
        name: name.clone(),
    };
    vec![
        Effect::Download(download),
        toast::show(state, format!("Downloaded {name}")),
    ]
}

/// Saves the open project again, which another tab has deleted.
pub fn keep(state: &mut State) -> Vec<Effect> {
    if state.save_status != SaveStatus::Deleted {
        return Vec::new();
    }
    vec![saving::schedule(state)]
}
