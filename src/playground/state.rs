//! Everything the page knows.

use super::analysis::{Analysis, Picture};
use super::exporting::Format;
use super::files::Files;
use super::playback::Playback;
use super::settings::Settings;
use super::shared::Shared;
use super::spell;
use super::why::Answer;
use crate::sim::{RecordId, Snapshot, Time};

/// The page's state. Views read it; only [`update`](super::update) changes it.
#[derive(Debug, Default)]
pub struct State {
    /// The files being edited.
    pub files: Files,
    /// Set while they are the copy of an opened link.
    pub copy: Option<LinkCopy>,
    /// What an example, a link or dropped files replaced, as long as it can be brought back.
    pub undo: Option<Undo>,
    /// Something to say above everything, until it is dismissed.
    pub notice: Option<String>,
    /// What was found in the files.
    pub analysis: Shared<Analysis>,
    /// The last version that loaded, drawn.
    pub picture: Option<Shared<Picture>>,
    /// The picture is of an earlier version of the files.
    pub stale: bool,
    /// The states of all containers at the playhead's moment.
    pub snapshot: Shared<Snapshot>,
    /// The playhead.
    pub playback: Playback,
    /// What is kept in the browser.
    pub saving: Saving,
    /// What the reader likes.
    pub settings: Settings,
    /// The right side's tab.
    pub tab: Tab,
    /// The pane that a narrow screen shows.
    pub pane: Pane,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// A few words that go away by themselves.
    pub toast: Option<Toast>,
    /// The open answer to a why, and to which record it belongs.
    pub why: Option<(RecordId, Shared<Answer>)>,
    /// The service in which the cursor is.
    pub selected: Option<String>,
    /// How long the last analysis took, in milliseconds.
    pub took: Option<f64>,
    /// The page's address without a fragment.
    pub address: String,
    /// The fragment that holds the files as they were last saved.
    pub fragment: String,
}

/// A project that was opened from a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCopy {
    /// The link's fragment.
    pub fragment: String,
    /// The reader's own project, put aside.
    pub mine: Option<Files>,
}

/// What can be brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What happened: `Opened example flask-mariadb.`
    pub done: String,
    /// The files before.
    pub before: Files,
    /// The files were changed afterwards, so that bringing the old ones back would lose something.
    pub edited: bool,
}

/// Whether the files are kept in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Saving {
    /// They are.
    #[default]
    Done,
    /// They will be in a moment.
    Soon,
    /// They can't be; why.
    Failed(String),
}

/// What the right side shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// Graph and timeline.
    #[default]
    Picture,
    /// The canonical file.
    Resolved,
}

/// What a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The editor.
    Files,
    /// Graph and timeline.
    #[default]
    Picture,
    /// The problems.
    Problems,
    /// The canonical file.
    Resolved,
}

impl Pane {
    /// The word that style sheets know it by.
    pub fn word(self) -> &'static str {
        match self {
            Pane::Files => "files",
            Pane::Picture => "picture",
            Pane::Problems => "problems",
            Pane::Resolved => "resolved",
        }
    }
}

/// A dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// The link that holds everything.
    Share,
    /// There are errors; export all the same?
    ExportErrors(Format),
    /// A new file's name is asked for.
    AddFile,
    /// A file gets another name.
    RenameFile(String),
    /// A file is about to be deleted.
    DeleteFile(String),
}

/// A few words that go away by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// The words.
    pub text: String,
    /// Which toast it is; each has another number.
    pub number: u32,
}

impl State {
    /// The playhead's moment; 0 when there is no simulation.
    pub fn now(&self) -> Time {
        let picture = self.picture.as_ref();
        picture.map_or(Time::ZERO, |picture| self.playback.at(&picture.timeline))
    }

    /// Says that the picture is old, and why.
    pub fn stale_words(&self) -> Option<String> {
        let errors = self.analysis.loading_errors().count();
        let file = self.files.compose_file().unwrap_or("The project");
        (self.stale && self.picture.is_some()).then(|| match errors {
            0 => format!("{file} has no services now: the picture shows the last version that loaded"),
            errors => format!(
                "{file} has {}: the picture shows the last version that loaded",
                spell::count(errors, "error")
            ),
        })
    }

    /// The project's name: what Compose calls it, or else the folder's.
    pub fn project_name(&self) -> &str {
        match &self.picture {
            Some(picture) if !self.stale => &picture.project.name,
            _ => &self.files.name,
        }
    }

    /// The link that holds everything.
    pub fn link(&self) -> String {
        format!("{}#{}", self.address, self.fragment)
    }
}
