//! The output of `drydock config` against recorded output of Docker Compose v2.40.3, byte for byte.
//!
//! The cases are in `tests/conformance/printed`. Their `expected.txt` is the standard output.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::cases::{Project, case_folders, file_name};
use crate::differences::text_difference;
use crate::known_failures::{Failures, assert_only_known_failures};

/// Cases that fail, each with the reason.
const KNOWN_FAILURES: [(&str, &str); 0] = [];

/// Flags that print a list. Docker Compose prints it in the order of a hash map, so the lines are sorted first.
const LISTS: [&str; 8] = [
    "--services",
    "--images",
    "--volumes",
    "--networks",
    "--models",
    "--profiles",
    "--environment",
    "--variables",
];

/// Runs `drydock config` with the arguments of the case, as if its folder were below `/playground`.
fn run(folder: &Path, project: &Project) -> Output {
    let root = format!("/playground/{}", project.name);
    let environment = serde_json::to_string(&project.environment(&root, "/home/user"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.current_dir(folder);
    command.env("COMPOSE_CASE_ENV", environment.expect("variables are strings"));
    command.args(["--vfs-root", &root, "config"]);
    command.args(project.list("flags")).args(project.list("services"));
    command.output().expect("the program starts")
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// Returns how the output differs from the recorded one.
fn problem(folder: &Path) -> Option<String> {
    let project = Project::read(folder);
    let output = run(folder, &project);
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (stream, expected, actual) = match project.is_rejected {
        true => {
            let is_error = |line: &&str| !line.starts_with("WARN[0000]");
            let error: Vec<&str> = stderr.lines().filter(is_error).collect();
            ("stderr", read("expected_error.txt"), error.join("\n") + "\n")
        }
        false => ("stdout", read("expected.txt"), stdout),
    };
    let is_list = project.list("flags").iter().any(|flag| LISTS.contains(&flag.as_str()));
    let difference = match is_list {
        true => text_difference(&sorted(&expected), &sorted(&actual)),
        false => text_difference(&expected, &actual),
    };
    difference.map(|difference| format!("{stream}, {difference}"))
}

#[test]
fn config_prints_the_recorded_output() {
    let folders = case_folders("tests/conformance/printed", 15);
    let problems = folders
        .iter()
        .filter_map(|folder| Some((file_name(folder), vec![problem(folder)?])));
    let failures: Failures = problems.collect();
    assert_only_known_failures(folders.len(), &failures, &KNOWN_FAILURES);
}
