//! The command line, a thin layer over the library.
//!
//! Each subcommand is a file with a type that implements [`Subcommand`](subcommand::Subcommand), and a line in
//! [`SUBCOMMANDS`]. They share the [`Invocation`], which has the options that select the project and loads it.

mod advise;
mod blast;
mod check;
mod config;
mod explain;
mod file_system;
mod graph;
mod invocation;
mod link;
mod open;
mod output;
mod simulate;
mod simulation;
mod subcommand;
mod sweep;
mod why;

use std::process::ExitCode;

use clap::{Args, Command, FromArgMatches};
use mimalloc::MiMalloc;

use invocation::Invocation;
use subcommand::Entry;

/// Loading allocates thousands of small strings. The default allocator takes a third of the time of a large project,
/// because it returns memory to the system and asks for it again.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// All subcommands in the order of the help.
const SUBCOMMANDS: &[Entry] = &[
    Entry::of::<config::Config>(),
    Entry::of::<check::Check>(),
    Entry::of::<explain::Explain>(),
    Entry::of::<graph::Graph>(),
    Entry::of::<simulate::Simulate>(),
    Entry::of::<why::Why>(),
    Entry::of::<sweep::Sweep>(),
    Entry::of::<blast::Blast>(),
    Entry::of::<advise::Advise>(),
    Entry::of::<link::Link>(),
    Entry::of::<open::Open>(),
];

fn main() -> ExitCode {
    let command = Command::new("drydock")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(SUBCOMMANDS.iter().map(|entry| (entry.command)()));
    let command = Invocation::augment_args(command)
        .about("A playground for Docker Compose: loads, checks, draws and simulates compose files, without Docker");
    let matches = command.get_matches();
    let invocation = match Invocation::from_arg_matches(&matches) {
        Ok(invocation) => invocation,
        Err(error) => error.exit(),
    };
    let (name, arguments) = matches.subcommand().expect("clap requires a subcommand");
    let mut entries = SUBCOMMANDS.iter();
    let entry = entries.find(|entry| entry.name == name);
    (entry.expect("clap accepts only listed subcommands").run)(arguments, &invocation)
}
