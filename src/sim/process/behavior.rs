//! Behaviors: what the process in a container does on its own.
//!
//! A service's `x-sim`, which Compose ignores, overrides the behavior that is assumed for its image. All times are in
//! milliseconds since the start of the current run of the container.

use crate::compose::ServiceName;
use crate::compose::attributes::duration::{Duration, parse as parse_duration};
use crate::diagnostic::{Diagnostic, codes};
use crate::dockerfile::ImageHealthcheck;
use crate::images::FatalSetting;
use crate::sort::CompactSort;
use crate::source::Span;
use crate::yaml::{Mapping, Node, Value};

/// The behavior of a process.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Behavior {
    /// Results of probes by the time they begin, sorted. The first phase begins at 0.
    pub(crate) probe: Vec<ProbePhase>,
    /// When the process exits on its own, in successive runs.
    pub(crate) exits: Vec<ExitRule>,
    /// Whether `exits` is only assumed, because another service waits for the process to complete.
    pub(crate) is_assumed_job: bool,
    /// How it reacts to the stop signal.
    pub(crate) on_stop: OnStop,
    /// Why it cannot be started, if it cannot.
    pub(crate) cannot_start: Option<StartFailure>,
    /// The lines it writes.
    pub(crate) logs: Vec<LogLine>,
    /// Services that it connects to. It exits soon after its start if one of them is not ready.
    pub(crate) needs: Vec<ServiceName>,
    /// Health check of the image.
    pub(crate) image_check: Option<ImageHealthcheck>,
    /// Stop signal of the image.
    pub(crate) image_stop_signal: Option<String>,
    /// The source of the behavior.
    pub(crate) origin: Origin,
    /// Whether the image is known, so that it is certain that it has no other health check.
    pub(crate) knows_image: bool,
    /// Whether the process is known to run until it is stopped.
    pub(crate) is_server: bool,
    /// Why it exits soon after each start, if the image is known to cause that.
    pub(crate) image_fault: Option<ImageFault>,
    /// The program of its probe, if the image is known to lack it.
    pub(crate) missing_program: Option<String>,
}

/// Why the process of a known image exits soon after each start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageFault {
    /// None of these required variables is set.
    MissingVariable(&'static [&'static str]),
    /// The image refuses a setting.
    FatalSetting(&'static FatalSetting),
    /// Its default command ends without a terminal.
    Idle,
}

/// The source of a behavior.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nothing is known about the service. It is assumed to be ready at once.
    Assumed,
    /// The data about its image.
    Image,
    /// The service's `x-sim`.
    Declared,
}

/// The result of probes that begin in a period. The period lasts until the next phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProbePhase {
    /// When the phase begins.
    pub(crate) from: u64,
    /// Exit code of the probe; -1 if its command cannot be run.
    pub(crate) exit_code: i32,
    /// Duration of the probe.
    pub(crate) duration: u64,
}

/// How the process exits on its own, in one or more runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitRule {
    /// Time from the start to the exit.
    pub(crate) after: u64,
    /// The exit code.
    pub(crate) code: i32,
    /// Number of runs the rule applies to; `None` for all remaining runs.
    pub(crate) times: Option<u32>,
}

/// How a process reacts to the stop signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnStop {
    /// It ignores the signal and is killed after the grace period.
    Ignore,
    /// It exits.
    Exit {
        /// Time from the signal to the exit.
        after: u64,
        /// The exit code.
        code: i32,
    },
}

/// Why a process cannot be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StartFailure {
    /// Its command is not in the image.
    CommandNotFound,
    /// The error of the engine.
    Text(String),
}

/// A line that a process writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogLine {
    /// When it is written.
    pub(crate) at: u64,
    /// The text.
    pub(crate) text: String,
}

impl Default for Behavior {
    fn default() -> Self {
        Behavior {
            probe: vec![ProbePhase {
                from: 0,
                exit_code: 0,
                duration: 0,
            }],
            exits: Vec::new(),
            is_assumed_job: false,
            on_stop: OnStop::Exit { after: 0, code: 0 },
            cannot_start: None,
            logs: Vec::new(),
            needs: Vec::new(),
            image_check: None,
            image_stop_signal: None,
            origin: Origin::Assumed,
            knows_image: false,
            is_server: false,
            image_fault: None,
            missing_program: None,
        }
    }
}

