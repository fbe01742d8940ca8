//! Every field with every kind of value: loading never panics, and every finding and every fix stands inside the file.

use drydock::compose::{LoadOptions, fields, load};
use drydock::diagnostic::Diagnostic;
use drydock::source::{Span, Workspace};

const VALUES: &[&str] = &[
    "null",
    "\"\"",
    "x",
    "1",
    "-1",
    "1.5",
    "true",
    "[]",
    "[a, a]",
    "[1]",
    "[{}]",
    "{}",
    "{a: b}",
    "{x-a: [1]}",
    "2001-01-01",
    "[null]",
    "[a=b, é=“x”]",
    "10",
    "\":/a:b:c\"",
];

/// A document that has the value at the path: `*` becomes a name, `[]` a list of one.
fn document(path: &str, value: &str) -> String {
    let mut text = value.to_owned();
    for part in path.split('.').rev().filter(|part| !part.is_empty()) {
        let name = part.trim_end_matches("[]");
        for _ in 0..part.matches("[]").count() {
            text = format!("[{text}]");
        }
        match name {
            "" => {}
            "*" => text = format!("{{some: {text}}}"),
            name => text = format!("{{{name}: {text}}}"),
        }
    }
    text
}

fn check(text: &str) {
    let mut files = Workspace::new("/w");
    files.set("compose.yaml", text);
    let loaded = load(&files, &LoadOptions::default());
    assert_eq!(loaded.project.is_none(), loaded.failure.is_some(), "{text}");
    for finding in &loaded.diagnostics {
        for span in spans(finding) {
            assert!(
                files.file(span.file).text().get(span.range()).is_some(),
                "{text}: {finding:?}"
            );
        }
    }
}

fn spans(finding: &Diagnostic) -> Vec<Span> {
    let labels = finding.primary.iter().chain(&finding.secondary).map(|label| label.span);
    let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    labels.chain(edits).collect()
}

#[test]
fn every_field_accepts_or_rejects_every_value() {
    for field in fields::all() {
        for value in VALUES {
            check(&document(field.path, value));
        }
    }
}

/// What an example must not be; that fields beside it are missing is not its fault.
const REFUSED: &[&str] = &[
    "wrong-type",
    "unknown-key",
    "unknown-value",
    "invalid-value",
    "out-of-range",
];

/// The examples of the table are what one would write: the schema takes them.
#[test]
fn every_example_is_valid() {
    for field in fields::all() {
        let indented: String = field.docs.example.lines().map(|line| format!("\n{line}")).collect();
        let mut files = Workspace::new("/w");
        files.set("compose.yaml", &block(field.path, &indented));
        let loaded = load(&files, &LoadOptions::default());
        let refused = loaded
            .diagnostics
            .iter()
            .find(|finding| REFUSED.contains(&finding.code.name()));
        assert_eq!(refused, None, "{}: {}", field.path, field.docs.example);
    }
}

/// Likewise as a block, so that examples may have several lines.
fn block(path: &str, value: &str) -> String {
    let indent = |text: &str| text.replace('\n', "\n  ");
    let mut text = value.to_owned();
    for part in path.split('.').rev().filter(|part| !part.is_empty()) {
        let name = part.trim_end_matches("[]");
        for _ in 0..part.matches("[]").count() {
            text = format!("\n-{}", indent(&text));
        }
        match name {
            "" => {}
            "*" => text = format!("\nsome:{}", indent(&text)),
            name => text = format!("\n{name}:{}", indent(&text)),
        }
    }
    text
}
