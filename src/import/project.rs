//! The project among imported files: its root folder, its compose file and its name.

use crate::compose::discover::FILE_NAMES;
use crate::sort::CompactSort;
use crate::source::Workspace;
use crate::yaml::{self, Node};

/// Variable that names the compose files of a project.
const COMPOSE_FILE: &str = "COMPOSE_FILE=";
/// Keys of a service. A mapping under `services` with one of them belongs to a compose file and not to the
/// configuration of another program.
const SERVICE_KEYS: [&str; 9] = [
    "image",
    "build",
    "extends",
    "command",
    "environment",
    "ports",
    "volumes",
    "depends_on",
    "deploy",
];

/// A project that was found among imported files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedProject {
    /// Name of the project's folder, or else the `name` of its compose file.
    pub name: Option<String>,
    /// Path and content of each file, the compose file first.
    pub files: Vec<(String, String)>,
    /// Path of the compose file.
    pub compose_file: String,
    /// How the files were changed so that Docker Compose finds the compose file.
    pub adaptation: Option<Adaptation>,
    /// The project's folder among the imported files, and the number of files outside it, which were left out.
    pub left_out: Option<(String, usize)>,
}

/// A change to imported files so that Docker Compose finds the compose file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adaptation {
    /// The compose file had this name and was renamed.
    Renamed(String),
    /// This line was added at the start of `.env`.
    Variable(String),
}

/// A compose file among imported files. The smallest of several candidates is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate<'a> {
    depth: usize,
    /// Index of the name among the default names, or their number for another name.
    precedence: usize,
    path: &'a str,
}

impl<'a> Candidate<'a> {
    fn folder(self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    fn has_default_name(self) -> bool {
        self.precedence < FILE_NAMES.len()
    }
}

/// Finds the project among imported files. Returns `None` when there is no compose file.
///
/// The compose file nearest to the top is used; its folder is the project. If that file refers to files outside its
/// folder, or if it is one of several candidates without a default name, `.env` names it, so that all files and paths stay
/// as they are.
pub fn find_project(files: &[(String, String)]) -> Option<ImportedProject> {
    let mut files = files.to_vec();
    let folder = remove_common_folders(&mut files);
    let mut candidates: Vec<Candidate<'_>> = files.iter().filter_map(candidate).collect();
    candidates.sort();
    let first = *candidates.first()?;
    let text = files
        .iter()
        .find(|(path, _)| path == first.path)
        .map(|(_, text)| text)?;
    let is_only = candidates
        .iter()
        .filter(|other| other.folder() == first.folder())
        .count()
        == 1;
    let (compose_file, root) = (first.path.to_owned(), first.folder().to_owned());
    let keeps_tree = !root.is_empty() && refers_outside(text);
    let has_default_name = first.has_default_name();
    let declared_name = project_name(text);
    let mut project = ImportedProject {
        name: folder.or(declared_name),
        files,
        compose_file,
        adaptation: None,
        left_out: None,
    };
    if project.names_compose_file() {
        return Some(project);
    }
    if !keeps_tree {
        project.open_folder(&root);
    }
    if keeps_tree || !has_default_name && !is_only {
        project.add_variable();
    } else if !has_default_name {
        project.rename_compose_file();
    }
    let compose_file = &project.compose_file;
    project.files.compact_sort_by_key(|(path, _)| path != compose_file);
    Some(project)
}

impl ImportedProject {
    /// Whether `.env` names the compose files.
    fn names_compose_file(&self) -> bool {
        let env_file = self.files.iter().find(|(path, _)| path == ".env");
        env_file.is_some_and(|(_, text)| text.lines().any(|line| line.starts_with(COMPOSE_FILE)))
    }

    /// Makes a folder the root and leaves out the files outside of it.
    fn open_folder(&mut self, folder: &str) {
        if folder.is_empty() {
            return;
        }
        let prefix = format!("{folder}/");
        let before = self.files.len();
        self.files.retain_mut(|(path, _)| {
            let is_inside = path.starts_with(&prefix);
            if is_inside {
                path.drain(..prefix.len());
            }
            is_inside
        });
        self.compose_file.drain(..prefix.len());
        let name = folder.rsplit('/').next().unwrap_or(folder);
        self.name = Some(name.to_owned());
        self.left_out = Some((folder.to_owned(), before - self.files.len()));
    }

