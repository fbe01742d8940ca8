//! `drydock graph`: what depends on what.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use drydock::export::{dot, graph_json, mermaid, svg};
use drydock::graph::Dependencies;
use drydock::layout::{self, Sizes};

use crate::session::Invocation;

/// How a graph is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// A picture.
    Svg,
    /// For scripts: edges, order, cycles, critical path.
    Json,
}

/// The arguments of `graph`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,
    /// Only these services, and what they depend on
    #[arg(value_name = "SERVICE")]
    names: Vec<String>,
}

/// Prints the graph, or why there is none.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let mut options = invocation.options();
    options.services = arguments.names.clone();
    let session = invocation.load(options);
    if let Err(code) = session.report() {
        return code;
    }
    let Some(project) = &session.loaded.project else {
        return ExitCode::from(1);
    };
    let graph = Dependencies::of(project);
    let text = match arguments.format {
        Format::Mermaid => mermaid::write(&graph),
        Format::Dot => dot::write(&project.name, &graph),
        Format::Json => graph_json::write(&project.name, &graph),
        Format::Svg => {
            let sizes = Sizes::default();
            let layout = layout::arrange(&graph, &sizes);
            svg::write(&graph, &layout, &sizes, &svg::Captions::of(project))
        }
    };
    print!("{text}");
    ExitCode::SUCCESS
}
