//! `drydock advise`: health check settings with which startup completes earliest.

use std::process::ExitCode;

use clap::Args;
use drydock::sim::format_duration;
use drydock::sim::questions::{Effect, Goal, Settings, tune};
use serde_json::json;

use crate::invocation::Invocation;
use crate::simulation::{Format, Simulation, SimulationOptions, parse_milliseconds, print_answer};
use crate::subcommand::Subcommand;

/// The arguments of `advise`.
#[derive(Debug, Args)]
pub struct Advise {
    /// Service whose health check is tuned
    service: String,
    /// Longest boot that the health check must tolerate
    #[arg(long, value_name = "TIME", default_value = "30s")]
    boot: String,
    /// Longest time in which it must notice a hang
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
    const ABOUT: &'static str = "Finds the health check settings with which startup completes earliest";

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
    let tuning = tuning.ok_or_else(|| format!("{service} has no health check"))?;
    match arguments.format {
        Format::Text => {
            let goal = format!(
                "goal: tolerate a boot of {service} of {}, and notice a hang within {}\n",
                format_duration(goal.boot),
                format_duration(goal.notice)
            );
            let before = describe("current settings, with such a boot", tuning.before);
            let after = match tuning.after {
                Some(after) => describe("recommended settings", after),
                None => {
                    let hint = match timeline.failed_services().contains(&service) {
                        true => format!("{service} fails with any health check"),
                        false => "allow more time to notice a hang".to_owned(),
                    };
                    format!("no settings reach the goal: {hint}")
                }
            };
            Ok(format!("{goal}\n{before}\n{after}"))
        }
        Format::Json => {
            let answer = json!({ "current": to_json(tuning.before), "recommended": tuning.after.map(to_json) });
            serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
        }
    }
}

/// Formats a duration as in a compose file: `400ms`, `30s`, `1m30s`.
fn compose_duration(milliseconds: u64) -> String {
    match (milliseconds / 60_000, milliseconds % 60_000) {
        (0, rest) if rest % 1000 == 0 => format!("{}s", rest / 1000),
        (minutes, 0) => format!("{minutes}m"),
        (minutes, rest) if rest % 1000 == 0 => format!("{minutes}m{}s", rest / 1000),
        _ => format!("{milliseconds}ms"),
    }
}

fn setting_lines(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("interval", compose_duration(settings.interval)),
        ("timeout", compose_duration(settings.timeout)),
        ("retries", settings.retries.to_string()),
        ("start_period", compose_duration(settings.start_period)),
    ];
    lines.extend(
        settings
            .start_interval
            .map(|interval| ("start_interval", compose_duration(interval))),
    );
    lines
}

fn describe(title: &str, (settings, effect): (Settings, Effect)) -> String {
    let ready = match effect.ready {
        Some(ready) => format!("startup completes at {}", ready.format()),
        None => "startup never completes".to_owned(),
    };
    let noticed = match effect.notices_after {
        Some(after) => format!("a hang is noticed after {}", format_duration(after)),
        None => "a hang is never noticed".to_owned(),
    };
    let lines = setting_lines(&settings).into_iter();
    let lines: String = lines.map(|(name, value)| format!("    {name}: {value}\n")).collect();
    format!("{title}: {ready}; {noticed}\n{lines}")
}

fn to_json((settings, effect): (Settings, Effect)) -> serde_json::Value {
    let healthcheck: serde_json::Map<String, serde_json::Value> = setting_lines(&settings)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    json!({
        "healthcheck": healthcheck, "ready": effect.ready.map(|ready| ready.seconds()),
        "notices_after": effect.notices_after.map(|after| after as f64 / 1000.0),
    })
}
