//! Behavior: what the process in a container does, apart from what Compose and the engine decide.
//!
//! Read from a service's `x-sim`, which Compose ignores, over what is known of its image. All times
//! count from the start of the current run of the container, in milliseconds.

use crate::compose::ServiceName;
use crate::compose::attributes::duration::{Duration, parse as parse_duration};
use crate::diagnostic::{Diagnostic, codes};
use crate::dockerfile::ImageHealthcheck;
use crate::source::Span;
use crate::yaml::{Mapping, Node, Value};

/// What a process does.
#[derive(Debug, Clone, PartialEq)]
pub struct Behavior {
    /// What a probe meets, by the time it begins; sorted, the first phase at 0.
    pub probe: Vec<ProbePhase>,
    /// When it ends by itself, run after run.
    pub exits: Vec<ExitRule>,
    /// What the stop signal does.
    pub on_stop: OnStop,
    /// It can't be started.
    pub cannot_start: Option<StartFailure>,
    /// What it writes.
    pub logs: Vec<LogLine>,
    /// Services without which it ends soon after its start.
    pub needs: Vec<ServiceName>,
    /// The image's own health check.
    pub image_check: Option<ImageHealthcheck>,
    /// The image's own stop signal.
    pub image_stop_signal: Option<String>,
    /// Where most of this comes from.
    pub origin: Origin,
}

/// Where a behavior comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nothing is known of the service: it runs and is ready at once.
    Assumed,
    /// What is known of its image.
    Image,
    /// The service's `x-sim`.
    Written,
}

/// What a probe that begins in this phase meets. It lasts until the next phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbePhase {
    /// When the phase begins.
    pub at: u64,
    /// The probe's exit code; -1 when its command can't be run.
    pub exit: i32,
    /// How long the probe runs.
    pub takes: u64,
}

/// How the process ends by itself, for so many runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitRule {
    /// After how long.
    pub after: u64,
    /// With which code.
    pub code: i32,
    /// For how many runs; `None`: for all that follow.
    pub times: Option<u32>,
}

/// What the stop signal does to the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnStop {
    /// Nothing: it will be killed.
    Ignore,
    /// It ends.
    Exit {
        /// After how long.
        after: u64,
        /// With which code.
        code: i32,
    },
}

/// Why a process can't be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartFailure {
    /// Its command is not in the image.
    CommandNotFound,
    /// In the engine's words.
    Text(String),
}

/// A line the process writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: u64,
    /// The line.
    pub text: String,
}

impl Default for Behavior {
    fn default() -> Self {
        Behavior {
            probe: vec![ProbePhase {
                at: 0,
                exit: 0,
                takes: 0,
            }],
            exits: Vec::new(),
            on_stop: OnStop::Exit { after: 0, code: 0 },
            cannot_start: None,
            logs: Vec::new(),
            needs: Vec::new(),
            image_check: None,
            image_stop_signal: None,
            origin: Origin::Assumed,
        }
    }
}

impl Behavior {
    /// The phase a probe that begins so long after the start falls into.
    pub fn probe_at(&self, age: u64) -> ProbePhase {
        let reached = self.probe.partition_point(|phase| phase.at <= age);
        self.probe
            .get(reached.saturating_sub(1))
            .copied()
            .unwrap_or(ProbePhase {
                at: 0,
                exit: 0,
                takes: 0,
            })
    }

    /// When a run is ready for the first time; `None`: never.
    pub fn ready_after(&self) -> Option<u64> {
        self.probe.iter().find(|phase| phase.exit == 0).map(|phase| phase.at)
    }

    /// How a run ends by itself, by the number of runs before it since the container was created.
    pub fn exit_of(&self, runs_before: u32) -> Option<ExitRule> {
        rule_of(&self.exits, runs_before)
    }

    /// Makes it ready after so long, and not before.
    pub fn set_ready_after(&mut self, after: Option<u64>, exit_before: i32) {
        let failing = ProbePhase {
            at: 0,
            exit: exit_before,
            takes: 0,
        };
        self.probe = match after {
            None => vec![failing],
            Some(0) => vec![ProbePhase { exit: 0, ..failing }],
            Some(at) => vec![failing, ProbePhase { at, exit: 0, takes: 0 }],
        };
    }
}

/// A duration as compose files write it (`400ms`, `1.5s`, `2m`), in milliseconds, rounded down.
pub(in crate::sim) fn duration(text: &str) -> Option<u64> {
    parse_duration(text)
        .ok()
        .filter(|read| read.0 >= 0)
        .map(Duration::millis)
}

