//! `drydock advise`: settings of a health check with which everything is ready soonest.

use std::process::ExitCode;

use clap::Args;
use drydock::sim::length;
use drydock::sim::questions::{Effect, Goal, Settings, tune};
use serde_json::json;

use crate::play::{Format, Play, Played, duration, print};
use crate::session::Invocation;

/// The arguments of `advise`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Service whose health check is looked at
    service: String,
    /// Longest boot it must survive
    #[arg(long, value_name = "TIME", default_value = "30s")]
    boot: String,
    /// Within what time it must be noticed that the service hangs
    #[arg(long, value_name = "TIME", default_value = "60s")]
    notice: String,
    #[command(flatten)]
    play: Play,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Tries settings and prints the best, before and after.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let played = arguments.play.play(invocation, None, Format::Text);
    print(played.and_then(|played| answer(&played, arguments)))
}

fn answer(played: &Played, arguments: &Arguments) -> Result<String, String> {
    let goal = Goal {
        boot: duration(&arguments.boot)?,
        notice: duration(&arguments.notice)?,
    };
    let service = arguments.service.as_str().into();
    let timeline = played.peopled()?;
    if timeline.lanes.iter().all(|lane| lane.service != service) {
        return Err(format!("no such service: {service}"));
    }
    let tuning = tune(timeline, &service, goal);
    let tuning = tuning.ok_or_else(|| format!("{service} has no health check"))?;
    match arguments.format {
        Format::Text => {
            let wanted = format!(
                "goal: {service} may take {} to get ready, and a hang is noticed within {}\n",
                length(goal.boot),
                length(goal.notice)
            );
            let before = described("now, with such a boot", tuning.before);
            let after = match tuning.after {
                Some(after) => described("with these settings", after),
                None => {
                    let remedy = match timeline.lost().contains(&service) {
                        true => format!("{service} does not stay up, whatever its health check says"),
                        false => "allow more time to notice a hang".to_owned(),
                    };
                    format!("none of the settings that were tried reaches the goal: {remedy}")
                }
            };
            Ok(format!("{wanted}\n{before}\n{after}"))
        }
        Format::Json => {
            let answer = json!({ "now": value(tuning.before), "better": tuning.after.map(value) });
            serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
        }
    }
}

fn time(milliseconds: u64) -> String {
    match (milliseconds / 60_000, milliseconds % 60_000) {
        (0, rest) if rest % 1000 == 0 => format!("{}s", rest / 1000),
        (minutes, 0) => format!("{minutes}m"),
        (minutes, rest) if rest % 1000 == 0 => format!("{minutes}m{}s", rest / 1000),
        _ => format!("{milliseconds}ms"),
    }
}

fn lines(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("interval", time(settings.interval)),
        ("timeout", time(settings.timeout)),
        ("retries", settings.retries.to_string()),
        ("start_period", time(settings.start_period)),
    ];
    lines.extend(
        settings
            .start_interval
            .map(|interval| ("start_interval", time(interval))),
    );
    lines
}

fn described(title: &str, (settings, effect): (Settings, Effect)) -> String {
    let ready = match effect.ready {
        Some(ready) => format!("everything is ready at {}", ready.words()),
        None => "not everything gets ready".to_owned(),
    };
    let noticed = match effect.notices_after {
        Some(after) => format!("a hang is noticed after {}", length(after)),
        None => "a hang is never noticed".to_owned(),
    };
    let lines = lines(&settings).into_iter();
    let lines: String = lines.map(|(name, value)| format!("    {name}: {value}\n")).collect();
    format!("{title}: {ready}; {noticed}\n{lines}")
}

fn value((settings, effect): (Settings, Effect)) -> serde_json::Value {
    let healthcheck: serde_json::Map<String, serde_json::Value> = lines(&settings)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    json!({
        "healthcheck": healthcheck, "ready": effect.ready.map(|ready| ready.seconds()),
        "notices_after": effect.notices_after.map(|after| after as f64 / 1000.0),
    })
}
