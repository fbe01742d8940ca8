//! `drydock link`: prints a link that contains the project.

use std::process::ExitCode;

use clap::Args;
use drydock::compose::discover::FILE_NAMES;
use drydock::share::{self, Shared};
use drydock::source::{Workspace, join};

use crate::invocation::{Invocation, Session};
use crate::output::{print_error, print_line};
use crate::subcommand::Subcommand;

/// The arguments of `link`.
#[derive(Debug, Args)]
pub struct Link {
    /// Address of a playground that the link begins with
    #[arg(long, value_name = "URL", default_value = "")]
    base: String,
    /// Further files to include, such as sources and configuration
    #[arg(value_name = "FILE")]
    files: Vec<String>,
}

impl Subcommand for Link {
    const NAME: &'static str = "link";
    const ABOUT: &'static str = "Prints a link that contains the project";

    /// Files with errors are linked as well: a link is a way to ask about them.
    fn run(&self, invocation: &Invocation) -> ExitCode {
        match self.link(invocation) {
            Ok(link) => {
                print_line(&link);
                ExitCode::SUCCESS
            }
            Err(message) => {
                print_error(message);
                ExitCode::from(1)
            }
        }
    }
}

impl Link {
    fn link(&self, invocation: &Invocation) -> Result<String, &'static str> {
        let mut session = invocation.load(invocation.options());
        self.read_unloaded_files(&mut session);
        let files = shared_files(&session.workspace);
        if files.is_empty() {
            return Err("no compose file found");
        }
        let shared = Shared {
            open: compose_file(&session.workspace),
            files,
            ..Shared::default()
        };
        if shared.is_too_large() {
            return Err("these files are too large for a link");
        }
        Ok(self.base.trim_end_matches('#').to_owned() + &share::encode(&shared))
    }

    /// Reads the files that loading does not need: Dockerfiles of local builds, and the named files.
    fn read_unloaded_files(&self, session: &mut Session) {
        let root = session.workspace.root().to_owned();
        let mut paths: Vec<String> = self.files.iter().map(|path| join(&root, path)).collect();
        if let Some(project) = &session.loaded.project {
            let builds = project.services.values().filter_map(|service| service.build.as_ref());
            let local = builds.filter(|build| build.context.starts_with('/') && build.dockerfile_inline.is_none());
            paths.extend(local.map(|build| join(&build.context, build.dockerfile.as_deref().unwrap_or("Dockerfile"))));
        }
        session.read_files(&paths);
        for path in &self.files {
            if session.workspace.find(path).is_none() {
                print_error(format_args!("{path} is not a file and is left out"));
            }
        }
    }
}

/// Returns paths and contents of the files below the project's folder.
fn shared_files(workspace: &Workspace) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (id, file) in workspace.files() {
        let path = workspace.display_path(id);
        if path.starts_with('/') {
            print_error(format_args!(
                "{path} is outside of the project's folder and is left out"
            ));
            continue;
        }
        if path.rsplit('/').next().is_some_and(|name| name.starts_with(".env")) {
            print_error(format_args!("the link contains {path} with all its values"));
        }
        files.push((path.to_owned(), file.text().to_owned()));
    }
    files
}

/// Returns the path of the compose file, which the playground opens first.
fn compose_file(workspace: &Workspace) -> Option<String> {
    let mut names = FILE_NAMES.iter();
    let file = names.find_map(|name| workspace.find(name))?;
    Some(workspace.display_path(file).to_owned())
}
