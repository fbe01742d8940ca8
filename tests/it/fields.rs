//! Every field of the field table with every kind of value: loading does not panic, and diagnostics are inside the file.

use drydock::compose::{LoadOptions, fields, load};
use drydock::diagnostic::{Code, codes};
use drydock::source::Workspace;

use crate::spans::assert_in_bounds;

/// Minimum number of fields in the table.
const MIN_FIELDS: usize = 300;

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

/// Codes that an example must not raise. It may raise others, because it lacks the fields around it.
const CODES_OF_WRONG_VALUES: [Code; 5] = [
    codes::WRONG_TYPE,
    codes::UNKNOWN_KEY,
    codes::UNKNOWN_VALUE,
    codes::INVALID_VALUE,
    codes::OUT_OF_RANGE,
];

/// How a value is nested in a mapping or a sequence.
struct Style {
    item: fn(&str) -> String,
    member: fn(&str, &str) -> String,
}

const FLOW: Style = Style {
    item: |text| format!("[{text}]"),
    member: |name, text| format!("{{{name}: {text}}}"),
};

/// Values in block style start with a line break.
const BLOCK: Style = Style {
    item: |text| format!("\n-{}", text.replace('\n', "\n  ")),
    member: |name, text| format!("\n{name}:{}", text.replace('\n', "\n  ")),
};

/// Returns a document with a value at a path such as `services.*.ports[]`: `*` becomes a name, and `[]` a sequence
/// with one item.
fn document(path: &str, value: &str, style: &Style) -> String {
    let mut text = value.to_owned();
    for segment in path.split('.').rev().filter(|segment| !segment.is_empty()) {
        let name = segment.trim_end_matches("[]");
        for _ in 0..segment.matches("[]").count() {
            text = (style.item)(&text);
        }
        match name {
            "" => {}
            "*" => text = (style.member)("some", &text),
            name => text = (style.member)(name, &text),
        }
    }
    text
}

#[test]
fn every_field_accepts_or_rejects_every_value() {
    assert!(fields::all().count() >= MIN_FIELDS);
    for field in fields::all() {
        for value in VALUES {
            let text = document(field.path, value, &FLOW);
            let mut files = Workspace::new("/w");
            files.set("compose.yaml", &text);
            let loaded = load(&files, &LoadOptions::default());
            assert_eq!(loaded.project.is_none(), loaded.failure.is_some(), "{text}");
            assert_in_bounds(&files, &loaded.diagnostics, &text);
        }
    }
}

#[test]
fn every_example_is_valid() {
    for field in fields::all() {
        let example = field.docs.example;
        let value: String = example.lines().map(|line| format!("\n{line}")).collect();
        let mut files = Workspace::new("/w");
        files.set("compose.yaml", &document(field.path, &value, &BLOCK));
        let loaded = load(&files, &LoadOptions::default());
        let mut diagnostics = loaded.diagnostics.iter();
        let wrong = diagnostics.find(|diagnostic| CODES_OF_WRONG_VALUES.contains(&diagnostic.code));
        assert_eq!(wrong, None, "{}: {example}", field.path);
    }
}
