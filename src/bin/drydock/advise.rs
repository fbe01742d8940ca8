//! `drydock advise`: finds the healthcheck settings with which all services are ready soonest.

use std::process::ExitCode;

use clap::Args;
use drydock::sim::length;
use drydock::sim::questions::{Effect, Goal, Settings, tune};
use serde_json::json;

use crate::invocation::Invocation;
use crate::simulation::{Format, Simulation, SimulationOptions, parse_milliseconds, print_answer};
use crate::subcommand::Subcommand;

/// The arguments of `advise`.
#[derive(Debug, Args)]
pub struct Advise {
    /// Service with the healthcheck
    service: String,
    /// Longest boot time that must not make the service unhealthy
    #[arg(long, value_name = "TIME", default_value = "30s")]
    boot: String,
    /// Longest time until a service that hangs is unhealthy
    #[arg(long, value_name = "TIME", default_value = "60s")]
    notice: String,
    #[command(flatten)]
    options: SimulationOptions,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Subcommand for Advise {
    const NAME: &'static str = "advise";
    const ABOUT: &'static str = "Finds the healthcheck settings with which all services are ready soonest";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let simulation = self.options.simulate(invocation);
        print_answer(simulation.and_then(|simulation| answer(&simulation, self)))
    }
}

fn answer(simulation: &Simulation, arguments: &Advise) -> Result<String, String> {
    let goal = Goal {
        boot: parse_milliseconds(&arguments.boot)?,
        notice: parse_milliseconds(&arguments.notice)?,
    };
    let service = arguments.service.as_str().into();
    let timeline = simulation.timeline_with_containers()?;
    if timeline.lanes.iter().all(|lane| lane.service != service) {
        return Err(format!("no such service: {service}"));
    }
    let tuning = tune(timeline, &service, goal);
    let tuning = tuning.ok_or_else(|| format!("{service} has no healthcheck"))?;
    match arguments.format {
        Format::Text => {
            let goal = format!(
                "goal: {service} can take {} to become ready, and a hang is detected within {}\n",
                length(goal.boot),
                length(goal.notice)
            );
            let before = describe("current settings", tuning.before);
            let after = match tuning.after {
                Some(after) => describe("best settings", after),
                None => {
                    let remedy = match timeline.lost().contains(&service) {
                        true => format!("{service} does not stay up with any healthcheck"),
                        false => "allow more time to detect a hang".to_owned(),
                    };
                    format!("no settings reach the goal: {remedy}")
                }
            };
            Ok(format!("{goal}\n{before}\n{after}"))
        }
        Format::Json => {
            let answer = json!({ "now": to_json(tuning.before), "better": tuning.after.map(to_json) });
            serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
        }
    }
}

/// Formats a duration in the syntax of compose files.
fn format_duration(milliseconds: u64) -> String {
    match (milliseconds / 60_000, milliseconds % 60_000) {
        (0, rest) if rest % 1000 == 0 => format!("{}s", rest / 1000),
        (minutes, 0) => format!("{minutes}m"),
        (minutes, rest) if rest % 1000 == 0 => format!("{minutes}m{}s", rest / 1000),
        _ => format!("{milliseconds}ms"),
    }
}

/// Returns the keys and values of a healthcheck in a compose file.
fn healthcheck(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("interval", format_duration(settings.interval)),
        ("timeout", format_duration(settings.timeout)),
        ("retries", settings.retries.to_string()),
        ("start_period", format_duration(settings.start_period)),
    ];
    lines.extend(
        settings
            .start_interval
            .map(|interval| ("start_interval", format_duration(interval))),
    );
    lines
}

fn describe(title: &str, (settings, effect): (Settings, Effect)) -> String {
    let ready = match effect.ready {
        Some(ready) => format!("all services are ready at {}", ready.words()),
        None => "some services never become ready".to_owned(),
    };
    let detection = match effect.notices_after {
        Some(after) => format!("a hang is detected after {}", length(after)),
        None => "a hang is never detected".to_owned(),
    };
    let lines = healthcheck(&settings).into_iter();
    let lines: String = lines.map(|(name, value)| format!("    {name}: {value}\n")).collect();
    format!("{title}: {ready}; {detection}\n{lines}")
}

fn to_json((settings, effect): (Settings, Effect)) -> serde_json::Value {
    let healthcheck: serde_json::Map<String, serde_json::Value> = healthcheck(&settings)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    json!({
        "healthcheck": healthcheck, "ready": effect.ready.map(|ready| ready.seconds()),
        "notices_after": effect.notices_after.map(|after| after as f64 / 1000.0),
    })
}
