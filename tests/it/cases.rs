//! Recorded projects: a folder with the project's files, and next to them how Docker Compose was called and what it
//! answered. `tests/README.md` describes the format.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use drydock::compose::LoadOptions;
use drydock::source::Workspace;
use serde_json::{Value, json};

use crate::flags;

/// Folders of cases that record `docker compose config --format json`, each with its minimum number of cases.
pub const CONFIG_CASES: [(&str, usize); 3] = [
    ("tests/conformance/spec", 200),
    ("tests/conformance/errors", 200),
    ("tests/conformance/load", 500),
];

/// Keys of `args.json`.
const ARGUMENTS: [&str; 8] = [
    "files",
    "profiles",
    "env_files",
    "services",
    "flags",
    "project_name",
    "project_directory",
    "env",
];

/// A project's files, and how `docker compose config` is called for it.
#[derive(Debug, Clone)]
pub struct Project {
    /// Name of the folder.
    pub name: String,
    /// Contents by path below the folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Contents of `args.json`.
    pub args: Value,
    /// Whether Docker Compose rejects the recorded project.
    pub is_rejected: bool,
}

impl Project {
    /// Reads a case's folder, without the recorded answers.
    pub fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect_files(folder, folder, &mut files);
        assert!(!files.is_empty(), "{} has no files", folder.display());
        Self {
            name: file_name(folder),
            files,
            args: read_arguments(&folder.join("args.json")),
            is_rejected: folder.join("expected_error.txt").is_file(),
        }
    }

    /// Returns the items of a list in the arguments.
    pub fn list(&self, key: &str) -> Vec<String> {
        let items = self.args[key].as_array().into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Returns a text in the arguments.
    pub fn text(&self, key: &str) -> Option<String> {
        self.args[key].as_str().map(str::to_owned)
    }

    /// Returns the shell's variables: those of the arguments, and the few that every shell has.
    pub fn environment(&self, root: &str, home: &str) -> BTreeMap<String, String> {
        let variables = self.args["env"].as_object().into_iter().flatten();
        let variables = variables.map(|(name, value)| (name.as_str(), value.as_str().expect("variables are strings")));
        [("PATH", "/bin"), ("HOME", home), ("PWD", root)]
            .into_iter()
            .chain(variables)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// Returns the options of a load at `root` with the arguments.
    pub fn options(&self, root: &str, home: &str) -> LoadOptions {
        let flags = self.list("flags");
        let flag = |name: &str| flags.iter().any(|flag| flag == name);
        LoadOptions {
            files: self.list("files"),
            profiles: self.list("profiles"),
            env_files: self.list("env_files"),
            services: self.list("services"),
            project_name: self.text("project_name"),
            project_directory: self.text("project_directory"),
            environment: self.environment(root, home),
            ..flags::options(flag)
        }
    }

    /// Returns the files as a workspace at `root`. The home folder exists and is empty.
    pub fn workspace(&self, root: &str, home: &str) -> Workspace {
        let mut workspace = Workspace::new(root);
        workspace.add_folder(home);
        for (path, bytes) in &self.files {
            workspace.set_bytes(path, bytes);
        }
        workspace
    }
}

/// Returns the folders in `set`, a folder of the repository, sorted. Panics if there are fewer than `minimum`, which
/// is how a moved or emptied folder is noticed.
#[track_caller]
pub fn case_folders(set: &str, minimum: usize) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(set);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("the folder is readable").path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    assert!(
        folders.len() >= minimum,
        "{set} has {} cases, at least {minimum} are expected",
        folders.len()
    );
    folders.sort();
    folders
}

/// Returns the last part of a path.
pub fn file_name(path: &Path) -> String {
    let name = path.file_name().expect("the path ends in a name");
    name.to_string_lossy().into_owned()
}

/// Whether a file at the top of a case's folder is part of the case and not of its project.
fn is_case_file(name: &str) -> bool {
    ["args.json", "warnings.txt", "meta.json"].contains(&name) || name.starts_with("expected")
}

fn collect_files(folder: &Path, root: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            collect_files(&path, root, files);
        } else if folder != root || !is_case_file(&file_name(&path)) {
            let inside = path.strip_prefix(root).expect("the file is below the root");
            let bytes = fs::read(&path).expect("the file is readable");
            files.insert(inside.to_string_lossy().into_owned(), bytes);
        }
    }
}

/// Reads `args.json`; a missing file means that there are no arguments.
fn read_arguments(path: &Path) -> Value {
    if !path.exists() {
        return json!({});
    }
    let text = fs::read_to_string(path).expect("arguments are text");
    let args: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let object = args.as_object().expect("arguments are an object");
    for key in object.keys() {
        assert!(ARGUMENTS.contains(&&**key), "{}: unknown key `{key}`", path.display());
    }
    args
}
