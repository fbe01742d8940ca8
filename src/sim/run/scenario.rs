//! Scenarios: the commands given, the machine they run on, and how long one watches.

use std::collections::VecDeque;

use crate::compose::ServiceName;
use crate::plan::{ProjectOptions, Request};
use crate::sim::process::behavior::ExitRule;
use crate::sim::process::measured::{Measured, milliseconds};
use std::collections::BTreeMap;

/// The image that recordings are made with.
const BASE_IMAGE: &str = "bb:latest";

/// A scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The commands.
    pub steps: Vec<Step>,
    /// What the machine costs.
    pub costs: Costs,
    /// The major version of the engine: 25 changed the rules of health checks.
    pub engine: u32,
    /// Seeds what is random; without one nothing is.
    pub seed: Option<u64>,
    /// What goes wrong, beside what behaviors say.
    pub faults: Vec<Fault>,
    /// How long it is watched.
    pub watch: Watch,
    /// The project's name that the environment gives, as COMPOSE_PROJECT_NAME: commands that only act on
    /// containers fall back to it.
    pub project_name: Option<String>,
    /// Every command names the project's file, as a recorder's do.
    pub names_files: bool,
    /// Which external networks and volumes there are.
    pub externals: Externals,
    /// The images that a fresh engine has, by name and tag.
    pub images: Vec<String>,
    /// The latest time shown, in milliseconds.
    pub horizon: u64,
    /// The largest number of events.
    pub budget: usize,
}

/// How long a scenario is watched after its last command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Until nothing new can happen, and a little longer.
    UntilSettled,
    /// So many milliseconds.
    For(u64),
}

/// Which networks and volumes there are that a file calls external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Externals {
    /// All: somebody has made them before.
    Presumed,
    /// Those that a command of the scenario has made; the engine is fresh.
    AsMade,
}

/// Something that goes wrong at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Milliseconds after the first command.
    pub at: u64,
    /// The service whose running containers it befalls.
    pub service: ServiceName,
    /// What goes wrong.
    pub kind: FaultKind,
}

/// What can go wrong with a running container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Its process dies of SIGKILL, as when memory runs out.
    Killed,
    /// Its process ends with a code.
    Exits(i32),
    /// Probes never come back.
    Hangs,
    /// Probes fail.
    Unready,
    /// Probes pass again.
    Recovers,
}

/// A command of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its words after `docker compose`.
    pub words: Vec<String>,
    /// When it is given.
    pub when: When,
    /// Ctrl-C, so many milliseconds after it was given.
    pub interrupt: Option<u64>,
    /// What the process of an `exec` does; without it, it ends at once with 0.
    pub exec: Option<ExitRule>,
    /// No command: a file, by its path in the project, changes while `watch` looks on.
    pub change: Option<String>,
}

/// When a command is given, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// So long after all earlier ones have ended.
    After(u64),
    /// So long after the first one was given, beside those that still run.
    At(u64),
}

/// What things take that no rule decides, in milliseconds: medians of a real machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// From a command to its first line.
    pub compose: u64,
    /// Creating a network.
    pub network: u64,
    /// Removing a network.
    pub network_removal: u64,
    /// Creating a container.
    pub create: u64,
    /// A start call with a network of its own.
    pub start: u64,
    /// A start call without one.
    pub start_bare: u64,
    /// How much another start call beside it slows one down.
    pub start_beside: u64,
    /// An automatic restart beyond its pause, with a network.
    pub restart: u64,
    /// An automatic restart beyond its pause, without one.
    pub restart_bare: u64,
    /// Launching a probe.
    pub probe: u64,
    /// From a process's end to the engine's word for it.
    pub exit: u64,
    /// A start call that is refused because a port is taken.
    pub refused: u64,
    /// From the end of a container to that of a command attached to it.
    pub detach: u64,
    /// From a stop call to the signal.
    pub signal: u64,
    /// From the exit to the end of a stop call.
    pub stop: u64,
    /// Removing a container.
    pub remove: u64,
    /// What start calls took, by service, in the order they were made; where known.
    pub starts: BTreeMap<String, VecDeque<u64>>,
}

impl Costs {
    /// Medians of a real machine.
    pub fn typical() -> Self {
        Costs {
            compose: 60,
            network: 90,
            network_removal: 200,
            create: 30,
            start: 360,
            start_bare: 230,
            start_beside: 150,
            restart: 350,
            restart_bare: 230,
            probe: 60,
            exit: 30,
            refused: 110,
            detach: 140,
            signal: 20,
            stop: 70,
            remove: 10,
            starts: BTreeMap::new(),
        }
    }

    /// A machine that costs nothing: only the rules are left.
    pub fn ideal() -> Self {
        Costs {
            compose: 0,
            network: 0,
            network_removal: 0,
            create: 0,
            start: 0,
            start_bare: 0,
            start_beside: 0,
            restart: 0,
            restart_bare: 0,
            probe: 0,
            exit: 0,
            refused: 0,
            detach: 0,
            signal: 0,
            stop: 0,
            remove: 0,
            starts: BTreeMap::new(),
        }
    }
}

impl Step {
    /// A command given when all earlier ones have ended.
    pub fn new(words: &[&str]) -> Self {
        Step {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            when: When::After(0),
            interrupt: None,
            exec: None,
            change: None,
        }
    }

