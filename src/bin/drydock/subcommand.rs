//! The [`Subcommand`] trait: the arguments that clap parses, and the code that they run.

use std::process::ExitCode;

use clap::{ArgMatches, Args, Command};

use crate::invocation::Invocation;

/// The arguments of a subcommand, which can run it.
pub trait Subcommand: Args {
    /// The word on the command line.
    const NAME: &'static str;
    /// One line of help.
    const ABOUT: &'static str;

    /// Runs the subcommand.
    fn run(&self, invocation: &Invocation) -> ExitCode;
}

/// A [`Subcommand`] without its type, so that different ones fit into one list.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The word on the command line.
    pub name: &'static str,
    /// Describes the subcommand to clap.
    pub command: fn() -> Command,
    /// Runs the subcommand with parsed arguments.
    pub run: fn(&ArgMatches, &Invocation) -> ExitCode,
}

impl Entry {
    /// Creates the entry of a subcommand.
    pub const fn of<S: Subcommand>() -> Self {
        Entry {
            name: S::NAME,
            command: || S::augment_args(Command::new(S::NAME)).about(S::ABOUT),
            run: |matches, invocation| match S::from_arg_matches(matches) {
                Ok(subcommand) => subcommand.run(invocation),
                Err(error) => error.exit(),
            },
        }
    }
}
