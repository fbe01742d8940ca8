//! A page in a fake browser, whose tabs share a storage.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::fake_editor::FakeEditor;
use super::*;

/// The storage of a fake browser, which its tabs share.
#[derive(Debug, Clone, Default)]
pub struct Storage {
    pub texts: Rc<RefCell<BTreeMap<StorageKey, String>>>,
    /// Maximum length of a text.
    pub quota: Rc<Cell<Option<usize>>>,
    /// The browser's clock.
    pub clock: Rc<Cell<u64>>,
}

impl Storage {
    /// Returns a storage with the same texts, which changes independently of this one.
    pub fn snapshot(&self) -> Self {
        Storage {
            texts: Rc::new(RefCell::new(self.texts.borrow().clone())),
            ..self.clone()
        }
    }

    /// Returns the texts that a page starts with in a tab that had a project open.
    pub fn read(&self, tab_project: Option<ProjectId>) -> StoredTexts {
        let mut texts = StoredTexts {
            tab_project,
            ..StoredTexts::default()
        };
        for (key, text) in self.texts.borrow().iter() {
            match key {
                StorageKey::Project(id) => drop(texts.projects.insert(id.clone(), text.clone())),
                StorageKey::Settings => texts.settings = Some(text.clone()),
                StorageKey::UnsavedEdits(_) => texts.unsaved_edits.push(text.clone()),
            }
        }
        texts
    }

    pub fn project(&self, id: &ProjectId) -> Option<String> {
        self.texts.borrow().get(&StorageKey::Project(id.clone())).cloned()
    }
}

/// A page in a fake browser, which performs effects that send actions and records the others.
pub struct Page {
    pub state: State,
    pub effects: Vec<Effect>,
    pub storage: Storage,
    pub tab_project: Option<ProjectId>,
    /// The fragment of the page's URL.
    pub fragment: String,
    pub editor: FakeEditor,
    /// Whether scheduled analyses and saves wait for [`Page::finish_pending`]. Otherwise they run at once.
    pub has_delays: bool,
    analysis_is_due: bool,
    save_is_due: bool,
}

impl Page {
    pub fn open(stored: StoredTexts, fragment: &str) -> Self {
        let storage = Storage::default();
        for (id, text) in &stored.projects {
            let key = StorageKey::Project(id.clone());
            storage.texts.borrow_mut().insert(key, text.clone());
        }
        Page::open_in(storage, stored, fragment)
    }

    pub fn open_in(storage: Storage, stored: StoredTexts, fragment: &str) -> Self {
        let mut page = Page {
            state: State::default(),
            effects: Vec::new(),
            storage,
            tab_project: stored.tab_project.clone(),
            fragment: fragment.to_owned(),
            editor: FakeEditor::default(),
            has_delays: false,
            analysis_is_due: false,
            save_is_due: false,
        };
        page.send(Action::Start {
            stored,
            page_url: "https://drydock.test/p/".to_owned(),
            fragment: fragment.to_owned(),
        });
        page
    }

    /// Returns the page after a reload of its tab. Other tabs see nothing of what it stores.
    pub fn reload_alone(&self) -> Self {
        let stored = self.storage.read(self.tab_project.clone());
        Page::open_in(self.storage.snapshot(), stored, &self.fragment)
    }

    /// Returns the page after a reload of its tab.
    pub fn reload(&self) -> Self {
        let stored = self.storage.read(self.tab_project.clone());
        Page::open_in(self.storage.clone(), stored, &self.fragment)
    }

    /// Opens another tab.
    pub fn new_tab(&self) -> Self {
        Page::open_in(self.storage.clone(), self.storage.read(None), "")
    }

    pub fn with_compose_file(text: &str) -> Self {
        let mut page = Page::open(StoredTexts::default(), "");
        page.state.files = Files::new("demo", [("compose.yaml".to_owned(), text.to_owned())]);
        page.state.preview = None;
        page.send(Action::Analyze);
        page.effects.clear();
        page
    }

    /// Sends an action and performs its effects.
    pub fn send(&mut self, action: Action) {
        self.storage.clock.update(|clock| clock + 1);
        self.state.clock = self.storage.clock.get();
        for effect in update(&mut self.state, action) {
            match effect {
                Effect::ScheduleAnalysis if self.has_delays => self.analysis_is_due = true,
                Effect::ScheduleSave if self.has_delays => self.save_is_due = true,
                Effect::Analyze | Effect::ScheduleAnalysis => {
                    self.analysis_is_due = false;
                    self.send(Action::Analyze);
                }
                Effect::ScheduleSave => self.send(Action::Save),
                Effect::Store(key, text) => {
                    self.effects.push(Effect::Store(key.clone(), text.clone()));
                    self.store(key, text);
                }
                Effect::Erase(key) => {
                    self.effects.push(Effect::Erase(key.clone()));
                    self.erase(key);
                }
                Effect::RememberProject(id) => self.tab_project = Some(id),
                other => {
                    self.change_fragment(&other);
                    self.change_editor(&other);
                    self.effects.push(other);
                }
            }
        }
    }

    fn change_fragment(&mut self, effect: &Effect) {
        match effect {
            Effect::ReplaceFragment(fragment) => self.fragment.clone_from(fragment),
            Effect::ClearFragment => self.fragment.clear(),
            _ => (),
        }
    }

