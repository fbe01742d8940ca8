//! Which files make a project, where it lies, and what it is called.
//!
//! Follows the order in which Docker Compose's command line looks: shell, `.env`, `COMPOSE_FILE`, default
//! names here and in parent folders, `.env` again beside what was found.
//! Source: the answers of the real binary.

use super::environment::{self, Environment};
use super::go;
use super::options::LoadOptions;
use super::paths;
use super::report::Report;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Workspace};
use crate::yaml::VariableSource;

/// Names of compose files that are found by themselves, the best first.
pub const FILE_NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// Names of files that are put over them, the best first.
pub const OVERRIDE_NAMES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// The name of a file that is no file: Docker Compose tells what is wrong with it by this name.
pub const STANDARD_INPUT: &str = "-";

/// What there is to load.
#[derive(Debug, Clone)]
pub struct LoadContext {
    /// The compose files, absolute paths, in order.
    pub paths: Vec<String>,
    /// The project directory, absolute.
    pub directory: String,
    /// Variables that interpolation sees.
    pub environment: Environment,
    /// Active profiles.
    pub profiles: Vec<String>,
}

/// Finds files, directory, variables and profiles. What is wrong on the way is reported, and done without.
pub fn discover(files: &Workspace, options: &LoadOptions, report: &mut Report) -> LoadContext {
    let mut environment = Environment::of_shell(&options.environment);
    if environment.get("PWD").is_none() {
        environment.set("PWD", files.root(), VariableSource::Shell);
    }
    let named: Vec<String> = options
        .files
        .iter()
        .map(|path| match path.as_str() {
            STANDARD_INPUT => path.clone(),
            path => paths::join_path(files.root(), path),
        })
        .collect();
    let start = directory(files, options, &named);
    let mut env_files = env_files(files, options, &environment, &start, Vec::new(), report);
    read_env_files(files, &env_files, &mut environment, 3, report);

    let paths = match named.is_empty() {
        true => search(files, &environment, &directory(files, options, &[]), report),
        false => named,
    };
    let directory = directory(files, options, &paths);
    env_files = self::env_files(files, options, &environment, &directory, env_files, report);
    read_env_files(files, &env_files, &mut environment, 1, report);
    let profiles = profiles(options, &environment);
    if let Some(name) = options.project_name.as_deref().filter(|name| !is_project_name(name)) {
        report.add(invalid_name(name));
    }
    if paths.is_empty() {
        report.add(no_file());
    }
    LoadContext {
        paths,
        directory,
        environment,
        profiles,
    }
}

fn directory(files: &Workspace, options: &LoadOptions, paths: &[String]) -> String {
    match (&options.project_directory, paths.first()) {
        (Some(directory), _) if !directory.is_empty() => paths::join_path(files.root(), directory),
        (_, Some(path)) if path != STANDARD_INPUT => paths::parent(path),
        _ => files.root().to_owned(),
    }
}

/// The env files that are asked for, or the default one where it exists, or those of before.
fn env_files(
    files: &Workspace,
    options: &LoadOptions,
    environment: &Environment,
    directory: &str,
    before: Vec<String>,
    report: &mut Report,
) -> Vec<String> {
    let mut named = options.env_files.clone();
    if named.is_empty() {
        let listed = shell(environment, "COMPOSE_ENV_FILES").filter(|list| !list.is_empty());
        named.extend(listed.iter().flat_map(|list| list.split(',')).map(str::to_owned));
    }
    if !named.is_empty() {
        let home = environment.value("HOME");
        let absolute = |path: &String| {
            paths::BaseDirectory {
                path: files.root(),
                home,
            }
            .resolve(path)
        };
        return named.iter().map(absolute).collect();
    }
    if let Some(text) = shell(environment, "COMPOSE_DISABLE_ENV_FILE") {
        match text {
            "1" | "t" | "T" | "TRUE" | "true" | "True" => return before,
            "0" | "f" | "F" | "FALSE" | "false" | "False" => {}
            _ => {
                report.add(not_a_truth_value(text));
                return before;
            }
        }
    }
    let default = paths::join(directory, ".env");
    match files.find(&default) {
        Some(_) => vec![default],
        None => {
            report.add_missing_path(default);
            before
        }
    }
}

