//! Keeping the reader's work in the browser.

use super::super::action::Effect;
use super::super::saved::{self, Key, SavedCopy, SavedProject};
use super::super::settings::Border;
use super::super::state::{Saving, State};
use super::{opening, toast};

/// Something changed that is to be kept.
pub fn soon(state: &mut State) -> Effect {
    state.saving = Saving::Soon;
    Effect::SaveSoon
}

/// Hands the browser everything to keep, if there is anything new.
pub fn save(state: &mut State) -> Vec<Effect> {
    if state.saving == Saving::Done {
        return Vec::new();
    }
    state.fragment = opening::fragment_of(state);
    let files = state.files.clone();
    let (key, text) = match &state.copy {
        Some(copy) => {
            let copy = SavedCopy::new(copy.fragment.clone(), files);
            (Key::Copy, saved::write(&copy))
        }
        None => {
            let before = state.undo.as_ref().map(|undo| undo.before.clone());
            (Key::Project, saved::write(&SavedProject::new(files, before)))
        }
    };
    vec![Effect::Store(key, text)]
}

/// The browser has kept it.
pub fn saved(state: &mut State) -> Vec<Effect> {
    state.saving = Saving::Done;
    Vec::new()
}

/// The browser could not keep it: said once, not at each letter.
pub fn failed(state: &mut State, why: String) -> Vec<Effect> {
    let known = matches!(&state.saving, Saving::Failed(before) if *before == why);
    let told = state.notice.is_some();
    if !known && !told {
        state.notice = Some(format!(
            "Your changes can't be kept in this browser: {why}. They stay as long as this page is open; \
             Export or Share keeps them elsewhere."
        ));
    }
    state.saving = Saving::Failed(why);
    Vec::new()
}

/// What could be brought back is let go.
pub fn dismiss_undo(state: &mut State) -> Vec<Effect> {
    state.undo = None;
    vec![soon(state)]
}

/// The next theme.
pub fn next_theme(state: &mut State) -> Vec<Effect> {
    state.settings.theme = state.settings.theme.next();
    let words = format!("Theme: {}", state.settings.theme.word());
    vec![Effect::UseTheme, store_settings(state), toast(state, words)]
}

/// A border moves.
pub fn move_border(state: &mut State, border: Border, share: f64) -> Vec<Effect> {
    state.settings.set_share(border, share);
    vec![store_settings(state)]
}

fn store_settings(state: &State) -> Effect {
    Effect::Store(Key::Settings, saved::write(&state.settings))
}
