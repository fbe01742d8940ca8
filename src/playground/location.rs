//! Locations in the files, without a reference to the workspace that they were found in.

use std::ops::Range;

use crate::source::{Span, Workspace};

/// A range of a file, with the line and column where it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file's path relative to the project folder.
    pub path: String,
    /// The range in bytes.
    pub range: Range<usize>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Location {
    /// Resolves a span.
    pub fn of(files: &Workspace, span: Span) -> Self {
        let position = files.line_column(span);
        Location {
            path: files.display_path(span.file).to_owned(),
            range: span.range(),
            line: position.line,
            column: position.column,
        }
    }

    /// Formats path and line: `compose.yaml:24`.
    pub fn short(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }

    /// Formats path, line and column: `compose.yaml:24:5`.
    pub fn full(&self) -> String {
        format!("{}:{}:{}", self.path, self.line, self.column)
    }
}
