//! Costs as a recorded trace shows them: what this machine took at that time.
//!
//! Start calls are taken one by one, as the trace says. Everything else is the median of what the lines
//! of its commands and its first automatic restarts show; what it does not show stays as it was.

use crate::sort::{self, SortedSet};
use serde::Deserialize;

use crate::sim::Scenario;

/// Longer times are waits for something else, in seconds.
const LONGEST_START: f64 = 2.0;
/// The pause before a container's first automatic restart, in seconds.
const FIRST_PAUSE: f64 = 0.1;

#[derive(Deserialize)]
struct Trace {
    engine: String,
    #[serde(default)]
    commands: Vec<Command>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Command {
    start: f64,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    t: f64,
    text: String,
}

#[derive(Deserialize)]
struct Event {
    t: f64,
    service: String,
    container: String,
    event: String,
    took: Option<f64>,
}

/// Whole milliseconds; what is negative or not a number is 0.
pub(super) fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).round() as u64
}

fn median(mut samples: Vec<f64>) -> Option<u64> {
    sort::by(&mut samples, f64::total_cmp);
    samples.get(samples.len() / 2).copied().map(milliseconds)
}

impl Scenario {
    /// Takes the machine's costs and the engine's version from a recorded trace.
    pub fn take_costs(&mut self, trace: &str) -> Result<(), String> {
        let trace: Trace = serde_json::from_str(trace).map_err(|error| error.to_string())?;
        let major = trace.engine.split('.').next().and_then(|major| major.parse().ok());
        self.engine = major.unwrap_or(self.engine);
        let costs = &mut self.costs;
        costs.starts.clear();
        for event in &trace.events {
            if let (Some(took), "started") = (event.took, event.event.as_str()) {
                let starts = costs.starts.or_default(event.service.clone());
                starts.push_back(milliseconds(took));
            }
        }
        costs.compose = median(trace.first_lines()).unwrap_or(costs.compose);
        costs.network = median(trace.spans("Network", "Creating", "Created")).unwrap_or(costs.network);
        costs.create = median(trace.spans("Container", "Creating", "Created")).unwrap_or(costs.create);
        if let Some(start) = trace.attached_start() {
            (costs.start, costs.start_bare, costs.start_beside) = (start, start, 0);
        }
        if let Some(restart) = median(trace.first_restarts()) {
            (costs.restart, costs.restart_bare) = (restart, restart);
        }
        Ok(())
    }
}

impl Trace {
    /// From a command to its first line of progress.
    fn first_lines(&self) -> Vec<f64> {
        let is_progress = |line: &&Line| {
            ["Network ", "Volume ", "Container "]
                .iter()
                .any(|word| line.text.starts_with(word))
        };
        let first = |command: &Command| Some(command.lines.first().filter(is_progress)?.t - command.start);
        self.commands.iter().filter_map(first).collect()
    }

    /// From one word about something of a kind to another.
    fn spans(&self, kind: &str, from: &str, to: &str) -> Vec<f64> {
        let mut spans = Vec::new();
        for command in &self.commands {
            let said = |word: &str, line: &Line| {
                let subject = line.text.strip_suffix(word)?.trim_end();
                subject.starts_with(kind).then(|| subject.to_owned())
            };
            for line in &command.lines {
                let Some(subject) = said(from, line) else { continue };
                let ends = command
                    .lines
                    .iter()
                    .filter(|end| said(to, end).as_ref() == Some(&subject));
                spans.extend(ends.map(|end| end.t - line.t).find(|span| *span >= 0.0));
            }
        }
        spans
    }

    /// The shortest time from the attaching to a start: an attached command doesn't say when it begins one.
    fn attached_start(&self) -> Option<u64> {
        let starts = self.commands.iter().filter_map(|command| {
            let attached = command
                .lines
                .iter()
                .find(|line| line.text.starts_with("Attaching to "))?
                .t;
            let after = self
                .events
                .iter()
                .filter(|event| event.event == "started" && event.t > attached);
            after.map(|event| event.t - attached).min_by(f64::total_cmp)
        });
        let shortest = starts.min_by(f64::total_cmp);
        shortest.filter(|start| *start < LONGEST_START).map(milliseconds)
    }

    /// What each container's first automatic restart took beyond its pause.
    fn first_restarts(&self) -> Vec<f64> {
        let mut known = SortedSet::new();
        let mut found = Vec::new();
        for (index, event) in self.events.iter().enumerate() {
            if event.event == "restarting" && known.insert(event.container.as_str()) {
                let mut later = self.events[index..]
                    .iter()
                    .filter(|later| later.container == event.container);
                let start = later.find(|later| later.event == "started" && later.t > event.t);
                let took = start.map(|start| (start.t - event.t - FIRST_PAUSE).max(0.0));
                found.extend(took.filter(|took| *took < LONGEST_START));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_those_of_the_recording() {
        let trace = r#"{"engine": "20.10.24",
            "commands": [{"start": 0.0, "lines": [
                {"t": 0.04, "text": "Network demo_default Creating"}, {"t": 0.12, "text": "Network demo_default Created"},
                {"t": 0.12, "text": "Container demo-a-1 Creating"}, {"t": 0.15, "text": "Container demo-a-1 Created"}]}],
            "events": [
                {"t": 0.4, "service": "a", "container": "a-1", "event": "started", "took": 0.25},
                {"t": 1.0, "service": "a", "container": "a-1", "event": "restarting"},
                {"t": 1.25, "service": "a", "container": "a-1", "event": "started"}]}"#;
        let mut scenario = Scenario::up();
        scenario.take_costs(trace).expect("it is a trace");
        let costs = &scenario.costs;
        assert_eq!(scenario.engine, 20);
        assert_eq!((costs.compose, costs.network, costs.create), (40, 80, 30));
        assert_eq!(costs.restart, 150);
        assert_eq!(costs.starts["a"], [250]);
        assert_eq!(costs.start, crate::sim::Costs::typical().start);
        assert!(scenario.take_costs("{").is_err());
    }
}
