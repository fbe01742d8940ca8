//! What a simulation may take from a recorded trace: the engine's version, which decides between the two
//! sets of health rules, and how long each start call took. Everything else is the simulator's own to predict.

use serde::Deserialize;

use crate::sim::Scenario;

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
pub(super) fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).round() as u64
}

impl Scenario {
    /// Takes the engine's version and what each start took from a recorded trace.
    pub fn take_costs(&mut self, trace: &str) -> Result<(), String> {
        let trace: Trace = serde_json::from_str(trace).map_err(|error| error.to_string())?;
        let major = trace.engine.split('.').next().and_then(|major| major.parse().ok());
        self.engine = major.unwrap_or(self.engine);
        self.names_files = true;
        let starts = &mut self.costs.starts;
        starts.clear();
        for event in trace.events.into_iter().filter(|event| event.event == "started") {
            let took = event.took.map(milliseconds);
            starts.entry(event.service).or_default().extend(took);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Costs;

    #[test]
    fn only_starts_and_version_are_taken() {
        let trace = r#"{"engine": "20.10.24",
            "commands": [{"start": 0.0, "lines": [{"t": 9.0, "text": "Network demo_default Creating"}]}],
            "events": [
                {"t": 0.4, "service": "a", "container": "a-1", "event": "started", "took": 0.25},
                {"t": 1.0, "service": "a", "container": "a-1", "event": "restarting"},
                {"t": 1.25, "service": "a", "container": "a-1", "event": "started"}]}"#;
        let mut scenario = Scenario::up();
        scenario.take_costs(trace).expect("it is a trace");
        assert_eq!(scenario.engine, 20);
        assert_eq!(scenario.costs.starts["a"], [250]);
        scenario.costs.starts.clear();
        assert_eq!(scenario.costs, Costs::typical());
        assert!(scenario.take_costs("{").is_err());
    }
}
