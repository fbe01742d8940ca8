//! Brings what the tasks need onto the machine, once.
//!
//! What is on PATH in the right version is used as it is. What is missing goes into a cache folder
//! that all checkouts share, one folder a tool and version, and never into the system; only a
//! browser or Node are asked of Debian's apt, and only as root.

mod browser;
mod cargo_tools;
mod compose;
mod debian;
mod node;
mod wasm_target;

use std::env;
use std::path::PathBuf;
use std::process::Command;

pub use browser::find as browser;
pub use compose::find as compose;

use crate::step::{Outcome, output, root};

/// The tools that were found or brought: commands made here find them first.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    folders: Vec<PathBuf>,
    toolchain: Option<String>,
}

impl Tools {
    /// A command, run in the repository's root, that sees every tool.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&path));
        command.current_dir(root());
        if let Ok(path) = env::join_paths(folders) {
            command.env("PATH", path);
        }
        if let Some(toolchain) = &self.toolchain {
            // Cargo tells its children which cargo and rustc they are under; another toolchain is meant.
            command
                .env("RUSTUP_TOOLCHAIN", toolchain)
                .env_remove("CARGO")
                .env_remove("RUSTC");
        }
        command
    }

    /// `cargo` with its arguments.
    pub fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    /// The first line that `program --version` prints, when it runs.
    fn version(&self, program: &str) -> Option<String> {
        let text = output(self.command(program).arg("--version"))?;
        Some(text.lines().next().unwrap_or("").trim().to_owned())
    }
}

/// What the page is built with: the wasm32 target, Node and its packages, wasm-bindgen and trunk.
///
/// # Errors
/// A sentence that names what is missing and the command that brings it.
pub fn tools() -> Outcome<Tools> {
    let mut tools = Tools {
        toolchain: wasm_target::toolchain()?,
        ..Tools::default()
    };
    node::bring(&tools)?;
    node::packages(&tools)?;
    tools.folders.push(root().join("node_modules/.bin"));
    for tool in cargo_tools::wanted()? {
        if let Some(folder) = cargo_tools::bring(&tools, &tool)? {
            tools.folders.insert(0, folder);
        }
    }
    Ok(tools)
}

/// `cargo xtask setup`: everything that any task may ask for.
///
/// # Errors
/// As [`tools`], or when no browser can be had.
pub fn all() -> Outcome {
    let tools = tools()?;
    let chromium = browser(&tools)?;
    println!("\nReady. Chromium: {}", chromium.display());
    match compose(&tools) {
        Ok(program) => println!("Docker Compose: {}", program.display()),
        Err(reason) => println!("Docker Compose: {reason}; exports will not be checked here"),
    }
    for folder in &tools.folders {
        println!("Tools: {}", folder.display());
    }
    Ok(())
}

/// Where brought tools lie: `$XDG_CACHE_HOME/drydock/tools`, else `~/.cache/drydock/tools`.
///
/// # Errors
/// When neither variable is set.
pub fn cache() -> Outcome<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .ok_or("cannot tell where to keep tools: set HOME or XDG_CACHE_HOME")?
            .join(".cache"),
    };
    Ok(base.join("drydock").join("tools"))
}
