//! Scenarios: the commands to run, the machine they run on, and how long it is observed.

mod file;

use std::collections::{BTreeMap, VecDeque};

use crate::compose::ServiceName;
use crate::plan::{ProjectOptions, Request};
use crate::sim::process::behavior::ExitRule;
use crate::sim::process::measured::Measured;
use crate::version::{ComposeVersion, EngineVersion};

/// A scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The commands.
    pub steps: Vec<Step>,
    /// How long operations take.
    pub costs: Costs,
    /// The version of Docker Compose that runs the commands.
    pub compose: ComposeVersion,
    /// The version of the engine. Version 25 changed the rules of health checks.
    pub engine: EngineVersion,
    /// Seed of random variations of costs. Without one nothing is random.
    pub seed: Option<u64>,
    /// Faults to inject, in addition to those in the behaviors.
    pub faults: Vec<Fault>,
    /// When the observation ends.
    pub observation: Observation,
    /// Name of the project from the environment, as with COMPOSE_PROJECT_NAME. Commands that only act on containers
    /// use it if they cannot load the file.
    pub project_name: Option<String>,
    /// Whether every command names the project's file with `-f`, as recorded commands do.
    pub names_files: bool,
    /// Which external networks and volumes exist.
    pub externals: Externals,
    /// Images that a fresh engine has, by name and tag.
    pub images: Vec<String>,
    /// Latest end of the observation in milliseconds.
    pub horizon: u64,
    /// Maximum number of simulated events.
    pub budget: usize,
}

/// How long a scenario is observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observation {
    /// Until only periodic events are left, and a short time longer.
    UntilSettled,
    /// For a number of milliseconds after the last command has ended.
    For(u64),
}

/// Which external networks and volumes exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Externals {
    /// All: they were created before the scenario.
    AssumedToExist,
    /// Only those that a command of the scenario creates: the engine is fresh.
    CreatedByScenario,
}

/// A fault at a point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Time in milliseconds.
    pub at: u64,
    /// The service whose running containers have the fault.
    pub service: ServiceName,
    /// The kind of fault.
    pub kind: FaultKind,
}

/// A kind of fault of a running container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The process is killed with SIGKILL, as when the machine runs out of memory.
    Killed,
    /// The process exits with a code.
    Exits(i32),
    /// Probes never end.
    Hangs,
    /// Probes fail.
    Unready,
    /// Probes pass again.
    Recovers,
}

/// A command of a scenario, or a change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The words after `docker compose`.
    pub words: Vec<String>,
    /// When the command begins.
    pub when: When,
    /// Time of Ctrl-C in milliseconds after the start of the command.
    pub interrupt: Option<u64>,
    /// Behavior of the process that `exec` starts. Without a rule it exits at once with code 0.
    pub exec: Option<ExitRule>,
    /// Path of a file, relative to the project, that changes while `watch` is running. The step is then no command.
    pub change: Option<String>,
}

/// When a command begins, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A time after all earlier commands have ended.
    After(u64),
    /// A time after the first command began, even if earlier commands are still running.
    At(u64),
}

/// Durations in milliseconds of the operations whose duration no rule determines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// From the start of a command to its first line.
    pub compose: u64,
    /// Creating a network.
    pub create_network: u64,
    /// Removing a network.
    pub remove_network: u64,
    /// Creating a container.
    pub create: u64,
    /// A start call of a container with its own network namespace.
    pub start: u64,
    /// A start call of a container without its own network namespace.
    pub start_without_network: u64,
    /// How long each concurrent start call delays a start call.
    pub concurrent_start_delay: u64,
    /// An automatic restart after its pause, of a container with its own network namespace.
    pub restart: u64,
    /// An automatic restart after its pause, of a container without its own network namespace.
    pub restart_without_network: u64,
    /// Launching a probe.
    pub probe: u64,
    /// From the exit of a process until the engine notices it.
    pub exit: u64,
    /// A start call that is refused because a port is in use.
    pub refused_start: u64,
    /// From the exit of a container to the end of a command that is attached to it.
    pub detach: u64,
    /// From a stop call to the signal.
    pub signal: u64,
    /// From the exit to the end of a stop call.
    pub stop: u64,
    /// Removing a container.
    pub remove: u64,
    /// Recorded durations of start calls by service, in the order of the calls.
    pub starts: BTreeMap<String, VecDeque<u64>>,
}

