//! `drydock graph`: what depends on what.

use std::process::ExitCode;

use clap::Args;

use crate::session::Invocation;

/// The arguments of `graph`.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs the command.
pub fn run(_arguments: &Arguments, _invocation: &Invocation) -> ExitCode {
    eprintln!("graph is not part of this build");
    ExitCode::from(2)
}
