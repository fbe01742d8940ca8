//! `drydock link`: a link that holds the whole project.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use drydock::share::{self, Shared};
use drydock::source::{FileId, Workspace, join};

use crate::files::FileSystem;
use crate::session::{Invocation, Session};

/// The arguments of `link`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Address of a playground to put before the link
    #[arg(long, value_name = "URL", default_value = "")]
    base: String,
    /// Further files to put in: sources, configurations
    #[arg(value_name = "FILE")]
    more: Vec<String>,
}

/// Prints the link. Files with errors are shared too: a link is how one asks about them.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let mut session = invocation.load(invocation.options());
    bring_more(&mut session, invocation, &arguments.more);
    let workspace = &session.workspace;
    let mut files = Vec::new();
    for (id, file) in workspace.files() {
        let path = workspace.display_path(id);
        if path.starts_with('/') {
            eprintln!("{path} lies outside the project's folder and is left out");
            continue;
        }
        if path.rsplit('/').next().is_some_and(|name| name.starts_with(".env")) {
            eprintln!("the link holds {path} with all its values");
        }
        files.push((path.to_owned(), file.text().to_owned()));
    }
    if files.is_empty() {
        eprintln!("there is no compose file here");
        return ExitCode::from(1);
    }
    let shared = Shared {
        open: first_opened(workspace),
        files,
        ..Shared::default()
    };
    if shared.is_too_large() {
        eprintln!("these files are too large for a link");
        return ExitCode::from(1);
    }
    println!("{}{}", arguments.base.trim_end_matches('#'), share::encode(&shared));
    ExitCode::SUCCESS
}

fn first_opened(workspace: &Workspace) -> Option<String> {
    let names = [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yml",
        "docker-compose.yaml",
    ];
    let shown = |id: FileId| workspace.display_path(id).to_owned();
    names.iter().find_map(|name| workspace.find(name)).map(shown)
}

/// Loading reads no Dockerfiles and no sources; whoever opens the link wants to see them.
fn bring_more(session: &mut Session, invocation: &Invocation, more: &[String]) {
    let root = session.workspace.root().to_owned();
    let mut paths: Vec<String> = more.iter().map(|path| join(&root, path)).collect();
    if let Some(project) = &session.loaded.project {
        let builds = project.services.values().filter_map(|service| service.build.as_ref());
        let local = builds.filter(|build| build.context.starts_with('/') && build.dockerfile_inline.is_none());
        paths.extend(local.map(|build| join(&build.context, build.dockerfile.as_deref().unwrap_or("Dockerfile"))));
    }
    let folder = env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let system = match &invocation.vfs_root {
        Some(root) => FileSystem::shown_at(folder, root),
        None => FileSystem::real(folder),
    };
    system.bring(&paths, &mut session.workspace);
    for path in more.iter().filter(|path| session.workspace.find(path).is_none()) {
        eprintln!("{path} is not a file and is left out");
    }
}
