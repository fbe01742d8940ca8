//! The list of the visitor's projects: those that the browser stores, and changes that it has not stored yet.

use std::collections::BTreeMap;

use super::files::Files;
use super::storage::{self, ProjectId, StoredProject};
use crate::sort::CompactSort;

/// The visitor's projects. Changes to the open project are added when it is saved.
#[derive(Debug, Default)]
pub struct Projects {
    entries: BTreeMap<ProjectId, Entry>,
}

/// A project of the list.
#[derive(Debug, Default)]
struct Entry {
    /// The text that the browser stored when this tab last read or wrote it.
    stored: Option<String>,
    /// A later text, which the browser has not stored yet.
    unsaved: Option<String>,
    /// Facts about the latest text. `None` when it is damaged.
    summary: Option<Summary>,
    /// Whether the project is deleted. Its text is kept until the page is left, so that this can be undone.
    is_deleted: bool,
}

/// Facts about a project for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Name of the project folder.
    pub name: String,
    /// The project's name as Docker Compose resolves it.
    pub title: String,
    /// Number of files.
    pub files: usize,
    /// Number of services, if it is known.
    pub services: Option<usize>,
    /// When the project was last opened or changed, in milliseconds since 1970.
    pub used: u64,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRow {
    /// The project.
    pub id: ProjectId,
    /// Facts about the project. `None` when its text is damaged.
    pub summary: Option<Summary>,
    /// Whether the project is in the list. An example that was only looked at is not.
    pub is_listed: bool,
    /// Whether the browser has stored the latest text.
    pub is_stored: bool,
    /// Whether the project is deleted, which can be undone.
    pub is_deleted: bool,
}

impl Entry {
    /// Creates an entry for a text that the browser has stored.
    fn stored(text: String) -> Self {
        Entry {
            summary: summarize(&text),
            stored: Some(text),
            ..Entry::default()
        }
    }

    /// Returns the latest text.
    fn text(&self) -> Option<&str> {
        self.unsaved.as_deref().or(self.stored.as_deref())
    }
}

fn summarize(text: &str) -> Option<Summary> {
    storage::read_project(text).as_ref().map(Summary::of)
}

impl Summary {
    fn of(project: &StoredProject) -> Self {
        Summary {
            name: project.files.name.clone(),
            title: project.title.clone(),
            files: project.files.iter().count(),
            services: project.services,
            used: project.used,
        }
    }
}

impl Projects {
    /// Creates the list from the stored text of each project.
    pub(super) fn new(texts: BTreeMap<ProjectId, String>) -> Self {
        let entries = texts.into_iter().map(|(id, text)| (id, Entry::stored(text)));
        Projects {
            entries: entries.collect(),
        }
    }

    /// Whether `text` is what this tab knows to be stored for a project. Otherwise another tab has changed it.
    pub fn is_known(&self, id: &ProjectId, text: Option<&str>) -> bool {
        let entry = self.entries.get(id);
        entry.and_then(|entry| entry.stored.as_deref()) == text
    }

    /// Whether the browser has stored a project that can be opened.
    pub(super) fn is_stored(&self, id: &ProjectId) -> bool {
        let entry = self.entries.get(id).filter(|entry| !entry.is_deleted);
        entry.is_some_and(|entry| entry.stored.is_some() && entry.summary.is_some())
    }

    /// Returns the text of a project that is neither deleted nor missing.
    pub(super) fn text(&self, id: &ProjectId) -> Option<&str> {
        self.entries.get(id).filter(|entry| !entry.is_deleted)?.text()
    }

    /// Parses a project that is neither deleted nor missing nor damaged.
    pub(super) fn read(&self, id: &ProjectId) -> Option<StoredProject> {
        storage::read_project(self.text(id)?)
    }

    /// Returns the rows of the list. The projects that were used last come first, and damaged ones come last.
    pub fn rows(&self) -> Vec<ProjectRow> {
        let row = |(id, entry): (&ProjectId, &Entry)| ProjectRow {
            id: id.clone(),
            summary: entry.summary.clone(),
            is_listed: true,
            is_stored: entry.unsaved.is_none(),
            is_deleted: entry.is_deleted,
        };
        let mut rows: Vec<ProjectRow> = self.entries.iter().map(row).collect();
        rows.compact_sort_by_key(|row| std::cmp::Reverse(row.summary.as_ref().map(|summary| summary.used)));
        rows
    }

