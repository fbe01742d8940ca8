//! Diagnostics as the list of problems shows them, and the application of their fixes.

use std::collections::BTreeMap;

use super::location::Location;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Severity, codes};
use crate::source::{FileId, Workspace};

/// A diagnostic with resolved locations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// The primary location. `None` when the problem concerns no file.
    pub location: Option<Location>,
    /// The secondary locations, each with its label.
    pub related: Vec<(Location, String)>,
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

/// Resolves the locations of diagnostics. Keeps their order.
pub(super) fn list(files: &Workspace, diagnostics: Vec<Diagnostic>) -> Vec<Problem> {
    diagnostics
        .into_iter()
        .map(|diagnostic| Problem {
            location: diagnostic.primary.as_ref().map(|label| Location::of(files, label.span)),
            related: diagnostic
                .secondary
                .iter()
                .map(|label| (Location::of(files, label.span), label.text.clone()))
                .collect(),
            diagnostic,
        })
        .collect()
}

/// Codes of diagnostics whose safe fix only silences them. Whether that is right, only the author knows.
const NEEDS_DECISION: [Code; 1] = [codes::UNSET_VARIABLE];

/// Returns the edits that "Apply safe fixes" makes: the first safe fix of each problem, unless it touches an earlier
/// edit.
pub fn safe_edits(problems: &[Problem]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for problem in problems
        .iter()
        .filter(|problem| !NEEDS_DECISION.contains(&problem.diagnostic.code))
    {
        let safe = problem
            .diagnostic
            .fixes
            .iter()
            .find(|fix| fix.applicability == Applicability::Safe);
        let Some(fix) = safe else { continue };
        let is_separate = fix.edits.iter().all(|new| edits.iter().all(|old| !touches(old, new)));
        if is_separate {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    edits
}

fn touches(one: &Edit, other: &Edit) -> bool {
    one.span.file == other.span.file && one.span.start <= other.span.end && other.span.start <= one.span.end
}

/// Returns the new content of each file that the edits change.
///
/// Edits may come in any order. An edit that overlaps one that starts earlier in the file is skipped.
pub(super) fn edited(files: &Workspace, edits: &[Edit]) -> Vec<(FileId, String)> {
    let mut by_file: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.span.file).or_default().push(edit);
    }
    by_file
        .into_iter()
        .map(|(file, mut edits)| {
            edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
            (file, apply(files.file(file).text(), &edits))
        })
        .collect()
}

/// Applies edits that are sorted by position.
fn apply(text: &str, edits: &[&Edit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut copied_end = 0;
    for edit in edits {
        let range = edit.span.range();
        let Some(unchanged) = text.get(copied_end..range.start) else {
            continue;
        };
        if text.get(range.clone()).is_none() {
            continue;
        }
        result.push_str(unchanged);
        result.push_str(&edit.text);
        copied_end = range.end;
    }
    result.push_str(&text[copied_end..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit {
            span: Span::new(FileId(0), start..end),
            text: text.to_owned(),
        }
    }

    fn problem(applicability: Applicability, edits: Vec<Edit>) -> Problem {
        let diagnostic =
            Diagnostic::error(codes::REJECTED_PROJECT, "x", edits[0].span).fix("Fix", applicability, edits);
        Problem {
            diagnostic,
            location: None,
            related: Vec::new(),
        }
    }

    #[test]
    fn edits_change_only_their_ranges() {
        let mut files = Workspace::new("/w");
        files.set("a", "one two three");
        for (edits, expected) in [
            (vec![edit(8, 13, "3"), edit(0, 3, "1")], "1 two 3"),
            (vec![edit(4, 4, "and "), edit(4, 7, "2")], "one and 2 three"),
            (vec![edit(0, 5, "x"), edit(4, 6, "y")], "xwo three"),
            (vec![edit(90, 99, "x")], "one two three"),
        ] {
            assert_eq!(edited(&files, &edits), [(FileId(0), expected.to_owned())]);
        }
    }

    #[test]
    fn only_safe_and_separate_fixes_are_combined() {
        let problems = [
            problem(Applicability::Safe, vec![edit(0, 3, "1")]),
            problem(Applicability::ChangesBehavior, vec![edit(4, 7, "2")]),
            problem(Applicability::Safe, vec![edit(2, 4, "x")]),
            problem(Applicability::Safe, vec![edit(8, 13, "3")]),
        ];
        assert_eq!(safe_edits(&problems), [edit(0, 3, "1"), edit(8, 13, "3")]);
    }
}
