//! `drydock simulate`: the project's startup, played.

use std::process::ExitCode;

use clap::Args;

use crate::session::Invocation;

/// The arguments of `simulate`.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs the command.
pub fn run(_arguments: &Arguments, _invocation: &Invocation) -> ExitCode {
    eprintln!("simulate is not part of this build");
    ExitCode::from(2)
}
