//! `drydock config`: the project as Docker Compose understands it.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::session::Invocation;

/// How a project is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// As Docker Compose's own `config`.
    Yaml,
    /// As Docker Compose's own `config --format json`.
    Json,
}

/// What to print of the project.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// Prints nothing, only checks
    #[arg(short, long)]
    quiet: bool,
    /// Prints the names of the services
    #[arg(long)]
    services: bool,
    /// Prints the images
    #[arg(long)]
    images: bool,
    /// Prints the names of the volumes
    #[arg(long)]
    volumes: bool,
    /// Prints the names of the networks
    #[arg(long)]
    networks: bool,
    /// Prints the names of the profiles
    #[arg(long)]
    profiles: bool,
    /// Prints the variables that the files use, with their defaults
    #[arg(long)]
    variables: bool,
    /// Prints the variables that interpolation sees
    #[arg(long)]
    environment: bool,
    /// Leaves variables as they are written
    #[arg(long)]
    no_interpolate: bool,
    /// Leaves out what Docker Compose adds
    #[arg(long)]
    no_normalize: bool,
    /// Writes to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Only these services, and what they depend on
    #[arg(value_name = "SERVICE")]
    names: Vec<String>,
}

/// Prints the project, or why there is none.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let mut options = invocation.options();
    options.services = arguments.names.clone();
    options.no_interpolate = arguments.no_interpolate;
    options.no_normalize = arguments.no_normalize;
    let session = invocation.load(options);
    match session.report() {
        Ok(()) => ExitCode::SUCCESS,
        Err(code) => code,
    }
}
