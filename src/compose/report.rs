//! What a load has found so far.
//!
//! Passes run in Docker Compose's own order and report as they go: the first error is what Docker
//! Compose would have stopped at, so later ones never change [`failure`](Report::failure).

use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Report in the order in which they are made.
#[derive(Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    failure: Option<String>,
    warnings: Vec<String>,
    missing_paths: BTreeSet<String>,
    /// Places of the errors of earlier stages and of this one, by file and beginning.
    wrong: BTreeMap<(FileId, u32), u32>,
    pending: Vec<Span>,
    damaged: BTreeSet<FileId>,
}

/// What a load has found in the end.
#[derive(Debug)]
pub struct FinishedReport {
    /// All findings, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// What Docker Compose fails with.
    pub failure: Option<String>,
    /// What it warns of.
    pub warnings: Vec<String>,
    /// Paths looked for in vain, sorted.
    pub missing_paths: Vec<String>,
}

impl Report {
    /// Adds an error, or whatever else a pass has found.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity {
            Severity::Error => {
                if self.failure.is_none() {
                    let text = diagnostic.upstream.as_ref().unwrap_or(&diagnostic.message);
                    self.failure = Some(text.clone());
                }
            }
            Severity::Warning | Severity::Info => {
                if let Some(text) = &diagnostic.upstream {
                    self.warn(text.clone());
                }
            }
        }
        self.show(diagnostic);
    }

    fn show(&mut self, diagnostic: Diagnostic) {
        let error = diagnostic.severity == Severity::Error;
        if let Some(label) = diagnostic.primary.as_ref().filter(|_| error) {
            let nothing = label.span.start == label.span.end;
            let consequence = nothing && self.damaged.contains(&label.span.file);
            if consequence || self.touches_error(label.span) {
                return;
            }
            self.pending.push(label.span);
        }
        self.diagnostics.push(diagnostic);
    }

    /// Whether an earlier stage has found an error inside a span, or around it.
    pub fn touches_error(&self, span: Span) -> bool {
        let before = self.wrong.range(..=(span.file, span.start)).next_back();
        let around = before
            .is_some_and(|((file, start), end)| *file == span.file && (*end > span.start || *start == span.start));
        let inside = self.wrong.range((span.file, span.start)..).next();
        // What is empty lies inside at the very end too.
        let lies_inside = |start: u32, end: u32| start < span.end || (start == end && start == span.end);
        around || inside.is_some_and(|((file, start), end)| *file == span.file && lies_inside(*start, *end))
    }

    /// Notes what Docker Compose fails with, unless it has failed before.
    pub fn fail(&mut self, text: impl Into<String>) {
        if self.failure.is_none() {
            self.failure = Some(text.into());
        }
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.add(diagnostic);
        }
    }

    /// Adds findings that Docker Compose would not have come to: they are shown, but decide nothing.
    pub fn beside(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.show(diagnostic);
        }
    }

    /// Adds a line that Docker Compose warns with, already found elsewhere or of no place.
    pub fn warn(&mut self, text: impl Into<String>) {
        if !self.failed() {
            self.warnings.push(text.into());
        }
    }

    /// A file has syntax errors: what is missing in it, from here on, may have stood in the damaged lines.
    pub fn damaged(&mut self, file: FileId) {
        self.damaged.insert(file);
    }

    /// The lines of warnings so far.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What follows is found by a later pass: what it says of a place that is already known to be wrong
    /// is a consequence, and is not shown.
    pub fn next_stage(&mut self) {
        for span in self.pending.drain(..) {
            let end = self.wrong.entry((span.file, span.start)).or_default();
            *end = span.end.max(*end);
        }
    }

    /// A path that was looked for in vain.
    pub fn add_missing_path(&mut self, path: impl Into<String>) {
        self.missing_paths.insert(path.into());
    }

    /// Whether an error has been found.
    pub fn failed(&self) -> bool {
        self.failure.is_some()
    }

    /// The findings so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Adds what a pass has found, which Docker Compose puts into one text.
    pub fn absorb(&mut self, failure: Option<String>, diagnostics: Vec<Diagnostic>) {
        failure.into_iter().for_each(|text| self.fail(text));
        self.extend(diagnostics);
    }

    /// A failure that no finding explains is one itself.
    fn explain_failure(&mut self) {
        let explained = self.diagnostics.iter().any(|found| found.severity == Severity::Error);
        if let Some(failure) = self.failure.clone().filter(|_| !explained) {
            let message = "Docker Compose refuses this project";
            self.diagnostics
                .push(Diagnostic::error(codes::REFUSED, message, None).upstream(failure));
        }
    }

    /// Report in source order without repetitions.
    pub fn finish(mut self) -> FinishedReport {
        self.explain_failure();
        let mut seen = crate::hash::FastSet::default();
        let mut diagnostics: Vec<Diagnostic> = self
            .diagnostics
            .into_iter()
            .filter(|found| {
                let span = found.primary.as_ref().map(|label| label.span);
                seen.insert((found.code, found.message.clone(), span))
            })
            .collect();
        diagnostics.sort_by_key(Diagnostic::source_order);
        FinishedReport {
            diagnostics,
            failure: self.failure,
            warnings: self.warnings,
            missing_paths: self.missing_paths.into_iter().collect(),
        }
    }
}