    /// Sets the variable in `.env` that contains the compose file's path.
    fn add_variable(&mut self) {
        let line = format!("{COMPOSE_FILE}{}\n", self.compose_file);
        match self.files.iter_mut().find(|(path, _)| path == ".env") {
            Some((_, text)) => text.insert_str(0, &line),
            None => self.files.push((".env".to_owned(), line.clone())),
        }
        self.adaptation = Some(Adaptation::Variable(line));
    }

    /// Gives the compose file the default name.
    fn rename_compose_file(&mut self) {
        let old = std::mem::replace(&mut self.compose_file, FILE_NAMES[0].to_owned());
        for (path, _) in self.files.iter_mut().filter(|(path, _)| *path == old) {
            self.compose_file.clone_into(path);
        }
        self.adaptation = Some(Adaptation::Renamed(old));
    }
}

fn candidate((path, text): &(String, String)) -> Option<Candidate<'_>> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let precedence = FILE_NAMES.iter().position(|default| *default == name);
    if precedence.is_none() && !(has_yaml_name(path) && has_services(text)) {
        return None;
    }
    Some(Candidate {
        depth: path.matches('/').count(),
        precedence: precedence.unwrap_or(FILE_NAMES.len()),
        path,
    })
}

/// Whether a file name has a YAML extension.
pub fn has_yaml_name(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// Removes the folders that contain all files from their paths, and returns the name of the innermost one. Sorts the
/// files by depth.
fn remove_common_folders(files: &mut [(String, String)]) -> Option<String> {
    let mut innermost = None;
    while let Some(folder) = common_folder(files) {
        for (path, _) in files.iter_mut() {
            path.drain(..=folder.len());
        }
        innermost = Some(folder);
    }
    files.compact_sort_by_key(|(path, _)| (path.matches('/').count(), path.clone()));
    innermost
}

fn common_folder(files: &[(String, String)]) -> Option<String> {
    let (folder, _) = files.first()?.0.split_once('/')?;
    let is_inside = |(path, _): &(String, String)| path.split_once('/').is_some_and(|(other, _)| other == folder);
    files.iter().all(is_inside).then(|| folder.to_owned())
}

/// Whether a compose file names something outside its folder.
fn refers_outside(text: &str) -> bool {
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim());
    lines
        .filter(|line| !line.starts_with('#'))
        .any(|line| line.contains("../") || line.trim_end_matches(['"', '\'']).ends_with(".."))
}

/// Whether a text is a whole compose file: it has `services` or `include` at the top level.
pub fn is_compose_file(text: &str) -> bool {
    root(text).is_some_and(|root| root.get("services").is_some() || root.get("include").is_some())
}

/// Returns the `name` of a compose file, unless it contains a variable.
pub fn project_name(text: &str) -> Option<String> {
    let root = root(text)?;
    let name = root.get("name")?.as_str()?;
    (!name.contains('$')).then(|| name.to_owned())
}

/// Whether a text has services of Docker Compose.
fn has_services(text: &str) -> bool {
    if !text.contains("services") {
        return false;
    }
    let root = root(text);
    let services = root.as_ref().and_then(|root| root.get("services")?.as_mapping());
    let is_service = |node: &Node| SERVICE_KEYS.iter().any(|key| node.get(key).is_some());
    services.is_some_and(|services| services.values().any(|entry| is_service(&entry.node)))
}

