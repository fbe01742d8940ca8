//! The options of a load: the flags of `docker compose config`, and the shell's variables.

use std::collections::BTreeMap;

use crate::version::ComposeVersion;

/// The flags and the environment that a project is loaded with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// The version of Docker Compose that loads the project.
    pub version: ComposeVersion,
    /// Compose files in merge order (`-f`). If empty, the default file names are searched.
    pub files: Vec<String>,
    /// Env files in order (`--env-file`). If empty, `.env` is read.
    pub env_files: Vec<String>,
    /// Active profiles (`--profile`).
    pub profiles: Vec<String>,
    /// Project name (`-p`).
    pub project_name: Option<String>,
    /// Directory that relative paths are resolved against (`--project-directory`).
    pub project_directory: Option<String>,
    /// Services named on the command line. If empty, all services are selected.
    pub services: Vec<String>,
    /// Variables of the shell.
    pub environment: BTreeMap<String, String>,
    /// Passes to run.
    pub passes: Passes,
    /// Services whose env files are read.
    pub env_resolution: EnvResolution,
}

impl LoadOptions {
    /// Whether env files are read. They are not read if the `bind` pass is off.
    pub fn reads_env_files(&self) -> bool {
        self.env_resolution != EnvResolution::Off && self.passes.bind
    }
}

/// The optional passes of a load. All are on by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passes {
    /// Substitutes variables. Off: `--no-interpolate`.
    pub interpolate: bool,
    /// Adds the defaults of Docker Compose, such as the default network. Off: `--no-normalize`.
    pub normalize: bool,
    /// Makes relative paths absolute. Off: `--no-path-resolution`.
    pub resolve_paths: bool,
    /// Checks that services, networks and volumes fit together. Off: `--no-consistency`.
    pub check_consistency: bool,
    /// Checks that container names are unique.
    pub check_container_names: bool,
    /// Converts values to the types of Docker Compose, then selects services and checks the result. With
    /// `--no-interpolate` Docker Compose does this only for lists of names, because a variable reference in place of
    /// a number does not convert.
    pub bind: bool,
}

impl Default for Passes {
    fn default() -> Self {
        Passes {
            interpolate: true,
            normalize: true,
            resolve_paths: true,
            check_consistency: true,
            check_container_names: true,
            bind: true,
        }
    }
}

/// The services whose env files are read and whose variables without a value are resolved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EnvResolution {
    /// All selected services.
    #[default]
    Full,
    /// Services that the active profiles enable; not those that are enabled only because they are named.
    /// This is `--no-env-resolution`.
    ByProfile,
    /// None.
    Off,
}
