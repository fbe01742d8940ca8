//! The pages of `tests/spec` say in prose what a compose file means. Their examples are loaded, and must have the
//! expected diagnostics and the expected resolved project.

use std::collections::{BTreeMap, BTreeSet};

use drydock::compose::{self, Loaded, render};
use drydock::diagnostic::Severity;
use drydock::source::Workspace;
use drydock::yaml::{self, Node, Value};

use crate::known_failures::{Failures, assert_only_known_failures};
use crate::spec_pages::{Block, Example, examples};

/// Examples that fail, each with the reason.
const KNOWN_FAILURES: [(&str, &str); 0] = [];

fn workspace(example: &Example) -> Workspace {
    let mut files = Workspace::new("/project");
    for block in &example.files {
        files.set(&block.name, &block.text);
    }
    files
}

/// Returns what differs from the expectations of an example, each with its line of the page.
fn problems(example: &Example) -> Vec<String> {
    let files = workspace(example);
    let loaded = compose::load(&files, &example.options());
    let mut problems = diagnostic_problems(example, &files, &loaded);
    match (&example.resolved, &loaded.project) {
        (None, _) => {}
        (Some(part), None) => problems.push(format!(
            "{}:{}: rejected: {}",
            example.page,
            part.first_line,
            loaded.failure.unwrap_or_default()
        )),
        (Some(part), Some(project)) => {
            let text = yaml::write(&render::yaml(&project.resolved));
            problems.extend(resolved_problems(&example.page, part, &text));
        }
    }
    problems
}

fn diagnostic_problems(example: &Example, files: &Workspace, loaded: &Loaded) -> Vec<String> {
    let expected = example.expected_diagnostics();
    let mut actual: BTreeMap<(usize, String), &str> = BTreeMap::new();
    for diagnostic in &loaded.diagnostics {
        if diagnostic.severity == Severity::Info {
            continue;
        }
        let line = match &diagnostic.primary {
            Some(label) => {
                let path = files.display_path(label.span.file);
                let block = example.files.iter().find(|block| block.name == path);
                let block = block.expect("diagnostics are about files of the example");
                block.first_line + files.line_column(label.span).line as usize - 1
            }
            None => example
                .arguments
                .as_ref()
                .map_or(example.line, |block| block.first_line),
        };
        let code = format!("{} {}", diagnostic.severity.name(), diagnostic.code);
        actual.insert((line, code), &diagnostic.message);
    }
    let found: BTreeSet<_> = actual.keys().cloned().collect();
    let missing = expected
        .difference(&found)
        .map(|(line, code)| format!("{}:{line}: expected {code}, got nothing", example.page));
    let unexpected = found.difference(&expected).map(|key| {
        let (line, code) = key;
        format!("{}:{line}: unexpected {code}: {}", example.page, actual[key])
    });
    missing.chain(unexpected).collect()
}

/// Returns where the resolved project does not have the expected part.
fn resolved_problems(page: &str, part: &Block, resolved: &str) -> Vec<String> {
    let mut files = Workspace::new("/");
    let whole = parse(&mut files, "whole", resolved);
    let expected = parse(&mut files, "part", &part.text);
    let mut differences = Vec::new();
    compare("", &expected, Some(&whole), &mut differences);
    let located = differences.into_iter().map(|(node, message)| {
        let line = part.first_line + files.line_column(node.span).line as usize - 1;
        format!("{page}:{line}: {message}")
    });
    located.collect()
}

fn parse(files: &mut Workspace, name: &str, text: &str) -> Node {
    let id = files.set(name, text);
    let mut parsed = yaml::parse(id, files.file(id));
    assert!(parsed.diagnostics.is_empty(), "{:?} in\n{text}", parsed.diagnostics);
    parsed.documents.swap_remove(0).root
}

/// Compares an expected part with the whole. The part's mappings may lack keys, and its `null` is a key that is not in
/// the whole.
fn compare<'a>(path: &str, expected: &'a Node, actual: Option<&Node>, differences: &mut Vec<(&'a Node, String)>) {
    let member = |name: &str| format!("{path}{}{name}", if path.is_empty() { "" } else { "." });
    match (&expected.value, actual.map(|actual| &actual.value)) {
        (Value::Mapping(mapping), Some(Value::Mapping(whole))) => {
            for (key, entry) in mapping.iter() {
                compare(
                    &member(key),
                    &entry.node,
                    whole.get(key).map(|entry| &entry.node),
                    differences,
                );
            }
        }
        (Value::Sequence(items), Some(Value::Sequence(whole))) if items.len() == whole.len() => {
            for (index, (item, actual)) in items.iter().zip(whole).enumerate() {
                compare(&format!("{path}[{index}]"), item, Some(actual), differences);
            }
        }
        (Value::Null, None) => {}
        (value, Some(actual)) if value == actual => {}
        _ => {
            let actual = actual.map_or("nothing".to_owned(), shown);
            differences.push((expected, format!("{path}: expected {}, got {actual}", shown(expected))));
        }
    }
}

fn shown(node: &Node) -> String {
    render::uninterpolated_json(node).to_string()
}

#[test]
fn examples_have_the_expected_diagnostics_and_result() {
    let examples = examples();
    let failing = examples.iter().map(|example| (example.location(), problems(example)));
    let failures: Failures = failing.filter(|(_, problems)| !problems.is_empty()).collect();
    assert_only_known_failures(examples.len(), &failures, &KNOWN_FAILURES);
}

#[test]
fn differing_line_of_a_page_is_reported() {
    let part = Block {
        name: "resolved".to_owned(),
        text: "services:\n  web:\n    image: b\n    build: null\n".to_owned(),
        first_line: 10,
    };
    assert_eq!(
        resolved_problems("page.md", &part, "services:\n  web:\n    image: a\n    build: .\n"),
        [
            "page.md:12: services.web.image: expected \"b\", got \"a\"",
            "page.md:13: services.web.build: expected null, got \".\"",
        ]
    );
}
