//! Edits that the editor has reported but the browser has not stored yet.
//!
//! On a busy machine the page can be closed before it has processed an edit. So edits are recorded as soon as the editor
//! reports them, written to the storage when the page is left, and applied when it starts again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::files::Files;
use super::state::State;

/// The edits of one project that are not stored yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsavedEdits {
    /// The project's name.
    project: String,
    /// The fragment of the link that the project is a copy of. Empty for the visitor's own project.
    fragment: String,
    /// The new text of each edited file.
    texts: BTreeMap<String, String>,
}

impl UnsavedEdits {
    /// Records an edit.
    pub fn record(&mut self, path: &str, text: &str) {
        self.texts.insert(path.to_owned(), text.to_owned());
    }

    /// Sets the project that later edits belong to.
    pub fn set_project(&mut self, state: &State) {
        let fragment = fragment(state);
        if self.project != state.files.name || self.fragment != fragment {
            state.files.name.clone_into(&mut self.project);
            fragment.clone_into(&mut self.fragment);
            self.texts.clear();
        }
    }

    /// Removes all edits, because other files have replaced those that were edited.
    pub fn clear(&mut self) {
        self.texts.clear();
    }

    /// Removes the edits that are part of the stored files.
    pub fn remove_stored(&mut self, files: &Files) {
        self.texts
            .retain(|path, text| files.text(path).is_some_and(|stored| stored != text));
    }

    /// Serializes the edits for the browser's storage. Returns `None` if there are none.
    pub fn to_stored(&self) -> Option<String> {
        let has_edits = !self.texts.is_empty();
        has_edits.then(|| super::storage::write(self))
    }
}

/// Applies stored edits to the project that they belong to. Returns whether they belong to the open project.
pub(super) fn restore(state: &mut State, stored: &str) -> bool {
    let Ok(edits) = serde_json::from_str::<UnsavedEdits>(stored) else {
        return false;
    };
    if edits.project != state.files.name || edits.fragment != fragment(state) {
        return false;
    }
    for (path, text) in edits.texts {
        if state.files.text(&path).is_some() {
            state.files.write(&path, text);
        }
    }
    true
}

fn fragment(state: &State) -> &str {
    state.link_copy.as_ref().map_or("", |copy| copy.fragment.as_str())
}
