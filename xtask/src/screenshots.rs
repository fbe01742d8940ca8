//! `cargo xtask screenshots`: the README's pictures, taken from the built page.

use crate::build;
use crate::setup;
use crate::step::{self, Outcome};

/// Takes the pictures into docs/.
///
/// # Errors
/// When the page does not build or no browser can be had.
pub fn run() -> Outcome {
    let tools = setup::tools()?;
    let chromium = setup::browser(&tools)?;
    build::page(&tools)?;
    step::run(
        tools
            .command("node")
            .arg("xtask/scripts/screenshots.mjs")
            .env("CHROMIUM", chromium),
    )
}
