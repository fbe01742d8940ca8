//! The state of the page.

use super::analysis::{Analysis, Preview};
use super::explanation::Explanation;
use super::files::Files;
use super::help::HelpTopic;
use super::location::Location;
use super::playback::Playback;
use super::projects::{ProjectRow, Projects, Summary};
use super::selection::Selection;
use super::settings::Settings;
use super::shared::Shared;
use super::storage::ProjectId;
use super::text;
use super::view::OpenViews;
use crate::export::Format;
use crate::import::Adaptation;
use crate::sim::{RecordId, Snapshot, Time};

/// The state of the page. Views read it; only [`update`](super::update) changes it.
#[derive(Debug, Default)]
pub struct State {
    /// The open project.
    pub project: ProjectId,
    /// The files of the open project.
    pub files: Files,
    /// The visitor's projects.
    pub projects: Projects,
    /// Set while the open project is a copy of an opened link.
    pub link_copy: Option<LinkCopy>,
    /// The last change of the files or of the open project that can be undone.
    pub undo: Option<Undo>,
    /// Path and last content of a file whose content was deleted, until something is written into it.
    pub(super) emptied: Option<(String, String)>,
    /// A message above the page, shown until it is dismissed.
    pub notice: Option<String>,
    /// The problems in the files.
    pub analysis: Shared<Analysis>,
    /// The preview of the project, if at least one service is known.
    pub preview: Option<Shared<Preview>>,
    /// The states of all containers at the playhead.
    pub snapshot: Shared<Snapshot>,
    /// The playhead.
    pub playback: Playback,
    /// Whether the files are saved.
    pub save_status: SaveStatus,
    /// The visitor's settings.
    pub settings: Settings,
    /// The open views.
    pub views: OpenViews,
    /// The open dialog.
    pub dialog: Option<Dialog>,
    /// The rejected path with which the dialog for a file's name was submitted, and the reason.
    pub rejected_path: Option<(String, &'static str)>,
    /// A short message that disappears on its own.
    pub toast: Option<Toast>,
    /// The open explanation and the record that it explains.
    pub explanation: Option<(RecordId, Shared<Explanation>)>,
    /// The service that the cursor is in.
    pub selection: Selection,
    /// Duration of the last analysis in milliseconds.
    pub analysis_time: Option<f64>,
    /// The browser's clock when the last action was sent, in milliseconds since 1970.
    pub clock: u64,
    /// The reason of the last failed save that was reported, until everything is saved.
    pub(super) reported_failure: Option<String>,
    /// The page's URL without a fragment.
    pub(super) page_url: String,
    /// The URL fragment that contains the files as they were last saved or shared.
    pub(super) fragment: String,
}

/// A project that was opened from a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCopy {
    /// The fragment with which the link was opened.
    pub(super) fragment: String,
    /// The fragments that the address bar had after the last two saves, newest first.
    pub(super) addresses: Vec<String>,
    /// The visitor's project that was open before.
    pub(super) own_project: ProjectId,
}

impl LinkCopy {
    /// Returns the fragment in the address bar.
    pub(super) fn address(&self) -> &str {
        self.addresses.first().unwrap_or(&self.fragment)
    }

    /// Whether this is the copy of the link with a fragment, or has or had this fragment in its address.
    pub(super) fn is_of(&self, fragment: &str) -> bool {
        self.fragment == fragment || self.addresses.iter().any(|address| address == fragment)
    }
}

/// A change of the files, or of the open project, that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What happened: `Opened example flask-mariadb.`
    pub message: String,
    /// The label of the button that undoes it.
    pub label: &'static str,
    /// The project that was open before. If it is still open, only its files have changed.
    pub(super) project: ProjectId,
    /// The files before.
    pub(super) before: Files,
    /// Whether the files were edited since. Undoing then hides the edits, so the undo can itself be undone.
    pub(super) edited: bool,
    /// Whether the open project was created by the change. Undoing then removes it, unless it was edited.
    pub(super) is_new_project: bool,
    /// Whether the open files can instead be added to the files before.
    pub(super) can_add_instead: bool,
    /// The change to the open files that is reverted if they are added to the files before instead.
    pub(super) adaptation: Option<Adaptation>,
}

impl Undo {
    /// Creates the undo of a change of the files of `project`, or of a change to another project.
    pub(super) fn new(message: impl Into<String>, project: ProjectId, before: Files) -> Self {
        Undo {
            message: message.into(),
            label: "Undo",
            project,
            before,
            edited: false,
            is_new_project: false,
            can_add_instead: false,
            adaptation: None,
        }
    }

    /// Returns the label of the button that adds the open files to the previous project, if that is possible.
    pub fn add_instead_label(&self) -> Option<String> {
        self.can_add_instead
            .then(|| format!("Add to {} instead", self.before.name))
    }
}

/// Whether the files are saved in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SaveStatus {
    /// All changes are saved.
    #[default]
    Saved,
    /// Changes will be saved soon.
    Pending,
    /// The browser could not save them, for this reason.
    Failed(String),
    /// Another tab has deleted the project. An edit saves it again.
    Deleted,
}

