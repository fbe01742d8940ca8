//! The loader held against recorded answers of Docker Compose v2.40.3.
//!
//! Each case is a folder of a project's files with what the real `docker compose config --format json`
//! answered: `expected.json`, or `expected_error.txt`; numbered ones are further right answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use drydock::compose::{self, LoadOptions, Loaded, render};
use drydock::source::Workspace;
use serde_json::Value;

use crate::flags;

/// Files of the case, not of the project.
const OWN: [&str; 3] = ["args.json", "warnings.txt", "meta.json"];

/// What must agree at least: accepted models, rejections, exact error texts, equal sets of warnings.
const FLOOR: Score = Score {
    accepted: 468,
    rejected: 498,
    exact: 498,
    warnings: 468,
};

#[derive(Debug, Default, Clone, Copy)]
struct Score {
    accepted: usize,
    rejected: usize,
    exact: usize,
    warnings: usize,
}

struct Case {
    name: String,
    folder: PathBuf,
}

fn cases(set: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/conformance")
        .join(set);
    let mut cases: Vec<Case> = fs::read_dir(folder)
        .expect("the cases are part of the repository")
        .map(|entry| {
            let entry = entry.expect("the folder can be read");
            Case {
                name: entry.file_name().to_string_lossy().into_owned(),
                folder: entry.path(),
            }
        })
        .collect();
    cases.sort_by(|left, right| left.name.cmp(&right.name));
    cases
}

/// All cases: those that are refused, and those that are accepted.
fn all() -> (Vec<Case>, Vec<Case>) {
    let all = ["spec", "errors", "load"].into_iter().flat_map(cases);
    all.partition(|case| case.folder.join("expected_error.txt").is_file())
}

impl Case {
    fn root(&self) -> String {
        format!("/playground/{}", self.name)
    }

    fn load(&self) -> Loaded {
        let mut files = Workspace::new(&self.root());
        add(&mut files, &self.folder, &self.folder);
        compose::load(&files, &self.options())
    }

    fn options(&self) -> LoadOptions {
        let args: Value = fs::read_to_string(self.folder.join("args.json"))
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let list = |key: &str| -> Vec<String> {
            let items = args[key].as_array().cloned().unwrap_or_default();
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let text = |key: &str| args[key].as_str().map(str::to_owned);
        let flags = list("flags");
        let flag = |name: &str| flags.iter().any(|flag| flag == name);
        let mut environment: BTreeMap<String, String> = [("PATH", "/bin"), ("HOME", "/home/user")]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        environment.insert("PWD".to_owned(), self.root());
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
            ..flags::options(flag)
        }
    }

    /// The project as JSON, if it can be printed.
    fn printed(&self, loaded: &Loaded) -> Option<Result<Value, String>> {
        let resolved = &loaded.project.as_ref()?.resolved;
        Some(match self.options().no_interpolate {
            true => Ok(render::uninterpolated_json(resolved)),
            false => render::json(resolved),
        })
    }

    /// The right answers: `expected.json`, `expected.2.json` and so on.
    fn answers(&self, begin: &str, end: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.folder)
            .expect("a case is a folder")
            .map(|entry| {
                entry
                    .expect("the folder can be read")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|name| name.starts_with(begin) && name.ends_with(end))
            .collect();
        names.sort();
        let read = |name: &String| fs::read_to_string(self.folder.join(name)).expect("an answer is text");
        names.iter().map(read).collect()
    }

    fn warnings(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(self.folder.join("warnings.txt")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

fn add(files: &mut Workspace, folder: &Path, top: &Path) {
    for entry in fs::read_dir(folder).expect("a case is a folder") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = folder == top && (OWN.contains(&name.as_str()) || name.starts_with("expected"));
        if path.is_dir() {
            add(files, &path, top);
        } else if !own {
            let inside = path
                .strip_prefix(top)
                .expect("it lies below")
                .to_string_lossy()
                .into_owned();
            files.set_bytes(&inside, &fs::read(&path).expect("the file can be read"));
        }
    }
}

/// Equal as JSON, where 1 and 1.0 are the same number.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        (left, right) => left == right,
    }
}

