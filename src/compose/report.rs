//! The report of a load: diagnostics, warnings and the failure.
//!
//! The passes run in Docker Compose's order and report as they go. The first error is the one Docker Compose stops
//! at, so later errors never change the failure.

use std::collections::{BTreeMap, BTreeSet};

use super::unset_variables::{ExpectedValue, UnsetVariables};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::hash::FastSet;
use crate::sort::CompactSort;
use crate::source::{FileId, Span};

/// Collects what the passes of a load report.
#[derive(Debug, Default)]
pub struct Report {
    /// Diagnostics in the order in which they were added.
    diagnostics: Vec<Diagnostic>,
    failure: Option<String>,
    warnings: Vec<String>,
    missing_paths: BTreeSet<String>,
    unset_variables: UnsetVariables,
    /// Spans of the errors of earlier stages: maps file and start to the largest end.
    error_spans: BTreeMap<(FileId, u32), u32>,
    /// Spans of the errors of the current stage.
    stage_error_spans: Vec<Span>,
    damaged_files: BTreeSet<FileId>,
}

/// The result of a load.
#[derive(Debug)]
pub struct FinishedReport {
    /// Distinct diagnostics in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// The error that Docker Compose prints.
    pub failure: Option<String>,
    /// The warnings that Docker Compose prints, in its order.
    pub warnings: Vec<String>,
    /// Paths that were looked up and do not exist, sorted.
    pub missing_paths: Vec<String>,
    /// The variables that are used and not set.
    pub unset_variables: UnsetVariables,
}

impl Report {
    /// Adds a diagnostic. The first error becomes the failure; the `upstream` text of a warning becomes a warning.
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
                    self.add_warning(text.clone());
                }
            }
        }
        self.display(diagnostic);
    }

    /// Adds several diagnostics in order.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.add(diagnostic);
        }
    }

    /// Adds the diagnostics of a pass. `failure` is the combined text that Docker Compose prints for all its errors.
    pub fn extend_with_failure(&mut self, failure: Option<String>, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        if let Some(text) = failure {
            self.set_failure(text);
        }
        self.extend(diagnostics);
    }

    /// Adds a diagnostic that is only displayed: it sets neither the failure nor a warning.
    pub fn display(&mut self, diagnostic: Diagnostic) {
        let is_error = diagnostic.severity == Severity::Error;
        if let Some(label) = diagnostic.primary.as_ref().filter(|_| is_error) {
            let is_empty = label.span.start == label.span.end;
            let is_in_damaged_file = is_empty && self.damaged_files.contains(&label.span.file);
            if is_in_damaged_file || self.overlaps_error(label.span) {
                return;
            }
            self.stage_error_spans.push(label.span);
        }
        self.diagnostics.push(diagnostic);
    }

    /// Sets the error that Docker Compose prints, unless there is one already.
    pub fn set_failure(&mut self, text: impl Into<String>) {
        if self.failure.is_none() {
            self.failure = Some(text.into());
        }
    }

    /// Whether an error has been reported.
    pub fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Adds a warning that Docker Compose prints. It prints none after an error.
    pub fn add_warning(&mut self, text: impl Into<String>) {
        if !self.has_failed() {
            self.warnings.push(text.into());
        }
    }

    /// Returns the warnings so far.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Adds a path that was looked up and does not exist.
    pub fn add_missing_path(&mut self, path: impl Into<String>) {
        self.missing_paths.insert(path.into());
    }

    /// Adds a variable that is used and not set.
    pub fn add_unset_variable(&mut self, name: &str, expected: ExpectedValue) {
        let entry = self.unset_variables.entry(name.to_owned()).or_insert(expected);
        *entry = expected.min(*entry);
    }

    /// Marks a file as having syntax errors. Later errors with an empty span in such a file are suppressed: the missing
    /// value may be in the lines that could not be parsed.
    pub fn mark_damaged(&mut self, file: FileId) {
        self.damaged_files.insert(file);
    }

    /// Begins a new stage. Errors that overlap an error of an earlier stage are its consequences and are suppressed.
    pub fn next_stage(&mut self) {
        for span in self.stage_error_spans.drain(..) {
            let end = self.error_spans.entry((span.file, span.start)).or_default();
            *end = span.end.max(*end);
        }
    }

    /// Whether a span overlaps an error of an earlier stage.
    pub fn overlaps_error(&self, span: Span) -> bool {
        let previous = self.error_spans.range(..=(span.file, span.start)).next_back();
        let next = self.error_spans.range((span.file, span.start)..).next();
        let encloses =
            |&(file, start): &(FileId, u32), end: u32| file == span.file && (end > span.start || start == span.start);
        // An empty error span at the very end of `span` is also inside it.
        let is_inside = |&(file, start): &(FileId, u32), end: u32| {
            file == span.file && (start < span.end || (start == end && start == span.end))
        };
        previous.is_some_and(|(start, end)| encloses(start, *end))
            || next.is_some_and(|(start, end)| is_inside(start, *end))
    }

    /// Finishes the load: drops repeated diagnostics and sorts the rest by position.
    pub fn finish(mut self) -> FinishedReport {
        self.explain_failure();
        let mut seen = FastSet::default();
        let mut diagnostics: Vec<Diagnostic> = self
            .diagnostics
            .into_iter()
            .filter(|diagnostic| {
                let span = diagnostic.primary.as_ref().map(|label| label.span);
                seen.insert((diagnostic.code, diagnostic.message.clone(), span))
            })
            .collect();
        diagnostics.compact_sort_by_key(Diagnostic::source_order);
        FinishedReport {
            diagnostics,
            failure: self.failure,
            warnings: self.warnings,
            missing_paths: self.missing_paths.into_iter().collect(),
            unset_variables: self.unset_variables,
        }
    }

    /// Adds an error for a failure that no diagnostic explains.
    fn explain_failure(&mut self) {
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        if self.diagnostics.iter().any(is_error) {
            return;
        }
        if let Some(failure) = &self.failure {
            let message = "Docker Compose rejects this project";
            let diagnostic = Diagnostic::error(codes::REJECTED_PROJECT, message, None).upstream(failure.clone());
            self.diagnostics.push(diagnostic);
        }
    }
}
