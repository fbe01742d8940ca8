//! `drydock why`: explains an event with its chain of causes and the lines of the files that determine it.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use drydock::sim::Reason;
use serde_json::json;

use crate::invocation::Invocation;
use crate::simulation::{Format, Simulation, SimulationOptions, print_answer};
use crate::subcommand::Subcommand;

/// The arguments of `why`.
#[derive(Debug, Args)]
pub struct Why {
    /// Event to explain: SERVICE:EVENT, such as web:started, db:healthy or api:exited#2; command for the end of the
    /// command; ready for the event with which startup completes
    #[arg(value_name = "EVENT")]
    event: String,
    #[command(flatten)]
    options: SimulationOptions,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Subcommand for Why {
    const NAME: &'static str = "why";
    const ABOUT: &'static str = "Explains an event of the simulation";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let simulation = self.options.simulate(invocation);
        print_answer(simulation.and_then(|simulation| self.answer(&simulation)))
    }
}

impl Why {
    fn answer(&self, simulation: &Simulation) -> Result<String, String> {
        let timeline = match self.event.starts_with("command") {
            true => &simulation.timeline,
            false => simulation.timeline_with_containers()?,
        };
        let record = timeline.find(&self.event)?;
        let question = timeline.question(record);
        let reasons = timeline.why(record);
        match self.format {
            Format::Text => Ok(to_text(simulation, &question, &reasons)),
            Format::Json => {
                let reasons: Vec<_> = reasons.iter().map(|reason| to_json(simulation, reason)).collect();
                let answer = json!({ "question": question, "reasons": reasons });
                serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
            }
        }
    }
}

fn to_text(simulation: &Simulation, question: &str, reasons: &[Reason]) -> String {
    let mut text = format!("{question}\n");
    for reason in reasons {
        // Writing to a string does not fail.
        let _ = write!(text, "{:>9} s  {}", format!("{:.1}", reason.at.seconds()), reason.text);
        if let Some((path, line)) = reason.span.and_then(|span| simulation.file_and_line(span)) {
            let _ = write!(text, "  ({path}:{line})");
        }
        text.push('\n');
    }
    text
}

fn to_json(simulation: &Simulation, reason: &Reason) -> serde_json::Value {
    let location = reason.span.and_then(|span| simulation.file_and_line(span));
    json!({
        "at": reason.at.seconds(),
        "text": reason.text,
        "file": location.as_ref().map(|(path, _)| path),
        "line": location.as_ref().map(|(_, line)| line),
    })
}
