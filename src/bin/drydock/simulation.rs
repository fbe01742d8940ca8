//! Runs the simulation that several subcommands ask about.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Args, ValueEnum};
use drydock::compose::LoadOptions;
use drydock::compose::attributes::duration::parse as parse_duration;
use drydock::compose::discover::{FILE_NAMES, OVERRIDE_NAMES};
use drydock::plan::ProjectOptions;
use drydock::sim::{LoadedStep, Observation, Scenario, Step, Timeline, simulate_steps};
use drydock::source::{Span, Workspace};

use crate::invocation::Invocation;
use crate::output::{print_error, print_line};

/// Maximum duration of a scenario's commands in milliseconds, as in recordings.
const MAX_COMMAND_TIME: u64 = 90_000;

/// Name of every project in a trace.
const TRACE_PROJECT: &str = "demo";

/// Options that select the simulated commands and the simulated machine.
#[derive(Debug, Args)]
pub struct SimulationOptions {
    /// Command to simulate, such as "up -d --wait"; several commands run in order
    #[arg(short = 'c', long = "command", value_name = "COMMAND", allow_hyphen_values = true)]
    commands: Vec<String>,
    /// Varies the durations of operations at random; the same number gives the same run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Recorded trace with the durations of operations and the engine version
    #[arg(long, value_name = "TRACE")]
    costs: Option<PathBuf>,
}

/// The format of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
}

/// A finished simulation.
#[derive(Debug)]
pub struct Simulation {
    /// The events.
    pub timeline: Timeline,
    /// The name of the project's folder.
    pub folder_name: String,
    /// The files of the first command's project.
    files: Workspace,
}

/// Prints an answer on standard output, or an error on standard error.
pub fn print_answer(answer: Result<String, String>) -> ExitCode {
    match answer {
        Ok(text) => {
            print_line(text.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => {
            print_error(error);
            ExitCode::from(1)
        }
    }
}

/// Parses a duration in the syntax of compose files. Returns milliseconds.
pub fn parse_milliseconds(text: &str) -> Result<u64, String> {
    let duration = parse_duration(text).ok().filter(|duration| duration.0 >= 0);
    let duration = duration.ok_or_else(|| format!("`{text}` is not a duration, such as 400ms, 1.5s or 2m"))?;
    Ok(duration.millis())
}

impl SimulationOptions {
    /// Simulates the project of the working folder.
    pub fn simulate(&self, invocation: &Invocation) -> Result<Simulation, String> {
        self.simulate_in(Path::new("."), invocation, Format::Text)
    }

    /// Simulates the project of a folder.
    pub fn simulate_in(&self, folder: &Path, invocation: &Invocation, format: Format) -> Result<Simulation, String> {
        let folder = folder
            .canonicalize()
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        let scenario_file = fs::read_to_string(folder.join("scenario.json")).ok();
        let mut scenario = self.scenario(scenario_file.as_deref(), invocation)?;
        let loader = ProjectLoader {
            invocation,
            folder: &folder,
            format,
            environment: scenario_file.as_deref().map(scenario_environment).unwrap_or_default(),
        };
        let (steps, files) = loader.load(&mut scenario);
        let folder_name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Simulation {
            timeline: simulate_steps(steps, &scenario),
            folder_name: folder_name.unwrap_or_default(),
            files: files.unwrap_or_else(|| Workspace::new("/")),
        })
    }

    /// Returns the scenario of the options, of a `scenario.json`, or `up -d`.
    fn scenario(&self, scenario_file: Option<&str>, invocation: &Invocation) -> Result<Scenario, String> {
        let mut scenario = match scenario_file {
            Some(text) if self.commands.is_empty() => {
                Scenario::from_json(text).map_err(|error| format!("scenario.json: {error}"))?
            }
            None if self.commands.is_empty() && self.costs.is_some() => Scenario::from_json("{}")?,
            _ if self.commands.is_empty() => Scenario::up(),
            _ => {
                let steps = self.commands.iter().map(|command| Step::from_command_line(command));
                Scenario::of(steps.collect())
            }
        };
        if let Some(path) = &self.costs {
            let trace = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            scenario.use_recorded_costs(&trace)?;
        }
        scenario.compose = invocation.compose();
        scenario.engine = invocation.engine().unwrap_or(scenario.engine);
        scenario.seed = self.seed.or(scenario.seed);
        if let Observation::For(observed) = scenario.observation {
            scenario.horizon = MAX_COMMAND_TIME + observed;
        }
        Ok(scenario)
    }
}

impl Simulation {
    /// Returns the timeline, or an error if no container was created.
    pub fn timeline_with_containers(&self) -> Result<&Timeline, String> {
        if !self.timeline.lanes.is_empty() {
            return Ok(&self.timeline);
        }
        let mut commands = self.timeline.commands.iter();
        Err(match commands.rfind(|command| command.error.is_some()) {
            Some(command) => {
                let error = command.error.as_deref().unwrap_or_default();
                format!("no container is created: {error}")
            }
            None => "no container is created".to_owned(),
        })
    }

    /// Returns path and line of a span, such as `compose.yaml` and 12.
    pub fn file_and_line(&self, span: Span) -> Option<(String, u32)> {
        self.files.files().find(|(file, _)| *file == span.file)?;
        let position = self.files.line_column(span);
        Some((self.files.display_path(span.file).to_owned(), position.line))
    }
}

/// Loads the projects of a scenario's commands.
struct ProjectLoader<'a> {
    invocation: &'a Invocation,
    folder: &'a Path,
    format: Format,
    /// Variables that the scenario sets.
    environment: BTreeMap<String, String>,
}

