//! Every fix of every recorded error case and of the examples in `tests/spec` works: after it the problem is resolved, and
//! no other has appeared.

use std::collections::BTreeMap;

use drydock::compose::{self, LoadOptions};
use drydock::diagnostic::{Diagnostic, Fix, Severity};
use drydock::source::{FileId, Workspace};

use crate::cases::{Project, case_folders};
use crate::spec_pages::examples;

/// Working folder of each case.
const ROOT: &str = "/playground/case";

/// Cases with a fix that is allowed to reveal another problem, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "default-override-warns",
        "the file that one of the fixes uses has a service without an image",
    ),
    ("multi-docs-version", "the document has no other key"),
    ("port-target-date", "a date is no port, quoted or not"),
    ("ports-map", "the list is written as a mapping"),
    ("schema-sec-name", "the secret also has no source, which the name hides"),
    ("svc-unknown-key", "the value of the misspelled key is also wrong"),
    ("variables-bad1", "the text is not a port, regardless of the `$`"),
];

/// Returns how often each problem occurs, by code and message.
fn problems(diagnostics: &[Diagnostic]) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics {
        if diagnostic.severity != Severity::Info {
            let key = (diagnostic.code.name(), diagnostic.message.clone());
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
}

/// Returns the files after a fix.
fn fixed(files: &Workspace, fix: &Fix) -> Workspace {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    for edit in edits {
        let text = texts
            .entry(edit.span.file)
            .or_insert_with(|| files.file(edit.span.file).text().to_owned());
        text.replace_range(edit.span.range(), &edit.text);
    }
    let mut fixed = files.clone();
    for (file, text) in texts {
        let path = files.file(file).path().to_owned();
        fixed.set(&path, &text);
    }
    if !fix.removed_files.is_empty() {
        let removed: Vec<_> = fix.removed_files.iter().map(|path| fixed.find(path)).collect();
        let mut rest = Workspace::new(fixed.root());
        for (_, file) in fixed.files().filter(|(id, _)| !removed.contains(&Some(*id))) {
            rest.set(file.path(), file.text());
        }
        fixed = rest;
    }
    if let Some(file) = &fix.new_file {
        fixed.set(&file.path, &file.text);
    }
    fixed
}

/// Returns what is wrong with the fixes of a project.
fn failures(name: &str, files: &Workspace, options: &LoadOptions) -> Vec<String> {
    let before = compose::load(files, options).diagnostics;
    let counts = problems(&before);
    let mut failures = Vec::new();
    for diagnostic in &before {
        for fix in &diagnostic.fixes {
            let after = problems(&compose::load(&fixed(files, fix), options).diagnostics);
            let key = (diagnostic.code.name(), diagnostic.message.clone());
            let describe = |what: String| format!("{name}: `{}` for [{}] {}: {what}", fix.title, key.0, key.1);
            if after.get(&key).copied().unwrap_or_default() >= counts[&key] {
                failures.push(describe("the problem is still there".to_owned()));
            }
            for (other, _) in after.iter().filter(|(other, _)| !counts.contains_key(other)) {
                failures.push(describe(format!("new: [{}] {}", other.0, other.1)));
            }
        }
    }
    failures
}

#[test]
fn fixes_remove_their_problem_and_cause_no_other() {
    let mut all = Vec::new();
    for (set, minimum) in [("tests/conformance/errors", 200), ("tests/conformance/load", 500)] {
        for folder in case_folders(set, minimum) {
            let project = Project::read(&folder);
            let options = project.options(ROOT, "/home/user");
            all.extend(failures(
                &project.name,
                &project.workspace(ROOT, "/home/user"),
                &options,
            ));
        }
    }
    for example in examples() {
        let mut files = Workspace::new("/project");
        for block in &example.files {
            files.set(&block.name, &block.text);
        }
        all.extend(failures(&example.location(), &files, &example.options()));
    }
    let is_exception =
        |failure: &String| (EXCEPTIONS.iter()).any(|(name, _)| failure.starts_with(&format!("{name}: ")));
    let unexpected: Vec<String> = all.iter().filter(|failure| !is_exception(failure)).cloned().collect();
    assert!(
        unexpected.is_empty(),
        "{} failures:\n{}",
        unexpected.len(),
        unexpected.join("\n")
    );
    for (name, reason) in EXCEPTIONS {
        let is_used = all.iter().any(|failure| failure.starts_with(&format!("{name}: ")));
        assert!(is_used, "{name} is no exception any more: {reason}");
    }
}
