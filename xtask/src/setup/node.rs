//! Node and the packages in package-lock.json: the editor, its bundler, wasm-opt and Playwright.

use std::fs;

use super::{Tools, debian};
use crate::step::{Outcome, root, run_command};

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Oldest major version of Node that the packages run on.
const MIN_NODE: u32 = 18;

/// Installs Node if it is missing.
///
/// # Errors
/// If it is too old, or missing and cannot be installed.
pub fn install(tools: &Tools) -> Outcome {
    if major(tools).is_none() && debian::available() {
        debian::install(&["nodejs", "npm"], "about a minute")?;
    }
    match major(tools) {
        Some(major) if major >= MIN_NODE => Ok(()),
        Some(major) => Err(format!(
            "Node {major} is too old: install Node {MIN_NODE} or later (https://nodejs.org)"
        )),
        None => Err(format!(
            "Node is missing: install Node {MIN_NODE} or later (https://nodejs.org)"
        )),
    }
}

/// Returns the major version of Node, if both Node and npm run.
fn major(tools: &Tools) -> Option<u32> {
    tools.version(NPM)?;
    let version = tools.version("node")?;
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs the packages in package-lock.json, if the file has changed since they were installed.
///
/// # Errors
/// If npm fails.
pub fn packages(tools: &Tools) -> Outcome {
    let lock = fs::read(root().join("package-lock.json")).map_err(|error| format!("package-lock.json: {error}"))?;
    let installed = root().join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    let mut command = tools.command(NPM);
    command.args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel",
        "error",
    ]);
    // The tests use the system's browser.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run_command(&mut command)?;
    fs::write(&installed, lock).map_err(|error| format!("cannot write {}: {error}", installed.display()))
}
