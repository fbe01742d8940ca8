//! `drydock graph`: prints the dependency graph.

use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use drydock::export::{FORMATS, GraphExport, Writer};
use drydock::graph::Dependencies;

use crate::invocation::Invocation;
use crate::output::print;
use crate::subcommand::Subcommand;

/// The arguments of `graph`.
#[derive(Debug, Args)]
pub struct Graph {
    /// Output format
    #[arg(long, value_parser = formats(), default_value = "mermaid")]
    format: String,
    /// Services to include, with their dependencies; all if none is given
    #[arg(value_name = "SERVICE")]
    names: Vec<String>,
}

/// Returns the names of the export formats for graphs.
fn formats() -> PossibleValuesParser {
    let for_graphs = FORMATS
        .iter()
        .filter(|format| matches!(format.writer, Writer::Graph(_)));
    PossibleValuesParser::new(for_graphs.map(|format| PossibleValue::new(format.name).help(format.description)))
}

impl Subcommand for Graph {
    const NAME: &'static str = "graph";
    const ABOUT: &'static str = "Prints the dependency graph";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let mut options = invocation.options();
        options.services = self.names.clone();
        let session = invocation.load(options);
        if let Err(code) = session.report() {
            return code;
        }
        let Some(project) = &session.loaded.project else {
            return ExitCode::from(1);
        };
        let graph = Dependencies::of(project);
        let format = FORMATS.iter().find(|format| format.name == self.format);
        if let Some(Writer::Graph(write)) = format.map(|format| format.writer) {
            let export = GraphExport {
                project,
                graph: &graph,
                layout: None,
            };
            print(write(&export));
        }
        ExitCode::SUCCESS
    }
}
