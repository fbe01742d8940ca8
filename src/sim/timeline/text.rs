//! A run as text: one line an event, for terminals and exports.

use std::fmt::Write;

use crate::sim::length;
use crate::sim::{
    CommandRun, Ending, Event, FaultKind, GateOutcome, Lane, ProbeResult, Record, Subject, Time, Timeline,
};

impl Event {
    /// The event in a few words.
    pub fn words(&self) -> String {
        match self {
            Event::CommandBegan => "begins".to_owned(),
            Event::CommandEnded(code) => format!("ends with exit code {code}"),
            Event::NetworkCreated(name) => format!("network {name} created"),
            Event::NetworkRemoved(name) => format!("network {name} removed"),
            Event::VolumeCreated(name) => format!("volume {name} created"),
            Event::VolumeRemoved(name) => format!("volume {name} removed"),
            Event::Created => "created".to_owned(),
            Event::SuccessorCreated => "its successor is created".to_owned(),
            Event::Replaced => "replaced by its successor".to_owned(),
            Event::Waiting { dependency, condition } => format!("waits for {dependency} ({})", condition.name()),
            Event::WaitEnded { dependency, outcome } => match outcome {
                GateOutcome::Opened => format!("{dependency} is as it should be"),
                GateOutcome::Failed => format!("{dependency} can't be waited for any more"),
                GateOutcome::Skipped => format!("goes on without {dependency}"),
            },
            Event::Starting => "start call".to_owned(),
            Event::Started => "started".to_owned(),
            Event::StartFailed(text) => format!("can't be started: {text}"),
            Event::Ready => "ready".to_owned(),
            Event::ProbeBegan => "probe begins".to_owned(),
            Event::ProbeEnded(ProbeResult::Passed) => "probe passes".to_owned(),
            Event::ProbeEnded(ProbeResult::Failed(-1)) => "probe can't be run".to_owned(),
            Event::ProbeEnded(ProbeResult::Failed(code)) => format!("probe exits with {code}"),
            Event::ProbeEnded(ProbeResult::TimedOut) => "probe times out".to_owned(),
            Event::Healthy => "healthy".to_owned(),
            Event::Unhealthy => "unhealthy".to_owned(),
            Event::Fault(FaultKind::Killed) => "fault: killed".to_owned(),
            Event::Fault(FaultKind::Exits(code)) => format!("fault: made to exit with {code}"),
            Event::Fault(FaultKind::Hangs) => "fault: hangs".to_owned(),
            Event::Fault(FaultKind::Unready) => "fault: not ready any more".to_owned(),
            Event::Fault(FaultKind::Recovers) => "recovers".to_owned(),
            Event::Log(text) => format!("writes: {text}"),
            Event::Signal(signal) => format!("gets {signal}"),
            Event::Exited(code) => format!("exits with {code}"),
            Event::Restarting { pause } => format!("will be started again after {}", length(*pause)),
            Event::Stopped => "stopped".to_owned(),
            Event::Paused => "paused".to_owned(),
            Event::Unpaused => "unpaused".to_owned(),
            Event::Removed => "removed".to_owned(),
            Event::HookEnded(code) => format!("hook ends with {code}"),
            Event::ImageBuilt(tag) => format!("image {tag} built"),
            Event::ProviderEnded { service, code } => format!("provider of {service} ends with {code}"),
            Event::KeptData { volume, variables } => format!(
                "volume {volume} is initialized already: {} changed, and nothing reads {} any more",
                variables.join(", "),
                if variables.len() == 1 { "it" } else { "them" },
            ),
            Event::FileChanged(path) => format!("{path} changes"),
            Event::Synced => "gets the changed file".to_owned(),
            Event::TimedOut(limit) => format!(
                "waited {}, the longest that is allowed; Docker Compose v2.40.3 is not certain here: now and then it \
                 goes on as if all were well",
                length(*limit)
            ),
        }
    }
}

/// Something in a text: what stands in it, where.
struct Row {
    at: Time,
    text: String,
}

/// A timeline as text: what Docker Compose prints and, marked by a dot, what the engine does, with virtual
/// times; and how it ended.
pub fn to_text(timeline: &Timeline) -> String {
    let mut rows = engine_rows(timeline);
    for command in &timeline.commands {
        rows.extend(command_rows(command));
    }
    // What happens at the same time stays in its order.
    rows.sort_by_key(|row| row.at);
    let mut text = String::new();
    for row in &rows {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{:>9}  {}", row.at.to_string(), row.text);
    }
    let ready = match timeline.ready {
        Some(ready) => {
            // What has no health check counts as ready when it runs; its process may need longer.
            let first = |lane: &Lane| Some((*lane.ready.first()?, lane.name.clone()));
            let later = timeline.lanes.iter().filter_map(first).filter(|(at, _)| *at > ready);
            let later = later.max_by_key(|(at, _)| *at);
            let later = later.map(|(at, name)| format!(" as Compose sees it, and the process in {name} at {at} s"));
            let lost = timeline
                .lost()
                .into_iter()
                .map(|name| format!(", but {name} is lost later"));
            let lost: String = lost.collect();
            format!("everything is ready at {ready} s{}{lost}", later.unwrap_or_default())
        }
        None => "not everything gets ready".to_owned(),
    };
    let ending = match timeline.ending {
        Ending::Settled => "nothing new happens after that",
        Ending::Horizon => "watched no longer",
        Ending::Budget => "too many events to go on",
    };
    let _ = writeln!(text, "\n{ready}; {ending} ({} s)", timeline.end);
    text
}

fn command_rows(command: &CommandRun) -> Vec<Row> {
    let mut rows = vec![Row {
        at: command.began,
        text: match command.words.as_slice() {
            // No command: something that happens.
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

/// What the engine does that Docker Compose says nothing about.
fn engine_rows(timeline: &Timeline) -> Vec<Row> {
    let is_told = |event: &Event| match event {
        Event::Ready
        | Event::Healthy
        | Event::Unhealthy
        | Event::StartFailed(_)
        | Event::Fault(_)
        | Event::Log(_)
        | Event::Signal(_)
        | Event::Exited(_)
        | Event::Restarting { .. }
        | Event::KeptData { .. }
        | Event::ImageBuilt(_)
        | Event::ProviderEnded { .. }
        | Event::FileChanged(_)
        | Event::Synced
        | Event::TimedOut(_)
        | Event::HookEnded(_) => true,
        Event::ProbeEnded(result) => *result != ProbeResult::Passed,
        _ => false,
    };
    let told = timeline.records.iter().filter(|record| is_told(&record.event));
    told.map(|record| Row {
        at: record.at,
        text: format!("\u{b7} {} {}", subject(timeline, record), record.event.words()),
    })
    .collect()
}

fn subject(timeline: &Timeline, record: &Record) -> String {
    match record.subject {
        Subject::Command(_) => "compose".to_owned(),
        Subject::Container(index) => timeline
            .lanes
            .get(index)
            .map(|lane| lane.name.clone())
            .unwrap_or_default(),
    }
}
