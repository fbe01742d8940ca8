//! `drydock simulate`: the events of a simulation, as text or in the format of recorded traces.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use drydock::sim::{to_text, to_trace};

use crate::play::{Format, Play, Played, print};
use crate::session::Invocation;

/// The arguments of `simulate`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Project directory. Its scenario.json lists the commands; without it, `up -d` is simulated
    folder: Option<PathBuf>,
    #[command(flatten)]
    play: Play,
    /// Output format: the lines of Docker Compose and the events of the engine, or a trace
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Simulates the project and prints what happens.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let played = (arguments.play).play(invocation, arguments.folder.as_deref(), arguments.format);
    print(played.and_then(|played| render(&played, arguments.format)))
}

fn render(played: &Played, format: Format) -> Result<String, String> {
    let timeline = &played.timeline;
    match format {
        // The text already says when startup completes, which is all that a bare headline adds.
        Format::Text => Ok(match timeline.project().and_then(|project| timeline.insight(project)) {
            Some(insight) if insight.text != insight.headline => format!("{}{}", to_text(timeline), insight.text),
            _ => to_text(timeline),
        }),
        Format::Json => {
            let trace = to_trace(timeline, &played.name);
            serde_json::to_string_pretty(&trace).map_err(|error| error.to_string())
        }
    }
}
