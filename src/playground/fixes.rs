//! Fixes: which of them can be applied together, and the texts that they produce.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Fix, codes};
use crate::sort::CompactSort;
use crate::source::{FileId, Workspace};

/// Codes of diagnostics whose safe fix only silences them. Only the author can decide whether that is right.
const NEEDS_DECISION: [Code; 1] = [codes::UNSET_VARIABLE];

/// The kind of a fix: the code of its diagnostic, and its title without the names in it.
pub(super) type FixKind = (Code, String);

/// Returns the kind of a diagnostic's first fix. Returns `None` if it adds or removes files.
pub(super) fn kind(diagnostic: &Diagnostic) -> Option<FixKind> {
    let fix = diagnostic.fixes.first().filter(|fix| changes_only_text(fix))?;
    // The parts between quotation marks are at odd positions.
    let parts = fix.title.split(['`', '"']).step_by(2);
    Some((diagnostic.code, parts.collect::<Vec<_>>().join("`")))
}

/// Counts the fixes of each kind.
pub(super) fn count_kinds(kinds: &[Option<FixKind>]) -> BTreeMap<FixKind, usize> {
    let mut counts = BTreeMap::new();
    for kind in kinds.iter().flatten() {
        *counts.entry(kind.clone()).or_default() += 1;
    }
    counts
}

/// Returns the first safe fix of each diagnostic that "Apply safe fixes" applies.
pub(super) fn safe<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<&'a Fix> {
    let safe_fix = |diagnostic: &'a Diagnostic| {
        let fixes = diagnostic.fixes.iter();
        fixes
            .filter(|_| !NEEDS_DECISION.contains(&diagnostic.code))
            .find(|fix| fix.applicability == Applicability::Safe && changes_only_text(fix))
    };
    diagnostics.into_iter().filter_map(safe_fix).collect()
}

fn changes_only_text(fix: &Fix) -> bool {
    !fix.edits.is_empty() && fix.new_file.is_none() && fix.removed_files.is_empty()
}

/// The edits of several fixes that can be made at once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CombinedEdits {
    /// The edits.
    pub edits: Vec<Edit>,
    /// Number of fixes that the edits apply.
    pub applied: usize,
    /// Number of fixes that are left out because they touch an earlier edit.
    pub skipped: usize,
}

/// Combines the edits of fixes. Fixes with the same edits are combined into one.
pub(super) fn combine(fixes: &[&Fix]) -> CombinedEdits {
    let mut combined = CombinedEdits::default();
    for fix in fixes {
        let (known, new): (Vec<&Edit>, Vec<&Edit>) = fix.edits.iter().partition(|edit| combined.edits.contains(edit));
        let is_separate = new
            .iter()
            .all(|new| combined.edits.iter().all(|old| !touches(old, new)));
        if is_separate && (known.is_empty() || new.is_empty()) {
            combined.edits.extend(new.into_iter().cloned());
            combined.applied += 1;
        } else {
            combined.skipped += 1;
        }
    }
    combined
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
            edits.compact_sort_by_key(|edit| (edit.span.start, edit.span.end));
            (file, apply(files.file(file).text(), &edits))
        })
        .collect()
}

/// Applies edits that are sorted by position. New lines get the line breaks of the text.
fn apply(text: &str, edits: &[&Edit]) -> String {
    let has_windows_line_breaks = text.contains("\r\n");
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        let range = edit.span.range();
        let Some(unchanged) = text.get(copied..range.start) else {
            continue;
        };
        if text.get(range.clone()).is_none() {
            continue;
        }
        result.push_str(unchanged);
        if has_windows_line_breaks {
            result.push_str(&edit.text.replace("\r\n", "\n").replace('\n', "\r\n"));
        } else {
            result.push_str(&edit.text);
        }
        copied = range.end;
    }
    result.push_str(&text[copied..]);
    result
}