    /// A file that changes while `watch` looks on.
    pub fn change(path: &str) -> Self {
        Step {
            words: vec![format!("({path} changes)")],
            change: Some(path.to_owned()),
            ..Step::new(&[])
        }
    }

    /// What its words say about the project it is about.
    pub fn project(&self) -> ProjectOptions {
        Request::parse(&self.words)
            .map(|request| request.project)
            .unwrap_or_default()
    }
}

impl Scenario {
    /// One `up -d`, watched until nothing new happens: what the page shows first.
    pub fn up() -> Self {
        Scenario::of(vec![Step::new(&["up", "-d"])])
    }

    /// These commands on a typical machine, watched until nothing new happens.
    pub fn of(steps: Vec<Step>) -> Self {
        Scenario {
            steps,
            costs: Costs::typical(),
            engine: 28,
            seed: None,
            faults: Vec::new(),
            watch: Watch::UntilSettled,
            project_name: None,
            names_files: false,
            externals: Externals::Presumed,
            images: Vec::new(),
            horizon: 600_000,
            budget: 200_000,
        }
    }

    /// Takes the engine's version and what each start took from a recorded trace.
    pub fn take_costs(&mut self, trace: &str) -> Result<(), String> {
        let measured = Measured::from_trace(trace)?;
        self.engine = measured.engine.unwrap_or(self.engine);
        self.names_files = true;
        self.costs.starts = measured.starts;
        Ok(())
    }

    /// Reads a `scenario.json`: `steps` with `cmd` or `change`, `delay`, `at`, `interrupt` and `x-sim`, and
    /// `observe`; times in seconds. Without steps it is one `up -d`. The engine is fresh. An error says what
    /// can't be read.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let read: json::Scenario = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let steps = match read.steps {
            None => vec![Step::new(&["up", "-d"])],
            Some(steps) => steps.into_iter().map(json::Step::into_step).collect(),
        };
        let images = read.images.keys();
        Ok(Scenario {
            watch: Watch::For(milliseconds(read.observe.unwrap_or(3.0))),
            externals: Externals::AsMade,
            images: images
                .map(|name| (*name).clone())
                .chain([BASE_IMAGE.to_owned()])
                .collect(),
            ..Scenario::of(steps)
        })
    }
}

/// Scenario files as they are written.
mod json {
    use super::{ExitRule, When};
    use crate::sim::process::behavior::parse_milliseconds;
    use crate::sim::process::measured::milliseconds;

    #[derive(serde::Deserialize)]
    pub(super) struct Scenario {
        pub(super) steps: Option<Vec<Step>>,
        pub(super) observe: Option<f64>,
        #[serde(default)]
        pub(super) images: serde_json::Map<String, serde_json::Value>,
    }

    #[derive(serde::Deserialize)]
    pub(super) struct Step {
        #[serde(default)]
        cmd: Vec<String>,
        change: Option<String>,
        delay: Option<f64>,
        at: Option<f64>,
        interrupt: Option<f64>,
        #[serde(rename = "x-sim")]
        behavior: Option<serde_json::Value>,
    }

    impl Step {
        pub(super) fn into_step(self) -> super::Step {
            let step = match &self.change {
                Some(path) => super::Step::change(path),
                None => super::Step::new(&[]),
            };
            super::Step {
                words: if self.change.is_some() { step.words } else { self.cmd },
                change: self.change,
                when: match self.at {
                    Some(at) => When::At(milliseconds(at)),
                    None => When::After(milliseconds(self.delay.unwrap_or(0.0))),
                },
                interrupt: self.interrupt.map(milliseconds),
                exec: self.behavior.as_ref().map(exit_rule),
            }
        }
    }

    /// The end of a process as its `x-sim` says; what can't be read is at once, with 0.
    fn exit_rule(behavior: &serde_json::Value) -> ExitRule {
        let exits = &behavior["exits"];
        let exits = exits.get(0).unwrap_or(exits);
        let code = exits["code"].as_i64().and_then(|code| i32::try_from(code).ok());
        ExitRule {
            after: exits["after"].as_str().and_then(parse_milliseconds).unwrap_or(0),
            code: code.unwrap_or(0),
            times: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenario_files_are_read() {
        let scenario = Scenario::from_json(
            r#"{"steps": [{"cmd": ["up"], "interrupt": 3}, {"cmd": ["down"], "delay": 1.5}, {"cmd": ["kill"], "at": 2}],
                "observe": 0.5}"#,
        )
        .expect("it is well-formed");
        assert_eq!(scenario.watch, Watch::For(500));
        assert_eq!(scenario.steps[0].interrupt, Some(3000));
        assert_eq!(scenario.steps[1].when, When::After(1500));
        assert_eq!(scenario.steps[2].when, When::At(2000));
        assert_eq!(
            Scenario::from_json("{}").expect("it is well-formed").steps,
            Scenario::up().steps
        );
        assert!(Scenario::from_json("[").is_err());
    }

    #[test]
    fn recorded_trace_sets_start_costs_and_engine_only() {
        let trace = r#"{"engine": "20.10.24", "events": [{"service": "a", "event": "started", "took": 0.25}]}"#;
        let mut scenario = Scenario::up();
        scenario.take_costs(trace).expect("it is a trace");
        assert_eq!(scenario.engine, 20);
        assert_eq!(scenario.costs.starts["a"], [250]);
        scenario.costs.starts.clear();
        assert_eq!(scenario.costs, Costs::typical());
    }
}
