//! Discovery: the files of a project, its directory, its variables and its active profiles.
//!
//! Follows the order of Docker Compose's command line: the shell, `.env`, `COMPOSE_FILE`, default file names in the
//! current and the parent directories, and then the `.env` next to the file that was found.
//! Source: the observed behavior of Docker Compose.

use super::environment::{self, Environment};
use super::go;
use super::options::LoadOptions;
use super::paths::{self, BaseDirectory};
use super::project_name;
use super::report::Report;
use crate::diagnostic::{Applicability, Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::VariableSource;

/// Default names of compose files, in order of precedence.
pub const FILE_NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// Default names of override files, in order of precedence.
pub const OVERRIDE_NAMES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// The path that means standard input. Docker Compose uses it as the file's name in messages.
pub const STANDARD_INPUT: &str = "-";

/// Number of times that Docker Compose reads the env files before it finds the compose files.
const ENV_FILE_READS_BEFORE_SEARCH: usize = 3;

/// The result of discovery.
#[derive(Debug, Clone)]
pub struct LoadContext {
    /// Absolute paths of the compose files in merge order.
    pub paths: Vec<String>,
    /// Absolute path of the project directory.
    pub directory: String,
    /// Variables for interpolation.
    pub environment: Environment,
    /// Active profiles.
    pub profiles: Vec<String>,
    /// Span of the variable in an env file that names the compose files.
    pub paths_span: Option<Span>,
}

/// Finds the compose files, the project directory, the variables and the profiles.
pub fn discover(files: &Workspace, options: &LoadOptions, report: &mut Report) -> LoadContext {
    let mut environment = Environment::from_shell(&options.environment);
    if environment.get("PWD").is_none() {
        environment.set("PWD", files.root(), VariableSource::Shell);
    }
    let requested: Vec<String> = options
        .files
        .iter()
        .map(|path| match path.as_str() {
            STANDARD_INPUT => path.clone(),
            path => paths::resolve(files.root(), path),
        })
        .collect();
    let directory = project_directory(files, options, &requested);
    let first_env_files = env_files(files, options, &environment, &directory, Vec::new(), report);
    read_env_files(
        files,
        &first_env_files,
        &mut environment,
        ENV_FILE_READS_BEFORE_SEARCH,
        report,
    );

    let paths = match requested.is_empty() {
        true => search(files, &environment, &project_directory(files, options, &[]), report),
        false => requested,
    };
    let directory = project_directory(files, options, &paths);
    let env_files = env_files(files, options, &environment, &directory, first_env_files, report);
    read_env_files(files, &env_files, &mut environment, 1, report);
    let profiles = active_profiles(options, &environment);
    if let Some(name) = options
        .project_name
        .as_deref()
        .filter(|name| !project_name::is_valid(name))
    {
        report.add(project_name::invalid_name(name, None));
    }
    // Missing files of `COMPOSE_FILE` have been reported.
    if paths.is_empty() && environment.get("COMPOSE_FILE").is_none() {
        report.add(no_compose_file());
    }
    let is_listed = options.files.is_empty();
    LoadContext {
        paths_span: environment.span("COMPOSE_FILE").filter(|_| is_listed),
        paths,
        directory,
        environment,
        profiles,
    }
}

/// Returns the `--project-directory`, else the directory of the first file, else the current directory.
fn project_directory(files: &Workspace, options: &LoadOptions, paths: &[String]) -> String {
    match (&options.project_directory, paths.first()) {
        (Some(directory), _) if !directory.is_empty() => paths::resolve(files.root(), directory),
        (_, Some(path)) if path != STANDARD_INPUT => paths::parent(path),
        _ => files.root().to_owned(),
    }
}

/// Returns the env files: the requested ones, else `.env` if it exists, else `previous`.
fn env_files(
    files: &Workspace,
    options: &LoadOptions,
    environment: &Environment,
    directory: &str,
    previous: Vec<String>,
    report: &mut Report,
) -> Vec<String> {
    let mut requested = options.env_files.clone();
    if requested.is_empty() {
        let list = shell_value(environment, "COMPOSE_ENV_FILES").filter(|list| !list.is_empty());
        requested.extend(list.iter().flat_map(|list| list.split(',')).map(str::to_owned));
    }
    if !requested.is_empty() {
        let base = BaseDirectory {
            path: files.root(),
            home: environment.value("HOME"),
        };
        return requested.iter().map(|path| base.resolve(path)).collect();
    }
    if let Some(text) = shell_value(environment, "COMPOSE_DISABLE_ENV_FILE") {
        match text {
            "1" | "t" | "T" | "TRUE" | "true" | "True" => return previous,
            "0" | "f" | "F" | "FALSE" | "false" | "False" => {}
            _ => {
                report.add(not_a_boolean(text));
                return previous;
            }
        }
    }
    let default = paths::join(directory, ".env");
    match files.find(&default) {
        Some(_) => vec![default],
        None => {
            report.add_missing_path(default);
            previous
        }
    }
}

/// Returns the value of a variable if the shell has set it.
fn shell_value<'a>(environment: &'a Environment, name: &str) -> Option<&'a str> {
    let variable = environment.get(name)?;
    (variable.source == VariableSource::Shell).then_some(variable.value.as_str())
}

