//! Saving the visitor's work and settings in the browser.

use super::super::action::Effect;
use super::super::link;
use super::super::settings::Split;
use super::super::state::{SaveStatus, State};
use super::super::storage::{self, StorageKey, StoredLinkCopy, StoredProject};
use super::toast;

/// Marks the files as changed and schedules a save.
pub fn schedule(state: &mut State) -> Effect {
    state.save_status = SaveStatus::Pending;
    Effect::ScheduleSave
}

/// Saves the files, if there are unsaved changes.
pub fn save(state: &mut State) -> Vec<Effect> {
    if state.save_status == SaveStatus::Saved {
        return Vec::new();
    }
    state.fragment = link::encode(state);
    let files = state.files.clone();
    let (key, text) = match &state.link_copy {
        Some(copy) => {
            let copy = StoredLinkCopy::new(copy.fragment.clone(), files);
            (StorageKey::LinkCopy, storage::write(&copy))
        }
        None => {
            let before = state.undo.as_ref().map(|undo| undo.before.clone());
            (StorageKey::Project, storage::write(&StoredProject::new(files, before)))
        }
    };
    vec![Effect::Store(key, text)]
}

/// Marks the files as saved.
pub fn saved(state: &mut State) -> Vec<Effect> {
    state.save_status = SaveStatus::Saved;
    Vec::new()
}

/// Reports that the files could not be saved. The same reason is reported once, not after each change.
pub fn failed(state: &mut State, reason: String) -> Vec<Effect> {
    let is_known = matches!(&state.save_status, SaveStatus::Failed(previous) if *previous == reason);
    if !is_known && state.notice.is_none() {
        state.notice = Some(format!(
            "Your changes can't be saved in this browser: {reason}. They are lost when you close the page, unless \
             you export or share the project."
        ));
    }
    state.save_status = SaveStatus::Failed(reason);
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
