//! The page: the editor's bundle, then trunk.

use std::fs;
use std::path::PathBuf;

use crate::setup::{self, Tools};
use crate::step::{Outcome, files_below, root, run_command};

/// `cargo xtask build`: installs the tools and builds dist/.
///
/// # Errors
/// If a tool is missing or a step fails.
pub fn run() -> Outcome {
    page(&setup::tools()?)
}

/// Returns the folder that the page is built into.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Builds dist/ for publication.
///
/// # Errors
/// If a step fails.
pub fn page(tools: &Tools) -> Outcome {
    run_command(&mut tools.cargo(["fetch", "--locked"]))?;
    // Trunk copies the JavaScript snippets of earlier builds along with those of this build.
    let old = root().join("target/wasm-bindgen");
    if old.is_dir() {
        fs::remove_dir_all(&old).map_err(|error| format!("cannot remove {}: {error}", old.display()))?;
    }
    run_command(tools.command("trunk").args(["build", "--release", "--offline"]))?;
    run_command(tools.command("node").arg("xtask/scripts/minify.mjs"))?;
    run_command(tools.command("node").arg("xtask/scripts/add-policy.mjs"))?;
    let files = files_below(&dist())?;
    let sizes = files.iter().filter_map(|path| fs::metadata(path).ok());
    let size: u64 = sizes.map(|data| data.len()).sum();
    println!(
        "\ndist/: {} files, {} KB. Any static host can serve them, from any path.",
        files.len(),
        size / 1000
    );
    Ok(())
}

/// Prints the sizes of the files in dist/.
///
/// # Errors
/// If a first visit exceeds the limit.
pub fn sizes(tools: &Tools) -> Outcome {
    run_command(tools.command("node").args(["xtask/scripts/sizes.mjs", "dist"]))
}

/// Bundles the editor into static/bundle. Trunk does the same before each of its builds.
///
/// # Errors
/// If the bundler fails.
pub fn editor(tools: &Tools) -> Outcome {
    run_command(tools.command("node").arg("static/editor/build.mjs"))
}
