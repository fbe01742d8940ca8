//! Saving the visitor's work and settings in the browser.

use super::super::action::Effect;
use super::super::files::Files;
use super::super::link;
use super::super::settings::Split;
use super::super::state::{SaveStatus, State};
use super::super::storage::{self, ProjectId, StorageKey, StoredProject};
use super::toast;

/// Marks the files as changed and schedules a save.
pub fn schedule(state: &mut State) -> Effect {
    state.save_status = SaveStatus::Pending;
    Effect::ScheduleSave
}

/// Saves the open project, if there are unsaved changes. Retries projects that could not be saved before. The address of
/// the copy of a link follows its files.
pub fn save(state: &mut State) -> Vec<Effect> {
    if matches!(state.save_status, SaveStatus::Saved | SaveStatus::Deleted) {
        return Vec::new();
    }
    state.fragment = link::encode(state);
    let address = follow_in_address(state);
    let id = state.project.clone();
    let project = stored_project(state);
    state.projects.set_unsaved(&id, &project);
    let mut effects = store_unsaved(state);
    effects.extend(address);
    effects
}

/// Changes the address of the copy of a link to its files. A project that is too large for the address bar keeps the old
/// one, under which the copy is found again.
fn follow_in_address(state: &mut State) -> Option<Effect> {
    state.link_copy.as_ref()?;
    let address = link::encode_for_address(state)?;
    let copy = state.link_copy.as_mut()?;
    if copy.address() == address {
        return None;
    }
    copy.addresses.insert(0, address.clone());
    copy.addresses.truncate(2);
    Some(Effect::ReplaceFragment(address))
}

/// Returns the open project in its stored form.
pub fn stored_project(state: &State) -> StoredProject {
    let mut stored = StoredProject {
        title: state.project_name().to_owned(),
        services: state.service_count(),
        used: state.clock,
        fragment: state.link_copy.as_ref().map(|copy| copy.fragment.clone()),
        addresses: state
            .link_copy
            .as_ref()
            .map(|copy| copy.addresses.clone())
            .unwrap_or_default(),
        ..StoredProject::new(state.files.clone())
    };
    if let Some(undo) = &state.undo {
        let is_other = undo.project != state.project;
        stored.before_project = is_other.then(|| undo.project.key().to_owned());
        // A project of the list need not be stored twice.
        let is_listed = is_other && state.projects.is_stored(&undo.project);
        stored.before = (!is_listed).then(|| undo.before.clone());
    }
    stored
}

/// Adds files to the list of projects, unless a project has the same ones. Returns the project and the effects.
pub fn add_project(state: &mut State, files: Files) -> (ProjectId, Vec<Effect>) {
    if let Some(id) = state.projects.find_files(&files, &state.project) {
        return (id, Vec::new());
    }
    let id = state.projects.free_id(&format!("{:x}", state.clock), &state.project);
    let project = StoredProject {
        used: state.clock,
        ..StoredProject::new(files)
    };
    state.projects.set_unsaved(&id, &project);
    (id, store_unsaved(state))
}

/// Stores all projects that are not stored yet.
pub fn store_unsaved(state: &State) -> Vec<Effect> {
    let unsaved = state.projects.unsaved().into_iter();
    unsaved
        .map(|(id, text)| Effect::Store(StorageKey::Project(id), text))
        .collect()
}

/// Records that the browser has saved a project.
pub fn saved(state: &mut State, id: ProjectId) -> Vec<Effect> {
    state.projects.mark_stored(&id);
    if id == state.project {
        state.save_status = SaveStatus::Saved;
    }
    if state.projects.unsaved().is_empty() {
        state.reported_failure = None;
    }
    vec![Effect::Erase(StorageKey::UnsavedEdits(id))]
}

/// Reports that the browser could not save something. The same reason is reported once, not after each change.
pub fn failed(state: &mut State, key: StorageKey, reason: String) -> Vec<Effect> {
    let is_reported = state.reported_failure.as_ref() == Some(&reason);
    if !is_reported && state.notice.is_none() {
        state.notice = Some(format!(
            "Your changes can't be saved in this browser: {reason}. They are lost when you close the page, unless \
             you export or share the project."
        ));
    }
    state.reported_failure = Some(reason.clone());
    if key == StorageKey::Project(state.project.clone()) {
        state.save_status = SaveStatus::Failed(reason);
    }
    Vec::new()
}

/// Switches to the next theme.
pub fn next_theme(state: &mut State) -> Vec<Effect> {
    state.settings.theme = state.settings.theme.next();
    let message = format!("Theme: {}", state.settings.theme.name());
    vec![Effect::ApplyTheme, store_settings(state), toast::show(state, message)]
}

/// Moves a splitter.
pub fn move_split(state: &mut State, split: Split, share: f64) -> Vec<Effect> {
    state.settings.set_share(split, share);
    vec![store_settings(state)]
}

/// Hides the introduction permanently.
pub fn dismiss_welcome(state: &mut State) -> Vec<Effect> {
    state.settings.is_welcome_dismissed = true;
    vec![store_settings(state)]
}

fn store_settings(state: &State) -> Effect {
    Effect::Store(StorageKey::Settings, storage::write(&state.settings))
}
