//! Diagnostics: what is wrong, where, why, and how to put it right.
//!
//! One form for every check of the library. `message` is ours; `upstream` is the exact line Docker
//! Compose prints for the same fault, so that a search for it still matches.

pub mod codes;
pub mod render;

use crate::source::Span;

pub use codes::Code;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Docker Compose refuses the project, or it can't work.
    Error,
    /// It works, but probably not as meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A place with a few words about its part in the finding (may be empty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there: `first defined here`.
    pub text: String,
}

/// Whether a fix may be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Behavior is unchanged, or plainly what was meant.
    Safe,
    /// It changes what happens; the user decides.
    ChangesBehavior,
}

/// Replaces the text of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
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

/// One way to put a finding right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// A command in a few words: `Write "environment"`.
    pub title: String,
    /// Edits that don't overlap, in any order.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Kebab-case name: `undefined-dependency`.
    pub code: Code,
    /// A headline in the user's words: lower case, names in backticks, no full stop.
    pub message: String,
    /// Exactly what is wrong; none only where no file is to blame.
    pub primary: Option<Label>,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// One sentence: why it matters, or what to do.
    pub help: Option<String>,
    /// Ways to put it right, best first.
    pub fixes: Vec<Fix>,
    /// The exact text Docker Compose v2.40.3 prints for it.
    pub upstream: Option<String>,
}

impl Diagnostic {
    /// A finding at a place.
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

    /// An error at a place.
    pub fn error(code: Code, message: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Diagnostic::new(Severity::Error, code, message, span)
    }

    /// A warning at a place.
    pub fn warning(code: Code, message: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Diagnostic::new(Severity::Warning, code, message, span)
    }

    /// Adds another place.
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says why it matters, or what to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers a fix.
    pub fn fix(mut self, title: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits,
            applicability,
        });
        self
    }

    /// Keeps what Docker Compose prints.
    pub fn upstream(mut self, text: impl Into<String>) -> Self {
        self.upstream = Some(text.into());
        self
    }

    /// Where it stands in source order: findings without a place come first.
    pub fn source_order(&self) -> (Option<(u32, u32, u32)>, Severity) {
        (
            self.primary
                .as_ref()
                .map(|label| (label.span.file.0, label.span.start, label.span.end)),
            self.severity,
        )
    }
}
