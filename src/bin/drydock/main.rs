//! The command line: thin over the library.
//!
//! One file a command, each with its `Arguments` and a `run`. What they share is the [`Invocation`]:
//! the flags that say which project is meant, and the [`Session`] that comes of loading it.

mod advise;
mod blast;
mod check;
mod config;
mod explain;
mod files;
mod graph;
mod link;
mod open;
mod play;
mod session;
mod simulate;
mod sweep;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use session::Invocation;

/// A load is thousands of small texts: the usual allocator takes a third of the time of a large project, and
/// gives memory back to the system only to ask for it again.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// A playground for Docker Compose: loads, checks, draws and simulates compose files, without Docker.
#[derive(Debug, Parser)]
#[command(name = "drydock", version)]
struct CommandLine {
    #[command(flatten)]
    invocation: Invocation,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints the project as Docker Compose understands it
    Config(config::Arguments),
    /// Reports all problems, with their places and fixes
    Check(check::Arguments),
    /// Shows where a value comes from
    Explain(explain::Arguments),
    /// Prints the dependency graph
    Graph(graph::Arguments),
    /// Simulates the startup of the project
    Simulate(simulate::Arguments),
    /// Explains an event of the simulation
    Why(why::Arguments),
    /// Simulates several values of a setting and shows which are safe
    Sweep(sweep::Arguments),
    /// Shows how the failure of a service affects the others
    Blast(blast::Arguments),
    /// Finds the health check settings with which startup completes earliest
    Advise(advise::Arguments),
    /// Prints a link that contains the whole project
    Link(link::Arguments),
    /// Writes the files of a link into a directory
    Open(open::Arguments),
}

fn main() -> ExitCode {
    let CommandLine { invocation, command } = CommandLine::parse();
    match command {
        Command::Config(arguments) => config::run(&arguments, &invocation),
        Command::Check(arguments) => check::run(&arguments, &invocation),
        Command::Explain(arguments) => explain::run(&arguments, &invocation),
        Command::Graph(arguments) => graph::run(&arguments, &invocation),
        Command::Simulate(arguments) => simulate::run(&arguments, &invocation),
        Command::Why(arguments) => why::run(&arguments, &invocation),
        Command::Sweep(arguments) => sweep::run(&arguments, &invocation),
        Command::Blast(arguments) => blast::run(&arguments, &invocation),
        Command::Advise(arguments) => advise::run(&arguments, &invocation),
        Command::Link(arguments) => link::run(&arguments, &invocation),
        Command::Open(arguments) => open::run(&arguments, &invocation),
    }
}
