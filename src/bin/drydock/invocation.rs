//! The options that select a project, and the loaded project.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use drydock::compose::discover::STANDARD_INPUT;
use drydock::compose::{self, LoadOptions, Loaded};
use drydock::source::{Workspace, join};
use drydock::version::{ComposeVersion, EngineVersion};

use crate::file_system::FileSystem;
use crate::output::print_error;

/// The options of every subcommand.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Project options")]
pub struct Invocation {
    /// Compose file, or `-` for standard input; several files are merged in order
    #[arg(short = 'f', long = "file", global = true, value_name = "FILE")]
    files: Vec<String>,
    /// File of variables that replaces .env; later files override earlier ones
    #[arg(long = "env-file", global = true, value_name = "FILE")]
    env_files: Vec<String>,
    /// Profile to activate
    #[arg(long = "profile", global = true, value_name = "PROFILE")]
    profiles: Vec<String>,
    /// Project name
    #[arg(short = 'p', long = "project-name", global = true, value_name = "NAME")]
    project_name: Option<String>,
    /// Folder to which relative paths refer
    #[arg(long = "project-directory", global = true, value_name = "DIR")]
    project_directory: Option<String>,
    /// Version of Docker Compose: 2.40 or 5.6, which is followed in part: mounts, progress lines and wait errors
    #[arg(long, global = true, value_name = "VERSION", default_value_t = ComposeVersion::DEFAULT)]
    compose: ComposeVersion,
    /// Version of the Docker engine: 20 or 28
    #[arg(long, global = true, value_name = "VERSION")]
    engine: Option<EngineVersion>,
    /// Mounts the working folder at this path in a file system that is empty except for the home folder; $COMPOSE_CASE_ENV has the variables as JSON
    #[arg(long = "vfs-root", global = true, value_name = "DIR", hide = true)]
    vfs_root: Option<String>,
}

/// A loaded project with its files.
#[derive(Debug)]
pub struct Session {
    /// The files that loading asked for and that exist.
    pub workspace: Workspace,
    /// The result of loading.
    pub loaded: Loaded,
    system: FileSystem,
}

impl Invocation {
    /// Returns the options of a load, to which a subcommand adds its own.
    pub fn options(&self) -> LoadOptions {
        LoadOptions {
            version: self.compose,
            files: self.files.clone(),
            env_files: self.env_files.clone(),
            profiles: self.profiles.clone(),
            project_name: self.project_name.clone(),
            project_directory: self.project_directory.clone(),
            environment: self.environment(),
            ..LoadOptions::default()
        }
    }

    /// Returns the chosen version of Docker Compose.
    pub fn compose(&self) -> ComposeVersion {
        self.compose
    }

    /// Returns the chosen version of the engine, if one is chosen.
    pub fn engine(&self) -> Option<EngineVersion> {
        self.engine
    }

    fn environment(&self) -> BTreeMap<String, String> {
        if self.vfs_root.is_none() {
            return env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect();
        }
        let json = env::var("COMPOSE_CASE_ENV").ok();
        json.and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default()
    }

    /// Loads the project of the working folder.
    pub fn load(&self, options: LoadOptions) -> Session {
        self.load_in(options, working_folder())
    }

    /// Loads the project of a folder.
    pub fn load_in(&self, options: LoadOptions, folder: PathBuf) -> Session {
        let system = match &self.vfs_root {
            Some(root) => FileSystem::mounted(folder, root),
            None => FileSystem::real(folder),
        };
        let mut workspace = system.workspace();
        if self.vfs_root.is_some()
            && let Some(home) = options.environment.get("HOME")
        {
            workspace.add_folder(home);
        }
        loop {
            let loaded = compose::load(&workspace, &options);
            let wants_input = loaded.missing_paths.iter().any(|path| path == STANDARD_INPUT);
            if wants_input && workspace.find(STANDARD_INPUT).is_none() {
                let mut text = Vec::new();
                // An unreadable input is an empty one, which loading reports.
                let _ = io::stdin().read_to_end(&mut text);
                workspace.set_bytes(STANDARD_INPUT, &text);
                continue;
            }
            if !system.read_into(&mut workspace, &loaded.missing_paths) {
                return Session {
                    workspace,
                    loaded,
                    system,
                };
            }
        }
    }
}

impl Session {
    /// Adds the files among `paths` that exist to the workspace.
    pub fn read_files(&mut self, paths: &[String]) {
        self.system.read_into(&mut self.workspace, paths);
    }

    /// Adds the Dockerfiles of all builds, and the one in the project's folder, to the workspace.
    pub fn read_dockerfiles(&mut self) {
        let projects = self.loaded.project.iter();
        let builds = projects
            .flat_map(|project| project.services.values())
            .filter_map(|service| service.build.as_ref());
        let mut paths: Vec<String> = builds
            .map(|build| join(&build.context, build.dockerfile.as_deref().unwrap_or("Dockerfile")))
            .collect();
        paths.push(join(self.workspace.root(), "Dockerfile"));
        self.read_files(&paths);
    }

    /// Prints the warnings and the error of Docker Compose on standard error. An error is returned as an exit code.
    pub fn report(&self) -> Result<(), ExitCode> {
        for warning in &self.loaded.warnings {
            print_error(format_args!("WARN[0000] {}", warning.replace('\n', "\\n")));
        }
        match &self.loaded.failure {
            Some(failure) => {
                print_error(failure);
                Err(ExitCode::from(1))
            }
            None => Ok(()),
        }
    }
}

/// Returns the working folder, or the root folder if it does not exist any more.
fn working_folder() -> PathBuf {
    env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
}
