//! `drydock blast`: how the failure of a service affects the others.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use drydock::compose::ServiceName;
use drydock::sim::questions::{self, Failure, blast_radius};
use drydock::sim::{Phase, format_duration};
use serde_json::json;

use crate::invocation::Invocation;
use crate::simulation::{Format, Simulation, SimulationOptions, print_answer};
use crate::subcommand::Subcommand;

/// The arguments of `blast`.
#[derive(Debug, Args)]
pub struct Blast {
    /// Services to make fail, one at a time; all by default
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
    const ABOUT: &'static str = "Shows how the failure of a service affects the others";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let simulation = self.options.simulate(invocation);
        print_answer(simulation.and_then(|simulation| answer(&simulation, self)))
    }
}

fn answer(simulation: &Simulation, arguments: &Blast) -> Result<String, String> {
    let timeline = simulation.timeline_with_containers()?;
    let mut services: Vec<ServiceName> = timeline.lanes.iter().map(|lane| lane.service.clone()).collect();
    services.dedup();
    for name in &arguments.services {
        if services.iter().all(|service| service.as_str() != name) {
            return Err(format!("no such service: {name}"));
        }
    }
    let is_selected = |service: &&ServiceName| {
        arguments.services.is_empty() || arguments.services.iter().any(|name| name == service.as_str())
    };
    let selected = services.iter().filter(is_selected);
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
    for service_blasts in blasts.chunk_by(|a, b| a.service == b.service) {
        for (index, blast) in service_blasts.iter().enumerate() {
            let name = if index == 0 { blast.service.as_str() } else { "" };
            let failure = format!("{} {}", blast.failure.name(), blast.onset.name());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:16} {failure:21}  {}", describe_effects(blast));
        }
    }
    text
}

fn describe_effects(blast: &questions::Blast) -> String {
    if !blast.was_running {
        return "not running at that time".to_owned();
    }
    let mut effects = Vec::new();
    if !blast.never_started.is_empty() {
        let names: Vec<&str> = blast.never_started.iter().map(ServiceName::as_str).collect();
        effects.push(format!("never started: {}", names.join(", ")));
    }
    effects.extend((blast.affected.iter()).map(|(service, phase)| format!("{service} ends up {}", phase.name())));
    effects.extend((blast.without_network.iter()).map(|service| format!("{service} keeps running without a network")));
    if effects.is_empty() {
        effects.push("no other service is affected".to_owned());
    }
    let failing_phase = blast
        .usual_phase
        .filter(|phase| matches!(phase, Phase::Failed | Phase::Unhealthy));
    effects.push(match (blast.failure, failing_phase) {
        (Failure::Hangs, None) => match blast.noticed_after {
            Some(after) => format!("unhealthy after {}, but keeps hanging", format_duration(after)),
            None => "not noticed".to_owned(),
        },
        (_, Some(phase)) => format!("ends up {} in any case", phase.name()),
        (_, None) => match blast.recovers_after {
            Some(after) => format!("recovers after {}", format_duration(after)),
            None => "does not recover".to_owned(),
        },
    });
    effects.join("; ")
}

fn to_json(blast: &questions::Blast) -> serde_json::Value {
    let names = |services: &[ServiceName]| json!(services.iter().map(ServiceName::as_str).collect::<Vec<_>>());
    let affected = blast.affected.iter();
    let affected: serde_json::Map<String, serde_json::Value> = affected
        .map(|(service, phase)| (service.to_string(), json!(phase.name())))
        .collect();
    json!({
        "service": blast.service.as_str(), "failure": blast.failure.name(), "when": blast.onset.name(),
        "was_running": blast.was_running, "never_started": names(&blast.never_started), "affected": affected,
        "without_network": names(&blast.without_network), "usual_phase": blast.usual_phase.map(Phase::name),
        "noticed_after": blast.noticed_after.map(|after| after as f64 / 1000.0),
        "recovers_after": blast.recovers_after.map(|after| after as f64 / 1000.0), "error": blast.error,
    })
}