/// Reads env files into the environment. Docker Compose reads them several times, and repeats its warnings.
fn read_env_files(
    files: &Workspace,
    paths: &[String],
    environment: &mut Environment,
    times: usize,
    report: &mut Report,
) {
    let warnings_before = report.warnings().len();
    let variables = environment::read_env_files(files, paths, environment, report);
    let new_warnings = report.warnings()[warnings_before..].to_vec();
    for _ in 1..times {
        new_warnings.iter().for_each(|warning| report.add_warning(warning));
    }
    environment.add_unset_from(&variables);
}

/// Returns the files of `COMPOSE_FILE`, else those with default names in the directory or its nearest ancestor.
fn search(files: &Workspace, environment: &Environment, directory: &str, report: &mut Report) -> Vec<String> {
    if let Some(list) = environment.value("COMPOSE_FILE") {
        let separator = environment
            .value("COMPOSE_PATH_SEPARATOR")
            .filter(|separator| !separator.is_empty())
            .unwrap_or(":");
        return listed_files(files, list, separator, environment.span("COMPOSE_FILE"), report);
    }
    let mut directory = directory.to_owned();
    loop {
        let candidates = existing_files(files, &directory, &FILE_NAMES, report);
        if let Some(first) = candidates.first() {
            report_several_files(files, "config", &candidates, report);
            let overrides = existing_files(files, &directory, &OVERRIDE_NAMES, report);
            report_several_files(files, "override", &overrides, report);
            return [Some(first), overrides.first()]
                .into_iter()
                .flatten()
                .cloned()
                .collect();
        }
        let parent = paths::parent(&directory);
        if parent == directory {
            return Vec::new();
        }
        directory = parent;
    }
}

