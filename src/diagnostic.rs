//! Diagnostics: what is wrong, where, why, and how to fix it.
//!
//! All checks of the library report the same type. `message` is in our words; `upstream` is the exact line that Docker
//! Compose prints for the same problem, so that a web search for it still matches.

pub mod codes;
pub mod render;

use crate::source::Span;

pub use codes::Code;

/// How serious a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Docker Compose rejects the project, or it can't work.
    Error,
    /// The project works, but probably not as intended.
    Warning,
    /// A remark that needs no action.
    Info,
}

impl Severity {
    /// Returns `error`, `warning` or `info`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A span that belongs to a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The span.
    pub span: Span,
    /// Describes the text at the span, such as `first defined here`; may be empty.
    pub text: String,
}

/// Whether a fix can be applied without asking the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Behavior does not change, or changes to what was clearly intended.
    Safe,
    /// Behavior changes, so the user has to decide.
    ChangesBehavior,
}

/// A replacement of the text at a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The replaced span; an empty span inserts text.
    pub span: Span,
    /// The new text.
    pub text: String,
}

impl Edit {
    /// Creates an edit that replaces the text of a span, or inserts text if the span is empty.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Edit {
            span,
            text: text.into(),
        }
    }
}

/// A way to fix a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as a short command: `Write "environment"`.
    pub title: String,
    /// Edits that do not overlap, in any order.
    pub edits: Vec<Edit>,
    /// A file that the fix adds.
    pub new_file: Option<NewFile>,
    /// Paths of the files that the fix removes, relative to the project directory.
    pub removed_files: Vec<String>,
    /// Whether the fix can be applied without asking the user.
    pub applicability: Applicability,
}

/// A file that a fix adds to the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Path relative to the project directory.
    pub path: String,
    /// Content.
    pub text: String,
}

/// A problem in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How serious the problem is.
    pub severity: Severity,
    /// The kind of problem.
    pub code: Code,
    /// A headline: lower case, names in backticks, no full stop.
    pub message: String,
    /// The span of the problem; `None` if no file causes it.
    pub primary: Option<Label>,
    /// Other spans that help to understand the problem.
    pub secondary: Vec<Label>,
    /// A sentence that says why the problem matters, or what to do.
    pub help: Option<String>,
    /// Ways to fix the problem, best first.
    pub fixes: Vec<Fix>,
    /// The exact text that Docker Compose v2.40.3 prints for the problem.
    pub upstream: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Diagnostic {
            severity,
            code,
            message: message.into(),
            primary: span.into().map(|span| Label {
                span,
                text: String::new(),
            }),
            secondary: Vec::new(),
            help: None,
            fixes: Vec::new(),
            upstream: None,
        }
    }

    /// Creates an error.
    pub fn error(code: Code, message: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Diagnostic::new(Severity::Error, code, message, span)
    }

    /// Creates a warning.
    pub fn warning(code: Code, message: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Diagnostic::new(Severity::Warning, code, message, span)
    }

    /// Sets the span of the problem.
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.primary = span.into().map(|span| Label {
            span,
            text: String::new(),
        });
        self
    }

    /// Adds a secondary label.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Sets the help text.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a fix.
    pub fn fix(mut self, title: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits,
            new_file: None,
            removed_files: Vec::new(),
            applicability,
        });
        self
    }

    /// Adds a fix that adds a file to the project.
    pub fn fix_with_new_file(mut self, title: impl Into<String>, file: NewFile) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits: Vec::new(),
            new_file: Some(file),
            removed_files: Vec::new(),
            applicability: Applicability::ChangesBehavior,
        });
        self
    }

    /// Adds a fix that removes files of the project.
    pub fn fix_with_removed_files(
        mut self,
        title: impl Into<String>,
        applicability: Applicability,
        paths: Vec<String>,
    ) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits: Vec::new(),
            new_file: None,
            removed_files: paths,
            applicability,
        });
        self
    }

    /// Sets the text that Docker Compose prints.
    pub fn upstream(mut self, text: impl Into<String>) -> Self {
        self.upstream = Some(text.into());
        self
    }

    /// Returns the sort key for source order. Diagnostics without a span are first.
    pub fn source_order(&self) -> (Option<(u32, u32, u32)>, Severity) {
        (
            self.primary
                .as_ref()
                .map(|label| (label.span.file.0, label.span.start, label.span.end)),
            self.severity,
        )
    }
}