/// Returns the range of the first changed line in the new text, without the indentation. It consists of
/// whole words, and is empty where lines were only removed.
pub(super) fn first_change(before: &str, after: &str) -> Range<usize> {
    let same = |(one, other): &(char, char)| one == other;
    let prefix = before.chars().zip(after.chars()).take_while(same);
    let start: usize = prefix.map(|(c, _)| c.len_utf8()).sum();
    let rest = before[start..].chars().rev().zip(after[start..].chars().rev());
    let suffix: usize = rest.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let changed = &after[start..after.len() - suffix];
    let text = changed.trim_start();
    let text_start = start + changed.len() - text.len();
    let (mut from, mut to) = (start, start);
    if !text.is_empty() {
        from = text_start;
        to = text_start + text.lines().next().map_or(0, |line| line.trim_end().len());
    }
    if from == start {
        from = after[..from].trim_end_matches(is_in_word).len();
    }
    if from < to {
        to = after.len() - after[to..].trim_start_matches(is_in_word).len();
    }
    from..to
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
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

    fn diagnostic(title: &str, applicability: Applicability, edits: Vec<Edit>) -> Diagnostic {
        Diagnostic::error(codes::REJECTED_PROJECT, "x", edits[0].span).fix(title, applicability, edits)
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
    fn new_lines_have_the_line_breaks_of_the_file() {
        let mut files = Workspace::new("/w");
        files.set("a", "one\r\ntwo\r\n");
        let edits = [edit(3, 3, "\nand"), edit(5, 5, "x\r\n")];
        assert_eq!(edited(&files, &edits)[0].1, "one\r\nand\r\nx\r\ntwo\r\n");
    }

    #[test]
    fn only_safe_and_separate_fixes_are_combined() {
        let diagnostics = [
            diagnostic("Fix", Applicability::Safe, vec![edit(0, 3, "1")]),
            diagnostic("Fix", Applicability::ChangesBehavior, vec![edit(4, 7, "2")]),
            diagnostic("Fix", Applicability::Safe, vec![edit(2, 4, "x")]),
            diagnostic("Fix", Applicability::Safe, vec![edit(0, 3, "1")]),
            diagnostic("Fix", Applicability::Safe, vec![edit(8, 13, "3")]),
            Diagnostic::error(codes::REJECTED_PROJECT, "x", None).fix_with_removed_files(
                "Remove `b`",
                Applicability::Safe,
                vec!["b".to_owned()],
            ),
        ];
        let combined = combine(&safe(&diagnostics));
        assert_eq!(combined.edits, [edit(0, 3, "1"), edit(8, 13, "3")]);
        assert_eq!((combined.applied, combined.skipped), (3, 1));
    }

    #[test]
    fn names_do_not_matter_for_the_kind_of_a_fix() {
        let kind_of = |title| kind(&diagnostic(title, Applicability::Safe, vec![edit(0, 0, "x")]));
        assert_eq!(kind_of("Write `a`"), kind_of("Write `b c`"));
        assert_eq!(kind_of("Write \"a\" here"), kind_of("Write \"\" here"));
        assert_ne!(kind_of("Write `a`"), kind_of("Remove `a`"));
    }

    #[test]
    fn first_change_is_the_changed_part_of_a_line() {
        for (before, after, expected) in [
            ("environments: a", "environment: a", "environment"),
            ("a: 1\nc: 3\n", "a: 1\n  b: 2\nc: 3\n", "b: 2"),
            ("  image: a", "  interval: 2s\n  image: a", "interval: 2s"),
            ("version: 3\na: 1\n", "a: 1\n", ""),
            ("a: ä1\nb: 2\n", "a: ä2\nb: 3\n", "ä2"),
            ("", "# one\nA=1\n", "# one"),
            ("COPPY a b", "COPY a b", "COPY"),
        ] {
            assert_eq!(&after[first_change(before, after)], expected, "{before:?}");
        }
    }
}
