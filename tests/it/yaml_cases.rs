//! The synthetic conformance cases, as far as reading YAML goes.
//!
//! The cases lie beside the repository and are no part of it; without them there is nothing to do.

use std::fs;
use std::path::{Path, PathBuf};

use drydock::source::Workspace;
use drydock::yaml::{self, FailureStage, Parsed};

fn cases(set: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/conformance/cases/dev")
        .join(set);
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: there is no {}", folder.display());
        return Vec::new();
    };
    let mut cases: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    cases.sort();
    cases
}

fn parse(case: &Path) -> Option<Parsed> {
    let name = case.file_name()?.to_string_lossy().into_owned();
    let bytes = fs::read(case.join("compose.yaml")).ok()?;
    let mut files = Workspace::new(&format!("/playground/{name}"));
    let id = files.set_bytes("compose.yaml", &bytes);
    Some(yaml::parse(id, files.file(id)))
}

#[test]
fn accepted_files_have_no_faults() {
    for case in cases("spec") {
        if let Some(parsed) = parse(&case) {
            assert_eq!(parsed.diagnostics, [], "{}", case.display());
            assert_eq!(parsed.failures, [], "{}", case.display());
        }
    }
}

#[test]
fn refused_files_fail_with_the_same_words() {
    for case in cases("errors") {
        let Some(parsed) = parse(&case) else { continue };
        let expected = fs::read_to_string(case.join("expected_error.txt")).unwrap_or_default();
        let expected = expected.trim_end();
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!("failed to parse /playground/{name}/compose.yaml: ");
        let wanted = match expected.strip_prefix(&prefix) {
            Some(rest) => (None, Some(rest), None),
            None if expected.starts_with("yaml: ") => (Some(expected), parsed.failure(0, FailureStage::Parse), None),
            None if expected.starts_with("non-string key") => (None, None, Some(expected)),
            None => (None, None, None),
        };
        let found = (
            parsed.name_failure(),
            parsed.failure(0, FailureStage::Parse),
            parsed.failure(0, FailureStage::Keys),
        );
        assert_eq!(found, wanted, "{name}");
    }
}