/// Reads an `x-sim` over what is known without it.
pub fn read(node: &Node, known: Behavior, diagnostics: &mut Vec<Diagnostic>) -> Behavior {
    let mut reader = Reader { diagnostics };
    let mut behavior = Behavior {
        origin: Origin::Written,
        ..known
    };
    let Some(mapping) = reader.mapping(node, "x-sim") else {
        return behavior;
    };
    for (key, entry) in mapping {
        let node = &entry.node;
        match key.as_str() {
            "ready_after" => reader.ready_after(node, &mut behavior),
            "probe" => reader.probe(node, &mut behavior),
            "exits" => {
                if let Some(rules) = reader.each(node, Reader::exit_rule) {
                    behavior.exits = rules;
                }
            }
            "on_stop" => reader.on_stop(node, &mut behavior),
            "cannot_start" => reader.cannot_start(node, &mut behavior),
            "logs" => {
                if let Some(logs) = reader.each(node, Reader::log_line) {
                    behavior.logs = logs;
                }
            }
            "needs" => {
                if let Some(needs) = reader.each(node, Reader::service) {
                    behavior.needs = needs;
                }
            }
            "image" => reader.image(node, &mut behavior),
            _ => reader.unknown(
                key,
                entry.key_span,
                &[
                    "ready_after",
                    "probe",
                    "exits",
                    "on_stop",
                    "cannot_start",
                    "logs",
                    "needs",
                    "image",
                ],
            ),
        }
    }
    behavior
}

/// The rule for a run, by the number of runs before it.
pub fn rule_of(rules: &[ExitRule], runs_before: u32) -> Option<ExitRule> {
    let mut used = 0u32;
    for rule in rules {
        match rule.times {
            None => return Some(*rule),
            Some(times) if runs_before < used.saturating_add(times) => return Some(*rule),
            Some(times) => used = used.saturating_add(times),
        }
    }
    None
}

