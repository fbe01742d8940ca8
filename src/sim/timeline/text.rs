//! A timeline as text, one line for each event, for terminals and exports.

use std::fmt::Write;

use crate::sim::{
    CommandRun, Ending, Event, FaultKind, GateOutcome, ProbeResult, Record, Subject, Time, Timeline, format_duration,
};
use crate::sort::CompactSort;

impl Event {
    /// Describes the event in a few words, without its subject.
    pub(crate) fn description(&self) -> String {
        match self {
            Event::CommandBegan => "is run".to_owned(),
            Event::CommandEnded(code) => format!("ends with exit code {code}"),
            Event::NetworkCreated(name) => format!("network {name} created"),
            Event::NetworkRemoved(name) => format!("network {name} removed"),
            Event::VolumeCreated(name) => format!("volume {name} created"),
            Event::VolumeRemoved(name) => format!("volume {name} removed"),
            Event::Created => "created".to_owned(),
            Event::ReplacementCreated => "replacement created".to_owned(),
            Event::Replaced => "replaced".to_owned(),
            Event::Waiting { dependency, condition } => format!("waits for {dependency} ({})", condition.name()),
            Event::WaitEnded { dependency, outcome } => match outcome {
                GateOutcome::Opened => format!("the condition on {dependency} is met"),
                GateOutcome::Failed => format!("the condition on {dependency} can no longer be met"),
                GateOutcome::Skipped => format!("continues without {dependency}"),
            },
            Event::Starting => "starting".to_owned(),
            Event::Started => "started".to_owned(),
            Event::StartFailed(text) => format!("cannot be started: {text}"),
            Event::Ready => "ready".to_owned(),
            Event::ProbeBegan => "probe starts".to_owned(),
            Event::ProbeEnded(ProbeResult::Passed) => "probe passes".to_owned(),
            Event::ProbeEnded(ProbeResult::Failed(-1)) => "probe cannot be run".to_owned(),
            Event::ProbeEnded(ProbeResult::Failed(code)) => format!("probe exits with code {code}"),
            Event::ProbeEnded(ProbeResult::TimedOut) => "probe times out".to_owned(),
            Event::Healthy => "healthy".to_owned(),
            Event::Unhealthy => "unhealthy".to_owned(),
            Event::Fault(FaultKind::Killed) => "fault: killed".to_owned(),
            Event::Fault(FaultKind::Exits(code)) => format!("fault: exits with code {code}"),
            Event::Fault(FaultKind::Hangs) => "fault: hangs".to_owned(),
            Event::Fault(FaultKind::Unready) => "fault: no longer ready".to_owned(),
            Event::Fault(FaultKind::Recovers) => "recovers from its fault".to_owned(),
            Event::Log(text) => format!("logs: {text}"),
            Event::Signal(signal) => format!("receives {signal}"),
            Event::Exited(code) => format!("exits with code {code}"),
            Event::Restarting { pause } => format!("restarts in {}", format_duration(*pause)),
            Event::Stopped => "stopped".to_owned(),
            Event::Paused => "paused".to_owned(),
            Event::Unpaused => "unpaused".to_owned(),
            Event::Removed => "removed".to_owned(),
            Event::HookEnded(code) => format!("hook exits with code {code}"),
            Event::ImageBuilt(tag) => format!("image {tag} built"),
            Event::ProviderEnded { service, code } => format!("provider of {service} exits with code {code}"),
            Event::VariablesIgnored { volume, variables } => {
                let variables = variables.join(", ");
                format!("ignores the changed value of {variables}: volume {volume} is already initialized")
            }
            Event::FileChanged(path) => format!("{path} changes"),
            Event::Synced => "receives the changed file".to_owned(),
            Event::TimedOut(limit) => format!(
                "stops waiting after {}; Docker Compose v2.40.3 sometimes continues as if the wait had succeeded",
                format_duration(*limit)
            ),
        }
    }
}

/// A line of text with its time.
struct Row {
    at: Time,
    text: String,
}

