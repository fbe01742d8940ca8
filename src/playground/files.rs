//! The files being edited: a small project folder, in the order of its tabs.
//!
//! There is always a file that is open, unless there are no files at all. Paths are relative to the
//! project folder, cleaned, and unique.

use serde::Serialize;

use crate::compose::go;
use crate::json::Json;
use crate::source::{self, Workspace};

/// Names Docker Compose looks for, in its order.
pub const COMPOSE_NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its path below the project folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What a file is written in, as far as the editor colors it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// YAML.
    Yaml,
    /// A Dockerfile.
    Dockerfile,
    /// `KEY=value` lines.
    Dotenv,
    /// Python.
    Python,
    /// Anything else.
    Plain,
}

impl Language {
    /// By a file's name.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "yaml" | "yml" => Language::Yaml,
            "py" => Language::Python,
            "env" | "properties" => Language::Dotenv,
            "dockerfile" => Language::Dockerfile,
            _ if name.starts_with("dockerfile") || name.starts_with("containerfile") => Language::Dockerfile,
            _ if name.starts_with(".env") => Language::Dotenv,
            _ => Language::Plain,
        }
    }

    /// The word the editor knows it by.
    pub fn word(self) -> &'static str {
        match self {
            Language::Yaml => "yaml",
            Language::Dockerfile => "dockerfile",
            Language::Dotenv => "dotenv",
            Language::Python => "python",
            Language::Plain => "plain",
        }
    }
}

/// Why a path can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// Nothing is left of it.
    Empty,
    /// It leaves the project folder or is absolute.
    Outside,
    /// There is such a file already.
    Taken,
    /// It lies below another file, or a file lies below it.
    InsideFile,
}

impl PathFault {
    /// A sentence for the reader.
    pub fn sentence(self) -> &'static str {
        match self {
            PathFault::Empty => "A file needs a name.",
            PathFault::Outside => "The file has to lie inside the project folder.",
            PathFault::Taken => "There is a file of that name already.",
            PathFault::InsideFile => "A file can't also be a folder.",
        }
    }
}

/// The files of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Files {
    /// The project folder's name.
    pub name: String,
    /// The path of the open file; empty when there are no files.
    pub open: String,
    files: Vec<File>,
}

impl Files {
    /// A project from files; later ones replace earlier ones of the same path. The first compose file
    /// is open, or else the first file.
    pub fn new(name: &str, files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut project = Files {
            name: folder_name(name),
            open: String::new(),
            files: Vec::new(),
        };
        for (path, text) in files {
            if let Some(path) = clean(&path) {
                project.write(&path, text);
            }
        }
        project.open_first();
        project
    }

    /// The files that were kept; none when they can't be read.
    pub fn read(kept: &Json) -> Option<Self> {
        let text = |value: &Json, key: &str| value.get(key)?.text().map(str::to_owned);
        let file = |value: &Json| {
            Some(File {
                path: text(value, "path")?,
                text: text(value, "text")?,
            })
        };
        Some(Files {
            name: text(kept, "name")?,
            open: text(kept, "open")?,
            files: kept.get("files")?.list()?.iter().map(file).collect::<Option<_>>()?,
        })
    }

    /// The files, in tab order.
    pub fn iter(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A file's text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.find(path).map(|file| file.text.as_str())
    }

    /// The compose file that is loaded when nobody names one.
    pub fn compose_file(&self) -> Option<&str> {
        COMPOSE_NAMES.into_iter().find(|name| self.find(name).is_some())
    }

    /// Opens a file, if it is there.
    pub fn open(&mut self, path: &str) -> bool {
        let there = self.find(path).is_some();
        if there {
            self.open = path.to_owned();
        }
        there
    }

    /// Replaces a file's text, or adds the file at the end. Expects a clean path.
    pub fn write(&mut self, path: &str, text: String) {
        match self.files.iter_mut().find(|file| file.path == path) {
            Some(file) => file.text = text,
            None => self.files.push(File {
                path: path.to_owned(),
                text,
            }),
        }
    }

    /// The clean form of a path for a new or renamed file, or why it can't be had. `but` is a file that
    /// is about to give its own path up.
    pub fn free_path(&self, path: &str, but: Option<&str>) -> Result<String, PathFault> {
        if path.trim().is_empty() {
            return Err(PathFault::Empty);
        }
        let path = clean(path.trim()).ok_or(PathFault::Outside)?;
        for file in self.files.iter().filter(|file| Some(file.path.as_str()) != but) {
            if file.path == path {
                return Err(PathFault::Taken);
            }
            if lies_below(&file.path, &path) || lies_below(&path, &file.path) {
                return Err(PathFault::InsideFile);
            }
        }
        Ok(path)
    }

