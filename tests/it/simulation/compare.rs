//! Compares two traces, as the recorder itself does.
//!
//! They agree when containers have the same events in the same order, times within the tolerance;
//! when commands have the same exit code, error and set of lines, in the same order for each subject;
//! and when the final states are the same. Replicas are named by the order in which they started.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

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

/// The differences between two traces, as sentences; none when they agree.
pub fn differences(a: &Trace, b: &Trace, tolerance: f64) -> Vec<String> {
    let (a, b) = (ranked(a), ranked(b));
    let mut found = Vec::new();
    let events = |trace: &Trace| by_container(trace.events.iter().map(|e| (&e.container, &e.event, e.t)));
    let signals = |trace: &Trace| by_container(trace.signals.iter().map(|s| (&s.container, &s.signal, s.t)));
    let ends = (a.observed_until, b.observed_until);
    compare_rows("events", &events(&a), &events(&b), ends, tolerance, &mut found);
    compare_rows("signals", &signals(&a), &signals(&b), ends, tolerance, &mut found);
    if a.commands.len() != b.commands.len() {
        found.push("number of commands differs".to_owned());
    }
    for (p, q) in a.commands.iter().zip(&b.commands) {
        compare_commands(p, q, tolerance, &mut found);
    }
    if a.ps != b.ps {
        found.push(format!("final states differ: {:?} / {:?}", a.ps, b.ps));
    }
    found
}

type Rows = BTreeMap<String, Vec<(String, f64)>>;

fn by_container<'a>(entries: impl Iterator<Item = (&'a String, &'a String, f64)>) -> Rows {
    let mut rows = Rows::new();
    for (container, what, t) in entries {
        rows.entry(container.clone()).or_default().push((what.clone(), t));
    }
    rows
}

fn compare_rows(what: &str, a: &Rows, b: &Rows, ends: (f64, f64), tolerance: f64, found: &mut Vec<String>) {
    for container in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        let row = |rows: &Rows| rows.get(container).cloned().unwrap_or_default();
        let (mut x, mut y) = (row(a), row(b));
        // What the other had no time left to see does not count.
        let trim = |long: &mut Vec<(String, f64)>, length: usize, end: f64| {
            while long.len() > length && long.last().is_some_and(|(_, t)| *t > end - tolerance - 0.2) {
                long.pop();
            }
        };
        trim(&mut x, y.len(), ends.1);
        trim(&mut y, x.len(), ends.0);
        let names = |row: &[(String, f64)]| row.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        if names(&x) != names(&y) {
            found.push(format!("{container}: {what} differ: {:?} / {:?}", names(&x), names(&y)));
            continue;
        }
        let worst = x
            .iter()
            .zip(&y)
            .max_by(|p, q| (p.0.1 - p.1.1).abs().total_cmp(&(q.0.1 - q.1.1).abs()));
        if let Some((p, q)) = worst.filter(|(p, q)| (p.1 - q.1).abs() > tolerance) {
            found.push(format!("{container}: {} at {:.2} / {:.2}", p.0, p.1, q.1));
        }
    }
}

fn compare_commands(p: &Command, q: &Command, tolerance: f64, found: &mut Vec<String>) {
    let name = p.cmd.join(" ");
    if (&p.cmd, p.exit, &p.error) != (&q.cmd, q.exit, &q.error) {
        found.push(format!(
            "{name}: {:?} {:?} / {:?} {:?}",
            p.exit, p.error, q.exit, q.error
        ));
    }
    if let (Some(x), Some(y)) = (p.end, q.end)
        && (x - y).abs() > tolerance
    {
        found.push(format!("{name}: ended at {x:.2} / {y:.2}"));
    }
    let sorted = |command: &Command| {
        let mut lines: Vec<String> = command.lines.iter().map(|line| line.text.clone()).collect();
        lines.sort();
        lines
    };
    if sorted(p) != sorted(q) {
        found.push(format!("{name}: lines differ: {:?} / {:?}", sorted(p), sorted(q)));
        return;
    }
    for subject in p.lines.iter().map(|line| subject(&line.text)).collect::<BTreeSet<_>>() {
        let about = |command: &Command| {
            let lines = command.lines.iter().filter(|line| self::subject(&line.text) == subject);
            lines.map(|line| line.text.clone()).collect::<Vec<_>>()
        };
        if about(p) != about(q) {
            found.push(format!("{name}: order of lines about {subject}"));
        }
    }
}

fn subject(text: &str) -> String {
    text.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// The trace with replicas named by the order in which they started.
fn ranked(trace: &Trace) -> Trace {
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
            let bare = word.strip_prefix("demo-").and_then(|bare| names.get(bare));
            bare.map_or_else(|| word.to_owned(), |new| format!("demo-{new}"))
        });
        line.text = words.collect::<Vec<_>>().join(" ");
    }
    trace
}
