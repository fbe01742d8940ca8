//! The page: the editor's bundle, then trunk.

use std::fs;
use std::path::PathBuf;

use crate::setup::{self, Tools};
use crate::step::{self, Outcome, files_below, root};

/// `cargo xtask build`: brings the tools and builds dist/.
///
/// # Errors
/// When a tool is missing or a step fails.
pub fn run() -> Outcome {
    page(&setup::tools()?)
}

/// Where the page is built to.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Builds dist/ as a host serves it.
///
/// # Errors
/// When a step fails.
pub fn page(tools: &Tools) -> Outcome {
    step::run(&mut tools.cargo(["fetch", "--locked"]))?;
    // Trunk would copy the snippets of all earlier builds along with this one's.
    let old = root().join("target/wasm-bindgen");
    if old.is_dir() {
        fs::remove_dir_all(&old).map_err(|error| format!("cannot remove {}: {error}", old.display()))?;
    }
    step::run(tools.command("trunk").args(["build", "--release", "--offline"]))?;
    step::run(tools.command("node").arg("xtask/scripts/shrink.mjs"))?;
    step::run(tools.command("node").arg("xtask/scripts/seal.mjs"))?;
    let files = files_below(&dist());
    let sizes = files.iter().filter_map(|path| fs::metadata(path).ok());
    let size: u64 = sizes.map(|data| data.len()).sum();
    println!(
        "\ndist/: {} files, {} KB. Any static host serves them from any path.",
        files.len(),
        size / 1000
    );
    Ok(())
}

/// Prints what a visitor downloads.
///
/// # Errors
/// When it is more than the limit.
pub fn sizes(tools: &Tools) -> Outcome {
    step::run(tools.command("node").args(["xtask/scripts/sizes.mjs", "dist"]))
}

/// Bundles the editor into static/bundle, which the page fetches it from. Trunk does the same before
/// each of its builds.
///
/// # Errors
/// When the bundler fails.
pub fn editor(tools: &Tools) -> Outcome {
    step::run(tools.command("node").arg("static/editor/build.mjs"))
}
