//! What can happen to the page, and what it asks of the browser.

use super::exporting::{Download, Format};
use super::playback::Speed;
use super::saved::{Key, Stored};
use super::settings::Border;
use super::spot::Spot;
use super::state::{Dialog, Pane, Tab};
use crate::sim::{RecordId, Time};

/// Something that happened: the reader did it, or the browser reports it.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The page was opened.
    Start {
        /// What the browser had kept.
        stored: Stored,
        /// The page's address without a fragment.
        address: String,
        /// The address's fragment, without `#`; empty when there is none.
        fragment: String,
    },
    /// The text of a file was changed in the editor.
    Edit {
        /// The file.
        path: String,
        /// Its whole text.
        text: String,
    },
    /// The cursor moved to a byte of a file.
    Cursor {
        /// The file.
        path: String,
        /// The byte.
        offset: usize,
    },
    /// The files are to be analyzed now.
    Analyze,
    /// The last analysis took so many milliseconds.
    Took(f64),
    /// A file is to be shown.
    OpenFile(String),
    /// A new file.
    AddFile(String),
    /// A file gets another path.
    RenameFile {
        /// Which.
        from: String,
        /// The path.
        to: String,
    },
    /// A file goes away.
    DeleteFile(String),
    /// Files were dropped or picked.
    DropFiles {
        /// The folder they came in, if they did.
        folder: Option<String>,
        /// Path and text of each.
        files: Vec<(String, String)>,
        /// What was left out and why, if anything was.
        left_out: Option<String>,
    },
    /// One fix of a finding.
    ApplyFix {
        /// The finding, by its number in the list.
        problem: usize,
        /// The fix, by its number in the finding.
        fix: usize,
    },
    /// A fix by its number among all fixes of all findings.
    ApplyNumberedFix(usize),
    /// All fixes that need no question.
    FixAllSafe,
    /// The edit that the insight proposes.
    ApplyInsight,
    /// To a place in the files.
    GoTo(Spot),
    /// To where a service is written.
    GoToService(String),
    /// To where a dependency is written; indexes of the drawing's cards.
    GoToDependency {
        /// Who depends.
        dependent: usize,
        /// On what.
        dependency: usize,
    },
    /// An example is opened.
    OpenExample(String),
    /// What an example, link or drop replaced comes back.
    Undo,
    /// It need not be brought back any more.
    DismissUndo,
    /// The address's fragment changed.
    FragmentChanged(String),
    /// The link's copy becomes the reader's project.
    KeepCopy,
    /// Back from the link's copy to the reader's project.
    BackToMine,
    /// The notice is read.
    DismissNotice,
    /// The toast of that number is over.
    ToastOver(u32),
    /// A dialog opens.
    Open(Dialog),
    /// The dialog closes.
    CloseDialog,
    /// Something to be handed out.
    Export(Format),
    /// Likewise, though there are errors.
    ExportAnyway(Format),
    /// Mermaid's text to the clipboard.
    CopyMermaid,
    /// The link to the clipboard.
    CopyLink,
    /// The canonical file to the clipboard.
    CopyResolved,
    /// The clipboard took it, or not.
    Copied(bool),
    /// Start or stop the playhead.
    TogglePlay,
    /// The playhead to a moment.
    Seek(Time),
    /// The playhead by so many milliseconds.
    Step(i64),
    /// The playhead's speed.
    SetSpeed(Speed),
    /// So many real milliseconds have passed.
    Frame(f64),
    /// Why did this happen?
    Why(RecordId),
    /// The answer closes.
    CloseWhy,
    /// The right side's tab.
    ShowTab(Tab),
    /// The narrow screen's pane.
    ShowPane(Pane),
    /// The next theme.
    NextTheme,
    /// A border is moved to a share in percent.
    MoveBorder(Border, f64),
    /// What is waiting to be kept is to be kept now.
    Save,
    /// The browser has kept it.
    Saved,
    /// The browser could not keep it.
    SaveFailed(String),
}

/// What the page asks of the browser.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Analyze at once: [`Action::Analyze`], and how long it took.
    Analyze,
    /// Analyze in the next pause of typing.
    AnalyzeSoon,
    /// Give the editor the findings and hints of the open file.
    Annotate,
    /// The editor shows the open file.
    ShowFile,
    /// The editor's text of a file becomes that of the state.
    WriteFile(String),
    /// The editor gives a file another path.
    RenameFile {
        /// Which.
        from: String,
        /// The path.
        to: String,
    },
    /// The editor forgets a file.
    ForgetFile(String),
    /// The editor forgets all files.
    ForgetAll,
    /// The editor goes to a place in the open file.
    Reveal(Spot),
    /// Send [`Action::Save`] in a moment.
    SaveSoon,
    /// Keep a text.
    Store(Key, String),
    /// Drop a text.
    Erase(Key),
    /// A text to the clipboard.
    Copy(String),
    /// A file to the reader.
    Download(Download),
    /// Remove the fragment from the address.
    ClearFragment,
    /// Use the settings' theme.
    UseTheme,
    /// Send [`Action::Frame`] with each frame while the playhead moves.
    Animate,
    /// Send [`Action::ToastOver`] in a few seconds.
    EndToast(u32),
}
