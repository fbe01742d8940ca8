//! Loading: from compose files to a [`Project`] and everything there is to say about it.
//!
//! The reference is Docker Compose v2.40.3. Passes work on a tree of [`Node`](crate::yaml::Node)s;
//! knowledge of the file format is in the field table, one row a field.

pub mod fields;
mod project;

use std::collections::BTreeMap;

pub use project::{
    Behaviour, Build, Condition, ConfigSource, Dependency, DependencySource, Healthcheck, Hook, Mount, MountKind,
    Network, Port, Project, ProjectResource, Restart, RestartPolicy, Service, ServiceName, Spanned, WatchAction,
    WatchRule,
};

use crate::diagnostic::Diagnostic;
use crate::source::Workspace;

/// What a command line says, and what its shell holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// `-f`, in order; empty: the default names are looked for.
    pub files: Vec<String>,
    /// `--env-file`, in order; empty: `.env`.
    pub env_files: Vec<String>,
    /// `--profile`.
    pub profiles: Vec<String>,
    /// `-p`.
    pub project_name: Option<String>,
    /// `--project-directory`.
    pub project_directory: Option<String>,
    /// The services that the command names; empty: all.
    pub services: Vec<String>,
    /// The variables of the shell.
    pub environment: BTreeMap<String, String>,
    /// `--no-interpolate`.
    pub no_interpolate: bool,
    /// `--no-normalize`.
    pub no_normalize: bool,
}

/// What came of loading.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The project, unless an error stands in its way.
    pub project: Option<Project>,
    /// All findings, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// What Docker Compose prints when it refuses: the first error in the order of its stages.
    pub failure: Option<String>,
    /// The warnings Docker Compose prints, in its order, with repetitions.
    pub warnings: Vec<String>,
    /// Absolute paths that were looked for and are not in the workspace, sorted. Whoever owns a file
    /// system adds those that exist and loads again.
    pub wanted: Vec<String>,
}

/// Loads a project. Never fails: what is wrong is in the diagnostics.
pub fn load(files: &Workspace, options: &LoadOptions) -> Loaded {
    let _ = (files, options);
    Loaded {
        project: None,
        diagnostics: Vec::new(),
        failure: None,
        warnings: Vec::new(),
        wanted: Vec::new(),
    }
}