    /// Gives a file another path, in its place.
    pub fn rename(&mut self, from: &str, to: &str) {
        if let Some(file) = self.files.iter_mut().find(|file| file.path == from) {
            file.path = to.to_owned();
            if self.open == from {
                self.open = to.to_owned();
            }
        }
    }

    /// Removes a file; its right neighbor is opened where it was open.
    pub fn remove(&mut self, path: &str) {
        let Some(index) = self.files.iter().position(|file| file.path == path) else {
            return;
        };
        self.files.remove(index);
        if self.open == path {
            let next = self.files.get(index).or(self.files.last());
            self.open = next.map(|file| file.path.clone()).unwrap_or_default();
        }
    }

    /// The files as the loader sees them: in a folder of the project's name.
    pub fn workspace(&self) -> Workspace {
        let mut workspace = Workspace::new(&format!("/{}", self.name));
        for file in &self.files {
            workspace.set(&file.path, &file.text);
        }
        workspace
    }

    /// Path and text of each file.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.files
            .iter()
            .map(|file| (file.path.clone(), file.text.clone()))
            .collect()
    }

    /// Whether paths and texts are the same, whatever is open.
    pub fn same_content(&self, other: &Files) -> bool {
        self.files == other.files
    }

    fn find(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    fn open_first(&mut self) {
        let first = self
            .compose_file()
            .or(self.files.first().map(|file| file.path.as_str()));
        self.open = first.unwrap_or_default().to_owned();
    }
}

/// A relative path without `.`, `..` and doubled slashes; `None` when it leaves the folder or is empty.
fn clean(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.contains('\0') {
        return None;
    }
    let mut depth = 0_i32;
    for part in path.split('/') {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        if depth < 0 {
            return None;
        }
    }
    let cleaned = source::join("/", &path);
    let relative = cleaned.trim_start_matches('/');
    (!relative.is_empty()).then(|| relative.to_owned())
}

fn lies_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// A folder's name from any text: what Compose would make a project's name of, `project` where nothing
/// is left.
fn folder_name(name: &str) -> String {
    let kept: String = go::to_lower(name)
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        .collect();
    let kept = kept.trim_start_matches(['-', '_']);
    if kept.is_empty() { "project" } else { kept }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(paths: &[&str]) -> Files {
        Files::new("Demo App", paths.iter().map(|path| (path.to_string(), String::new())))
    }

    #[test]
    fn the_compose_file_is_open_first() {
        let files = project(&[".env", "docker-compose.yml", "compose.yml"]);
        assert_eq!((files.open.as_str(), files.name.as_str()), ("compose.yml", "demoapp"));
        assert_eq!(project(&[]).open, "");
    }

    #[test]
    fn paths_stay_inside_the_folder() {
        let files = project(&["compose.yaml", "src/app.py"]);
        for (path, expected) in [
            ("./new/../b.txt", Ok("b.txt")),
            ("web\\app.py", Ok("web/app.py")),
            (" ", Err(PathFault::Empty)),
            (".", Err(PathFault::Outside)),
            ("../x", Err(PathFault::Outside)),
            ("/etc/passwd", Err(PathFault::Outside)),
            ("compose.yaml", Err(PathFault::Taken)),
            ("src", Err(PathFault::InsideFile)),
            ("compose.yaml/x", Err(PathFault::InsideFile)),
        ] {
            assert_eq!(
                files.free_path(path, None).as_deref(),
                expected.as_ref().map(|path| *path),
                "{path}"
            );
        }
        assert_eq!(
            files.free_path("compose.yaml", Some("compose.yaml")).as_deref(),
            Ok("compose.yaml")
        );
    }

    #[test]
    fn the_open_file_survives_renaming_and_removal() {
        let mut files = project(&["compose.yaml", "a", "b"]);
        files.open("a");
        files.rename("a", "c");
        assert_eq!(files.open, "c");
        files.remove("c");
        assert_eq!(files.open, "b");
        files.remove("b");
        files.remove("compose.yaml");
        assert_eq!((files.open.as_str(), files.len()), ("", 0));
    }

    #[test]
    fn languages_go_by_name() {
        for (path, language) in [
            ("compose.yaml", Language::Yaml),
            ("web/Dockerfile.dev", Language::Dockerfile),
            (".env.example", Language::Dotenv),
            ("db.env", Language::Dotenv),
            ("app.py", Language::Python),
            ("requirements.txt", Language::Plain),
        ] {
            assert_eq!(Language::of(path), language, "{path}");
        }
    }
}
