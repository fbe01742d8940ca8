//! The verdict over a set of cases: none may fail, except those that are listed with a reason.

use std::collections::BTreeMap;

/// Maximum number of failures that are printed in full.
const MAX_PRINTED: usize = 20;

/// The problems of each failing case, by its name.
pub type Failures = BTreeMap<String, Vec<String>>;

/// Panics if a case fails that is not in `known`, or if a case in `known` does not fail.
///
/// `known` lists names of cases, each with the reason why it fails.
#[track_caller]
pub fn assert_only_known_failures(total: usize, failures: &Failures, known: &[(&str, &str)]) {
    if let Some(report) = report(total, failures, known) {
        panic!("{report}");
    }
    println!("{} of {total} cases pass", total - failures.len());
}

fn report(total: usize, failures: &Failures, known: &[(&str, &str)]) -> Option<String> {
    let is_known = |name: &str| known.iter().any(|(known, _)| *known == name);
    let unexpected: Vec<_> = failures.iter().filter(|(name, _)| !is_known(name)).collect();
    if !unexpected.is_empty() {
        let mut report = format!("{} of {total} cases fail:", unexpected.len());
        for (name, problems) in unexpected.iter().take(MAX_PRINTED) {
            report += &format!("\n{name}\n    {}", problems.join("\n    "));
        }
        if unexpected.len() > MAX_PRINTED {
            report += &format!("\nand {} more", unexpected.len() - MAX_PRINTED);
        }
        return Some(report);
    }
    let (name, reason) = known.iter().find(|(name, _)| !failures.contains_key(*name))?;
    Some(format!(
        "{name} is listed as a known failure ({reason}), but it passes or does not exist: remove it from the list"
    ))
}

#[test]
fn only_unlisted_failures_and_stale_entries_are_reported() {
    let failures = Failures::from([("a".to_owned(), vec!["wrong".to_owned()])]);
    assert_eq!(report(2, &failures, &[("a", "reason")]), None);
    assert_eq!(
        report(2, &failures, &[]).as_deref(),
        Some("1 of 2 cases fail:\na\n    wrong")
    );
    let stale = report(2, &Failures::new(), &[("a", "reason")]).expect("the entry is stale");
    assert!(stale.ends_with("remove it from the list"), "{stale}");
}
