//! Diagnostics as the list of problems shows them, and their fixes applied.

use super::spot::Spot;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Severity, codes};
use crate::source::{FileId, Workspace};
use std::collections::BTreeMap;

/// A finding, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was found.
    pub finding: Diagnostic,
    /// Where; `None` where no file is to blame.
    pub spot: Option<Spot>,
    /// Other places that matter, with their part in it.
    pub others: Vec<(Spot, String)>,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Remarks.
    pub infos: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of(problems: &[Problem]) -> Self {
        let count = |severity| {
            problems
                .iter()
                .filter(|problem| problem.finding.severity == severity)
                .count()
        };
        Counts {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        }
    }

    /// All together.
    pub fn total(self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// Makes the list, in the order of the findings.
pub fn list(files: &Workspace, findings: Vec<Diagnostic>) -> Vec<Problem> {
    findings
        .into_iter()
        .map(|finding| Problem {
            spot: finding.primary.as_ref().map(|label| Spot::of(files, label.span)),
            others: finding
                .secondary
                .iter()
                .map(|label| (Spot::of(files, label.span), label.text.clone()))
                .collect(),
            finding,
        })
        .collect()
}

/// Codes of findings whose safe fix only says that nothing is wrong, which nobody but the writer knows.
const TO_DECIDE: [Code; 1] = [codes::UNSET_VARIABLE];

/// The edits of all fixes that need no question: the first of each finding, where it touches no edit
/// that is already there.
pub fn safe_edits(problems: &[Problem]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for problem in problems
        .iter()
        .filter(|problem| !TO_DECIDE.contains(&problem.finding.code))
    {
        let safe = problem
            .finding
            .fixes
            .iter()
            .find(|fix| fix.applicability == Applicability::Safe);
        let Some(fix) = safe else { continue };
        let free = fix.edits.iter().all(|new| edits.iter().all(|old| !touch(old, new)));
        if free {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    edits
}

fn touch(one: &Edit, other: &Edit) -> bool {
    one.span.file == other.span.file && one.span.start <= other.span.end && other.span.start <= one.span.end
}

/// The texts of the files that edits change. Edits may come in any order; one that overlaps an
/// earlier one in the text is left out.
pub fn edited(files: &Workspace, edits: &[Edit]) -> Vec<(FileId, String)> {
    let mut by_file: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.span.file).or_default().push(edit);
    }
    by_file
        .into_iter()
        .map(|(file, mut edits)| {
            edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
            (file, rewrite(files.file(file).text(), &edits))
        })
        .collect()
}

fn rewrite(text: &str, edits: &[&Edit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        let Some(kept) = text.get(done..range.start) else {
            continue;
        };
        if text.get(range.clone()).is_none() {
            continue;
        }
        result.push_str(kept);
        result.push_str(&edit.text);
        done = range.end;
    }
    result.push_str(&text[done..]);
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
        let finding = Diagnostic::error(codes::REFUSED, "x", edits[0].span).fix("Fix", applicability, edits);
        Problem {
            finding,
            spot: None,
            others: Vec::new(),
        }
    }

    #[test]
    fn edits_change_their_places_only() {
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
    fn only_safe_fixes_that_stay_apart_are_taken_together() {
        let problems = [
            problem(Applicability::Safe, vec![edit(0, 3, "1")]),
            problem(Applicability::ChangesBehavior, vec![edit(4, 7, "2")]),
            problem(Applicability::Safe, vec![edit(2, 4, "x")]),
            problem(Applicability::Safe, vec![edit(8, 13, "3")]),
        ];
        assert_eq!(safe_edits(&problems), [edit(0, 3, "1"), edit(8, 13, "3")]);
    }
}
