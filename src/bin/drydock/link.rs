//! `drydock link`: a link that holds the whole project.

use std::process::ExitCode;

use clap::Args;

use crate::session::Invocation;

/// The arguments of `link`.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs the command.
pub fn run(_arguments: &Arguments, _invocation: &Invocation) -> ExitCode {
    eprintln!("link is not part of this build");
    ExitCode::from(2)
}
