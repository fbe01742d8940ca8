//! `cargo xtask serve`: the playground at 127.0.0.1:8080, rebuilt and reloaded on every change.

use crate::build;
use crate::setup;
use crate::step::{self, Outcome};

/// Serves until it is stopped. Arguments go to trunk.
///
/// # Errors
/// When a tool is missing or trunk ends.
pub fn run(arguments: &[String]) -> Outcome {
    let tools = setup::tools()?;
    step::run(&mut tools.cargo(["fetch", "--locked"]))?;
    // Trunk refuses to ignore a file that is not there.
    build::editor(&tools)?;
    println!("\nThe playground is at http://127.0.0.1:8080 as soon as the first build is done. Ctrl-C ends it.");
    step::run(tools.command("trunk").args(["serve", "--offline"]).args(arguments))
}
