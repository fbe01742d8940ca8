//! The examples of `tests/spec`: Docker Compose must give the expected result for each.

use serde_json::json;

use crate::cases::Project;
use crate::differences::text_difference;
use crate::known_failures::assert_only_known_failures;
use crate::oracle::Oracle;
use crate::recorded;
use crate::spec_pages::{Example, examples};
use crate::workers::failures;

/// Examples that fail, each with the reason.
const KNOWN_FAILURES: [(&str, &str); 0] = [];

#[test]
fn examples_have_equal_answers() {
    let examples = examples();
    let failures = failures("spec", &examples, Example::location, check);
    assert_only_known_failures(examples.len(), &failures, &KNOWN_FAILURES);
}

fn check(oracle: &Oracle, example: &Example) -> Result<(), String> {
    let project = project(example);
    let (theirs, ours) = recorded::answers(oracle, &project);
    if theirs.is_err() != project.is_rejected {
        return Err(format!("the page says the opposite of Docker Compose: {theirs:?}"));
    }
    match (theirs, ours) {
        (Ok(theirs), Ok(ours)) => text_difference(&theirs, &ours).map_or(Ok(()), Err),
        (Err(theirs), Err(ours)) if theirs == ours => Ok(()),
        (theirs, ours) => Err(format!("expected {theirs:?}, got {ours:?}")),
    }
}

fn project(example: &Example) -> Project {
    let options = example.options();
    let diagnostics = example.expected_diagnostics();
    let has_error = diagnostics.iter().any(|(_, code)| code.starts_with("error "));
    let files = example.files.iter();
    let files = files.map(|block| (block.name.clone(), block.text.clone().into_bytes()));
    Project {
        name: format!("line{}", example.line),
        files: files.collect(),
        args: json!({ "profiles": options.profiles, "services": options.services }),
        is_rejected: has_error,
    }
}