/// Returns the value of the first document.
fn root(text: &str) -> Option<Node> {
    let mut files = Workspace::new("/");
    let id = files.set(FILE_NAMES[0], text);
    let parsed = yaml::parse(id, files.file(id));
    parsed.documents.into_iter().next().map(|document| document.root)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: &str = "services:\n  web:\n    image: nginx\n";
    const OUTSIDE: &str = "services:\n  web:\n    build: ..\n";

    fn find(files: &[(&str, &str)]) -> Option<ImportedProject> {
        let files: Vec<(String, String)> = files
            .iter()
            .map(|(path, text)| (path.to_string(), text.to_string()))
            .collect();
        find_project(&files)
    }

    fn paths(project: &ImportedProject) -> Vec<&str> {
        project.files.iter().map(|(path, _)| path.as_str()).collect()
    }

    #[test]
    fn default_name_at_the_top_is_the_project() {
        let project = find(&[
            ("Shop/api/docker-compose.yml", SERVICE),
            ("Shop/docker-compose.yml", "name: other\nservices: {}\n"),
            ("Shop/.env", ""),
        ]);
        let project = project.expect("there is a compose file");
        assert_eq!(project.name.as_deref(), Some("Shop"));
        assert_eq!(project.compose_file, "docker-compose.yml");
        assert_eq!(
            paths(&project),
            ["docker-compose.yml", ".env", "api/docker-compose.yml"]
        );
        assert_eq!((project.adaptation, project.left_out), (None, None));
    }

    #[test]
    fn name_comes_from_the_innermost_folder_or_the_file() {
        let name = |files: &[(&str, &str)]| find(files).and_then(|project| project.name);
        assert_eq!(
            name(&[("shop-main/shop/compose.yaml", SERVICE)]).as_deref(),
            Some("shop")
        );
        assert_eq!(
            name(&[("compose.yaml", "name: shop\nservices: {}\n")]).as_deref(),
            Some("shop")
        );
        assert_eq!(name(&[("compose.yaml", "name: ${NAME}\nservices: {}\n")]), None);
    }

    #[test]
    fn compose_file_in_a_folder_makes_the_folder_the_project() {
        let project = find(&[
            ("shop/readme.md", ""),
            ("shop/deploy/docker-compose.yml", SERVICE),
            ("shop/deploy/.env", ""),
            ("shop/old/more/docker-compose.yml", SERVICE),
        ]);
        let project = project.expect("there is a compose file");
        assert_eq!(
            (project.name.as_deref(), paths(&project)),
            (Some("deploy"), vec!["docker-compose.yml", ".env"])
        );
        assert_eq!(project.left_out, Some(("deploy".to_owned(), 2)));
    }

    #[test]
    fn compose_file_that_refers_outside_its_folder_keeps_all_files() {
        let project = find(&[
            ("a/Dockerfile", ""),
            ("a/.env", "X=1\n"),
            ("a/deploy/compose.yml", OUTSIDE),
        ]);
        let project = project.expect("there is a compose file");
        assert_eq!(project.compose_file, "deploy/compose.yml");
        assert_eq!(project.files[1].1, "COMPOSE_FILE=deploy/compose.yml\nX=1\n");
        assert_eq!(paths(&project), ["deploy/compose.yml", ".env", "Dockerfile"]);
    }

    #[test]
    fn file_without_a_default_name_is_renamed_if_it_is_the_only_one() {
        let project = find(&[("stack.yml", SERVICE), ("k8s.yaml", "services: [postgres]\n")]);
        let project = project.expect("there is a compose file");
        assert_eq!(paths(&project), ["compose.yaml", "k8s.yaml"]);
        assert_eq!(project.adaptation, Some(Adaptation::Renamed("stack.yml".to_owned())));
        let project = find(&[("dev.yml", SERVICE), ("prod.yml", SERVICE)]).expect("there is a compose file");
        assert_eq!(paths(&project), ["dev.yml", "prod.yml", ".env"]);
    }

    #[test]
    fn compose_files_that_an_env_file_names_stay() {
        let project = find(&[
            (".env", "COMPOSE_FILE=a.yml:b.yml\n"),
            ("a.yml", SERVICE),
            ("b.yml", SERVICE),
        ]);
        let project = project.expect("there is a compose file");
        assert_eq!(
            (paths(&project), project.adaptation.is_none()),
            (vec![".env", "a.yml", "b.yml"], true)
        );
    }

    #[test]
    fn other_files_are_no_project() {
        for (path, text) in [
            ("services.yaml", "services:\n  App\\Mailer:\n    arguments: []\n"),
            (".gitlab-ci.yml", "services: [postgres]\n"),
            ("notes.txt", SERVICE),
            ("Dockerfile", "FROM x\n"),
        ] {
            assert_eq!(find(&[(path, text)]), None, "{path}");
        }
    }

    #[test]
    fn whole_compose_files_are_recognized() {
        for (text, expected) in [
            (SERVICE, true),
            ("include: [a.yaml]\n", true),
            ("{\"services\": {}}", true),
            ("services:\n  a: {image: [\n", true),
            ("  web:\n    image: nginx\n", false),
            ("name: a\n", false),
            ("apiVersion: v1\nkind: Pod\n", false),
            ("", false),
        ] {
            assert_eq!(is_compose_file(text), expected, "{text}");
        }
    }
}
