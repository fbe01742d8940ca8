//! Records: what happened, when and because of what; and what commands printed.

use crate::sim::{Event, Time};
use crate::source::Span;

/// Index of a record in [`Timeline::records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// When.
    pub at: Time,
    /// To what.
    pub subject: Subject,
    /// What.
    pub event: Event,
    /// Because of which earlier record.
    pub cause: Option<RecordId>,
    /// The place in the files that decides it.
    pub span: Option<Span>,
}

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A command, by index in [`Timeline::commands`].
    Command(usize),
    /// A container, by index in [`Timeline::lanes`].
    Container(usize),
}

/// A command and what it printed.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandRun {
    /// Its words after `docker compose`.
    pub words: Vec<String>,
    /// When it began.
    pub began: Time,
    /// When it ended; `None` while it goes on.
    pub ended: Option<Time>,
    /// Its exit code.
    pub exit_code: Option<i32>,
    /// The error it ended with.
    pub error: Option<String>,
    /// What it printed.
    pub lines: Vec<CommandLine>,
    /// The record of its beginning.
    pub record: RecordId,
}

/// A line a command printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// When.
    pub at: Time,
    /// Where to.
    pub stream: Stream,
    /// The text, runs of blanks reduced to one.
    pub text: String,
}

/// An output stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}
