//! Node and the packages of package-lock.json: the editor, its bundler, wasm-opt, Playwright.

use std::fs;

use super::{Tools, debian};
use crate::step::{Outcome, root, run};

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The oldest Node that the packages run on.
const OLDEST: u32 = 18;

/// Makes sure that Node is there.
///
/// # Errors
/// When it is missing or too old and cannot be installed.
pub fn bring(tools: &Tools) -> Outcome {
    if major(tools).is_none() && debian::available() {
        debian::install(&["nodejs", "npm"], "about a minute")?;
    }
    match major(tools) {
        Some(major) if major >= OLDEST => Ok(()),
        Some(major) => Err(format!(
            "Node {major} is too old: install Node {OLDEST} or later (https://nodejs.org)"
        )),
        None => Err(format!(
            "Node is missing: install Node {OLDEST} or later (https://nodejs.org)"
        )),
    }
}

/// Node's major version, when it and npm run.
fn major(tools: &Tools) -> Option<u32> {
    tools.version(NPM)?;
    let version = tools.version("node")?;
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs the packages that the lock file names, when the last installed ones were others.
///
/// # Errors
/// When npm fails.
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
    // Playwright would otherwise fetch browsers of its own.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut command)?;
    fs::write(&installed, lock).map_err(|error| format!("cannot write {}: {error}", installed.display()))
}
