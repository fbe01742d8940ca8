//! The files being edited: a small project folder, in the order of the editor's tabs.
//!
//! One file is open, unless there are no files. Paths are relative to the project folder, normalized and
//! unique.

use serde::Serialize;
use serde_json::Value as Json;

use crate::compose::discover::FILE_NAMES;
use crate::compose::go;
use crate::import;
use crate::source::Workspace;

/// Name of a project folder without a name.
pub(super) const DEFAULT_NAME: &str = "project";

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Path relative to the project folder.
    pub path: String,
    /// Content.
    pub text: String,
}

/// A language that the editor highlights.
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
    /// Detects the language by the file's name.
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

    /// Returns the editor's name for the language.
    pub fn name(self) -> &'static str {
        match self {
            Language::Yaml => "yaml",
            Language::Dockerfile => "dockerfile",
            Language::Dotenv => "dotenv",
            Language::Python => "python",
            Language::Plain => "plain",
        }
    }
}

/// Why a path is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathError {
    /// The path is empty.
    Empty,
    /// The path leaves the project folder or is absolute.
    Outside,
    /// A file has the path already.
    AlreadyExists,
    /// The path uses another file as a folder, or is another file's folder.
    FileAsFolder,
}

impl PathError {
    /// Returns a message for the visitor.
    pub fn message(self) -> &'static str {
        match self {
            PathError::Empty => "Enter a file name.",
            PathError::Outside => "The file must be inside the project folder.",
            PathError::AlreadyExists => "A file with this name already exists.",
            PathError::FileAsFolder => "A file can't be a folder at the same time.",
        }
    }
}

/// The files of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Files {
    /// Name of the project folder.
    pub name: String,
    /// Path of the open file. Empty when there are no files.
    pub open: String,
    files: Vec<File>,
}

impl Files {
    /// Creates a project. Later files replace earlier ones with the same path. The compose file is opened, or
    /// else the first file.
    pub(super) fn new(name: &str, files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut project = Files {
            name: normalize_project_name(name).unwrap_or_else(|| DEFAULT_NAME.to_owned()),
            open: String::new(),
            files: Vec::new(),
        };
        for (path, text) in files {
            if let Some(path) = import::normalize_path(&path) {
                project.write(&path, text);
            }
        }
        project.open_first();
        project
    }

    /// Reads a stored project. Returns `None` when it is damaged.
    pub(super) fn read(stored: &Json) -> Option<Self> {
        let text = |value: &Json, key: &str| value.get(key)?.as_str().map(str::to_owned);
        let file = |value: &Json| {
            Some(File {
                path: text(value, "path")?,
                text: text(value, "text")?,
            })
        };
        Some(Files {
            name: text(stored, "name")?,
            open: text(stored, "open")?,
            files: stored
                .get("files")?
                .as_array()?
                .iter()
                .map(file)
                .collect::<Option<_>>()?,
        })
    }

    /// Iterates over the files in the order of the tabs.
    pub fn iter(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns a file's content.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.find(path).map(|file| file.text.as_str())
    }

    /// Returns the path of the compose file that Docker Compose loads by default.
    pub(super) fn compose_file(&self) -> Option<&str> {
        FILE_NAMES.into_iter().find(|name| self.find(name).is_some())
    }

    /// Opens a file. Returns whether it exists.
    pub(super) fn open(&mut self, path: &str) -> bool {
        let exists = self.find(path).is_some();
        if exists {
            self.open = path.to_owned();
        }
        exists
    }

    /// Replaces a file's content, or adds the file at the end. The path must be normalized.
    pub(super) fn write(&mut self, path: &str, text: String) {
        match self.files.iter_mut().find(|file| file.path == path) {
            Some(file) => file.text = text,
            None => self.files.push(File {
                path: path.to_owned(),
                text,
            }),
        }
    }

