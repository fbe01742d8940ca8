//! The loader against the answers of Docker Compose v2.40.3 that `tests/conformance` records.

mod yaml_stage;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use drydock::compose::{self, LoadOptions, Loaded, render};
use drydock::diagnostic::Severity;
use drydock::source::Workspace;
use serde::Deserialize;
use serde_json::Value;

use crate::cases::{CONFIG_CASES, Project, case_folders, file_name};
use crate::differences::{json_differences, text_difference};
use crate::known_failures::{Failures, assert_only_known_failures};
use crate::spans::assert_in_bounds;

/// Cases that fail, each with the reason.
const KNOWN_FAILURES: [(&str, &str); 0] = [];

/// Contents of `meta.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    /// The rule that the case demonstrates, in one sentence.
    rule: String,
}

struct Case {
    /// The set and the folder: `spec/ports-long`.
    name: String,
    folder: PathBuf,
    project: Project,
}

fn cases() -> Vec<Case> {
    let folders = CONFIG_CASES
        .iter()
        .flat_map(|(set, minimum)| case_folders(set, *minimum));
    folders.map(Case::read).collect()
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let set = file_name(folder.parent().expect("cases are in a folder"));
        Self {
            name: format!("{set}/{}", file_name(&folder)),
            project: Project::read(&folder),
            folder,
        }
    }

    fn root(&self) -> String {
        format!("/playground/{}", self.project.name)
    }

    fn workspace(&self) -> Workspace {
        self.project.workspace(&self.root(), "/home/user")
    }

    fn options(&self) -> LoadOptions {
        self.project.options(&self.root(), "/home/user")
    }

    fn load(&self) -> Loaded {
        compose::load(&self.workspace(), &self.options())
    }

    /// Returns the printed JSON: the model or an error.
    fn print(&self, loaded: &Loaded) -> Result<Value, String> {
        let Some(project) = &loaded.project else {
            return Err(loaded.failure.clone().unwrap_or_default());
        };
        match self.options().passes.interpolate {
            true => render::json(&project.resolved),
            false => Ok(render::uninterpolated_json(&project.resolved)),
        }
    }

    /// Returns the recorded answers: `expected.json` and `expected.2.json` for `("expected", "json")`. Docker Compose
    /// gives one of them, by chance.
    fn answers(&self, stem: &str, extension: &str) -> Vec<String> {
        let numbers = std::iter::once(String::new()).chain((2..).map(|number| format!(".{number}")));
        let paths = numbers.map(|number| self.folder.join(format!("{stem}{number}.{extension}")));
        let present = paths.take_while(|path| path.is_file());
        let answers: Vec<String> = present.map(|path| read(&path)).collect();
        assert!(!answers.is_empty(), "{} has no {stem}.{extension}", self.name);
        answers
    }

    fn warnings(&self) -> BTreeSet<String> {
        let path = self.folder.join("warnings.txt");
        match path.exists() {
            true => read(&path).lines().map(str::to_owned).collect(),
            false => BTreeSet::new(),
        }
    }

    /// Returns the rule that the case shows, if it has a `meta.json`.
    fn rule(&self) -> Option<String> {
        let path = self.folder.join("meta.json");
        let meta: Option<Meta> = path
            .exists()
            .then(|| serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        meta.map(|meta| meta.rule)
    }

    /// Returns how our answer differs from the recorded one.
    fn problems(&self) -> Vec<String> {
        let loaded = self.load();
        let printed = self.print(&loaded);
        if self.project.is_rejected {
            return self.rejection_problem(printed).into_iter().collect();
        }
        let mut problems = match printed {
            Ok(model) => self.model_problems(&model),
            Err(error) => vec![format!("rejected: {error}")],
        };
        problems.extend(warning_problems(&self.warnings(), &loaded.warnings));
        problems
    }

    /// Returns the differences to the closest of the recorded models.
    fn model_problems(&self, model: &Value) -> Vec<String> {
        let answers = self.answers("expected", "json");
        let expected = answers.iter().map(|answer| {
            let answer: Value = serde_json::from_str(answer).expect("an answer is JSON");
            json_differences(&answer, model)
        });
        expected.min_by_key(Vec::len).unwrap_or_default()
    }

    fn rejection_problem(&self, printed: Result<Value, String>) -> Option<String> {
        let answers = self.answers("expected_error", "txt");
        let expected = answers[0].trim();
        let Err(error) = printed else {
            return Some(format!("accepted, expected the error {expected:?}"));
        };
        let is_recorded = answers.iter().any(|answer| answer.trim() == error.trim());
        match is_recorded {
            true => None,
            false => text_difference(expected, error.trim()).map(|difference| format!("error, {difference}")),
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn warning_problems(expected: &BTreeSet<String>, actual: &[String]) -> Vec<String> {
    let actual: BTreeSet<String> = actual.iter().map(|warning| warning.replace('\n', "\\n")).collect();
    let missing = expected
        .difference(&actual)
        .map(|text| format!("missing warning: {text}"));
    let unexpected = actual
        .difference(expected)
        .map(|text| format!("unexpected warning: {text}"));
    missing.chain(unexpected).collect()
}

#[test]
fn recorded_projects_load_as_in_docker_compose() {
    let cases = cases();
    let mut failures = Failures::new();
    for case in &cases {
        let mut problems = case.problems();
        let rule = case.rule();
        if !problems.is_empty() {
            problems.extend(rule.map(|rule| format!("the case shows: {rule}")));
            failures.insert(case.name.clone(), problems);
        }
    }
    assert_only_known_failures(cases.len(), &failures, &KNOWN_FAILURES);
}

#[test]
fn cases_have_one_kind_of_answer() {
    for case in cases() {
        let accepted = case.folder.join("expected.json").is_file();
        assert!(accepted != case.project.is_rejected, "{}", case.name);
    }
}

#[test]
fn diagnostics_are_in_bounds_and_deterministic() {
    for case in cases() {
        let files = case.workspace();
        let loaded = case.load();
        assert_eq!(loaded.diagnostics, case.load().diagnostics, "{}", case.name);
        assert_in_bounds(&files, &loaded.diagnostics, &case.name);
        let has_error = loaded
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error);
        assert_eq!(
            loaded.failure.is_some(),
            has_error,
            "{}: {:?}",
            case.name,
            loaded.failure
        );
    }
}
