//! Opening projects: the stored one, examples and links. The replaced project can always be restored.

use super::super::action::Effect;
use super::super::examples;
use super::super::files::Files;
use super::super::link;
use super::super::state::{LinkCopy, State, Undo};
use super::super::storage::{self, StorageKey, StoredTexts};
use super::super::unsaved;
use super::saving;
use crate::sim::Time;

/// Opens the stored project, or the copy of a link if the page's URL has a fragment.
pub fn start(state: &mut State, stored: StoredTexts, page_url: String, fragment: &str) -> Vec<Effect> {
    state.page_url = page_url;
    if let Some(text) = &stored.settings {
        state.settings = storage::read_settings(text);
    }
    let mut effects = vec![Effect::ApplyTheme];
    effects.extend(open_stored(state, stored.project));
    effects.extend(show_files(state));
    if !fragment.is_empty() {
        effects.extend(open_link(state, fragment, stored.link_copy.as_deref()));
    }
    if stored
        .unsaved_edits
        .is_some_and(|edits| unsaved::restore(state, &edits))
    {
        effects.extend([Effect::Erase(StorageKey::UnsavedEdits), saving::schedule(state)]);
    }
    effects
}

/// Opens the stored project, or the first example if there is none. A damaged project is stored under another key.
fn open_stored(state: &mut State, stored: Option<String>) -> Option<Effect> {
    let damaged = match stored.as_deref().map(storage::read_project) {
        Some(Some(project)) => {
            state.files = project.files;
            state.undo = project.before.map(|before| Undo {
                edited: true,
                ..Undo::new(format!("Opened {}.", state.files.name), before)
            });
            None
        }
        Some(None) => stored,
        None => None,
    };
    if state.files.name.is_empty() {
        state.files = examples::ALL[0].project();
    }
    state.fragment = link::encode(state);
    let text = damaged?;
    state.notice = Some(format!(
        "Your saved project can't be read. It is kept in this browser's storage under {}, and an example was opened \
         instead.",
        StorageKey::Damaged.name()
    ));
    Some(Effect::Store(StorageKey::Damaged, text))
}

/// Opens an example.
pub fn open_example(state: &mut State, name: &str) -> Vec<Effect> {
    match examples::find(name) {
        Some(example) => replace(state, example.project(), format!("Opened example {name}.")),
        None => Vec::new(),
    }
}

/// Restores the files that were replaced last. If the replacement was edited since, this can be undone in turn.
pub fn undo(state: &mut State) -> Vec<Effect> {
    let Some(undo) = state.undo.take() else {
        return Vec::new();
    };
    let after = std::mem::replace(&mut state.files, undo.before);
    state.undo = undo
        .edited
        .then(|| Undo::new(format!("Restored {}.", state.files.name), after));
    let mut effects = show_files(state);
    effects.push(saving::schedule(state));
    effects
}

/// Restores the project that was replaced last, unless the open files were edited since.
pub fn undo_opening(state: &mut State) -> Vec<Effect> {
    match &state.undo {
        Some(undo) if undo.can_add_instead && !undo.edited => self::undo(state),
        _ => Vec::new(),
    }
}

/// Discards the files that could be restored.
pub fn dismiss_undo(state: &mut State) -> Vec<Effect> {
    state.undo = None;
    vec![saving::schedule(state)]
}

/// Opens the link in the URL's new fragment.
pub fn change_fragment(state: &mut State, fragment: &str) -> Vec<Effect> {
    let is_open = state.link_copy.as_ref().is_some_and(|copy| copy.fragment == fragment);
    if fragment.is_empty() || is_open {
        return Vec::new();
    }
    open_link(state, fragment, None)
}

/// Opens a copy of a link's project. `stored` is the stored copy of the link that was opened last.
fn open_link(state: &mut State, fragment: &str, stored: Option<&str>) -> Vec<Effect> {
    let link = match link::decode(fragment) {
        Ok(link) => link,
        Err(error) => {
            state.notice = Some(format!("Can't open the link: {error}. Your project is unchanged."));
            return Vec::new();
        }
    };
    let stored = stored
        .and_then(storage::read_link_copy)
        .filter(|copy| copy.fragment == fragment);
    let files = stored.map_or(link.files, |copy| copy.files);
    let before = std::mem::replace(&mut state.files, files);
    match &mut state.link_copy {
        Some(copy) => {
            state.undo = Some(Undo::new("Opened another link.", before));
            copy.fragment = fragment.to_owned();
        }
        None => {
            state.link_copy = Some(LinkCopy {
                fragment: fragment.to_owned(),
                own_project: before,
            });
        }
    }
    let effects = show_files(state);
    if let Some(at) = link.playhead {
        state.playback.seek(Time(at));
    }
    effects
}

/// Makes the copy of a link the visitor's own project.
pub fn keep_link_copy(state: &mut State) -> Vec<Effect> {
    let Some(copy) = state.link_copy.take() else {
        return Vec::new();
    };
    state.undo = Some(Undo::new("The link's files are now your project.", copy.own_project));
    vec![
        Effect::ClearFragment,
        Effect::Erase(StorageKey::LinkCopy),
        saving::schedule(state),
    ]
}

/// Closes the copy of a link and returns to the visitor's own project.
pub fn close_link_copy(state: &mut State) -> Vec<Effect> {
    let Some(copy) = state.link_copy.take() else {
        return Vec::new();
    };
    let before = std::mem::replace(&mut state.files, copy.own_project);
    state.undo = Some(Undo::new("Returned to your project.", before));
    let mut effects = show_files(state);
    effects.extend([
        Effect::ClearFragment,
        Effect::Erase(StorageKey::LinkCopy),
        saving::schedule(state),
    ]);
    effects
}

/// Replaces the files. This can be undone.
pub(super) fn replace(state: &mut State, files: Files, message: String) -> Vec<Effect> {
    let before = std::mem::replace(&mut state.files, files);
    state.undo = (!before.is_empty()).then(|| Undo::new(message, before));
    let mut effects = show_files(state);
    effects.push(saving::schedule(state));
    effects
}

/// Shows files that have replaced others. Resets everything that belongs to the previous files.
pub(super) fn show_files(state: &mut State) -> Vec<Effect> {
    state.emptied = None;
    state.preview = None;
    state.explanation = None;
    state.selection.clear();
    state.dialog = None;
    state.playback.reset();
    vec![Effect::ForgetAllFiles, Effect::Analyze, Effect::ShowFile]
}