/// A dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// Shows the link to the project.
    Share,
    /// Warns about errors before an export.
    ExportErrors(&'static Format),
    /// Asks for the name of a new file.
    AddFile,
    /// Asks for a new name of this file.
    RenameFile(String),
    /// Asks whether to delete this file.
    DeleteFile(String),
    /// Lists the visitor's projects.
    Projects,
    /// Explains a topic of the help menu.
    Help(HelpTopic),
}

/// A short message that disappears on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// The message. Text between backticks is code.
    pub text: String,
    /// Number of the toast. Each toast has a different one.
    pub(super) id: u32,
    /// The fix that the toast reports.
    pub(super) fix: Option<AppliedFix>,
}

/// A fix that was applied, with the texts before and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AppliedFix {
    /// Path of the file that was open before.
    pub open: String,
    /// The changed and added files.
    pub changes: Vec<FileChange>,
}

/// A file that a fix changed or added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileChange {
    /// The file.
    pub path: String,
    /// The text before. `None` for an added file.
    pub before: Option<String>,
    /// The text after.
    pub after: String,
}

impl AppliedFix {
    /// Whether none of the files was changed since.
    pub fn is_unchanged(&self, files: &Files) -> bool {
        let mut changes = self.changes.iter();
        changes.all(|change| files.text(&change.path) == Some(change.after.as_str()))
    }
}

impl State {
    /// Whether the toast reports a fix that can still be undone: until one of its files changes.
    pub fn has_fix_to_undo(&self) -> bool {
        let fix = self.toast.as_ref().and_then(|toast| toast.fix.as_ref());
        fix.is_some_and(|fix| fix.is_unchanged(&self.files))
    }

    /// Returns the playhead's position, or 0 without a simulation.
    pub fn now(&self) -> Time {
        let preview = self.preview.as_ref();
        preview.map_or(Time::ZERO, |preview| self.playback.at(&preview.timeline))
    }

    /// Returns the preview if the project loads, so that it may be exported.
    pub fn complete_preview(&self) -> Option<&Shared<Preview>> {
        self.preview.as_ref().filter(|preview| !preview.is_partial)
    }

    /// Returns how the preview is incomplete, if it is: `incomplete: 2 errors`.
    pub fn incomplete_message(&self) -> Option<String> {
        self.preview.as_ref().filter(|preview| preview.is_partial)?;
        let errors = self.analysis.loading_errors().count();
        Some(format!("incomplete: {}", text::count(errors, "error")))
    }

    /// Returns the project's name as Docker Compose resolves it, or else the folder's name.
    pub fn project_name(&self) -> &str {
        match self.complete_preview() {
            Some(preview) => &preview.project.name,
            None => &self.files.name,
        }
    }

    /// Returns an [`Undo`] that restores the files as they are now.
    pub(super) fn undo_point(&self, message: impl Into<String>) -> Undo {
        Undo::new(message, self.project.clone(), self.files.clone())
    }

    /// Returns the rows of the list of projects. The open project is first and has its current facts.
    pub fn project_rows(&self) -> Vec<ProjectRow> {
        let mut rows = self.projects.rows();
        let open = rows.iter().position(|row| row.id == self.project);
        let is_listed = open.is_some();
        if let Some(open) = open {
            rows.remove(open);
        }
        let summary = Summary {
            name: self.files.name.clone(),
            title: self.project_name().to_owned(),
            files: self.files.iter().count(),
            services: self.service_count(),
            used: self.clock,
        };
        let open = ProjectRow {
            id: self.project.clone(),
            summary: Some(summary),
            is_listed,
            is_stored: !matches!(self.save_status, SaveStatus::Failed(_)),
            is_deleted: false,
        };
        rows.insert(0, open);
        rows
    }

    /// Returns a name that no listed project has: `base`, or else `base` with a number.
    pub(super) fn free_project_name(&self, base: &str) -> String {
        let rows: Vec<ProjectRow> = self.project_rows().into_iter().filter(|row| !row.is_deleted).collect();
        let is_taken = |name: &String| {
            let mut summaries = rows.iter().filter_map(|row| row.summary.as_ref());
            summaries.any(|summary| summary.name == *name)
        };
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let mut candidates = std::iter::once(base.to_owned()).chain(numbered);
        candidates.find(|name| !is_taken(name)).unwrap_or_default()
    }

    /// Whether the open file is the compose file and nothing is written in it.
    pub fn is_compose_file_blank(&self) -> bool {
        let open = self.files.open.as_str();
        self.files.compose_file() == Some(open) && self.files.text(open) == Some("")
    }

    /// Returns where the files set the project's name, if it differs from the folder's.
    pub fn name_location(&self) -> Option<Location> {
        let preview = self.complete_preview()?;
        let name = &preview.project.name;
        let span = preview.project.resolved.get("name")?.span;
        let is_written = *name != self.files.name && preview.workspace.text(span).contains(name);
        is_written.then(|| Location::of(&preview.workspace, span))
    }

    /// Returns the number of services, if it is known.
    pub(super) fn service_count(&self) -> Option<usize> {
        let preview = self.preview.as_ref()?;
        Some(preview.project.services.len() + preview.project.disabled.len())
    }

    /// Returns the link to the project as it was last saved or shared.
    pub fn link(&self) -> String {
        format!("{}#{}", self.page_url, self.fragment)
    }
}
