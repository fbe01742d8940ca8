//! `drydock blast`: prints which services fail when a service is killed, hangs or exits with an error.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use drydock::compose::ServiceName;
use drydock::sim::questions::{self, Failure, blast_radius};
use drydock::sim::{Phase, length};
use serde_json::json;

use crate::invocation::Invocation;
use crate::simulation::{Format, Simulation, SimulationOptions, print_answer};
use crate::subcommand::Subcommand;

/// The arguments of `blast`.
#[derive(Debug, Args)]
pub struct Blast {
    /// Services to fail, one at a time; all if none is given
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    #[command(flatten)]
    options: SimulationOptions,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Subcommand for Blast {
    const NAME: &'static str = "blast";
    const ABOUT: &'static str = "Prints which other services fail when a service fails";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let simulation = self.options.simulate(invocation);
        print_answer(simulation.and_then(|simulation| answer(&simulation, self)))
    }
}

fn answer(simulation: &Simulation, arguments: &Blast) -> Result<String, String> {
    let timeline = simulation.timeline_with_containers()?;
    let mut known: Vec<ServiceName> = timeline.lanes.iter().map(|lane| lane.service.clone()).collect();
    known.dedup();
    for name in &arguments.services {
        if known.iter().all(|service| service.as_str() != name) {
            return Err(format!("no such service: {name}"));
        }
    }
    let is_selected = |service: &&ServiceName| {
        arguments.services.is_empty() || arguments.services.iter().any(|name| name == service.as_str())
    };
    let selected = known.iter().filter(is_selected);
    let blasts: Vec<questions::Blast> = selected.flat_map(|service| blast_radius(timeline, service)).collect();
    match arguments.format {
        Format::Text => Ok(to_text(&blasts)),
        Format::Json => {
            let rows: Vec<_> = blasts.iter().map(to_json).collect();
            serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())
        }
    }
}

fn to_text(blasts: &[questions::Blast]) -> String {
    let mut text = String::new();
    for of_service in blasts.chunk_by(|a, b| a.service == b.service) {
        for (index, blast) in of_service.iter().enumerate() {
            let name = if index == 0 { blast.service.as_str() } else { "" };
            let what = format!("{} {}", blast.failure.word(), blast.onset.words());
            // Writing to a string does not fail.
            let _ = writeln!(text, "{name:16} {what:19}  {}", consequences(blast));
        }
    }
    text
}

fn consequences(blast: &questions::Blast) -> String {
    if !blast.struck {
        return "is not running at that time".to_owned();
    }
    let mut parts = Vec::new();
    if !blast.never_started.is_empty() {
        let names: Vec<&str> = blast.never_started.iter().map(ServiceName::as_str).collect();
        parts.push(format!("never started: {}", names.join(", ")));
    }
    parts.extend((blast.taken_along.iter()).map(|(service, phase)| format!("{service} ends up {}", phase.word())));
    parts.extend((blast.cut_off.iter()).map(|service| format!("{service} keeps running without its network")));
    if parts.is_empty() {
        parts.push("no other service is affected".to_owned());
    }
    let usual = blast
        .usual
        .filter(|phase| matches!(phase, Phase::Failed | Phase::Unhealthy));
    parts.push(match (blast.failure, usual) {
        (Failure::Hangs, None) => match blast.noticed_after {
            Some(after) => format!("it becomes unhealthy after {} and keeps hanging", length(after)),
            None => "nothing detects it".to_owned(),
        },
        (_, Some(usual)) => format!("it ends up {} even without the failure", usual.word()),
        (_, None) => match blast.recovers_after {
            Some(after) => format!("it recovers after {}", length(after)),
            None => "it does not recover".to_owned(),
        },
    });
    parts.join("; ")
}

fn to_json(blast: &questions::Blast) -> serde_json::Value {
    let names = |services: &[ServiceName]| json!(services.iter().map(ServiceName::as_str).collect::<Vec<_>>());
    let along = blast.taken_along.iter();
    let along: serde_json::Map<String, serde_json::Value> = along
        .map(|(service, phase)| (service.to_string(), json!(phase.word())))
        .collect();
    json!({
        "service": blast.service.as_str(), "failure": blast.failure.word(), "when": blast.onset.words(),
        "struck": blast.struck, "never_started": names(&blast.never_started), "taken_along": along,
        "cut_off": names(&blast.cut_off), "usual": blast.usual.map(Phase::word),
        "noticed_after": blast.noticed_after.map(|after| after as f64 / 1000.0),
        "recovers_after": blast.recovers_after.map(|after| after as f64 / 1000.0), "error": blast.error,
    })
}
