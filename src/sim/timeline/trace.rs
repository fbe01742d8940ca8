//! Traces: a simulation in the format of recordings of a real engine.

use serde_json::{Value, json};

use crate::sim::{CommandRun, Event, ProbeResult, RecordId, Stream, Subject, Time, Timeline};

/// The state of a container at the end of a simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FinalState {
    /// Its service.
    pub service: String,
    /// Its name without the project.
    pub container: String,
    /// Its state, as the engine prints it.
    pub state: &'static str,
    /// Its health, as the engine prints it.
    pub health: Option<&'static str>,
    /// Its last exit code.
    pub exit_code: i32,
    /// Number of automatic restarts since it was last started by a command.
    pub restarts: u32,
}

/// Converts a timeline to a trace. `scenario` is the name of the scenario.
pub fn to_trace(timeline: &Timeline, scenario: &str) -> Value {
    let (events, signals) = events_and_signals(timeline);
    let ps: Vec<Value> = timeline
        .inputs
        .final_states
        .iter()
        .map(|state| {
            json!({
                "service": state.service, "container": state.container, "state": state.state,
                "health": state.health, "exit_code": state.exit_code, "restarts": state.restarts,
            })
        })
        .collect();
    json!({
        "scenario": scenario,
        "compose": crate::compose::VERSION,
        "engine": timeline.inputs.scenario.engine.to_string(),
        "load": 0.0,
        "commands": timeline.commands.iter().map(command_to_json).collect::<Vec<_>>(),
        "events": events,
        "signals": signals,
        "ps": ps,
        "observed_until": seconds(timeline.end),
    })
}

/// Returns a time in seconds, rounded to hundredths.
fn seconds(time: Time) -> f64 {
    (time.seconds() * 100.0).round() / 100.0
}

fn command_to_json(run: &CommandRun) -> Value {
    let lines: Vec<Value> = (run.lines.iter())
        .map(|line| {
            let stream = match line.stream {
                Stream::Out => "out",
                Stream::Err => "err",
            };
            json!({ "t": seconds(line.at), "stream": stream, "text": line.text })
        })
        .collect();
    json!({
        "cmd": run.words, "start": seconds(run.began), "end": run.ended.map(seconds),
        "exit": run.exit_code, "error": run.error, "lines": lines,
    })
}

/// Returns the events and the signals of the main project's containers.
fn events_and_signals(timeline: &Timeline) -> (Vec<Value>, Vec<Value>) {
    let (mut events, mut signals) = (Vec::new(), Vec::new());
    for (index, record) in timeline.records.iter().enumerate() {
        let Subject::Container(lane) = record.subject else {
            continue;
        };
        let Some(lane) = timeline.lanes.get(lane) else {
            continue;
        };
        let t = seconds(record.at);
        if timeline.inputs.main_project.as_ref() != Some(&lane.project) {
            continue;
        }
        let (service, container) = (lane.service.as_str(), recorded_name(&lane.name));
        let temporary_name = format!("ID_{container}");
        let container = match record.event {
            // A replacement has a name with random digits first, until it takes over the name of the old container.
            Event::ReplacementCreated => temporary_name.as_str(),
            _ => container,
        };
        let mut emit = |event: String, took: Option<f64>| {
            let mut value = json!({ "t": t, "service": service, "container": container, "event": event });
            if let (Some(took), Some(object)) = (took, value.as_object_mut()) {
                object.insert("took".to_owned(), json!(took));
            }
            events.push(value);
        };
        match &record.event {
            Event::Created | Event::ReplacementCreated => emit("created".to_owned(), None),
            Event::Started => {
                emit("started".to_owned(), None);
                if is_probed(timeline, lane.service.as_str()) {
                    emit("health:starting".to_owned(), None);
                }
            }
            Event::ProbeEnded(result) => {
                let name = match result {
                    ProbeResult::Passed => "probe:ok",
                    ProbeResult::Failed(_) => "probe:fail",
                    ProbeResult::TimedOut => "probe:timeout",
                };
                emit(name.to_owned(), probe_duration(timeline, RecordId(index as u32)));
            }
            Event::Healthy => emit("healthy".to_owned(), None),
            Event::Unhealthy => emit("unhealthy".to_owned(), None),
            Event::Exited(code) => emit(format!("exited:{code}"), None),
            Event::Restarting { .. } => emit("restarting".to_owned(), None),
            Event::Stopped => emit("stopped".to_owned(), None),
            Event::Removed => emit("removed".to_owned(), None),
            Event::Signal(signal) => {
                if signal == "SIGKILL" {
                    emit("killed".to_owned(), None);
                }
                signals.push(json!({ "t": t, "service": service, "container": container, "signal": signal }));
            }
            // Recordings have no such events.
            Event::CommandBegan
            | Event::CommandEnded(_)
            | Event::NetworkCreated(_)
            | Event::NetworkRemoved(_)
            | Event::VolumeCreated(_)
            | Event::VolumeRemoved(_)
            | Event::Replaced
            | Event::Waiting { .. }
            | Event::WaitEnded { .. }
            | Event::Starting
            | Event::StartFailed(_)
            | Event::Ready
            | Event::ProbeBegan
            | Event::Fault(_)
            | Event::Log(_)
            | Event::Paused
            | Event::Unpaused
            | Event::HookEnded(_)
            | Event::ImageBuilt(_)
            | Event::ProviderEnded { .. }
            | Event::VariablesIgnored { .. }
            | Event::FileChanged(_)
            | Event::Synced
            | Event::TimedOut(_) => {}
        }
    }
    (events, signals)
}

/// Returns the name of a container in a recording, which replaces random digits with `ID`.
pub(in crate::sim) fn recorded_name(name: &str) -> &str {
    match name.find("-run-ID") {
        Some(at) => &name[..at + "-run-ID".len()],
        None => name,
    }
}

fn probe_duration(timeline: &Timeline, end: RecordId) -> Option<f64> {
    let ended = timeline.record(end)?;
    let began = timeline.record(ended.cause?)?;
    Some(seconds(Time(ended.at.0.saturating_sub(began.at.0))))
}

fn is_probed(timeline: &Timeline, service: &str) -> bool {
    timeline.model(service).is_some_and(|model| model.check.is_some())
}
