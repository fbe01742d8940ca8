//! Compares two traces in the same way as the recorder.
//!
//! Two traces agree if each container has the same events in the same order, with times within the tolerance; if
//! commands have the same exit code, error and lines, with the lines of each subject in the same order; and if the
//! final states are equal. Replicas are compared in the order in which they started.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Events in the last part of an observation, which has this length in seconds, may be missing from it.
const END_MARGIN: f64 = 0.55;

/// A recorded or simulated trace. Times are in seconds.
#[derive(Debug, Clone, Deserialize)]
pub struct Trace {
    commands: Vec<Command>,
    events: Vec<Event>,
    signals: Vec<Signal>,
    ps: Vec<State>,
    observed_until: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Command {
    cmd: Vec<String>,
    end: Option<f64>,
    exit: Option<i32>,
    error: Option<String>,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, Deserialize)]
struct Line {
    text: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Event {
    t: f64,
    service: String,
    container: String,
    event: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Signal {
    t: f64,
    container: String,
    signal: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct State {
    service: String,
    container: String,
    state: String,
    health: Option<String>,
    exit_code: i32,
    restarts: u32,
}

/// Returns how a simulated trace differs from a recorded one, as sentences. Times may differ by `tolerance` seconds.
pub fn differences(recorded: &Trace, simulated: &Trace, tolerance: f64) -> Vec<String> {
    let (recorded, simulated) = (with_ranked_replicas(recorded), with_ranked_replicas(simulated));
    let events = |trace: &Trace| {
        by_container(
            trace
                .events
                .iter()
                .map(|event| (&event.container, &event.event, event.t)),
        )
    };
    let signals = |trace: &Trace| {
        by_container(
            trace
                .signals
                .iter()
                .map(|signal| (&signal.container, &signal.signal, signal.t)),
        )
    };
    let mut comparison = Comparison {
        ends: (recorded.observed_until, simulated.observed_until),
        tolerance,
        differences: Vec::new(),
    };
    comparison.rows("events", &events(&recorded), &events(&simulated));
    comparison.rows("signals", &signals(&recorded), &signals(&simulated));
    let mut differences = comparison.differences;
    if recorded.commands.len() != simulated.commands.len() {
        let (expected, actual) = (recorded.commands.len(), simulated.commands.len());
        differences.push(format!("expected {expected} commands, got {actual}"));
    }
    for (expected, actual) in recorded.commands.iter().zip(&simulated.commands) {
        compare_commands(expected, actual, tolerance, &mut differences);
    }
    if recorded.ps != simulated.ps {
        let (expected, actual) = (&recorded.ps, &simulated.ps);
        differences.push(format!("final states: expected {expected:?}, got {actual:?}"));
    }
    differences
}

/// Names and times of the events of each container, in seconds.
type Rows = BTreeMap<String, Vec<(String, f64)>>;

fn by_container<'a>(entries: impl Iterator<Item = (&'a String, &'a String, f64)>) -> Rows {
    let mut rows = Rows::new();
    for (container, name, t) in entries {
        rows.entry(container.clone()).or_default().push((name.clone(), t));
    }
    rows
}

struct Comparison {
    /// Ends of the two observations, in seconds.
    ends: (f64, f64),
    tolerance: f64,
    differences: Vec<String>,
}

impl Comparison {
    fn rows(&mut self, kind: &str, recorded: &Rows, simulated: &Rows) {
        for container in recorded.keys().chain(simulated.keys()).collect::<BTreeSet<_>>() {
            let row = |rows: &Rows| rows.get(container).cloned().unwrap_or_default();
            let (mut expected, mut actual) = (row(recorded), row(simulated));
            self.drop_unseen(&mut expected, actual.len(), self.ends.1);
            self.drop_unseen(&mut actual, expected.len(), self.ends.0);
            let names = |row: &[(String, f64)]| row.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            let (expected_names, actual_names) = (names(&expected), names(&actual));
            if expected_names != actual_names {
                let difference = format!("{container}: {kind}: expected {expected_names:?}, got {actual_names:?}");
                self.differences.push(difference);
                continue;
            }
            let pairs = expected.iter().zip(&actual).map(|((name, x), (_, y))| (name, *x, *y));
            let worst = pairs.max_by(|(_, a, b), (_, c, d)| (a - b).abs().total_cmp(&(c - d).abs()));
            if let Some((name, x, y)) = worst.filter(|(_, x, y)| (x - y).abs() > self.tolerance) {
                let difference = format!("{container}: {name}: expected at {x:.2} s, got {y:.2} s");
                self.differences.push(difference);
            }
        }
    }

    /// Drops events at the end of a row that may be missing only because the other observation ended earlier.
    fn drop_unseen(&self, row: &mut Vec<(String, f64)>, other_len: usize, other_end: f64) {
        while row.len() > other_len && row.last().is_some_and(|(_, t)| *t > other_end - END_MARGIN) {
            row.pop();
        }
    }
}

fn compare_commands(expected: &Command, actual: &Command, tolerance: f64, differences: &mut Vec<String>) {
    let name = expected.cmd.join(" ");
    let ending = |command: &Command| (command.cmd.clone(), command.exit, command.error.clone());
    if ending(expected) != ending(actual) {
        let (expected, actual) = (ending(expected), ending(actual));
        differences.push(format!("{name}: expected {expected:?}, got {actual:?}"));
    }
    if let (Some(x), Some(y)) = (expected.end, actual.end)
        && (x - y).abs() > tolerance
    {
        differences.push(format!("{name}: end: expected at {x:.2} s, got {y:.2} s"));
    }
    let sorted = |command: &Command| {
        let mut lines: Vec<String> = command.lines.iter().map(|line| line.text.clone()).collect();
        lines.sort();
        lines
    };
    let (expected_lines, actual_lines) = (sorted(expected), sorted(actual));
    if expected_lines != actual_lines {
        let missing = expected_lines.iter().filter(|line| !actual_lines.contains(line));
        let unexpected = actual_lines.iter().filter(|line| !expected_lines.contains(line));
        let (missing, unexpected): (Vec<_>, Vec<_>) = (missing.collect(), unexpected.collect());
        differences.push(format!(
            "{name}: {} lines expected, got {}; missing {missing:?}, unexpected {unexpected:?}",
            expected_lines.len(),
            actual_lines.len()
        ));
        return;
    }
    for subject in expected
        .lines
        .iter()
        .map(|line| subject(&line.text))
        .collect::<BTreeSet<_>>()
    {
        let about = |command: &Command| {
            let lines = command.lines.iter().filter(|line| self::subject(&line.text) == subject);
            lines.map(|line| line.text.clone()).collect::<Vec<_>>()
        };
        let (expected, actual) = (about(expected), about(actual));
        if expected != actual {
            differences.push(format!(
                "{name}: lines about {subject}: expected {expected:?}, got {actual:?}"
            ));
        }
    }
}

/// Returns what a line is about: `Container web-1`.
fn subject(text: &str) -> String {
    text.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// Returns the trace with replicas renamed by the order in which they started.
fn with_ranked_replicas(trace: &Trace) -> Trace {
    let mut members: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for event in &trace.events {
        members.entry(&event.service).or_default().insert(&event.container);
    }
    for state in &trace.ps {
        members.entry(&state.service).or_default().insert(&state.container);
    }
    let started = |container: &str| {
        let mut events = trace.events.iter();
        events
            .find(|event| event.event == "started" && event.container == container)
            .map_or(1e9, |event| event.t)
    };
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for containers in members.values().filter(|containers| containers.len() > 1) {
        let mut order: Vec<&str> = containers.iter().copied().collect();
        order.sort_by(|a, b| started(a).total_cmp(&started(b)).then(a.cmp(b)));
        for (index, container) in order.iter().enumerate() {
            let service = container.rsplit_once('-').map_or(*container, |(service, _)| service);
            names.insert((*container).to_owned(), format!("{service}-#{}", index + 1));
        }
    }
    renamed(trace.clone(), &names)
}

fn renamed(mut trace: Trace, names: &BTreeMap<String, String>) -> Trace {
    let rename = |name: &mut String| {
        if let Some(new) = names.get(name.as_str()) {
            name.clone_from(new);
        }
    };
    trace.events.iter_mut().for_each(|event| rename(&mut event.container));
    trace
        .signals
        .iter_mut()
        .for_each(|signal| rename(&mut signal.container));
    trace.ps.iter_mut().for_each(|state| rename(&mut state.container));
    trace.ps.sort_by(|a, b| a.container.cmp(&b.container));
    for line in trace.commands.iter_mut().flat_map(|command| &mut command.lines) {
        let words = line.text.split(' ').map(|word| {
            let new_name = word.strip_prefix("demo-").and_then(|name| names.get(name));
            new_name.map_or_else(|| word.to_owned(), |name| format!("demo-{name}"))
        });
        line.text = words.collect::<Vec<_>>().join(" ");
    }
    trace
}