fn shown(warnings: &[String]) -> BTreeSet<String> {
    warnings.iter().map(|warning| warning.replace('\n', "\\n")).collect()
}

#[test]
fn recorded_projects_are_loaded_alike() {
    let mut score = Score::default();
    let mut faults = Vec::new();
    let (rejected, accepted) = all();
    for case in &accepted {
        let loaded = case.load();
        let model = case.printed(&loaded);
        let right = case.answers("expected", ".json").iter().any(|answer| {
            let answer: Value = serde_json::from_str(answer).expect("an answer is JSON");
            matches!(&model, Some(Ok(model)) if same(model, &answer))
        });
        match right {
            true => score.accepted += 1,
            false => faults.push(format!(
                "{}: {}",
                case.name,
                loaded.failure.as_deref().unwrap_or("another model")
            )),
        }
        match shown(&loaded.warnings) == case.warnings() {
            true => score.warnings += 1,
            false => faults.push(format!("{}: warns {:?}", case.name, loaded.warnings)),
        }
    }
    for case in &rejected {
        let loaded = case.load();
        let model = case.printed(&loaded);
        let failure = match (loaded.failure, model) {
            (Some(failure), _) => failure,
            (None, Some(Err(failure))) => failure,
            (None, _) => {
                faults.push(format!("{}: accepted", case.name));
                continue;
            }
        };
        score.rejected += 1;
        let right = case
            .answers("expected_error", ".txt")
            .iter()
            .any(|answer| answer.trim() == failure.trim());
        match right {
            true => score.exact += 1,
            false => faults.push(format!("{}: says {failure}", case.name)),
        }
    }
    println!(
        "accepted {}/{}, rejected {}/{} with {} exact texts, warnings {}/{}",
        score.accepted,
        accepted.len(),
        score.rejected,
        rejected.len(),
        score.exact,
        score.warnings,
        accepted.len()
    );
    let faults = faults.join("\n");
    assert!(
        score.accepted >= FLOOR.accepted,
        "accepted only {}:\n{faults}",
        score.accepted
    );
    assert!(
        score.rejected >= FLOOR.rejected,
        "rejected only {}:\n{faults}",
        score.rejected
    );
    assert!(
        score.exact >= FLOOR.exact,
        "only {} exact texts:\n{faults}",
        score.exact
    );
    assert!(
        score.warnings >= FLOOR.warnings,
        "only {} equal warnings:\n{faults}",
        score.warnings
    );
    println!("{faults}");
}

/// Whatever is wrong with a file: each finding has its place in it, and every run finds the same.
#[test]
fn findings_are_in_bounds_and_the_same_in_every_run() {
    let (rejected, accepted) = all();
    for case in rejected.iter().chain(&accepted) {
        let mut files = Workspace::new(&case.root());
        add(&mut files, &case.folder, &case.folder);
        let options = case.options();
        let loaded = compose::load(&files, &options);
        assert_eq!(
            loaded.diagnostics,
            compose::load(&files, &options).diagnostics,
            "{}",
            case.name
        );
        for diagnostic in &loaded.diagnostics {
            let labels = diagnostic
                .primary
                .iter()
                .chain(&diagnostic.secondary)
                .map(|label| label.span);
            let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            for span in labels.chain(edits) {
                let text = files.file(span.file).text();
                assert!(text.get(span.range()).is_some(), "{}: {diagnostic:?}", case.name);
            }
        }
        assert_eq!(
            loaded.failure.is_some(),
            loaded
                .diagnostics
                .iter()
                .any(|found| found.severity == drydock::diagnostic::Severity::Error),
            "{}: {:?}",
            case.name,
            loaded.failure
        );
    }
}