    /// Opens a link in the tab.
    pub fn open_link(&mut self, fragment: &str) {
        fragment.clone_into(&mut self.fragment);
        self.send(Action::FragmentChanged(fragment.to_owned()));
    }

    fn change_editor(&mut self, effect: &Effect) {
        let files = &self.state.files;
        match effect {
            Effect::ShowFile => {
                if let Some(text) = files.text(&files.open) {
                    self.editor.show(&files.open, text);
                }
            }
            Effect::LoadFile { path, text } => self.editor.load(path, text),
            Effect::WriteFile(path) => self.editor.write(path, files.text(path).unwrap_or_default()),
            Effect::RenameFile { from, to } => self.editor.rename(from, to),
            Effect::ForgetFile(path) => self.editor.forget(path),
            Effect::ForgetAllFiles => self.editor.forget_all(),
            _ => (),
        }
    }

    /// Changes the shown file as the visitor does.
    pub fn type_in_editor(&mut self, text: String, is_pasted: bool) {
        let path = self.editor.shown().to_owned();
        self.editor.write(&path, &text);
        self.send(match is_pasted {
            true => Action::Paste { path, text },
            false => Action::Edit { path, text },
        });
    }

    /// Presses Ctrl-Z in the editor.
    pub fn undo_in_editor(&mut self) {
        let path = self.editor.shown().to_owned();
        match self.editor.undo() {
            Some(text) => self.send(Action::Edit { path, text }),
            None => self.send(Action::UndoOpening),
        }
    }

    /// Performs the analysis and the save that are scheduled.
    pub fn finish_pending(&mut self) {
        if std::mem::take(&mut self.analysis_is_due) {
            self.send(Action::Analyze);
        }
        if std::mem::take(&mut self.save_is_due) {
            self.send(Action::Save);
        }
    }

    fn store(&mut self, key: StorageKey, text: String) {
        if self.defers_to_other_tab(&key) {
            return;
        }
        if self.storage.quota.get().is_some_and(|quota| text.len() > quota) {
            return self.send(Action::SaveFailed(key, "the storage is full".to_owned()));
        }
        self.storage.texts.borrow_mut().insert(key.clone(), text);
        if let StorageKey::Project(id) = key {
            self.send(Action::Saved(id));
        }
    }

    fn erase(&mut self, key: StorageKey) {
        if !self.defers_to_other_tab(&key) {
            self.storage.texts.borrow_mut().remove(&key);
            if let StorageKey::Project(id) = key {
                self.send(Action::Erased(id));
            }
        }
    }

    fn defers_to_other_tab(&mut self, key: &StorageKey) -> bool {
        let StorageKey::Project(id) = key else {
            return false;
        };
        let stored = self.storage.project(id);
        let is_known = self.state.projects.is_known(id, stored.as_deref());
        if !is_known {
            self.send(Action::ProjectStoredElsewhere(id.clone(), stored));
        }
        !is_known
    }

    /// Delivers the storage events that the page has missed. Returns whether it stored or erased a project in response.
    pub fn receive_storage_events(&mut self) -> bool {
        let before = self.effects.len();
        let mut ids: Vec<ProjectId> = self.state.projects.rows().into_iter().map(|row| row.id).collect();
        ids.extend(self.storage.read(None).projects.into_keys());
        for id in ids {
            self.defers_to_other_tab(&StorageKey::Project(id));
        }
        let is_change = |effect: &Effect| {
            matches!(
                effect,
                Effect::Store(StorageKey::Project(_), _) | Effect::Erase(StorageKey::Project(_))
            )
        };
        self.effects[before..].iter().any(is_change)
    }

    /// Changes the compose file without saving it.
    pub fn edit_without_saving(&mut self, text: &str) {
        self.state.files.write("compose.yaml", text.to_owned());
        self.state.save_status = SaveStatus::Pending;
    }

    /// Returns the names of the listed projects: the open one, then those that were used last.
    pub fn names(&self) -> Vec<String> {
        let rows = self.state.project_rows().into_iter();
        rows.filter(|row| !row.is_deleted)
            .filter_map(|row| Some(row.summary?.name))
            .collect()
    }

    /// Returns the id of a listed project.
    pub fn id(&self, name: &str) -> ProjectId {
        let rows = self.state.project_rows();
        let mut rows = rows.into_iter();
        let found = rows.find(|row| row.summary.as_ref().is_some_and(|summary| summary.name == name));
        found.expect("the project is listed").id
    }

    /// Returns the stored texts of all projects.
    pub fn stored_projects(&self) -> Vec<String> {
        self.storage.read(None).projects.into_values().collect()
    }

    pub fn edit(&mut self, text: &str) {
        self.send(Action::Edit {
            path: "compose.yaml".to_owned(),
            text: text.to_owned(),
        });
    }

    /// Returns the text that was stored last under a key.
    pub fn stored(&self, key: StorageKey) -> Option<&str> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Store(stored, text) if *stored == key => Some(text.as_str()),
            _ => None,
        })
    }

    pub fn services(&self) -> Vec<&str> {
        let preview = self.state.preview.as_ref();
        preview.map_or(Vec::new(), |preview| {
            preview.drawing.cards.iter().map(|card| card.name.as_str()).collect()
        })
    }

    pub fn text(&self) -> &str {
        self.state.files.text("compose.yaml").unwrap_or_default()
    }
}