impl ProjectLoader<'_> {
    /// Loads the project of each step. Steps with the same project options share one load. Also returns the files of
    /// the first project.
    fn load(&self, scenario: &mut Scenario) -> (Vec<LoadedStep>, Option<Workspace>) {
        let (mut files, mut name) = (None, None);
        let steps = LoadedStep::for_each(scenario, |project_options| {
            let options = self.load_options(project_options);
            let mut session = self.invocation.load_in(options, self.folder.to_path_buf());
            session.read_dockerfiles();
            name = name.take().or(session.loaded.env_project_name);
            let step = match (session.loaded.failure, session.loaded.project) {
                (None, Some(project)) => {
                    let mut diagnostics = Vec::new();
                    let step = LoadedStep::new(Rc::new(project), &session.workspace, &mut diagnostics);
                    for diagnostic in diagnostics {
                        print_error(diagnostic.message);
                    }
                    step
                }
                (Some(failure), _) => LoadedStep::Refused(failure),
                (None, None) => LoadedStep::Refused("the project can't be loaded".to_owned()),
            };
            files.get_or_insert(session.workspace);
            step
        });
        scenario.project_name = match self.format {
            Format::Json => Some(TRACE_PROJECT.to_owned()),
            Format::Text => name,
        };
        (steps, files)
    }

    /// Returns the options for a command with its own project options.
    fn load_options(&self, project: &ProjectOptions) -> LoadOptions {
        let mut options = self.invocation.options();
        if self.format == Format::Json && options.project_name.is_none() {
            options.project_name = Some(TRACE_PROJECT.to_owned());
        }
        options.environment.extend(self.environment.clone());
        options.profiles.extend_from_slice(&project.profiles);
        if !project.files.is_empty() {
            // The files of a command override the files of the project.
            if options.files.is_empty() {
                options.files.extend(default_files(self.folder));
            }
            options.files.extend_from_slice(&project.files);
        }
        if project.name.is_some() {
            options.project_name.clone_from(&project.name);
        }
        options
    }
}

/// Returns the files that a folder's project consists of by default: the first compose file and the first override.
fn default_files(folder: &Path) -> Vec<String> {
    let first = |names: &[&str]| {
        let mut names = names.iter();
        let name = names.find(|name| folder.join(name).is_file());
        name.map(|name| (*name).to_owned())
    };
    first(&FILE_NAMES).into_iter().chain(first(&OVERRIDE_NAMES)).collect()
}

/// Returns the variables that a `scenario.json` sets.
fn scenario_environment(json: &str) -> BTreeMap<String, String> {
    let scenario: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let variables = scenario["env"].as_object().into_iter().flatten();
    variables
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}