fn shell<'a>(environment: &'a Environment, name: &str) -> Option<&'a str> {
    let variable = environment.get(name)?;
    (variable.source == VariableSource::Shell).then_some(variable.value.as_str())
}

/// Reads the files into the environment. Docker Compose reads them several times, and repeats its warnings.
fn read_env_files(
    files: &Workspace,
    paths: &[String],
    environment: &mut Environment,
    times: usize,
    report: &mut Report,
) {
    let before = report.warnings().len();
    let read = environment::read_files(files, paths, environment, report);
    let repeated = report.warnings()[before..].to_vec();
    for _ in 1..times {
        repeated.iter().for_each(|warning| report.warn(warning));
    }
    environment.add_below(&read);
}

/// Files by `COMPOSE_FILE`, else by default names here or in the nearest folder above.
fn search(files: &Workspace, environment: &Environment, directory: &str, report: &mut Report) -> Vec<String> {
    if let Some(list) = environment.value("COMPOSE_FILE") {
        let separator = environment
            .value("COMPOSE_PATH_SEPARATOR")
            .filter(|separator| !separator.is_empty())
            .unwrap_or(":");
        return listed(files, list, separator, report);
    }
    let mut folder = directory.to_owned();
    loop {
        let candidates = existing(files, &folder, &FILE_NAMES, report);
        if let Some(first) = candidates.first() {
            warn_of_several("config", &candidates, report);
            let overrides = existing(files, &folder, &OVERRIDE_NAMES, report);
            warn_of_several("override", &overrides, report);
            return [Some(first), overrides.first()]
                .into_iter()
                .flatten()
                .cloned()
                .collect();
        }
        let above = paths::parent(&folder);
        if above == folder {
            return Vec::new();
        }
        folder = above;
    }
}

fn listed(files: &Workspace, list: &str, separator: &str, report: &mut Report) -> Vec<String> {
    let mut paths = Vec::new();
    for path in list.split(separator) {
        if path == STANDARD_INPUT {
            paths.push(path.to_owned());
            continue;
        }
        let path = paths::join_path(files.root(), path);
        if files.find(&path).is_none() && !files.is_folder(&path) {
            report.add_missing_path(&path);
            report.add(
                Diagnostic::error(
                    codes::MISSING_FILE,
                    format!("`COMPOSE_FILE` names `{path}`, which does not exist"),
                    None,
                )
                .help("Correct the path in COMPOSE_FILE, or add the file.")
                .upstream(format!("stat {path}: no such file or directory")),
            );
            continue;
        }
        paths.push(path);
    }
    paths
}

fn existing(files: &Workspace, folder: &str, names: &[&str], report: &mut Report) -> Vec<String> {
    let mut existing = Vec::new();
    for name in names {
        let path = paths::join(folder, name);
        if files.find(&path).is_some() || files.is_folder(&path) {
            existing.push(path);
        } else {
            report.add_missing_path(path);
        }
    }
    existing
}

fn warn_of_several(kind: &str, candidates: &[String], report: &mut Report) {
    if let [first, second, ..] = candidates {
        report.add(
            Diagnostic::warning(
                codes::SEVERAL_FILES,
                format!("several files could be the {kind} file; `{first}` is used, `{second}` is not"),
                None,
            )
            .help("Remove or rename the others, or name the files to use with -f.")
            .upstream(format!(
                "Found multiple {kind} files with supported names: {}",
                candidates.join(", ")
            )),
        );
        report.warn(format!("Using {first}"));
    }
}

