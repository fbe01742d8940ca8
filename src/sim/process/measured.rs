//! Measurements from a recorded trace that a simulation may use: the version of the engine and the duration of each
//! start request. Everything else is predicted.

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;

use crate::version::EngineVersion;

#[derive(Deserialize)]
struct Trace {
    engine: String,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    service: String,
    event: String,
    took: Option<f64>,
}

/// Converts seconds to milliseconds. A negative number or NaN becomes 0.
pub(crate) fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).round() as u64
}

/// Measurements from a recorded trace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Measured {
    /// The version of the engine, if it is supported.
    pub(crate) engine: Option<EngineVersion>,
    /// Durations of the start requests of each service in milliseconds, in order.
    pub(crate) starts: BTreeMap<String, VecDeque<u64>>,
}

impl Measured {
    /// Parses a trace in JSON.
    pub(crate) fn from_trace(trace: &str) -> Result<Self, String> {
        let trace: Trace = serde_json::from_str(trace).map_err(|error| error.to_string())?;
        let mut starts: BTreeMap<String, VecDeque<u64>> = BTreeMap::new();
        for event in trace.events.into_iter().filter(|event| event.event == "started") {
            let took = event.took.map(milliseconds);
            starts.entry(event.service).or_default().extend(took);
        }
        Ok(Measured {
            engine: trace.engine.parse().ok(),
            starts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_durations_and_engine_version_are_parsed() {
        let trace = r#"{"engine": "20.10.24",
            "commands": [{"start": 0.0, "lines": [{"t": 9.0, "text": "Network demo_default Creating"}]}],
            "events": [
                {"t": 0.4, "service": "a", "container": "a-1", "event": "started", "took": 0.25},
                {"t": 1.0, "service": "a", "container": "a-1", "event": "restarting"},
                {"t": 1.25, "service": "a", "container": "a-1", "event": "started"}]}"#;
        let measured = Measured::from_trace(trace).expect("the trace is valid");
        assert_eq!(measured.engine, Some(EngineVersion::V20));
        assert_eq!(measured.starts["a"], [250]);
        assert_eq!(measured.starts.len(), 1);
        assert!(Measured::from_trace("{").is_err());
    }
}
