//! Diagnostics as the list of problems shows them.

use super::fixes::{self, FixKind};
use super::location::Location;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Workspace;

/// A diagnostic with resolved locations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// The primary location. `None` when the problem concerns no file.
    pub location: Option<Location>,
    /// The secondary locations, each with its label.
    pub related: Vec<(Location, String)>,
    /// Number of problems, including this one, whose first fix is of the same kind. 0 if that fix is not only edits.
    pub same_fix: usize,
}

impl Problem {
    /// Returns the label of the button that fixes all problems of this kind. Returns `None` if there is only one.
    pub fn fix_all_label(&self) -> Option<String> {
        (self.same_fix > 1).then(|| format!("Fix all {} of this kind", self.same_fix))
    }
}

/// Number of problems by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of infos.
    pub infos: usize,
}

impl Counts {
    /// Counts problems.
    pub(super) fn of(problems: &[Problem]) -> Self {
        let count = |severity| {
            problems
                .iter()
                .filter(|problem| problem.diagnostic.severity == severity)
                .count()
        };
        Counts {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        }
    }

    /// Returns the number of problems of any severity.
    pub fn total(self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// Whether there are safe fixes that can be applied together.
pub fn has_safe_fixes(problems: &[Problem]) -> bool {
    !fixes::safe(problems.iter().map(|problem| &problem.diagnostic)).is_empty()
}

/// Resolves the locations of diagnostics. Keeps their order.
pub(super) fn list(files: &Workspace, diagnostics: Vec<Diagnostic>) -> Vec<Problem> {
    let kinds: Vec<Option<FixKind>> = diagnostics.iter().map(fixes::kind).collect();
    let counts = fixes::count_kinds(&kinds);
    diagnostics
        .into_iter()
        .zip(kinds)
        .map(|(diagnostic, kind)| Problem {
            location: diagnostic.primary.as_ref().map(|label| Location::of(files, label.span)),
            related: diagnostic
                .secondary
                .iter()
                .map(|label| (Location::of(files, label.span), label.text.clone()))
                .collect(),
            same_fix: kind.map_or(0, |kind| counts[&kind]),
            diagnostic,
        })
        .collect()
}
