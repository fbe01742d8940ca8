//! Installs the tools that the tasks need.
//!
//! A tool on PATH with the right version is used. A missing tool is installed once into a cache folder, with one folder
//! for each tool and version, and never into the system. Only Chromium, Node and Python come from Debian's packages,
//! and only for root.

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

/// The folders of the installed tools, which precede PATH in every command.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    folders: Vec<PathBuf>,
    toolchain: Option<String>,
}

impl Tools {
    /// Returns a command that runs in the repository root and finds every tool.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&path));
        command.current_dir(root());
        if let Ok(path) = env::join_paths(folders) {
            command.env("PATH", path);
        }
        if let Some(toolchain) = &self.toolchain {
            // Cargo sets these variables for its child processes; they would override the toolchain.
            command
                .env("RUSTUP_TOOLCHAIN", toolchain)
                .env_remove("CARGO")
                .env_remove("RUSTC");
        }
        command
    }

    /// Returns `cargo` with arguments.
    pub fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    /// Returns the first line that `program --version` prints, if it succeeds.
    fn version(&self, program: &str) -> Option<String> {
        let text = output(self.command(program).arg("--version"))?;
        Some(text.lines().next().unwrap_or("").trim().to_owned())
    }
}

/// Finds or installs what the page is built with: the wasm32 target, Node and its packages, wasm-bindgen and trunk.
///
/// # Errors
/// If a tool is missing and cannot be installed; the message says how to install it.
pub fn tools() -> Outcome<Tools> {
    let mut tools = Tools {
        toolchain: wasm_target::toolchain()?,
        ..Tools::default()
    };
    node::install(&tools)?;
    node::packages(&tools)?;
    tools.folders.push(root().join("node_modules/.bin"));
    for tool in cargo_tools::required()? {
        if let Some(folder) = cargo_tools::install(&tools, &tool)? {
            tools.folders.insert(0, folder);
        }
    }
    Ok(tools)
}

/// `cargo xtask setup`: installs everything that any task needs.
///
/// # Errors
/// Like [`tools`], or if there is no browser.
pub fn all() -> Outcome {
    let tools = tools()?;
    let chromium = browser(&tools)?;
    println!("\nReady. Chromium: {}", chromium.display());
    match compose(&tools) {
        Ok(program) => println!("Docker Compose: {}", program.display()),
        Err(reason) => {
            println!("Docker Compose: not available ({reason}); the checks `export` and `differential` will be skipped")
        }
    }
    for folder in &tools.folders {
        println!("Tools: {}", folder.display());
    }
    Ok(())
}

/// Returns the folder of installed tools: `$XDG_CACHE_HOME/drydock/tools`, or `~/.cache/drydock/tools`.
///
/// # Errors
/// If there is neither a cache folder nor a home folder.
pub fn cache() -> Outcome<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .ok_or("there is no folder for tools: set HOME or XDG_CACHE_HOME")?
            .join(".cache"),
    };
    Ok(base.join("drydock").join("tools"))
}