/// Reads the `x-sim` of a hook: how long its runs take and the codes they end with.
pub fn read_hook(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<ExitRule> {
    let mut reader = Reader { diagnostics };
    let mut rules = Vec::new();
    for (key, entry) in reader.mapping(node, "x-sim").into_iter().flatten() {
        match key.as_str() {
            "exits" => rules = reader.each(&entry.node, Reader::exit_rule).unwrap_or_default(),
            _ => reader.unknown(key, entry.key_span, &["exits"]),
        }
    }
    rules
}

struct Reader<'a> {
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn complain(&mut self, span: Span, message: String, help: &str) {
        self.diagnostics
            .push(Diagnostic::warning(codes::INVALID_X_SIM, message, span).help(help));
    }

    fn unknown(&mut self, key: &str, span: Span, known: &[&str]) {
        let help = format!("It may say {}.", known.join(", "));
        self.complain(span, format!("`{key}` means nothing in `x-sim`"), &help);
    }

    fn mapping<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Mapping> {
        let mapping = node.as_mapping();
        if mapping.is_none() && !node.is_null() {
            self.complain(
                node.span,
                format!("`{what}` must be a mapping"),
                "the simulation leaves it out",
            );
        }
        mapping
    }

    fn duration(&mut self, node: &Node) -> Option<u64> {
        let read = match &node.value {
            Value::String(text) => duration(text),
            Value::Int(number) if number.get() == 0 => Some(0),
            _ => None,
        };
        if read.is_none() {
            self.complain(
                node.span,
                "this is not a duration".to_owned(),
                "durations have a unit: `400ms`, `1.5s`, `2m`",
            );
        }
        read
    }

    fn code(&mut self, node: &Node) -> Option<i32> {
        let code = node.as_int().and_then(|code| i32::try_from(code).ok());
        let code = code.filter(|code| (-1..=255).contains(code));
        if code.is_none() {
            self.complain(
                node.span,
                "this is not an exit code".to_owned(),
                "exit codes are numbers from 0 to 255",
            );
        }
        code
    }

    /// The item or the items of a list, read one by one.
    fn each<T>(&mut self, node: &Node, read: impl Fn(&mut Self, &Node) -> Option<T>) -> Option<Vec<T>> {
        match &node.value {
            Value::Null => None,
            Value::Sequence(items) => Some(items.iter().filter_map(|item| read(self, item)).collect()),
            _ => Some(read(self, node).into_iter().collect()),
        }
    }

    fn ready_after(&mut self, node: &Node, behavior: &mut Behavior) {
        let after = match node.as_str() {
            Some("never") => None,
            _ => match self.duration(node) {
                Some(after) => Some(after),
                None => return,
            },
        };
        behavior.set_ready_after(after, 1);
    }

    fn probe(&mut self, node: &Node, behavior: &mut Behavior) {
        let Some(mut phases) = self.each(node, Reader::probe_phase) else {
            return;
        };
        phases.sort_by_key(|phase| phase.at);
        if phases.first().is_none_or(|phase| phase.at > 0) {
            phases.insert(
                0,
                ProbePhase {
                    at: 0,
                    exit: 0,
                    takes: 0,
                },
            );
        }
        behavior.probe = phases;
    }

    fn probe_phase(&mut self, node: &Node) -> Option<ProbePhase> {
        let mut phase = ProbePhase {
            at: 0,
            exit: 0,
            takes: 0,
        };
        for (key, entry) in self.mapping(node, "probe")? {
            match key.as_str() {
                "at" => phase.at = self.duration(&entry.node)?,
                "exit" => phase.exit = self.code(&entry.node)?,
                "takes" => phase.takes = self.duration(&entry.node)?,
                _ => self.unknown(key, entry.key_span, &["at", "exit", "takes"]),
            }
        }
        Some(phase)
    }

    fn exit_rule(&mut self, node: &Node) -> Option<ExitRule> {
        let mut rule = ExitRule {
            after: 0,
            code: 0,
            times: None,
        };
        for (key, entry) in self.mapping(node, "exits")? {
            match key.as_str() {
                "after" => rule.after = self.duration(&entry.node)?,
                "code" => rule.code = self.code(&entry.node)?,
                "times" => rule.times = entry.node.as_int().and_then(|times| u32::try_from(times).ok()),
                _ => self.unknown(key, entry.key_span, &["after", "code", "times"]),
            }
        }
        Some(rule)
    }

    fn log_line(&mut self, node: &Node) -> Option<LogLine> {
        let mut line = LogLine {
            at: 0,
            text: String::new(),
        };
        for (key, entry) in self.mapping(node, "logs")? {
            match (key.as_str(), &entry.node.value) {
                ("at", _) => line.at = self.duration(&entry.node)?,
                ("text", Value::String(text)) => line.text = text.to_string(),
                ("text", Value::Int(number)) => line.text = number.to_string(),
                ("text", Value::Bool(value)) => line.text = value.to_string(),
                ("text", _) => {}
                _ => self.unknown(key, entry.key_span, &["at", "text"]),
            }
        }
        Some(line)
    }

    fn service(&mut self, node: &Node) -> Option<ServiceName> {
        node.as_str().map(ServiceName::from)
    }

    fn on_stop(&mut self, node: &Node, behavior: &mut Behavior) {
        if node.as_str() == Some("ignore") {
            behavior.on_stop = OnStop::Ignore;
        } else if let Some(rule) = self.exit_rule(node) {
            behavior.on_stop = OnStop::Exit {
                after: rule.after,
                code: rule.code,
            };
        }
    }

    fn cannot_start(&mut self, node: &Node, behavior: &mut Behavior) {
        behavior.cannot_start = match &node.value {
            Value::Bool(true) => Some(StartFailure::CommandNotFound),
            Value::String(text) => Some(StartFailure::Text(text.to_string())),
            Value::Bool(false) | Value::Null => None,
            _ => {
                self.complain(
                    node.span,
                    "`cannot_start` is true, false or the engine's words".to_owned(),
                    "the simulation leaves it out",
                );
                None
            }
        };
    }

    fn image(&mut self, node: &Node, behavior: &mut Behavior) {
        let Some(mapping) = self.mapping(node, "image") else {
            return;
        };
        for (key, entry) in mapping {
            match key.as_str() {
                "healthcheck" => behavior.image_check = self.image_check(&entry.node),
                "stop_signal" => behavior.image_stop_signal = entry.node.as_str().map(str::to_owned),
                _ => self.unknown(key, entry.key_span, &["healthcheck", "stop_signal"]),
            }
        }
    }

    fn image_check(&mut self, node: &Node) -> Option<ImageHealthcheck> {
        let mut check = ImageHealthcheck::default();
        for (key, entry) in self.mapping(node, "healthcheck")? {
            let node = &entry.node;
            match key.as_str() {
                "test" => {
                    check.test = match &node.value {
                        Value::String(command) => vec!["CMD-SHELL".to_owned(), command.to_string()],
                        _ => self
                            .each(node, |_, word| word.as_str().map(str::to_owned))
                            .unwrap_or_default(),
                    }
                }
                "interval" => check.interval = self.duration(node),
                "timeout" => check.timeout = self.duration(node),
                "start_period" => check.start_period = self.duration(node),
                "start_interval" => check.start_interval = self.duration(node),
                "retries" => check.retries = node.as_int().and_then(|retries| u64::try_from(retries).ok()),
                _ => self.unknown(
                    key,
                    entry.key_span,
                    &[
                        "test",
                        "interval",
                        "timeout",
                        "retries",
                        "start_period",
                        "start_interval",
                    ],
                ),
            }
        }
        Some(check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exits_are_used_up_in_order() {
        let rule = |code, times| ExitRule { after: 1, code, times };
        let behavior = Behavior {
            exits: vec![rule(1, Some(2)), rule(0, Some(1))],
            ..Behavior::default()
        };
        let codes: Vec<_> = (0..4).map(|run| behavior.exit_of(run).map(|rule| rule.code)).collect();
        assert_eq!(codes, [Some(1), Some(1), Some(0), None]);
    }

    #[test]
    fn a_probe_meets_the_phase_it_begins_in() {
        let mut behavior = Behavior::default();
        behavior.set_ready_after(Some(3000), 1);
        let exits: Vec<i32> = [0, 2999, 3000].map(|age| behavior.probe_at(age).exit).to_vec();
        assert_eq!(exits, [1, 1, 0]);
        assert_eq!(behavior.ready_after(), Some(3000));
    }
}