    /// Returns the project that was used last among those that can be opened.
    pub(super) fn last_used(&self) -> Option<ProjectId> {
        let mut rows = self.rows().into_iter();
        rows.find(|row| row.summary.is_some() && !row.is_deleted)
            .map(|row| row.id)
    }

    /// Whether at least one project is damaged.
    pub(super) fn has_damaged(&self) -> bool {
        self.entries.values().any(|entry| entry.summary.is_none())
    }

    /// Returns an id that no project has: `base`, or else `base` with a number.
    pub(super) fn free_id(&self, base: &str, taken: &ProjectId) -> ProjectId {
        let numbered = (2..).map(|number| ProjectId::new(&format!("{base}-{number}")));
        let mut candidates = std::iter::once(ProjectId::new(base)).chain(numbered);
        let free = candidates.find(|id| id != taken && !self.entries.contains_key(id));
        free.unwrap_or_default()
    }

    /// Returns a project other than `other` that has the same files, regardless of its name.
    pub(super) fn find_files(&self, files: &Files, other: &ProjectId) -> Option<ProjectId> {
        let mut ids = self.entries.keys().filter(|id| *id != other);
        ids.find(|id| self.read(id).is_some_and(|project| project.files.has_same_files(files)))
            .cloned()
    }

    /// Returns the stored copy of the link with a fragment, or one that has this fragment in its address. A copy with
    /// exactly this address is preferred.
    pub(super) fn find_link_copy(&self, fragment: &str) -> Option<(ProjectId, StoredProject)> {
        let ids = self.rows().into_iter().map(|row| row.id);
        let projects = ids.filter_map(|id| Some((id.clone(), self.read(&id)?)));
        let copies = projects.filter(|(_, project)| project.is_copy_of(fragment));
        copies.min_by_key(|(_, project)| project.address() != Some(fragment))
    }

    /// Adds or changes a project that is about to be stored.
    pub(super) fn set_unsaved(&mut self, id: &ProjectId, project: &StoredProject) {
        let entry = self.entries.entry(id.clone()).or_default();
        entry.summary = Some(Summary::of(project));
        entry.unsaved = Some(storage::write(project));
        entry.is_deleted = false;
    }

    /// Adds a damaged text that is about to be stored.
    pub(super) fn add_damaged(&mut self, id: &ProjectId, text: String) {
        let entry = Entry {
            unsaved: Some(text),
            ..Entry::default()
        };
        self.entries.insert(id.clone(), entry);
    }

    /// Returns the texts that the browser has not stored yet.
    pub(super) fn unsaved(&self) -> Vec<(ProjectId, String)> {
        let entries = self.entries.iter().filter(|(_, entry)| !entry.is_deleted);
        entries
            .filter_map(|(id, entry)| Some((id.clone(), entry.unsaved.clone()?)))
            .collect()
    }

    /// Records that the browser has stored the latest text of a project.
    pub(super) fn mark_stored(&mut self, id: &ProjectId) {
        if let Some(entry) = self.entries.get_mut(id)
            && let Some(text) = entry.unsaved.take()
        {
            entry.stored = Some(text);
        }
    }

    /// Records that another tab has stored or erased a project's text. Returns the text that this tab has not stored yet.
    pub(super) fn record_stored_elsewhere(&mut self, id: &ProjectId, text: Option<String>) -> Option<String> {
        let entry = self.entries.remove(id);
        if let Some(text) = text {
            self.entries.insert(id.clone(), Entry::stored(text));
        }
        entry.filter(|entry| !entry.is_deleted)?.unsaved
    }

    /// Marks a project as deleted. Its text is kept in memory.
    pub(super) fn delete(&mut self, id: &ProjectId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.is_deleted = true;
        }
    }

    /// Undoes [`Projects::delete`]. The text is then about to be stored.
    pub(super) fn restore(&mut self, id: &ProjectId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.is_deleted = false;
        }
    }

    /// Records that the browser has erased a project. The text of a deleted one is kept, so that this can be undone.
    pub(super) fn mark_erased(&mut self, id: &ProjectId) {
        match self.entries.get_mut(id) {
            Some(entry) if entry.is_deleted => {
                let stored = entry.stored.take();
                entry.unsaved = entry.unsaved.take().or(stored);
            }
            _ => drop(self.entries.remove(id)),
        }
    }
}
