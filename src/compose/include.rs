//! `include`: copies the resources of other projects into a project.
//!
//! Each included project has its own directory and its own `.env`, which adds to the variables of the including
//! project, and is loaded completely before its resources are copied. Source: the observed behavior of Docker Compose.

mod diagnostics;
mod entry;

use super::environment;
use super::loader::{Loader, Scope};
use super::paths;
use super::provenance;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Origin, Value};

pub use entry::IncludeEntry;

/// The sections that an included project contributes to.
const SECTIONS: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];

/// Maximum nesting of included projects.
const MAX_DEPTH: usize = 100;

/// Maximum number of included projects.
const MAX_COUNT: usize = 5_000;

/// A project to include.
#[derive(Debug)]
pub struct IncludedProject {
    /// Absolute paths of its compose files in merge order.
    pub paths: Vec<String>,
    /// Its directories and variables.
    pub scope: Scope,
    /// The entry that includes it.
    pub span: Span,
}

/// Removes the `include` of a document and returns its valid entries. Reports the others.
pub fn take_entries(loader: &mut Loader<'_>, document: &mut Node) -> Vec<IncludeEntry> {
    let include = document.as_mapping_mut().and_then(|fields| fields.remove("include"));
    let Some(include) = include else {
        return Vec::new();
    };
    let (entries, errors) = entry::parse(&include.node);
    if !errors.is_empty() {
        loader.is_incomplete = true;
    }
    loader.report.extend(errors);
    entries
}

/// Prepares the load of an included project: finds its files, directories and variables. Reports an entry that cannot
/// be included. `chain` has the paths of the files that lead to the entry, each once per document.
pub fn prepare(
    loader: &mut Loader<'_>,
    entry: IncludeEntry,
    scope: &Scope,
    chain: &[String],
) -> Option<IncludedProject> {
    let prepared = try_prepare(loader, entry, scope, chain);
    prepared.unwrap_or_else(|diagnostic| {
        loader.report.add(*diagnostic);
        loader.is_incomplete = true;
        None
    })
}

fn try_prepare(
    loader: &mut Loader<'_>,
    entry: IncludeEntry,
    scope: &Scope,
    chain: &[String],
) -> Result<Option<IncludedProject>, Box<Diagnostic>> {
    let paths: Vec<String> = entry
        .paths
        .iter()
        .map(|path| paths::resolve(&scope.directory, path))
        .collect();
    let Some(main_path) = paths.first() else {
        // Docker Compose reads the env files even if there is no compose file to include.
        let env_files = env_files(loader, &entry, scope, &scope.directory)?;
        environment::read_env_files(loader.files, &env_files, &scope.environment, &mut loader.report);
        return Ok(None);
    };
    if let Some(remote) = entry.paths.iter().find(|path| paths::is_remote(path)) {
        return Err(Box::new(diagnostics::remote_file(remote, entry.span)));
    }
    if chain.contains(main_path) {
        return Err(Box::new(diagnostics::cycle(chain, main_path, entry.span)));
    }
    loader.include_count += 1;
    let depth = 1 + chain.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if depth > MAX_DEPTH || loader.include_count > MAX_COUNT {
        return Err(Box::new(diagnostics::too_many_includes(entry.span)));
    }
    let (directory, working_dir) = directories(loader, &entry, scope, main_path);
    let env_files = env_files(loader, &entry, scope, &directory)?;
    let variables = environment::read_env_files(loader.files, &env_files, &scope.environment, &mut loader.report);
    let mut environment = scope.environment.clone();
    environment.add_unset_from(&variables);
    Ok(Some(IncludedProject {
        scope: loader.new_scope(directory, working_dir, environment),
        paths,
        span: entry.span,
    }))
}

/// Returns the absolute directory of an included project, and the directory relative to the including project.
fn directories(loader: &mut Loader<'_>, entry: &IncludeEntry, scope: &Scope, main_path: &str) -> (String, String) {
    match &entry.project_directory {
        None => {
            let directory = paths::parent(main_path);
            let working_dir = paths::relative(&scope.directory, &directory);
            (directory, working_dir)
        }
        Some(directory) if directory.starts_with('/') => (directory.clone(), directory.clone()),
        Some(directory) => {
            let path = paths::resolve(&scope.directory, directory);
            // Docker Compose treats a path that is not a directory as a file, and takes the directory of that file.
            let existing = match loader.files.is_folder(&path) {
                true => path,
                false => {
                    loader.report.add_missing_path(&path);
                    paths::parent(&path)
                }
            };
            (
                paths::resolve(&scope.working_dir, directory),
                paths::relative(&scope.directory, &existing),
            )
        }
    }
}