impl Costs {
    /// Returns the medians of a real machine.
    pub fn typical() -> Self {
        Costs {
            compose: 60,
            create_network: 90,
            remove_network: 200,
            create: 30,
            start: 360,
            start_without_network: 230,
            concurrent_start_delay: 150,
            restart: 350,
            restart_without_network: 230,
            probe: 60,
            exit: 30,
            refused_start: 110,
            detach: 140,
            signal: 20,
            stop: 70,
            remove: 10,
            starts: BTreeMap::new(),
        }
    }

    /// Returns the costs of a machine on which no operation takes time.
    pub fn ideal() -> Self {
        Costs {
            compose: 0,
            create_network: 0,
            remove_network: 0,
            create: 0,
            start: 0,
            start_without_network: 0,
            concurrent_start_delay: 0,
            restart: 0,
            restart_without_network: 0,
            probe: 0,
            exit: 0,
            refused_start: 0,
            detach: 0,
            signal: 0,
            stop: 0,
            remove: 0,
            starts: BTreeMap::new(),
        }
    }
}

impl Step {
    /// Creates a command that begins when all earlier ones have ended.
    pub fn new(words: &[&str]) -> Self {
        Step {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            when: When::After(0),
            interrupt: None,
            exec: None,
            change: None,
        }
    }

    /// Creates a command from its text. `docker compose` or `docker-compose` at the start is optional.
    pub fn from_command_line(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = match words.as_slice() {
            ["docker", "compose", rest @ ..] | ["docker-compose", rest @ ..] => rest,
            rest => rest,
        };
        Step::new(words)
    }

    /// Creates a change of a file while `watch` is running.
    pub fn change(path: &str) -> Self {
        Step {
            words: vec![format!("({path} changes)")],
            change: Some(path.to_owned()),
            ..Step::new(&[])
        }
    }

    /// Returns the options of the command that choose its project.
    pub fn project(&self) -> ProjectOptions {
        Request::parse(&self.words)
            .map(|request| request.project)
            .unwrap_or_default()
    }
}

impl Scenario {
    /// Returns a scenario of one `up -d`, observed until it has settled. The page shows it by default.
    pub fn up() -> Self {
        Scenario::of(vec![Step::new(&["up", "-d"])])
    }

    /// Returns a scenario of commands on a typical machine, observed until it has settled.
    pub fn of(steps: Vec<Step>) -> Self {
        Scenario {
            steps,
            costs: Costs::typical(),
            compose: ComposeVersion::DEFAULT,
            engine: EngineVersion::DEFAULT,
            seed: None,
            faults: Vec::new(),
            observation: Observation::UntilSettled,
            project_name: None,
            names_files: false,
            externals: Externals::AssumedToExist,
            images: Vec::new(),
            horizon: 600_000,
            budget: 200_000,
        }
    }

    /// Takes the version of the engine and the durations of start calls from a recorded trace.
    pub fn use_recorded_costs(&mut self, trace: &str) -> Result<(), String> {
        let measured = Measured::from_trace(trace)?;
        self.engine = measured.engine.unwrap_or(self.engine);
        self.names_files = true;
        self.costs.starts = measured.starts;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_line_may_start_with_the_name_of_the_program() {
        for text in ["up -d", "docker compose up -d", " docker-compose  up -d"] {
            assert_eq!(Step::from_command_line(text), Step::new(&["up", "-d"]), "{text}");
        }
    }

    #[test]
    fn recorded_trace_sets_start_costs_and_engine_only() {
        let trace = r#"{"engine": "20.10.24", "events": [{"service": "a", "event": "started", "took": 0.25}]}"#;
        let mut scenario = Scenario::up();
        scenario.use_recorded_costs(trace).expect("the trace is well-formed");
        assert_eq!(scenario.engine, EngineVersion::V20);
        assert_eq!(scenario.costs.starts["a"], [250]);
        scenario.costs.starts.clear();
        assert_eq!(scenario.costs, Costs::typical());
    }
}