/// Returns the files of a `COMPOSE_FILE` list, and reports those that do not exist.
fn listed_files(
    files: &Workspace,
    list: &str,
    separator: &str,
    span: Option<Span>,
    report: &mut Report,
) -> Vec<String> {
    let mut paths = Vec::new();
    for path in list.split(separator) {
        if path == STANDARD_INPUT {
            paths.push(path.to_owned());
            continue;
        }
        let path = paths::resolve(files.root(), path);
        if files.find(&path).is_none() && !files.is_folder(&path) {
            report.add_missing_path(&path);
            report.add(
                Diagnostic::error(
                    codes::MISSING_FILE,
                    format!("`COMPOSE_FILE` names `{path}`, which does not exist"),
                    span,
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

/// Returns the paths of those names that exist in a directory.
fn existing_files(files: &Workspace, directory: &str, names: &[&str], report: &mut Report) -> Vec<String> {
    let mut existing = Vec::new();
    for name in names {
        let path = paths::join(directory, name);
        if files.find(&path).is_some() || files.is_folder(&path) {
            existing.push(path);
        } else {
            report.add_missing_path(path);
        }
    }
    existing
}

/// Warns if there are several candidates for a file. The first is used.
fn report_several_files(files: &Workspace, kind: &str, candidates: &[String], report: &mut Report) {
    let [first, second, ..] = candidates else {
        return;
    };
    let paths = paths_in_workspace(files, candidates);
    let (used, ignored) = match paths.as_deref() {
        Some([used, ignored, ..]) => (*used, *ignored),
        _ => (first.as_str(), second.as_str()),
    };
    let diagnostic = Diagnostic::warning(
        codes::MULTIPLE_COMPOSE_FILES,
        format!("several candidates for the {kind} file: `{used}` is used, `{ignored}` is ignored"),
        None,
    )
    .help("Remove or rename the others, or name the files to use with -f.")
    .upstream(format!(
        "Found multiple {kind} files with supported names: {}",
        candidates.join(", ")
    ));
    report.add(match paths {
        Some(paths) => fix_by_removal(diagnostic, &paths),
        None => diagnostic,
    });
    report.add_warning(format!("Using {first}"));
}

/// Returns the paths relative to the root. Returns `None` if one of them is outside of it, or is not a file.
fn paths_in_workspace<'a>(files: &'a Workspace, paths: &[String]) -> Option<Vec<&'a str>> {
    let relative = |path: &String| {
        let path = files.display_path(files.find(path)?);
        (!path.starts_with('/')).then_some(path)
    };
    paths.iter().map(relative).collect()
}

/// Adds the fixes that leave only one of several candidates: the one that is used, or one of the others.
fn fix_by_removal(mut diagnostic: Diagnostic, candidates: &[&str]) -> Diagnostic {
    for (index, kept) in candidates.iter().enumerate() {
        let removed: Vec<String> = candidates
            .iter()
            .filter(|path| *path != kept)
            .map(|path| (*path).to_owned())
            .collect();
        let names = removed.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>();
        let names = names.join(" and ");
        let (title, applicability) = match index {
            0 => (format!("Remove {names}"), Applicability::Safe),
            _ => (
                format!("Use `{kept}` and remove {names}"),
                Applicability::ChangesBehavior,
            ),
        };
        diagnostic = diagnostic.fix_with_removed_files(title, applicability, removed);
    }
    diagnostic
}

fn active_profiles(options: &LoadOptions, environment: &Environment) -> Vec<String> {
    if !options.profiles.is_empty() {
        return options.profiles.clone();
    }
    let list = environment.value("COMPOSE_PROFILES").unwrap_or_default();
    list.split(',').map(|profile| profile.trim().to_owned()).collect()
}

fn no_compose_file() -> Diagnostic {
    Diagnostic::error(codes::NO_COMPOSE_FILE, "no compose file found", None)
        .help(format!("Add a file named `{}`, or name one with -f.", FILE_NAMES[0]))
        .upstream("no configuration file provided: not found")
}

fn not_a_boolean(text: &str) -> Diagnostic {
    let quoted = go::quote(text);
    Diagnostic::error(
        codes::INVALID_VARIABLE,
        format!("`COMPOSE_DISABLE_ENV_FILE` is {quoted}, which is not a boolean"),
        None,
    )
    .help("Set it to 1 or 0.")
    .upstream(format!("strconv.ParseBool: parsing {quoted}: invalid syntax"))
}

/// Returns the compose file at a path, or the error for a path without a file.
pub fn find_compose_file(files: &Workspace, path: &str, report: &mut Report) -> Result<FileId, Box<Diagnostic>> {
    if let Some(id) = files.find(path) {
        return Ok(id);
    }
    report.add_missing_path(path);
    let diagnostic = match files.is_folder(path) {
        true => Diagnostic::error(
            codes::NOT_A_FILE,
            format!("`{path}` is a directory, not a compose file"),
            None,
        )
        .help("Name the compose file in that directory.")
        .upstream(format!("read {path}: is a directory")),
        false => Diagnostic::error(codes::MISSING_FILE, format!("file `{path}` does not exist"), None)
            .help("Correct the path, or add the file.")
            .upstream(format!("open {path}: no such file or directory")),
    };
    Err(Box::new(diagnostic))
}
