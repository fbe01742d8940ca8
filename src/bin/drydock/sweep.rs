//! `drydock sweep`: the startup with several values of one setting, and the ranges of safe values.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use drydock::compose::ServiceName;
use drydock::sim::questions::{Parameter, Point, safe_ranges, sweep};
use serde_json::json;

use crate::invocation::Invocation;
use crate::simulation::{Format, Simulation, SimulationOptions, parse_milliseconds, print_answer};
use crate::subcommand::Subcommand;

/// Maximum number of values.
const MAX_POINTS: u64 = 10_000;

/// The arguments of `sweep`.
#[derive(Debug, Args)]
pub struct Sweep {
    /// Setting to vary: SERVICE.boot, .interval, .timeout, .retries, .start_period or .start_interval
    #[arg(value_name = "SETTING")]
    setting: String,
    /// Smallest value
    #[arg(long, value_name = "VALUE", default_value = "1s")]
    from: String,
    /// Largest value
    #[arg(long, value_name = "VALUE", default_value = "60s")]
    to: String,
    /// Number of values, including the smallest and the largest
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    points: u64,
    #[command(flatten)]
    options: SimulationOptions,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Subcommand for Sweep {
    const NAME: &'static str = "sweep";
    const ABOUT: &'static str = "Simulates several values of a setting and shows which are safe";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let simulation = self.options.simulate(invocation);
        print_answer(simulation.and_then(|simulation| answer(&simulation, self)))
    }
}

fn answer(simulation: &Simulation, arguments: &Sweep) -> Result<String, String> {
    let parameter = Parameter::parse(&arguments.setting)?;
    let timeline = simulation.timeline_with_containers()?;
    if timeline.lanes.iter().all(|lane| lane.service != *parameter.service()) {
        return Err(format!("no such service: {}", parameter.service()));
    }
    if !parameter.applies_to(timeline) {
        let service = parameter.service();
        return Err(format!(
            "{service} has no health check: only {service}.boot can be varied"
        ));
    }
    let points = sweep(timeline, &parameter, &values(&parameter, arguments)?);
    match arguments.format {
        Format::Text => Ok(to_text(&arguments.setting, &parameter, &points)),
        Format::Json => to_json(&arguments.setting, &parameter, &points),
    }
}

/// Returns the distinct values, evenly spread.
fn values(parameter: &Parameter, arguments: &Sweep) -> Result<Vec<u64>, String> {
    let read = |text: &str| match text.parse() {
        Ok(number) if !parameter.is_time() => Ok(number),
        _ if parameter.is_time() => parse_milliseconds(text),
        // The default range is in seconds. It also applies to settings that are numbers.
        _ => parse_milliseconds(text).map(|milliseconds| milliseconds / 1000),
    };
    let (from, to) = (read(&arguments.from)?, read(&arguments.to)?);
    if from > to {
        return Err(format!("{} is greater than {}", arguments.from, arguments.to));
    }
    let points = arguments.points.clamp(1, MAX_POINTS);
    let mut values: Vec<u64> = (0..points)
        .map(|index| from + (to - from) * index / (points - 1).max(1))
        .map(|value| round_to_unit(value, (to - from) / points).clamp(from, to))
        .collect();
    values.dedup();
    Ok(values)
}

/// Rounds a value to seconds or tenths of a second, if the values are far enough apart.
fn round_to_unit(value: u64, step: u64) -> u64 {
    let unit = match step {
        2_000.. => 1_000,
        200..2_000 => 100,
        _ => 1,
    };
    (value + unit / 2) / unit * unit
}

fn format_value(parameter: &Parameter, value: u64) -> String {
    match (parameter.is_time(), value % 1000) {
        (false, _) => value.to_string(),
        (true, 0) => format!("{}s", value / 1000),
        (true, _) if value > 1000 && value.is_multiple_of(100) => format!("{}.{}s", value / 1000, value % 1000 / 100),
        (true, _) => format!("{value}ms"),
    }
}

fn to_text(setting: &str, parameter: &Parameter, points: &[Point]) -> String {
    let mut text = format!("{setting:>16}  startup completes\n");
    for point in points {
        let outcome = match (&point.error, point.ready) {
            (Some(error), _) => format!("never: {error}"),
            (None, Some(ready)) => format!("at {}{}", ready.format(), describe_failures(point)),
            (None, None) => "never".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:>16}  {outcome}", format_value(parameter, point.value));
    }
    if points.len() > 1 && points.iter().all(|point| point.has_same_result(&points[0])) {
        let _ = writeln!(text, "\n{setting} makes no difference");
    }
    let ranges: Vec<String> = safe_ranges(points)
        .into_iter()
        .map(|(from, to)| match from == to {
            true => format_value(parameter, from),
            false => format!("{} to {}", format_value(parameter, from), format_value(parameter, to)),
        })
        .collect();
    let _ = match ranges.is_empty() {
        true => writeln!(text, "\nno safe value"),
        false => writeln!(text, "\nsafe: {}", ranges.join(", ")),
    };
    text
}

fn describe_failures(point: &Point) -> String {
    let names: Vec<&str> = point.failed.iter().map(ServiceName::as_str).collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!(", but {} fails later", names.join(", ")),
    }
}

fn to_json(setting: &str, parameter: &Parameter, points: &[Point]) -> Result<String, String> {
    let rows = points.iter().map(|point| {
        let starts = point.starts.iter();
        let starts: serde_json::Map<String, serde_json::Value> = starts
            .map(|(service, at)| (service.to_string(), json!(at.map(|at| at.seconds()))))
            .collect();
        json!({
            "value": format_value(parameter, point.value), "ready": point.ready.map(|ready| ready.seconds()),
            "failed": point.failed.iter().map(ServiceName::as_str).collect::<Vec<_>>(), "error": point.error, "starts": starts,
        })
    });
    let safe = safe_ranges(points).into_iter();
    let safe = safe.map(|(from, to)| [format_value(parameter, from), format_value(parameter, to)]);
    let answer = json!({
        "setting": setting, "points": rows.collect::<Vec<_>>(), "safe": safe.collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
}
