//! The pages of the lint rules. The module documentation of each rule's file is its page, whose examples are run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use drydock::compose::{self, LoadOptions};
use drydock::diagnostic::Code;
use drydock::findings;
use drydock::lint::{Rule, rules};
use drydock::source::Workspace;

use crate::cases::file_name;

/// Headings of a page, in order.
const HEADINGS: [&str; 3] = ["## Why", "## Bad", "## Good"];

/// Returns the path of a rule's file.
fn rule_path(rule: &Rule) -> String {
    format!("src/lint/rules/{}.rs", rule.code.name().replace('-', "_"))
}

/// Reads the page of a rule.
fn read_page(rule: &Rule) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(rule_path(rule));
    let text = fs::read_to_string(path).expect("a rule is text");
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Returns the bad and the good example of a rule's page.
fn examples(rule: &Rule) -> (Workspace, Workspace) {
    let page = read_page(rule);
    let (_, examples) = page.split_once("## Bad").expect("the page has a bad example");
    let (bad, good) = examples.split_once("## Good").expect("the page has a good example");
    (example_files(bad), example_files(good))
}

/// Returns the bad examples of all rules.
pub fn bad_examples() -> impl Iterator<Item = Workspace> {
    rules::ALL.iter().map(|rule| examples(rule).0)
}

/// Returns the names of the files in src/lint/rules, without `.rs`.
fn rule_files() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let entries = fs::read_dir(folder).expect("the rules are part of the repository");
    let paths = entries.map(|entry| entry.expect("the folder is readable").path());
    paths
        .map(|path| file_name(&path).trim_end_matches(".rs").to_owned())
        .collect()
}

/// Returns the files of an example: fenced blocks whose info string is a file name.
fn example_files(section: &str) -> Workspace {
    let mut files = Workspace::new("/example");
    for block in section.split("```").skip(1).step_by(2) {
        let (name, text) = block.split_once('\n').expect("a block has an info string");
        files.set(name, text);
    }
    files
}

fn raised_codes(files: &Workspace) -> BTreeSet<Code> {
    let loaded = compose::load(files, &LoadOptions::default());
    assert_eq!(loaded.failure, None);
    let diagnostics = findings::all(
        loaded.diagnostics,
        &loaded.unset_variables,
        loaded.project.as_ref(),
        files,
        None,
    );
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn file_names_match_codes() {
    let codes: BTreeSet<String> = rules::ALL
        .iter()
        .map(|rule| rule.code.name().replace('-', "_"))
        .collect();
    assert_eq!(codes, rule_files());
}

#[test]
fn pages_are_complete_and_their_examples_are_correct() {
    for rule in rules::ALL {
        let path = rule_path(rule);
        let page = read_page(rule);
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(headings, HEADINGS, "{path}");
        let is_headline = rule.title.starts_with(char::is_uppercase) && !rule.title.ends_with('.');
        assert!(is_headline, "{path}: the title is not a headline");
        let (bad, good) = examples(rule);
        assert_eq!(
            raised_codes(&bad),
            BTreeSet::from([rule.code]),
            "{path}: the bad example raises the rule's code and no other"
        );
        assert_eq!(
            raised_codes(&good),
            BTreeSet::new(),
            "{path}: the good example has no problem"
        );
    }
}

#[test]
fn codes_of_rules_are_created_in_their_files() {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path).is_ok_and(|text| text.contains("Code::of_rule(")) {
                found.insert(file_name(&path).trim_end_matches(".rs").to_owned());
            }
        }
    }
    assert_eq!(found, rule_files());
}
