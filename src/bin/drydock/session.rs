//! Which project a command is about, and the project once it is loaded.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use drydock::compose::discover::STANDARD_INPUT;
use drydock::compose::{self, LoadOptions, Loaded};
use drydock::source::{Workspace, join};

use crate::files::FileSystem;

/// The flags that every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Invocation {
    /// Compose file, `-` for standard input; several are merged in order
    #[arg(short = 'f', long = "file", global = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// File of variables in place of .env; later ones win
    #[arg(long = "env-file", global = true, value_name = "FILE")]
    pub env_files: Vec<String>,
    /// Turns a profile on
    #[arg(long = "profile", global = true, value_name = "PROFILE")]
    pub profiles: Vec<String>,
    /// Project name
    #[arg(short = 'p', long = "project-name", global = true, value_name = "NAME")]
    pub project_name: Option<String>,
    /// Folder that relative paths count from
    #[arg(long = "project-directory", global = true, value_name = "DIR")]
    pub project_directory: Option<String>,
    /// Shows the current folder at this path, with nothing around it; variables come from $COMPOSE_CASE_ENV
    #[arg(long = "vfs-root", global = true, value_name = "DIR", hide = true)]
    pub vfs_root: Option<String>,
}

/// A project that has been loaded, with what it was loaded from.
#[derive(Debug)]
pub struct Session {
    /// Every file that loading asked for and found.
    pub workspace: Workspace,
    /// What came of it.
    pub loaded: Loaded,
    /// Where the files are.
    system: FileSystem,
}

impl Invocation {
    /// The options of a load, before a command adds its own.
    pub fn options(&self) -> LoadOptions {
        LoadOptions {
            files: self.files.clone(),
            env_files: self.env_files.clone(),
            profiles: self.profiles.clone(),
            project_name: self.project_name.clone(),
            project_directory: self.project_directory.clone(),
            environment: self.environment(),
            ..LoadOptions::default()
        }
    }

    fn environment(&self) -> BTreeMap<String, String> {
        if self.vfs_root.is_none() {
            return env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect();
        }
        let given = env::var("COMPOSE_CASE_ENV").ok();
        let read = given.and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(&text).ok());
        read.unwrap_or_default().into_iter().collect()
    }

    /// Loads the project with options that began as [`options`](Self::options).
    pub fn load(&self, options: LoadOptions) -> Session {
        self.load_in(options, env::current_dir().unwrap_or_else(|_| PathBuf::from("/")))
    }

    /// As [`load`](Self::load), from another folder than the current one.
    pub fn load_in(&self, options: LoadOptions, folder: PathBuf) -> Session {
        let system = match &self.vfs_root {
            Some(root) => FileSystem::shown_at(folder, root),
            None => FileSystem::real(folder),
        };
        let mut workspace = system.workspace();
        loop {
            let loaded = compose::load(&workspace, &options);
            if loaded.missing_paths.iter().any(|path| path == STANDARD_INPUT)
                && workspace.find(STANDARD_INPUT).is_none()
            {
                let mut text = Vec::new();
                // What can't be read is as good as nothing: the loader says that the file is empty.
                let _ = io::stdin().read_to_end(&mut text);
                workspace.set_bytes(STANDARD_INPUT, &text);
                continue;
            }
            if !system.bring(&loaded.missing_paths, &mut workspace) {
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
    /// Adds the Dockerfiles that services are built from, and the one in the project's folder, as far as
    /// they exist.
    pub fn bring_dockerfiles(&mut self) {
        let project = self.loaded.project.iter();
        let builds = project
            .flat_map(|project| project.services.values())
            .filter_map(|service| service.build.as_ref());
        let mut paths: Vec<String> = builds
            .map(|build| join(&build.context, build.dockerfile.as_deref().unwrap_or("Dockerfile")))
            .collect();
        paths.push(join(self.workspace.root(), "Dockerfile"));
        self.system.bring(&paths, &mut self.workspace);
    }

    /// Prints what Docker Compose would say on standard error: the warnings, then the error.
    /// An error is also an exit code.
    pub fn report(&self) -> Result<(), ExitCode> {
        for warning in &self.loaded.warnings {
            eprintln!("WARN[0000] {}", warning.replace('\n', "\\n"));
        }
        match &self.loaded.failure {
            Some(failure) => {
                eprintln!("{failure}");
                Err(ExitCode::from(1))
            }
            None => Ok(()),
        }
    }
}
