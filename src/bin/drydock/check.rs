//! `drydock check`: everything that is wrong, with places and fixes.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::session::Invocation;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: one list of findings.
    Json,
}

/// How to print the findings.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Prints all findings; an error among them is exit code 1.
pub fn run(_arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let session = invocation.load(invocation.options());
    match session.report() {
        Ok(()) => ExitCode::SUCCESS,
        Err(code) => code,
    }
}
