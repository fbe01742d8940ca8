//! `drydock simulate`: prints what happens, as text or as a trace in the format of recordings.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use drydock::sim::{to_text, to_trace};

use crate::invocation::Invocation;
use crate::simulation::{Format, Simulation, SimulationOptions, print_answer};
use crate::subcommand::Subcommand;

/// The arguments of `simulate`.
#[derive(Debug, Args)]
pub struct Simulate {
    /// Folder of the project; a scenario.json in it has the commands, the default is `up -d`
    folder: Option<PathBuf>,
    #[command(flatten)]
    options: SimulationOptions,
    /// Output format: the lines of Docker Compose and the engine, or a trace in the format of recordings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Subcommand for Simulate {
    const NAME: &'static str = "simulate";
    const ABOUT: &'static str = "Simulates the startup of the project";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let folder = self.folder.as_deref().unwrap_or(Path::new("."));
        let simulation = self.options.simulate_in(folder, invocation, self.format);
        print_answer(simulation.and_then(|simulation| render(&simulation, self.format)))
    }
}

fn render(simulation: &Simulation, format: Format) -> Result<String, String> {
    let timeline = &simulation.timeline;
    match format {
        Format::Text => {
            let mut text = to_text(timeline);
            // The text already says when startup completes, which is all that a bare headline adds.
            let insight = timeline.project().and_then(|project| timeline.insight(project));
            if let Some(insight) = insight.filter(|insight| insight.text != insight.headline) {
                text += &insight.text;
            }
            Ok(text)
        }
        Format::Json => {
            let trace = to_trace(timeline, &simulation.folder_name);
            serde_json::to_string_pretty(&trace).map_err(|error| error.to_string())
        }
    }
}