fn profiles(options: &LoadOptions, environment: &Environment) -> Vec<String> {
    if !options.profiles.is_empty() {
        return options.profiles.clone();
    }
    let list = environment.value("COMPOSE_PROFILES").unwrap_or_default();
    list.split(',').map(|profile| profile.trim().to_owned()).collect()
}

/// How the project's name is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// By the command line or `COMPOSE_PROJECT_NAME`.
    Given(String),
    /// By a file; the folder's name does not count.
    InFile,
    /// By the folder, unless a later document names it.
    Folder(String),
}

/// Who decides the name, given whether a first document holds one.
pub fn naming(options: &LoadOptions, context: &LoadContext, named_in_file: bool) -> Naming {
    if let Some(name) = options.project_name.as_deref().filter(|name| !name.is_empty()) {
        return Naming::Given(name.to_owned());
    }
    match context.environment.value("COMPOSE_PROJECT_NAME") {
        Some(name) if !name.is_empty() => Naming::Given(name.to_owned()),
        _ if named_in_file => Naming::InFile,
        _ => {
            let folder = context.directory.rsplit('/').next().unwrap_or_default();
            Naming::Folder(normalized(folder))
        }
    }
}

/// A name as Docker Compose simplifies it: lower case, only `a-z0-9_-`, none of `_-` at the start.
pub fn normalized(name: &str) -> String {
    let kept: String = go::to_lower(name)
        .chars()
        .filter(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_' | '-'))
        .collect();
    kept.trim_start_matches(['_', '-']).to_owned()
}

/// Whether a name needs no simplification.
pub fn is_project_name(name: &str) -> bool {
    normalized(name) == name
}

/// The finding that a name given from outside is no project name.
pub fn invalid_name(name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::INVALID_PROJECT_NAME,
        format!("`{name}` can't be a project's name"),
        None,
    )
    .help(format!(
        "Use lower case letters, digits, `-` and `_`, beginning with a letter or digit: `{}`.",
        normalized(name)
    ))
    .upstream(format!(
        "invalid project name {}: must consist only of lowercase alphanumeric characters, hyphens, and underscores \
             as well as start with a letter or number",
        super::go::quote(name)
    ))
}

fn no_file() -> Diagnostic {
    Diagnostic::error(codes::NO_COMPOSE_FILE, "there is no compose file here", None)
        .help(format!("Add a file named `{}`, or name one with -f.", FILE_NAMES[0]))
        .upstream("no configuration file provided: not found")
}

fn not_a_truth_value(text: &str) -> Diagnostic {
    let quoted = super::go::quote(text);
    Diagnostic::error(
        codes::INVALID_VARIABLE,
        format!("`COMPOSE_DISABLE_ENV_FILE` is {quoted}, which is neither true nor false"),
        None,
    )
    .help("Set it to 1 or 0.")
    .upstream(format!("strconv.ParseBool: parsing {quoted}: invalid syntax"))
}

/// A compose file, or the finding that there is none at that path.
pub fn open(files: &Workspace, path: &str, report: &mut Report) -> Result<FileId, Box<Diagnostic>> {
    if let Some(id) = files.find(path) {
        return Ok(id);
    }
    report.add_missing_path(path);
    if files.is_folder(path) {
        return Err(Box::new(
            Diagnostic::error(
                codes::NOT_A_FILE,
                format!("`{path}` is a folder, not a compose file"),
                None,
            )
            .help("Name the compose file inside it.")
            .upstream(format!("read {path}: is a directory")),
        ));
    }
    Err(Box::new(
        Diagnostic::error(codes::MISSING_FILE, format!("there is no file `{path}`"), None)
            .help("Correct the path, or add the file.")
            .upstream(format!("open {path}: no such file or directory")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_simplified() {
        for (name, expected) in [("Demo App", "demoapp"), ("_x-1", "x-1"), ("Ünder", "nder"), ("___", "")] {
            assert_eq!(normalized(name), expected, "{name}");
        }
    }
}
