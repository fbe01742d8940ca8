//! The registry of diagnostic codes: names are well-formed and unique, and a case raises each of them.

mod inputs;

use std::collections::BTreeSet;

use drydock::compose::{self, LoadOptions};
use drydock::diagnostic::{Code, codes};
use drydock::findings;
use drydock::lint::rules;
use drydock::sim::{self, Scenario};
use drydock::source::Workspace;

use crate::cases::{CONFIG_CASES, Project, case_folders};
use crate::{lint, spec_pages, verdict};

/// Returns the codes of the registry and of the lint rules.
fn registered_codes() -> impl Iterator<Item = Code> {
    let rules = rules::ALL.iter().map(|rule| rule.code);
    codes::ALL.iter().map(|(code, _)| *code).chain(rules)
}

/// Returns the codes of all diagnostics about a project, including those of the simulation.
fn raised_codes(files: &Workspace, options: &LoadOptions) -> BTreeSet<Code> {
    let loaded = compose::load(files, options);
    let project = loaded.project.as_ref();
    let timeline = project.map(|project| sim::simulate(project, files, &Scenario::up()));
    let diagnostics = findings::all(
        loaded.diagnostics,
        &loaded.unset_variables,
        project,
        files,
        timeline.as_ref(),
    );
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Returns the codes that the recorded projects and scenarios, the pages of `tests/spec` and the pages of lint rules
/// raise.
fn codes_of_cases() -> BTreeSet<Code> {
    let mut raised = BTreeSet::new();
    for (set, minimum) in CONFIG_CASES.into_iter().chain([("tests/simulation/scenarios", 200)]) {
        for folder in case_folders(set, minimum) {
            let project = Project::read(&folder);
            let root = format!("/playground/{}", project.name);
            raised.extend(raised_codes(
                &project.workspace(&root, "/home/user"),
                &project.options(&root, "/home/user"),
            ));
        }
    }
    for example in spec_pages::examples() {
        let mut files = Workspace::new("/project");
        for block in &example.files {
            files.set(&block.name, &block.text);
        }
        raised.extend(raised_codes(&files, &example.options()));
    }
    for files in lint::bad_examples().chain(verdict::projects()) {
        raised.extend(raised_codes(&files, &LoadOptions::default()));
    }
    raised
}

#[test]
fn names_are_unique_and_kebab_case() {
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        !word.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let mut names = BTreeSet::new();
    for code in registered_codes() {
        let name = code.name();
        assert!(name.split('-').all(is_word), "`{name}` is not in kebab case");
        assert!(names.insert(name), "`{name}` is registered twice");
    }
    for (code, documentation) in codes::ALL {
        let is_sentence = documentation.trim().ends_with('.');
        assert!(is_sentence, "the documentation of `{code}` is not a sentence");
    }
}

#[test]
fn every_code_has_a_case_that_raises_it() {
    let mut raised = codes_of_cases();
    for input in inputs::all() {
        let mut files = Workspace::new("/demo");
        for (path, content) in &input.files {
            files.set_bytes(path, content);
        }
        let codes = raised_codes(&files, &LoadOptions::default());
        let name = input.code.name();
        assert!(
            codes.contains(&input.code),
            "the project for `{name}` raises {codes:?} instead"
        );
        raised.extend(codes);
    }
    let registered: BTreeSet<Code> = registered_codes().collect();
    let without_case: Vec<_> = registered.difference(&raised).collect();
    assert!(
        without_case.is_empty(),
        "no case raises these codes, so add one to tests/it/codes/inputs.rs: {without_case:?}"
    );
    let unregistered: Vec<_> = raised.difference(&registered).collect();
    assert!(
        unregistered.is_empty(),
        "these codes are not registered: {unregistered:?}"
    );
}
