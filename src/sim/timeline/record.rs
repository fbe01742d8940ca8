//! Records of events with their causes, and the output of commands.

use crate::sim::{Event, Time};
use crate::source::Span;

/// Index of a record in `Timeline::records`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// An event with its time and cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// When it happened.
    pub at: Time,
    /// The command or the container it is about.
    pub subject: Subject,
    /// The event.
    pub event: Event,
    /// The earlier record that caused it.
    pub cause: Option<RecordId>,
    /// The line of the file that determines it.
    pub span: Option<Span>,
}

/// The command or the container that a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A command, by index in `Timeline::commands`.
    Command(usize),
    /// A container, by index in `Timeline::lanes`.
    Container(usize),
}

/// A command with its output.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandRun {
    /// The words after `docker compose`.
    pub words: Vec<String>,
    /// When it began.
    pub began: Time,
    /// When it ended; `None` if it was still running at the end.
    pub ended: Option<Time>,
    /// The exit code.
    pub exit_code: Option<i32>,
    /// The error, if it failed.
    pub error: Option<String>,
    /// The lines it printed.
    pub lines: Vec<CommandLine>,
    /// The record of its start.
    pub record: RecordId,
}

/// A line that a command printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// When it was printed.
    pub at: Time,
    /// The stream it was printed to.
    pub stream: Stream,
    /// The text, with each run of spaces replaced by a single one.
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