impl Behavior {
    /// Returns the phase of a probe that begins at this age of the run.
    pub(crate) fn probe_at(&self, age: u64) -> ProbePhase {
        let reached = self.probe.partition_point(|phase| phase.from <= age);
        self.probe
            .get(reached.saturating_sub(1))
            .copied()
            .unwrap_or(ProbePhase {
                from: 0,
                exit_code: 0,
                duration: 0,
            })
    }

    /// Returns when a run becomes ready; `None` if it never does.
    pub(crate) fn ready_after(&self) -> Option<u64> {
        self.probe
            .iter()
            .find(|phase| phase.exit_code == 0)
            .map(|phase| phase.from)
    }

    /// Returns how a run exits on its own, given the number of previous runs of the container.
    pub(crate) fn exit_rule(&self, previous_runs: u32) -> Option<ExitRule> {
        exit_rule_for_run(&self.exits, previous_runs)
    }

    /// Makes probes pass from `after` on. Earlier probes exit with `code_before`.
    pub(crate) fn set_ready_after(&mut self, after: Option<u64>, code_before: i32) {
        let failing = ProbePhase {
            from: 0,
            exit_code: code_before,
            duration: 0,
        };
        self.probe = match after {
            None => vec![failing],
            Some(0) => vec![ProbePhase {
                exit_code: 0,
                ..failing
            }],
            Some(at) => vec![
                failing,
                ProbePhase {
                    from: at,
                    exit_code: 0,
                    duration: 0,
                },
            ],
        };
    }
}

/// Parses a duration as in Compose files (`400ms`, `1.5s`, `2m`) to milliseconds, rounded down.
pub(crate) fn parse_milliseconds(text: &str) -> Option<u64> {
    parse_duration(text)
        .ok()
        .filter(|duration| duration.0 >= 0)
        .map(Duration::millis)
}

