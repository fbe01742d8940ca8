//! Every recorded project that Docker Compose accepts, printed as YAML by both programs.

use crate::answer::{self, Answer, Format, Output};
use crate::cases::Project;
use crate::corpus::recorded_projects;
use crate::differences::text_difference;
use crate::known_failures::assert_only_known_failures;
use crate::oracle::Oracle;
use crate::workers::failures;

/// Projects that are printed differently, each with the reason.
const KNOWN_FAILURES: [(&str, &str); 0] = [];

/// Maximum number of attempts to get the expected text, because Go walks maps in random order.
const ATTEMPTS: usize = 12;

#[test]
fn recorded_projects_are_printed_equally() {
    let mut accepted = recorded_projects();
    accepted.retain(|project| !project.is_rejected);
    let failures = failures(
        "recorded",
        &accepted,
        |project| project.name.clone(),
        |oracle, project| match answers(oracle, project) {
            (Ok(theirs), Ok(ours)) => text_difference(&theirs, &ours).map_or(Ok(()), Err),
            (theirs, ours) => Err(format!("expected {theirs:?}, got {ours:?}")),
        },
    );
    assert_only_known_failures(accepted.len(), &failures, &KNOWN_FAILURES);
}

/// Returns the output of Docker Compose and of our loader for a project, or the errors.
pub fn answers(oracle: &Oracle, project: &Project) -> (Result<String, String>, Result<String, String>) {
    let root = oracle.write_project(project);
    let ours = text(answer::ours(project, &root, &oracle.home(), Format::Yaml));
    let mut theirs = text(oracle.run_config(project, &root, Format::Yaml));
    for _ in 1..ATTEMPTS {
        if theirs == ours {
            break;
        }
        theirs = text(oracle.run_config(project, &root, Format::Yaml));
    }
    oracle.remove(&root);
    (theirs, ours)
}

/// Returns the printed text or the error.
fn text(answer: Answer) -> Result<String, String> {
    match answer {
        Answer::Accepted {
            output: Output::Yaml(text),
            ..
        } => Ok(text),
        Answer::Accepted { .. } => Err("the output is not YAML".to_owned()),
        Answer::Rejected { error, .. } => Err(error),
        Answer::Unknown => Err("the program ran out of time or memory".to_owned()),
    }
}
