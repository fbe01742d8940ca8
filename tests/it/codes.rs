//! The registry of diagnostic codes: names are well-formed and unique, and a case raises each of them.

mod inputs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use drydock::compose::{self, LoadOptions};
use drydock::diagnostic::codes;
use drydock::findings;
use drydock::sim::{self, Scenario};
use drydock::source::Workspace;
use serde_json::Value;

use crate::flags;

/// Files of a recorded case that are not part of the project.
const METADATA: [&str; 3] = ["args.json", "warnings.txt", "meta.json"];

/// Returns the codes of all diagnostics about a project, the simulation included.
fn codes_of(files: &Workspace, options: &LoadOptions) -> BTreeSet<&'static str> {
    let loaded = compose::load(files, options);
    let timeline = loaded
        .project
        .as_ref()
        .map(|project| sim::run(project, files, &Scenario::up()));
    findings::all(loaded.diagnostics, files, timeline.as_ref())
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect()
}

fn subfolders(path: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let entries = fs::read_dir(folder).expect("the folder is part of the repository");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    paths.sort();
    paths
}

/// Adds the files below a folder to a workspace, under their paths relative to `top`.
fn add_files(files: &mut Workspace, folder: &Path, top: &Path) {
    for entry in fs::read_dir(folder).expect("a case is a folder") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_metadata = METADATA.contains(&name.as_str()) || name.starts_with("expected");
        if path.is_dir() {
            add_files(files, &path, top);
        } else if !(folder == top && is_metadata) {
            let relative = path.strip_prefix(top).expect("the file is below the case's folder");
            files.set_bytes(
                &relative.to_string_lossy(),
                &fs::read(&path).expect("the file can be read"),
            );
        }
    }
}

/// The options of a recorded case, from its `args.json`.
fn recorded_options(folder: &Path, root: &str) -> LoadOptions {
    let args: Value = fs::read_to_string(folder.join("args.json"))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let list = |key: &str| -> Vec<String> {
        let items = args[key].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let text = |key: &str| args[key].as_str().map(str::to_owned);
    let flags = list("flags");
    let mut environment = BTreeMap::from([("PWD".to_owned(), root.to_owned())]);
    for (name, value) in args["env"].as_object().into_iter().flatten() {
        environment.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    LoadOptions {
        files: list("files"),
        profiles: list("profiles"),
        env_files: list("env_files"),
        services: list("services"),
        project_name: text("project_name"),
        project_directory: text("project_directory"),
        environment: environment.into_iter().collect(),
        ..flags::options(|name| flags.iter().any(|flag| flag == name))
    }
}

/// Returns the codes that the cases of `tests/conformance` and `tests/simulation` raise.
fn codes_of_recorded_cases() -> BTreeSet<&'static str> {
    let mut raised = BTreeSet::new();
    for set in [
        "conformance/spec",
        "conformance/errors",
        "conformance/load",
        "simulation/scenarios",
    ] {
        for folder in subfolders(&format!("tests/{set}")) {
            let root = format!("/{}", folder.file_name().unwrap_or_default().to_string_lossy());
            let mut files = Workspace::new(&root);
            add_files(&mut files, &folder, &folder);
            raised.extend(codes_of(&files, &recorded_options(&folder, &root)));
        }
    }
    raised
}

/// Returns the codes that the pages of `tests/spec` expect; `tests/spec.rs` proves that they are raised.
fn codes_of_pages() -> BTreeSet<String> {
    let mut raised = BTreeSet::new();
    for page in subfolders("tests/spec") {
        let text = fs::read_to_string(page).expect("a page is text");
        for line in text.lines() {
            let expected = line.split_once("# error: [").or(line.split_once("# warning: ["));
            raised.extend(expected.and_then(|(_, rest)| Some(rest.split_once(']')?.0.to_owned())));
        }
    }
    raised
}

#[test]
fn names_are_unique_and_kebab_case() {
    let mut names = BTreeSet::new();
    for (code, documentation) in codes::ALL {
        let name = code.name();
        let is_kebab_case = name.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(is_kebab_case, "`{name}` is not kebab-case");
        assert!(names.insert(name), "`{name}` is registered twice");
        assert!(
            documentation.trim().ends_with('.'),
            "the documentation of `{name}` is a sentence"
        );
    }
}

#[test]
fn every_code_has_a_case_that_raises_it() {
    let mut raised: BTreeSet<String> = codes_of_pages();
    raised.extend(codes_of_recorded_cases().into_iter().map(str::to_owned));
    for input in inputs::all() {
        let mut files = Workspace::new("/demo");
        for (path, content) in &input.files {
            files.set_bytes(path, content);
        }
        let found = codes_of(&files, &LoadOptions::default());
        let name = input.code.name();
        assert!(
            found.contains(name),
            "the project for `{name}` raises {found:?} instead"
        );
        raised.insert(name.to_owned());
    }
    let registered: BTreeSet<String> = codes::ALL.iter().map(|(code, _)| code.name().to_owned()).collect();
    let without_case: Vec<_> = registered.difference(&raised).collect();
    assert!(
        without_case.is_empty(),
        "no case raises these codes, so add one to tests/it/codes/inputs.rs: {without_case:?}"
    );
    let unregistered: Vec<_> = raised.difference(&registered).collect();
    assert!(
        unregistered.is_empty(),
        "these codes are expected, but not registered: {unregistered:?}"
    );
}