/// Parses an `x-sim`. It overrides the behavior that is assumed without it.
pub(crate) fn parse_behavior(node: &Node, assumed: Behavior, diagnostics: &mut Vec<Diagnostic>) -> Behavior {
    let mut parser = Parser { diagnostics };
    let mut behavior = Behavior {
        origin: Origin::Declared,
        ..assumed
    };
    let Some(mapping) = parser.mapping(node, "x-sim") else {
        return behavior;
    };
    for (key, entry) in mapping {
        let node = &entry.node;
        match key.as_str() {
            "ready_after" => parser.ready_after(node, &mut behavior),
            "probe" => parser.probe(node, &mut behavior),
            "exits" => {
                if let Some(rules) = parser.items(node, Parser::exit_rule) {
                    behavior.exits = rules;
                    behavior.image_fault = None;
                }
            }
            "on_stop" => parser.on_stop(node, &mut behavior),
            "cannot_start" => parser.cannot_start(node, &mut behavior),
            "logs" => {
                if let Some(logs) = parser.items(node, Parser::log_line) {
                    behavior.logs = logs;
                }
            }
            "needs" => {
                if let Some(needs) = parser.items(node, Parser::service) {
                    behavior.needs = needs;
                }
            }
            "image" => parser.image(node, &mut behavior),
            _ => parser.unknown(
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

/// Returns the rule for a run, given the number of previous runs.
pub(crate) fn exit_rule_for_run(rules: &[ExitRule], previous_runs: u32) -> Option<ExitRule> {
    let mut covered_runs = 0u32;
    for rule in rules {
        match rule.times {
            None => return Some(*rule),
            Some(times) if previous_runs < covered_runs.saturating_add(times) => return Some(*rule),
            Some(times) => covered_runs = covered_runs.saturating_add(times),
        }
    }
    None
}

/// Parses the `x-sim` of a hook: the durations and exit codes of its runs.
pub(crate) fn parse_hook(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<ExitRule> {
    let mut parser = Parser { diagnostics };
    let mut rules = Vec::new();
    for (key, entry) in parser.mapping(node, "x-sim").into_iter().flatten() {
        match key.as_str() {
            "exits" => rules = parser.items(&entry.node, Parser::exit_rule).unwrap_or_default(),
            _ => parser.unknown(key, entry.key_span, &["exits"]),
        }
    }
    rules
}

/// A parser of `x-sim` that collects diagnostics. Invalid values are ignored.
struct Parser<'a> {
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Parser<'_> {
    fn report(&mut self, span: Span, message: String, help: &str) {
        self.diagnostics
            .push(Diagnostic::warning(codes::INVALID_X_SIM, message, span).help(help));
    }

    fn unknown(&mut self, key: &str, span: Span, known: &[&str]) {
        let help = format!("Valid keys are {}.", known.join(", "));
        self.report(span, format!("unknown key `{key}` in `x-sim`"), &help);
    }

    fn mapping<'n>(&mut self, node: &'n Node, name: &str) -> Option<&'n Mapping> {
        let mapping = node.as_mapping();
        if mapping.is_none() && !node.is_null() {
            self.report(
                node.span,
                format!("`{name}` must be a mapping"),
                "The simulation ignores this value.",
            );
        }
        mapping
    }

    fn duration(&mut self, node: &Node) -> Option<u64> {
        let duration = match &node.value {
            Value::String(text) => parse_milliseconds(text),
            Value::Int(number) if number.get() == 0 => Some(0),
            _ => None,
        };
        if duration.is_none() {
            self.report(
                node.span,
                "invalid duration".to_owned(),
                "A duration is a number with a unit: `400ms`, `1.5s`, `2m`.",
            );
        }
        duration
    }

    fn code(&mut self, node: &Node) -> Option<i32> {
        let code = node.as_int().and_then(|code| i32::try_from(code).ok());
        let code = code.filter(|code| (-1..=255).contains(code));
        if code.is_none() {
            self.report(
                node.span,
                "invalid exit code".to_owned(),
                "An exit code is a number from 0 to 255.",
            );
        }
        code
    }

    /// Parses each item of a list, or a single item.
    fn items<T>(&mut self, node: &Node, parse: impl Fn(&mut Self, &Node) -> Option<T>) -> Option<Vec<T>> {
        match &node.value {
            Value::Null => None,
            Value::Sequence(items) => Some(items.iter().filter_map(|item| parse(self, item)).collect()),
            _ => Some(parse(self, node).into_iter().collect()),
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
        behavior.missing_program = None;
    }

    fn probe(&mut self, node: &Node, behavior: &mut Behavior) {
        let Some(mut phases) = self.items(node, Parser::probe_phase) else {
            return;
        };
        phases.compact_sort_by_key(|phase| phase.from);
        if phases.first().is_none_or(|phase| phase.from > 0) {
            phases.insert(
                0,
                ProbePhase {
                    from: 0,
                    exit_code: 0,
                    duration: 0,
                },
            );
        }
        behavior.probe = phases;
        behavior.missing_program = None;
    }

    fn probe_phase(&mut self, node: &Node) -> Option<ProbePhase> {
        let mut phase = ProbePhase {
            from: 0,
            exit_code: 0,
            duration: 0,
        };
        for (key, entry) in self.mapping(node, "probe")? {
            match key.as_str() {
                "at" => phase.from = self.duration(&entry.node)?,
                "exit" => phase.exit_code = self.code(&entry.node)?,
                "takes" => phase.duration = self.duration(&entry.node)?,
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
                self.report(
                    node.span,
                    "`cannot_start` must be true, false or an error message".to_owned(),
                    "The simulation ignores this value.",
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
                            .items(node, |_, word| word.as_str().map(str::to_owned))
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
    fn exit_rules_apply_in_order() {
        let rule = |code, times| ExitRule { after: 1, code, times };
        let behavior = Behavior {
            exits: vec![rule(1, Some(2)), rule(0, Some(1))],
            ..Behavior::default()
        };
        let codes: Vec<_> = (0..4)
            .map(|run| behavior.exit_rule(run).map(|rule| rule.code))
            .collect();
        assert_eq!(codes, [Some(1), Some(1), Some(0), None]);
    }

    #[test]
    fn probe_result_depends_on_when_it_begins() {
        let mut behavior = Behavior::default();
        behavior.set_ready_after(Some(3000), 1);
        let exits: Vec<i32> = [0, 2999, 3000].map(|age| behavior.probe_at(age).exit_code).to_vec();
        assert_eq!(exits, [1, 1, 0]);
        assert_eq!(behavior.ready_after(), Some(3000));
    }
}
