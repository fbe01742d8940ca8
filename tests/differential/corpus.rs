//! The projects that mutants are made of: the recorded cases, and real files where they are at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::generate::Values;

/// Files of a recorded case that are not of the project.
const OWN: [&str; 3] = ["args.json", "warnings.txt", "meta.json"];

/// A project's files, and how the tool is called for it.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder's name.
    pub name: String,
    /// By path below the folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// As in `args.json`.
    pub args: Value,
    /// The real program refuses it as it is.
    pub refused: bool,
}

impl Project {
    /// The items of a list in the arguments.
    pub fn list(&self, key: &str) -> Vec<String> {
        let items = self.args[key].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A text in the arguments.
    pub fn text(&self, key: &str) -> Option<String> {
        self.args[key].as_str().map(str::to_owned)
    }

    /// The variables that the shell has.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let all = self.args["env"].as_object().into_iter().flatten();
        all.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect()
    }

    /// The compose files, by name.
    pub fn compose_files(&self) -> Vec<String> {
        let yaml = |path: &&String| path.ends_with(".yaml") || path.ends_with(".yml");
        self.files.keys().filter(yaml).cloned().collect()
    }

    /// Writes the files, and the arguments if there are any.
    pub fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("the target folder can be written");
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("it is below the folder"))
                .expect("the target folder can be written");
            fs::write(path, bytes).expect("the target folder can be written");
        }
        if self.args.as_object().is_some_and(|args| !args.is_empty()) {
            fs::write(folder.join("args.json"), format!("{:#}\n", self.args))
                .expect("the target folder can be written");
        }
    }
}

/// All there is to take from.
pub struct Corpus {
    /// In the order of their names.
    pub projects: Vec<Project>,
    /// The values that are written somewhere behind a key.
    pub values: BTreeMap<String, Vec<String>>,
    /// All keys.
    pub keys: Vec<String>,
    /// What projects are generated from.
    pub attributes: Values,
}

impl Corpus {
    /// Reads the recorded cases below `tests/conformance`, and those beside the package.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let sets = [
            "tests/conformance/spec",
            "tests/conformance/errors",
            "tests/conformance/load",
        ];
        let mut projects: Vec<Project> = sets.iter().flat_map(|set| projects(&root.join(set))).collect();
        projects.extend(self::projects(&root.join("../shared/conformance/cases/dev/real")));
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for project in &projects {
            for path in project.compose_files() {
                for line in String::from_utf8_lossy(&project.files[&path]).lines() {
                    let line = line.trim().trim_start_matches("- ");
                    if let Some((key, value)) = line.split_once(": ") {
                        values.entry(key.to_owned()).or_default().insert(value.to_owned());
                    } else if let Some(key) = line.strip_suffix(':') {
                        values.entry(key.to_owned()).or_default();
                    }
                }
            }
        }
        let keys = values.keys().cloned().collect();
        let values = values
            .into_iter()
            .map(|(key, values)| (key, values.into_iter().collect()));
        Self {
            projects,
            keys,
            values: values.collect(),
            attributes: Values::read(),
        }
    }
}

fn projects(set: &Path) -> Vec<Project> {
    let Ok(entries) = fs::read_dir(set) else {
        return Vec::new();
    };
    let mut folders: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    folders.sort();
    folders.iter().map(|folder| project(folder)).collect()
}

fn project(folder: &Path) -> Project {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    let args = fs::read_to_string(folder.join("args.json")).ok();
    Project {
        name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        files,
        refused: folder.join("expected_error.txt").is_file(),
        args: args
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or(json!({})),
    }
}

fn collect(folder: &Path, top: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a case is a folder") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = folder == top && (OWN.contains(&name.as_str()) || name.starts_with("expected"));
        if path.is_dir() {
            collect(&path, top, files);
        } else if !own {
            let inside = path
                .strip_prefix(top)
                .expect("it lies below")
                .to_string_lossy()
                .into_owned();
            files.insert(inside, fs::read(&path).expect("the file can be read"));
        }
    }
}
