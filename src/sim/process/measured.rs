//! What a simulation may take from a recorded trace: the engine's version, which decides between the two
//! sets of health rules, and how long each start call took. Everything else is the simulator's own to predict.

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;

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

/// Whole milliseconds; what is negative or not a number is 0.
pub(in crate::sim) fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).round() as u64
}

/// The part of a recorded trace that a simulation may use.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sim) struct Measured {
    /// Major version of the engine, where it can be read.
    pub(in crate::sim) engine: Option<u32>,
    /// Duration of each start call in milliseconds, by service, in the order of the calls.
    pub(in crate::sim) starts: BTreeMap<String, VecDeque<u64>>,
}

impl Measured {
    /// Reads a trace in JSON.
    pub(in crate::sim) fn from_trace(trace: &str) -> Result<Self, String> {
        let trace: Trace = serde_json::from_str(trace).map_err(|error| error.to_string())?;
        let mut starts: BTreeMap<String, VecDeque<u64>> = BTreeMap::new();
        for event in trace.events.into_iter().filter(|event| event.event == "started") {
            let took = event.took.map(milliseconds);
            starts.entry(event.service).or_default().extend(took);
        }
        Ok(Measured {
            engine: trace.engine.split('.').next().and_then(|major| major.parse().ok()),
            starts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_start_calls_and_the_engine_version_are_read() {
        let trace = r#"{"engine": "20.10.24",
            "commands": [{"start": 0.0, "lines": [{"t": 9.0, "text": "Network demo_default Creating"}]}],
            "events": [
                {"t": 0.4, "service": "a", "container": "a-1", "event": "started", "took": 0.25},
                {"t": 1.0, "service": "a", "container": "a-1", "event": "restarting"},
                {"t": 1.25, "service": "a", "container": "a-1", "event": "started"}]}"#;
        let measured = Measured::from_trace(trace).expect("it is a trace");
        assert_eq!(measured.engine, Some(20));
        assert_eq!(measured.starts["a"], [250]);
        assert_eq!(measured.starts.len(), 1);
        assert!(Measured::from_trace("{").is_err());
    }
}
