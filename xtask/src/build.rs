//! The page: the editor's bundle, then trunk.

use std::fs;
use std::path::PathBuf;

use crate::setup::{self, Tools};
use crate::step::{Outcome, files_below, root, run};

/// Where the page is built to.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Builds dist/ for a host.
///
/// # Errors
/// When a tool is missing or a step fails.
pub fn run_with(tools: &Tools) -> Outcome {
    editor(tools)?;
    run(tools.command("trunk").args(["build", "--release", "--offline"]))?;
    let files = files_below(&dist());
    let size: u64 = files.iter().filter_map(|path| fs::metadata(path).ok()).map(|data| data.len()).sum();
    println!("\ndist/: {} files, {} KB. Any static host serves it from any path.", files.len(), size / 1000);
    Ok(())
}

/// `cargo xtask build`.
///
/// # Errors
/// When a tool is missing or a step fails.
pub fn run_task() -> Outcome {
    run_with(&setup::everything()?)
}

/// Bundles the editor into static/editor.js, which the crate binds to.
///
/// # Errors
/// When the bundler fails.
pub fn editor(tools: &Tools) -> Outcome {
    run(tools.command("node").arg("static/editor/build.mjs"))
}
