//! The projects that mutants are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::Path;

use crate::cases::{CONFIG_CASES, Project, case_folders};
use crate::generate::Values;

impl Project {
    /// Returns the paths of the compose files.
    pub fn compose_files(&self) -> Vec<String> {
        let is_yaml = |path: &&String| path.ends_with(".yaml") || path.ends_with(".yml");
        self.files.keys().filter(is_yaml).cloned().collect()
    }

    /// Writes the files into a folder, with `args.json` if there are arguments.
    pub fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("the target folder is writable");
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("the file is in the folder")).expect("the folder is writable");
            fs::write(path, bytes).expect("the folder is writable");
        }
        if self.args.as_object().is_some_and(|args| !args.is_empty()) {
            fs::write(folder.join("args.json"), format!("{:#}\n", self.args)).expect("the folder is writable");
        }
    }
}

/// Projects to mutate, and the values and keys that occur in them.
pub struct Corpus {
    /// All projects, sorted by set and name.
    pub projects: Vec<Project>,
    /// Values that occur in some file, by key.
    pub values: BTreeMap<String, Vec<String>>,
    /// All keys that occur in some file.
    pub keys: Vec<String>,
    /// Values that projects are generated from.
    pub attributes: Values,
}

impl Corpus {
    /// Reads the recorded cases, and the projects below the folder that `CORPUS` names if it is set.
    pub fn read() -> Self {
        let mut projects = recorded_projects();
        if let Some(folder) = env::var_os("CORPUS") {
            // An absolute path replaces the repository's in a join.
            let folders = case_folders(&folder.to_string_lossy(), 1);
            projects.extend(folders.iter().map(|folder| Project::read(folder)));
        }
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

/// Reads the recorded cases of `docker compose config`.
pub fn recorded_projects() -> Vec<Project> {
    let folders = CONFIG_CASES
        .iter()
        .flat_map(|(set, minimum)| case_folders(set, *minimum));
    folders.map(|folder| Project::read(&folder)).collect()
}