/// Formats a timeline: the lines that Docker Compose prints and, marked with a dot, the events of the engine, each with
/// its time, followed by a summary.
pub fn to_text(timeline: &Timeline) -> String {
    let mut rows = engine_rows(timeline);
    for command in &timeline.commands {
        rows.extend(command_rows(command));
    }
    // The sort is stable: rows of the same time keep their order.
    rows.compact_sort_by_key(|row| row.at);
    let mut text = String::new();
    for row in &rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:>9}  {}", row.at.to_string(), row.text);
    }
    let _ = writeln!(text, "\n{}", summary(timeline));
    text
}

/// Describes when startup completes and how the simulation ended.
fn summary(timeline: &Timeline) -> String {
    let startup = match timeline.ready {
        Some(ready) => {
            // Compose considers a service without a health check ready once it runs. Its process may need longer.
            let last_process = (timeline.lanes.iter())
                .filter_map(|lane| Some((*lane.ready.first()?, lane)))
                .filter(|(at, _)| *at > ready)
                .max_by_key(|(at, _)| *at)
                .map(|(at, lane)| format!(" for Compose, and the process in {} is ready at {at} s", lane.name));
            let failures: String = (timeline.failed_services().into_iter())
                .map(|name| format!(", but {name} fails later"))
                .collect();
            let last_process = last_process.unwrap_or_default();
            format!("startup completes at {ready} s{last_process}{failures}")
        }
        None => "startup never completes".to_owned(),
    };
    let ending = match timeline.ending {
        Ending::Settled => format!("last event at {} s", timeline.end),
        Ending::Horizon => format!("simulated until {} s", timeline.end),
        Ending::Budget => format!("stopped after too many events at {} s", timeline.end),
    };
    format!("{startup}; {ending}")
}

/// Returns the rows of a command: its command line, what it prints, and its exit code.
fn command_rows(command: &CommandRun) -> Vec<Row> {
    let mut rows = vec![Row {
        at: command.began,
        text: match command.words.as_slice() {
            // Not a command, but an event such as a changed file.
            [word] if word.starts_with('(') => format!("$ {word}"),
            words => format!("$ docker compose {}", words.join(" ")),
        },
    }];
    rows.extend(command.lines.iter().map(|line| Row {
        at: line.at,
        text: format!("  {}", line.text),
    }));
    if let (Some(at), Some(code)) = (command.ended, command.exit_code) {
        let text = format!("$ exit code {code}");
        rows.push(Row { at, text });
    }
    rows
}

/// Returns the events of the engine that Docker Compose prints nothing about.
fn engine_rows(timeline: &Timeline) -> Vec<Row> {
    (timeline.records.iter())
        .filter(|record| is_listed(&record.event))
        .map(|record| Row {
            at: record.at,
            text: format!("\u{b7} {} {}", subject(timeline, record), record.event.description()),
        })
        .collect()
}

fn is_listed(event: &Event) -> bool {
    match event {
        Event::Ready
        | Event::Healthy
        | Event::Unhealthy
        | Event::StartFailed(_)
        | Event::Fault(_)
        | Event::Log(_)
        | Event::Signal(_)
        | Event::Exited(_)
        | Event::Restarting { .. }
        | Event::VariablesIgnored { .. }
        | Event::ImageBuilt(_)
        | Event::ProviderEnded { .. }
        | Event::FileChanged(_)
        | Event::Synced
        | Event::TimedOut(_)
        | Event::HookEnded(_) => true,
        Event::ProbeEnded(result) => *result != ProbeResult::Passed,
        Event::CommandBegan
        | Event::CommandEnded(_)
        | Event::NetworkCreated(_)
        | Event::NetworkRemoved(_)
        | Event::VolumeCreated(_)
        | Event::VolumeRemoved(_)
        | Event::Created
        | Event::ReplacementCreated
        | Event::Replaced
        | Event::Waiting { .. }
        | Event::WaitEnded { .. }
        | Event::Starting
        | Event::Started
        | Event::ProbeBegan
        | Event::Stopped
        | Event::Paused
        | Event::Unpaused
        | Event::Removed => false,
    }
}

fn subject(timeline: &Timeline, record: &Record) -> String {
    match record.subject {
        Subject::Command(_) => "compose".to_owned(),
        Subject::Container(index) => (timeline.lanes.get(index))
            .map(|lane| lane.name.clone())
            .unwrap_or_default(),
    }
}
