//! Actions, which change the page, and effects, which the browser performs.

use std::ops::Range;

use super::download::Download;
use super::location::Location;
use super::playback::Speed;
use super::settings::Split;
use super::state::Dialog;
use super::storage::{ProjectId, StorageKey, StoredTexts};
use super::view::View;
use crate::export::Format;
use crate::import::Import;
use crate::sim::{RecordId, Time};

/// Something that the visitor did or that the browser reports.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The page was opened.
    Start {
        /// The texts that the browser had stored.
        stored: StoredTexts,
        /// The page's URL without a fragment.
        page_url: String,
        /// The URL's fragment without `#`. Empty if there is none.
        fragment: String,
    },
    /// Set the clock, in milliseconds since 1970. Sent before each other action.
    SetClock(u64),
    /// Open the example with this name.
    OpenExample(String),
    /// Open the project among files that were dropped or picked, or add them to the open project.
    ImportFiles(Import),
    /// Return to the project that was open before an import or a paste, and add the files to it.
    AddInstead,
    /// Open a new project with an empty compose file.
    NewProject,
    /// Open a project of the list.
    OpenProject(ProjectId),
    /// Change the name of a project's folder.
    RenameProject {
        /// The project.
        id: ProjectId,
        /// The new name.
        name: String,
    },
    /// Add a copy of a project to the list.
    DuplicateProject(ProjectId),
    /// Delete a project.
    DeleteProject(ProjectId),
    /// Undo the deletion of a project.
    RestoreProject(ProjectId),
    /// Download the text of a damaged project.
    DownloadDamaged(ProjectId),
    /// Save the open project again, which another tab has deleted.
    KeepProject,
    /// Write a first service into the empty compose file.
    InsertSkeleton,
    /// Undo the last deletion of a file or change of the open project.
    Undo,
    /// Do the same as [`Action::Undo`] if the open files replaced a project and were not edited since. The editor sends
    /// it when it has no change to undo.
    UndoOpening,
    /// Dismiss the change that [`Action::Undo`] would undo.
    DismissUndo,
    /// The URL's fragment changed.
    FragmentChanged(String),
    /// Make the copy of a link the visitor's own project.
    KeepLinkCopy,
    /// Close the copy of a link and return to the visitor's own project.
    CloseLinkCopy,

    /// Replace a file's content with the editor's.
    Edit {
        /// The file.
        path: String,
        /// The whole content.
        text: String,
    },
    /// Replace a file's content with the editor's after text was pasted.
    Paste {
        /// The file.
        path: String,
        /// The whole content.
        text: String,
    },
    /// Show a file in the editor.
    OpenFile(String),
    /// Add an empty file.
    AddFile(String),
    /// Change a file's path.
    RenameFile {
        /// The current path.
        from: String,
        /// The new path.
        to: String,
    },
    /// Delete a file.
    DeleteFile(String),
    /// Apply a fix of a problem.
    ApplyFix {
        /// Index of the problem.
        problem: usize,
        /// Index of the fix among the problem's fixes.
        fix: usize,
    },
    /// Apply the first fix of a problem, given by its index, and those of all problems of the same kind.
    ApplyFixToAll(usize),
    /// Apply the fix that the editor offers under this index.
    ApplyFixByIndex(usize),
    /// Apply all safe fixes.
    ApplySafeFixes,
    /// Apply the edit that the insight suggests.
    ApplySuggestion,
    /// Undo the fix that the toast reports.
    UndoFix,

    /// Turn on the services of a profile.
    TurnOnProfile(String),

    /// Analyze the files.
    Analyze,
    /// Record the duration of the last analysis, in milliseconds.
    RecordAnalysisTime(f64),

    /// Select the service at the cursor.
    MoveCursor {
        /// The file.
        path: String,
        /// The cursor's offset in bytes.
        offset: usize,
    },
    /// Go to a location in the files.
    GoTo(Location),
    /// Go to the definition of a service.
    GoToService(String),
    /// Go to the definition of a dependency.
    GoToDependency {
        /// Index of the dependent service's card.
        dependent: usize,
        /// Index of the dependency's card.
        dependency: usize,
    },
    /// Show a view.
    ShowView(View),
    /// Explain a record.
    Explain(RecordId),
    /// Close the explanation.
    CloseExplanation,
    /// Open a dialog.
    OpenDialog(Dialog),
    /// Close the dialog.
    CloseDialog,
    /// Hide the introduction permanently.
    DismissWelcome,
    /// Dismiss the notice.
    DismissNotice,
    /// Hide the toast with this number.
    HideToast(u32),

    /// Export the project. Errors are reported first.
    Export(&'static Format),
    /// Export the project despite errors.
    ExportAnyway(&'static Format),
    /// Copy the graph as Mermaid text.
    CopyMermaid,
    /// Copy the link to the project.
    CopyLink,
    /// Copy the canonical file.
    CopyResolved,
    /// Report whether the browser copied the text.
    Copied(bool),

    /// Start or stop playback.
    TogglePlayback,
    /// Move the playhead to a moment.
    Seek(Time),
    /// Move the playhead by a number of milliseconds.
    MovePlayhead(i64),
    /// Change the playback speed.
    SetSpeed(Speed),
    /// Advance playback by a number of real milliseconds.
    AdvancePlayback(f64),

    /// Switch to the next theme.
    NextTheme,
    /// Move a splitter to a share in percent.
    MoveSplit(Split, f64),
    /// Save pending changes.
    Save,
    /// The browser saved a project.
    Saved(ProjectId),
    /// The browser erased a project.
    Erased(ProjectId),
    /// The browser could not save a project, or the settings, for this reason.
    SaveFailed(StorageKey, String),
    /// Another tab has stored this text of a project, or erased it.
    ProjectStoredElsewhere(ProjectId, Option<String>),
}

/// An operation for the browser to perform.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send [`Action::Analyze`] now and record its duration.
    Analyze,
    /// Send [`Action::Analyze`] as soon as typing pauses.
    ScheduleAnalysis,
    /// Show the diagnostics and inlay hints of the open file in the editor.
    Annotate,
    /// Show the open file in the editor.
    ShowFile,
    /// Create the editor's state of a file with this text, unless there is one.
    LoadFile {
        /// The file.
        path: String,
        /// The text.
        text: String,
    },
    /// Replace the editor's text of a file. The visitor can undo this in one step.
    WriteFile(String),
    /// Change the path that the editor knows a file by.
    RenameFile {
        /// The current path.
        from: String,
        /// The new path.
        to: String,
    },
    /// Discard the editor's state of a file.
    ForgetFile(String),
    /// Discard the editor's state of all files.
    ForgetAllFiles,
    /// Select a range of the open file and scroll to it.
    Reveal(Location),
    /// Place the caret at the end of a changed range of the open file, and scroll to it.
    ShowChange {
        /// The file.
        path: String,
        /// The range in bytes.
        range: Range<usize>,
    },
    /// Focus the editor as soon as the page is rendered.
    FocusEditor,
    /// Reopen this project when the tab is reloaded.
    RememberProject(ProjectId),
    /// Send [`Action::Save`] soon.
    ScheduleSave,
    /// Store a text in the browser.
    Store(StorageKey, String),
    /// Erase a text from the browser's storage.
    Erase(StorageKey),
    /// Copy a text to the clipboard.
    Copy(String),
    /// Download a file.
    Download(Download),
    /// Remove the fragment from the page's URL.
    ClearFragment,
    /// Replace the fragment of the page's URL without a new entry in the browser's history.
    ReplaceFragment(String),
    /// Apply the theme of the settings.
    ApplyTheme,
    /// Send [`Action::AdvancePlayback`] with the next frame.
    RequestFrame,
    /// Send [`Action::HideToast`] in a few seconds.
    ScheduleToastEnd(u32),
}
