//! Places in the files, as views hold them: they outlive the workspace they were found in.

use std::ops::Range;

use crate::source::{Span, Workspace};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file's path below the project folder.
    pub path: String,
    /// The bytes.
    pub range: Range<usize>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Spot {
    /// The place of a span.
    pub fn of(files: &Workspace, span: Span) -> Self {
        let place = files.line_column(span);
        Spot {
            path: files.display_path(span.file).to_owned(),
            range: span.range(),
            line: place.line,
            column: place.column,
        }
    }

    /// `compose.yaml:24`.
    pub fn short(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }

    /// `compose.yaml:24:5`.
    pub fn full(&self) -> String {
        format!("{}:{}:{}", self.path, self.line, self.column)
    }
}
