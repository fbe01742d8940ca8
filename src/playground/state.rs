//! The state of the page.

use super::analysis::{Analysis, Preview};
use super::explanation::Explanation;
use super::files::Files;
use super::help::HelpTopic;
use super::playback::Playback;
use super::selection::Selection;
use super::settings::Settings;
use super::shared::Shared;
use super::text;
use super::view::OpenViews;
use crate::export::Format;
use crate::import::Adaptation;
use crate::sim::{RecordId, Snapshot, Time};

/// The state of the page. Views read it; only [`update`](super::update) changes it.
#[derive(Debug, Default)]
pub struct State {
    /// The files that are edited.
    pub files: Files,
    /// Set while the files are the copy of an opened link.
    pub link_copy: Option<LinkCopy>,
    /// The last replacement of the files that can be undone.
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
    /// A short message that disappears on its own.
    pub toast: Option<Toast>,
    /// The open explanation and the record that it explains.
    pub explanation: Option<(RecordId, Shared<Explanation>)>,
    /// The service that the cursor is in.
    pub selection: Selection,
    /// Duration of the last analysis in milliseconds.
    pub analysis_time: Option<f64>,
    /// The page's URL without a fragment.
    pub(super) page_url: String,
    /// The URL fragment that contains the files as they were last saved.
    pub(super) fragment: String,
}

/// A project that was opened from a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCopy {
    /// The link's fragment.
    pub(super) fragment: String,
    /// The visitor's own project.
    pub(super) own_project: Files,
}

/// A replacement of the files that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What happened: `Opened example flask-mariadb.`
    pub message: String,
    /// The label of the button that restores the files.
    pub label: &'static str,
    /// The files before.
    pub(super) before: Files,
    /// Whether the files were edited since. Undoing then loses the edits, so it can be undone in turn.
    pub(super) edited: bool,
    /// Whether the open files can instead be added to the files before.
    pub(super) can_add_instead: bool,
    /// The change to the open files that is reverted if they are added to the files before instead.
    pub(super) adaptation: Option<Adaptation>,
}

impl Undo {
    /// Creates an undo with the usual label.
    pub(super) fn new(message: impl Into<String>, before: Files) -> Self {
        Undo {
            message: message.into(),
            label: "Undo",
            before,
            edited: false,
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
    /// Explains a topic of the help menu.
    Help(HelpTopic),
}

/// A short message that disappears on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// The message.
    pub text: String,
    /// Number of the toast. Each toast has a different one.
    pub(super) id: u32,
}

impl State {
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

    /// Returns the link to the project as it was last saved.
    pub fn link(&self) -> String {
        format!("{}#{}", self.page_url, self.fragment)
    }
}
