//! An editor without a view: what static/editor/editor.ts does with texts and their history.

use std::collections::BTreeMap;

/// An editor that keeps the text and the history of each file that it has shown.
#[derive(Debug, Default)]
pub struct FakeEditor {
    files: BTreeMap<String, FileState>,
    shown: Option<String>,
}

#[derive(Debug, Default)]
struct FileState {
    text: String,
    /// Earlier texts. The latest is last.
    history: Vec<String>,
}

impl FakeEditor {
    /// Returns the path of the shown file. Empty if there is none.
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or_default()
    }

    /// Returns the text of the shown file.
    pub fn shown_text(&self) -> Option<String> {
        let file = self.files.get(self.shown.as_ref()?)?;
        Some(file.text.clone())
    }

    /// Iterates over path and text of each file that the editor knows.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, file)| (path.as_str(), file.text.as_str()))
    }

    pub fn show(&mut self, path: &str, text: &str) {
        self.shown = Some(path.to_owned());
        self.load(path, text);
        self.write(path, text);
    }

    /// Adds a file that the editor does not know.
    pub fn load(&mut self, path: &str, text: &str) {
        self.files.entry(path.to_owned()).or_insert_with(|| FileState {
            text: text.to_owned(),
            history: Vec::new(),
        });
    }

    /// Replaces the text of a file that the editor knows.
    pub fn write(&mut self, path: &str, text: &str) {
        if let Some(file) = self.files.get_mut(path) {
            file.change(text);
        }
    }

    /// Undoes the last change of the shown file. Returns its text, or `None` if there is no change.
    pub fn undo(&mut self) -> Option<String> {
        let file = self.files.get_mut(self.shown.as_ref()?)?;
        file.text = file.history.pop()?;
        Some(file.text.clone())
    }

    pub fn rename(&mut self, from: &str, to: &str) {
        if let Some(file) = self.files.remove(from) {
            self.files.insert(to.to_owned(), file);
            if self.shown() == from {
                self.shown = Some(to.to_owned());
            }
        }
    }

    pub fn forget(&mut self, path: &str) {
        self.files.remove(path);
        if self.shown() == path {
            self.shown = None;
        }
    }

    pub fn forget_all(&mut self) {
        *self = FakeEditor::default();
    }
}

impl FileState {
    fn change(&mut self, text: &str) {
        if self.text != text {
            self.history.push(std::mem::replace(&mut self.text, text.to_owned()));
        }
    }
}
