//! How an expected value and an actual value differ, as sentences for the output of a failing test.

use serde_json::{Map, Value};

/// Longest value that is printed, in characters.
const MAX_VALUE: usize = 200;

/// Returns how two JSON values differ, a line for each path: `services.web.image: expected "a", got "b"`.
///
/// Numbers are equal if their values are: 1 equals 1.0.
pub fn json_differences(expected: &Value, actual: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    compare("", Some(expected), Some(actual), &mut differences);
    differences
}

fn compare(path: &str, expected: Option<&Value>, actual: Option<&Value>, differences: &mut Vec<String>) {
    match (expected, actual) {
        (Some(Value::Object(expected)), Some(Value::Object(actual))) => {
            for key in keys(expected, actual) {
                compare(&member(path, key), expected.get(key), actual.get(key), differences);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(actual))) => {
            for index in 0..expected.len().max(actual.len()) {
                let path = format!("{path}[{index}]");
                compare(&path, expected.get(index), actual.get(index), differences);
            }
        }
        (Some(Value::Number(expected)), Some(Value::Number(actual))) if expected.as_f64() == actual.as_f64() => {}
        (expected, actual) if expected == actual => {}
        (expected, actual) => {
            let path = if path.is_empty() { "(top level)" } else { path };
            differences.push(format!("{path}: expected {}, got {}", shown(expected), shown(actual)));
        }
    }
}

/// Returns the keys of both objects, those of the expected one first.
fn keys<'a>(expected: &'a Map<String, Value>, actual: &'a Map<String, Value>) -> Vec<&'a String> {
    let unexpected = actual.keys().filter(|key| !expected.contains_key(*key));
    expected.keys().chain(unexpected).collect()
}

/// Appends a key to a path: `a.b`, or `a["b.c"]` for a key that is not a plain word.
fn member(path: &str, key: &str) -> String {
    let is_plain = !key.is_empty()
        && key
            .chars()
            .all(|character| character.is_alphanumeric() || "-_/".contains(character));
    match (is_plain, path) {
        (true, "") => key.to_owned(),
        (true, _) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{key:?}]"),
    }
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "nothing".to_owned();
    };
    let text = value.to_string();
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// Returns the first line in which two texts differ, or nothing if the texts are equal.
pub fn text_difference(expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let expected: Vec<&str> = expected.split('\n').collect();
    let actual: Vec<&str> = actual.split('\n').collect();
    let equal = expected.iter().zip(&actual).take_while(|(left, right)| left == right);
    let line = equal.count();
    let at = |lines: &[&str]| lines.get(line).map_or("the end".to_owned(), |line| format!("{line:?}"));
    Some(format!(
        "line {}: expected {}, got {}",
        line + 1,
        at(&expected),
        at(&actual)
    ))
}

#[test]
fn differing_paths_are_named_with_both_values() {
    let expected = serde_json::json!({"a": [1, {"b": "80"}], "x.y": null, "only": 1});
    let actual = serde_json::json!({"a": [1.0, {"b": 80}, 2], "x.y": true});
    assert_eq!(
        json_differences(&expected, &actual),
        [
            "a[1].b: expected \"80\", got 80",
            "a[2]: expected nothing, got 2",
            "only: expected 1, got nothing",
            "[\"x.y\"]: expected null, got true",
        ]
    );
    assert!(json_differences(&expected, &expected).is_empty());
}

#[test]
fn first_differing_line_is_named() {
    assert_eq!(text_difference("a\nb", "a\nb"), None);
    assert_eq!(
        text_difference("a\nb\nc", "a\nx\ny").as_deref(),
        Some("line 2: expected \"b\", got \"x\"")
    );
    assert_eq!(
        text_difference("a\n", "a").as_deref(),
        Some("line 2: expected \"\", got the end")
    );
}
