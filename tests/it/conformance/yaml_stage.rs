//! The recorded cases at the first stage of loading: parsing the YAML of `compose.yaml`.

use drydock::yaml::{self, FailureStage, Parsed};

use super::Case;
use crate::cases::{CONFIG_CASES, case_folders};

/// Parses the file `compose.yaml` of every case in a set; skips cases without that file.
fn parse_all(set: &str) -> Vec<(Case, Parsed)> {
    let (folder, minimum) = CONFIG_CASES
        .into_iter()
        .find(|(folder, _)| folder.ends_with(set))
        .expect("the set is one of the configured ones");
    let cases = case_folders(folder, minimum).into_iter().map(Case::read);
    let parsed = cases.filter_map(|case| {
        let files = case.workspace();
        let id = files.find("compose.yaml")?;
        let parsed = yaml::parse(id, files.file(id));
        Some((case, parsed))
    });
    let parsed: Vec<_> = parsed.collect();
    assert!(
        parsed.len() * 10 > minimum * 9,
        "{} cases have a compose.yaml",
        parsed.len()
    );
    parsed
}

#[test]
fn accepted_files_parse_without_diagnostics() {
    for (case, parsed) in parse_all("spec") {
        assert_eq!(parsed.diagnostics, [], "{}", case.name);
        assert_eq!(parsed.failures, [], "{}", case.name);
    }
}

#[test]
fn yaml_errors_have_the_recorded_text_and_stage() {
    for (case, parsed) in parse_all("errors") {
        let answers = case.answers("expected_error", "txt");
        let expected = answers[0].trim_end();
        let prefix = format!("failed to parse {}/compose.yaml: ", case.root());
        let parse_failure = parsed.failure(0, FailureStage::Parse);
        let (name, parse, keys) = match expected.strip_prefix(&prefix) {
            Some(rest) => (None, Some(rest), None),
            None if expected.starts_with("yaml: ") => (Some(expected), parse_failure, None),
            None if expected.starts_with("non-string key") => (None, None, Some(expected)),
            None => (None, None, None),
        };
        assert_eq!(parsed.name_failure(), name, "{}", case.name);
        assert_eq!(parse_failure, parse, "{}", case.name);
        assert_eq!(parsed.failure(0, FailureStage::Keys), keys, "{}", case.name);
    }
}