    /// Normalizes the path of a new or renamed file.
    ///
    /// `renamed` is the current path of the file that is being renamed.
    ///
    /// # Errors
    /// When the path is invalid or conflicts with another file.
    pub(super) fn free_path(&self, path: &str, renamed: Option<&str>) -> Result<String, PathError> {
        if path.trim().is_empty() {
            return Err(PathError::Empty);
        }
        let path = import::normalize_path(path.trim()).ok_or(PathError::Outside)?;
        for file in self.files.iter().filter(|file| Some(file.path.as_str()) != renamed) {
            if file.path == path {
                return Err(PathError::AlreadyExists);
            }
            if is_inside(&file.path, &path) || is_inside(&path, &file.path) {
                return Err(PathError::FileAsFolder);
            }
        }
        Ok(path)
    }

    /// Changes a file's path. Its tab stays where it is.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if let Some(file) = self.files.iter_mut().find(|file| file.path == from) {
            file.path = to.to_owned();
            if self.open == from {
                self.open = to.to_owned();
            }
        }
    }

    /// Removes a file. If it was open, the tab to its right opens.
    pub(super) fn remove(&mut self, path: &str) {
        let Some(index) = self.files.iter().position(|file| file.path == path) else {
            return;
        };
        self.files.remove(index);
        if self.open == path {
            let next = self.files.get(index).or(self.files.last());
            self.open = next.map(|file| file.path.clone()).unwrap_or_default();
        }
    }

    /// Returns the files as a workspace, in a folder with the project's name.
    pub(super) fn workspace(&self) -> Workspace {
        let mut workspace = Workspace::new(&format!("/{}", self.name));
        for file in &self.files {
            workspace.set(&file.path, &file.text);
        }
        workspace
    }

    /// Returns path and content of each file.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        self.files
            .iter()
            .map(|file| (file.path.clone(), file.text.clone()))
            .collect()
    }

    /// Returns whether names, paths and texts are equal, regardless of the open file.
    pub fn has_same_content(&self, other: &Files) -> bool {
        self.name == other.name && self.files == other.files
    }

    /// Returns whether paths and texts are equal, regardless of the projects' names.
    pub(super) fn has_same_files(&self, other: &Files) -> bool {
        self.files == other.files
    }

    /// Whether every file is empty or blank.
    pub(super) fn is_blank(&self) -> bool {
        self.files.iter().all(|file| file.text.trim().is_empty())
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

fn is_inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Normalizes a folder's name as Docker Compose normalizes project names. Returns `None` when nothing remains.
pub fn normalize_project_name(name: &str) -> Option<String> {
    let name: String = go::to_lower(name)
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        .collect();
    let name = name.trim_start_matches(['-', '_']);
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(paths: &[&str]) -> Files {
        Files::new("Demo App", paths.iter().map(|path| (path.to_string(), String::new())))
    }

    #[test]
    fn compose_file_is_opened_first() {
        let files = project(&[".env", "docker-compose.yml", "compose.yml"]);
        assert_eq!((files.open.as_str(), files.name.as_str()), ("compose.yml", "demoapp"));
        assert_eq!(project(&[]).open, "");
    }

    #[test]
    fn paths_outside_the_folder_are_rejected() {
        let files = project(&["compose.yaml", "src/app.py"]);
        for (path, expected) in [
            ("./new/../b.txt", Ok("b.txt")),
            ("web\\app.py", Ok("web/app.py")),
            (" ", Err(PathError::Empty)),
            (".", Err(PathError::Outside)),
            ("../x", Err(PathError::Outside)),
            ("/etc/passwd", Err(PathError::Outside)),
            ("compose.yaml", Err(PathError::AlreadyExists)),
            ("src", Err(PathError::FileAsFolder)),
            ("compose.yaml/x", Err(PathError::FileAsFolder)),
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
    fn file_stays_open_after_renaming_and_removal() {
        let mut files = project(&["compose.yaml", "a", "b"]);
        files.open("a");
        files.rename("a", "c");
        assert_eq!(files.open, "c");
        files.remove("c");
        assert_eq!(files.open, "b");
        files.remove("b");
        files.remove("compose.yaml");
        assert_eq!((files.open.as_str(), files.is_empty()), ("", true));
    }

    #[test]
    fn languages_are_detected_by_name() {
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
