//! `drydock blast`: what else falls when a service is killed, hangs or fails.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use drydock::compose::ServiceName;
use drydock::sim::questions::{Blast, Failure, blast_radius};
use drydock::sim::{Phase, length};
use serde_json::json;

use crate::play::{Format, Play, Played, print};
use crate::session::Invocation;

/// The arguments of `blast`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Services to let fail, one after the other; none: all
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    #[command(flatten)]
    play: Play,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Lets each service fail in turn and prints what becomes of the others.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let played = arguments.play.play(invocation, None, Format::Text);
    print(played.and_then(|played| answer(&played, arguments)))
}

fn answer(played: &Played, arguments: &Arguments) -> Result<String, String> {
    let timeline = played.peopled()?;
    let mut known: Vec<ServiceName> = timeline.lanes.iter().map(|lane| lane.service.clone()).collect();
    known.dedup();
    for name in &arguments.services {
        if known.iter().all(|service| service.as_str() != name) {
            return Err(format!("no such service: {name}"));
        }
    }
    let is_asked = |service: &&ServiceName| {
        arguments.services.is_empty() || arguments.services.iter().any(|name| name == service.as_str())
    };
    let asked = known.iter().filter(is_asked);
    let blasts: Vec<Blast> = asked.flat_map(|service| blast_radius(timeline, service)).collect();
    match arguments.format {
        Format::Text => Ok(text(&blasts)),
        Format::Json => {
            let rows: Vec<_> = blasts.iter().map(value).collect();
            serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())
        }
    }
}

fn text(blasts: &[Blast]) -> String {
    let mut text = String::new();
    for of_service in blasts.chunk_by(|a, b| a.service == b.service) {
        for (index, blast) in of_service.iter().enumerate() {
            let name = if index == 0 { blast.service.as_str() } else { "" };
            let what = format!("{} {}", blast.failure.word(), blast.onset.words());
            // Writing to a string can't fail.
            let _ = writeln!(text, "{name:16} {what:19}  {}", consequences(blast));
        }
    }
    text
}

fn consequences(blast: &Blast) -> String {
    if !blast.struck {
        return "does not run then".to_owned();
    }
    let mut parts = Vec::new();
    if !blast.never_started.is_empty() {
        let names: Vec<&str> = blast.never_started.iter().map(ServiceName::as_str).collect();
        parts.push(format!("never started: {}", names.join(", ")));
    }
    parts.extend((blast.taken_along.iter()).map(|(service, phase)| format!("{service} ends {}", phase.word())));
    parts.extend((blast.cut_off.iter()).map(|service| format!("{service} runs on without its network")));
    if parts.is_empty() {
        parts.push("nobody else is affected".to_owned());
    }
    let usual = blast
        .usual
        .filter(|phase| matches!(phase, Phase::Failed | Phase::Unhealthy));
    parts.push(match (blast.failure, usual) {
        (Failure::Hangs, None) => match blast.noticed_after {
            Some(after) => format!("it is unhealthy after {}, and hangs on", length(after)),
            None => "nothing notices it".to_owned(),
        },
        (_, Some(usual)) => format!("without that it ends {} as well", usual.word()),
        (_, None) => match blast.recovers_after {
            Some(after) => format!("it recovers after {}", length(after)),
            None => "it does not recover".to_owned(),
        },
    });
    parts.join("; ")
}

fn value(blast: &Blast) -> serde_json::Value {
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
