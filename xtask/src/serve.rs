//! `cargo xtask serve`: the playground at 127.0.0.1:8080, rebuilt and reloaded on every change.

use crate::build;
use crate::setup;
use crate::step::{Outcome, run};

/// Serves until it is stopped. Arguments go to trunk.
///
/// # Errors
/// When a tool is missing or trunk ends.
pub fn run_task(arguments: &[String]) -> Outcome {
    let tools = setup::everything()?;
    build::editor(&tools)?;
    println!("\nThe playground opens at http://127.0.0.1:8080 when the first build is done. Ctrl-C ends it.");
    run(tools.command("trunk").arg("serve").args(arguments))
}