/// Returns the absolute paths of the env files of an included project.
fn env_files(
    loader: &mut Loader<'_>,
    entry: &IncludeEntry,
    scope: &Scope,
    directory: &str,
) -> Result<Vec<String>, Box<Diagnostic>> {
    if entry.env_files.is_empty() {
        let default = loader.absolute(&paths::join(directory, ".env"));
        if loader.files.find(&default).is_some() {
            return Ok(vec![default]);
        }
        loader.report.add_missing_path(default);
        return Ok(Vec::new());
    }
    let mut absolute_paths = Vec::new();
    for file in entry.env_files.iter().filter(|file| *file != "/dev/null") {
        if file.starts_with('/') {
            absolute_paths.push(file.clone());
            continue;
        }
        let relative_path = paths::join(&scope.working_dir, file);
        let path = loader.absolute(&relative_path);
        if loader.files.find(&path).is_none() {
            loader.report.add_missing_path(&path);
            let is_directory = loader.files.is_folder(&path);
            return Err(Box::new(diagnostics::missing_env_file(
                file,
                &relative_path,
                is_directory,
                entry.span,
            )));
        }
        absolute_paths.push(path);
    }
    Ok(absolute_paths)
}

/// Copies the resources of an included project into the document that includes it. A resource that the document
/// defines too must be the same.
pub fn import(loader: &mut Loader<'_>, document: &mut Node, model: Node, project: &IncludedProject) {
    let (Some(document), Value::Mapping(mut model)) = (document.as_mapping_mut(), model.value) else {
        return;
    };
    for section in SECTIONS {
        let Some(Entry { key_span, node }) = model.remove(section) else {
            continue;
        };
        let Value::Mapping(resources) = node.value else {
            continue;
        };
        let target = document.get_or_insert_with(section, || Entry {
            key_span,
            node: Node::new(Value::Mapping(Mapping::default()), node.span),
        });
        if target.node.is_null() {
            target.node.value = Value::Mapping(Mapping::default());
        }
        if let Value::Mapping(target) = &mut target.node.value {
            import_section(loader, section, target, resources, project);
        }
    }
}

fn import_section(
    loader: &mut Loader<'_>,
    section: &str,
    target: &mut Mapping,
    resources: Mapping,
    project: &IncludedProject,
) {
    for (name, mut resource) in resources {
        let has_content = has_content_from_variable(&resource.node, &project.scope);
        if section == "configs" && has_content {
            let error = diagnostics::config_from_variable(&name, &resource);
            loader.included_config_errors.push(error);
        }
        match target.get(&name) {
            None => {
                provenance::record_origin(&mut resource.node, Origin::Include { used_at: project.span });
                target.insert(name, resource);
            }
            Some(existing) if !has_content && is_same_value(&existing.node, &resource.node) => {}
            Some(existing) => {
                let conflict = diagnostics::conflict(section, &name, existing, &resource, project.span);
                loader.report.add(conflict);
            }
        }
    }
}

/// Whether a secret or config of an included project has the content of a variable. Docker Compose sets that content
/// when it loads the included project, so the resource differs from an identical definition in the including project.
fn has_content_from_variable(resource: &Node, scope: &Scope) -> bool {
    let name = resource.get("environment").and_then(Node::as_str);
    name.is_some_and(|name| scope.environment.get(name).is_some())
}

/// Whether two values are the same, regardless of where they are written and of the order of keys.
fn is_same_value(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Mapping(left), Value::Mapping(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, entry)| {
                    let other = right.get(key);
                    other.is_some_and(|other| is_same_value(&entry.node, &other.node))
                })
        }
        (Value::Sequence(left), Value::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same_value(left, right))
        }
        (left, right) => left == right,
    }
}
