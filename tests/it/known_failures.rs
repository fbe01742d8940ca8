//! The verdict over a set of cases: none may fail, except those that are listed with a reason.

use std::collections::BTreeMap;

/// Most failures that are printed in full.
const MAX_PRINTED: usize = 20;

/// What is wrong with each failing case, by its name.
pub type Failures = BTreeMap<String, Vec<String>>;

/// Panics if a case fails that is not in `known`, or if a case in `known` does not fail.
///
/// `known` lists names of cases, each with the reason why it fails.
#[track_caller]
pub fn assert_only_known_failures(total: usize, failures: &Failures, known: &[(&str, &str)]) {
    let is_known = |name: &str| known.iter().any(|(known, _)| *known == name);
    let unexpected: Vec<_> = failures.iter().filter(|(name, _)| !is_known(name)).collect();
    let mut report = String::new();
    for (name, problems) in unexpected.iter().take(MAX_PRINTED) {
        report += &format!("\n{name}\n    {}", problems.join("\n    "));
    }
    if unexpected.len() > MAX_PRINTED {
        report += &format!("\nand {} more", unexpected.len() - MAX_PRINTED);
    }
    assert!(
        unexpected.is_empty(),
        "{} of {total} cases fail:{report}",
        unexpected.len()
    );
    for (name, reason) in known {
        assert!(
            failures.contains_key(*name),
            "{name} is listed as a known failure ({reason}) but passes, or there is no such case: remove it from the list"
        );
    }
    println!("{} of {total} cases pass", total - failures.len());
}

#[test]
fn known_failure_is_accepted() {
    let failures = Failures::from([("a".to_owned(), vec!["wrong".to_owned()])]);
    assert_only_known_failures(2, &failures, &[("a", "reason")]);
}

#[test]
#[should_panic(expected = "1 of 2 cases fail:\nb\n    wrong")]
fn other_failure_is_reported() {
    let failures = Failures::from([("b".to_owned(), vec!["wrong".to_owned()])]);
    assert_only_known_failures(2, &failures, &[]);
}

#[test]
#[should_panic(expected = "remove it from the list")]
fn known_failure_that_passes_is_reported() {
    assert_only_known_failures(2, &Failures::new(), &[("a", "reason")]);
}
