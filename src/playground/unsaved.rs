//! Edits that the editor has reported but the browser has not stored yet.
//!
//! On a busy machine the page can be closed before it has processed an edit. So edits are recorded as soon as the editor
//! reports them, written to the storage when the page is left, and applied when it starts again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::files::Files;
use super::state::State;
use super::storage::{self, ProjectId, StorageKey};

/// The edits of one project that are not stored yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsavedEdits {
    /// Key of the project.
    project: String,
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
        if self.project != state.project.key() {
            state.project.key().clone_into(&mut self.project);
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
    pub fn to_stored(&self) -> Option<(StorageKey, String)> {
        let id = ProjectId::of_key(&self.project)?;
        let has_edits = !self.texts.is_empty();
        has_edits.then(|| (StorageKey::UnsavedEdits(id), storage::write(self)))
    }
}

/// Parses stored edits.
pub(super) fn read(stored: &str) -> Option<UnsavedEdits> {
    serde_json::from_str(stored).ok()
}

/// Applies edits to the files of a project. Returns whether they belong to it.
pub(super) fn apply(edits: &UnsavedEdits, id: &ProjectId, files: &mut Files) -> bool {
    let is_same = edits.project == id.key();
    for (path, text) in edits.texts.iter().filter(|_| is_same) {
        if files.text(path).is_some() {
            files.write(path, text.clone());
        }
    }
    is_same
}
