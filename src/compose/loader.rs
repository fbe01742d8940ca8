//! The state of a load that the passes share.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::discover;
use super::environment::Environment;
use super::options::LoadOptions;
use super::paths;
use super::report::Report;
use crate::diagnostic::Diagnostic;
use crate::hash::FastMap;
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{self, Mapping, MergeTag, Parsed};

/// The state of a load.
#[derive(Debug)]
pub struct Loader<'w> {
    /// All files.
    pub files: &'w Workspace,
    /// Options of the load.
    pub options: &'w LoadOptions,
    /// Everything reported so far.
    pub report: Report,
    /// Whether a file could not be read or understood. A definition that seems to be missing may be in that file.
    pub is_incomplete: bool,
    /// Errors of configs that the project being loaded has included. They are reported with the errors of its own
    /// configs, after all its documents are parsed.
    pub included_config_errors: Vec<Diagnostic>,
    /// Number of projects included so far.
    pub include_count: usize,
    /// Files that services extend, by scope and path.
    pub base_files: BTreeMap<(ScopeId, String), CachedBaseFile>,
    scope_count: usize,
    parsed: FastMap<FileId, Rc<Parsed>>,
    merged: BTreeSet<FileId>,
    paths_with_version: BTreeSet<String>,
}

/// Directories and variables of a project or of an included project.
#[derive(Debug)]
pub struct Scope {
    /// Identifies the scope within its load.
    pub id: ScopeId,
    /// Absolute path of the directory in which files are looked up.
    pub directory: String,
    /// Directory that relative paths are resolved against. For an included project, it is itself a path relative to
    /// the directory of the including project.
    pub working_dir: String,
    /// Variables for interpolation.
    pub environment: Environment,
}

/// Identifies a scope within its load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeId(usize);

/// A file that services extend.
#[derive(Debug)]
pub struct BaseFile {
    /// Its services, with relative paths resolved. Empty unless `section` is valid.
    pub services: Mapping,
    /// State of its `services` key.
    pub section: ServicesSection,
    /// The `!reset` and `!override` tags of its last document.
    pub tags: Rc<[MergeTag]>,
}

/// State of the `services` key of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServicesSection {
    /// The value is a mapping.
    Valid,
    /// The value is not a mapping.
    Invalid,
    /// There is no such key.
    Missing,
}

/// A base file that has been read, with the warnings of reading it. Docker Compose reads the file again for each
/// service that extends it, and repeats the warnings.
#[derive(Debug)]
pub struct CachedBaseFile {
    /// The file; `None` if it could not be read.
    pub file: Option<Rc<BaseFile>>,
    /// Warnings that Docker Compose prints each time.
    pub warnings: Vec<String>,
}

impl<'w> Loader<'w> {
    /// Creates the state of a load in which nothing has been read yet.
    pub fn new(files: &'w Workspace, options: &'w LoadOptions, report: Report) -> Self {
        Loader {
            files,
            options,
            report,
            is_incomplete: false,
            included_config_errors: Vec::new(),
            include_count: 0,
            base_files: BTreeMap::new(),
            scope_count: 0,
            parsed: FastMap::default(),
            merged: BTreeSet::new(),
            paths_with_version: BTreeSet::new(),
        }
    }

    /// Creates a scope.
    pub fn new_scope(&mut self, directory: String, working_dir: String, environment: Environment) -> Scope {
        self.scope_count += 1;
        Scope {
            id: ScopeId(self.scope_count),
            directory,
            working_dir,
            environment,
        }
    }

    /// Resolves a path against the user's current directory.
    pub fn absolute(&self, path: &str) -> String {
        paths::resolve(self.files.root(), path)
    }

    /// Returns the user's home directory.
    pub fn home(&self) -> Option<&'w str> {
        self.options.environment.get("HOME").map(String::as_str)
    }

    /// Returns the paths at which there is a file, and reports the others at `span`.
    pub fn existing_files(&mut self, paths: &[String], span: Option<Span>) -> Vec<String> {
        let mut existing = Vec::new();
        for path in paths {
            match discover::find_compose_file(self.files, path, &mut self.report) {
                Ok(_) => existing.push(path.clone()),
                Err(missing) => {
                    self.report.add(missing.at(span));
                    self.is_incomplete = true;
                }
            }
        }
        existing
    }

    /// Parses a file. Further calls return the cached result.
    pub fn parse(&mut self, file: FileId) -> Rc<Parsed> {
        let files = self.files;
        let parsed = self
            .parsed
            .entry(file)
            .or_insert_with(|| Rc::new(yaml::parse(file, files.file(file))));
        Rc::clone(parsed)
    }

    /// Parses a file to merge it into a model. The first caller for a file gets the only reference, so that it can move
    /// the documents out. Hardly any file is merged twice.
    pub fn parse_to_merge(&mut self, file: FileId) -> Rc<Parsed> {
        let parsed = self.parse(file);
        if self.merged.insert(file) {
            self.parsed.remove(&file);
        }
        parsed
    }

    /// Whether this is the first `version` key in the file at `path`. Docker Compose warns once per file.
    pub fn is_first_version(&mut self, path: &str) -> bool {
        self.paths_with_version.insert(path.to_owned())
    }
}
