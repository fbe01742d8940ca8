//! `cargo xtask screenshots`: the README's pictures, taken from the built page.

use crate::build;
use crate::setup;
use crate::step::{Outcome, run_command};

/// Writes the pictures into docs/.
///
/// # Errors
/// If the page does not build or there is no browser.
pub fn run() -> Outcome {
    let tools = setup::tools()?;
    let chromium = setup::browser(&tools)?;
    build::page(&tools)?;
    run_command(
        tools
            .command("node")
            .arg("xtask/scripts/screenshots.mjs")
            .env("CHROMIUM", chromium),
    )
}
