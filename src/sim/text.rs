//! A run as text: one line an event, for terminals and exports.

use std::fmt::Write;

use crate::sim::why::length;
use crate::sim::{Ending, Event, FaultKind, GateOutcome, ProbeResult, Record, Subject, Timeline};

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
        }
    }
}

/// A timeline as text: what happened, one line each, and how it ended.
pub fn to_text(timeline: &Timeline) -> String {
    let mut text = String::new();
    let names: Vec<String> = timeline
        .records
        .iter()
        .map(|record| subject(timeline, record))
        .collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for (record, name) in timeline.records.iter().zip(&names) {
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{:>8}  {name:width$}  {}",
            record.at.to_string(),
            record.event.words()
        );
    }
    for command in &timeline.commands {
        if let Some(error) = &command.error {
            let _ = writeln!(text, "\n`{}` failed: {error}", command.words.join(" "));
        }
    }
    let ready = match timeline.ready {
        Some(ready) => format!("everything is ready at {ready} s"),
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

fn subject(timeline: &Timeline, record: &Record) -> String {
    match record.subject {
        Subject::Command(index) => {
            let words = timeline.commands.get(index).map(|command| command.words.join(" "));
            format!("`{}`", words.unwrap_or_default())
        }
        Subject::Container(index) => timeline
            .lanes
            .get(index)
            .map(|lane| lane.name.clone())
            .unwrap_or_default(),
    }
}
