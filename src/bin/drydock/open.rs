//! `drydock open`: the files of a link, written into a folder.

use std::process::ExitCode;

use clap::Args;

use crate::session::Invocation;

/// The arguments of `open`.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs the command.
pub fn run(_arguments: &Arguments, _invocation: &Invocation) -> ExitCode {
    eprintln!("open is not part of this build");
    ExitCode::from(2)
}
