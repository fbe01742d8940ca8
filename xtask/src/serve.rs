//! `cargo xtask serve`: the playground at 127.0.0.1:8080, rebuilt and reloaded on every change.

use crate::build;
use crate::setup;
use crate::step::{Outcome, run_command};

/// Serves until it is interrupted. The arguments are passed to trunk.
///
/// # Errors
/// If a tool is missing or trunk fails.
pub fn run(arguments: &[String]) -> Outcome {
    let tools = setup::tools()?;
    run_command(&mut tools.cargo(["fetch", "--locked"]))?;
    // Trunk fails if a folder that it should not watch is missing.
    build::editor(&tools)?;
    println!("\nThe playground is at http://127.0.0.1:8080 after the first build. Stop with Ctrl-C.");
    println!("This page is built for fast rebuilds. Optimized: cargo xtask build");
    run_command(tools.command("trunk").args(["serve", "--offline"]).args(arguments))
}
