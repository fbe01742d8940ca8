//! Playing a project: what `simulate` and the questions to a simulation share.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Args, ValueEnum};
use drydock::compose::LoadOptions;
use drydock::compose::attributes::duration::{Duration, parse as parse_duration};
use drydock::compose::discover::{FILE_NAMES, OVERRIDE_NAMES};
use drydock::plan::ProjectOptions;
use drydock::sim::{LoadedStep, Observation, Scenario, Step, Timeline, play};
use drydock::source::{Span, Workspace};
use std::collections::BTreeMap;

use crate::session::Invocation;

/// How long a scenario's commands may take, in milliseconds, as in recordings.
const LONGEST_COMMANDS: u64 = 90_000;

/// What a project is called in traces.
const RECORDED: &str = "demo";

/// What is played, and on which machine.
#[derive(Debug, Args)]
pub struct Play {
    /// Command to play, as in "up -d --wait"; repeated: one after the other
    #[arg(short = 'c', long = "command", value_name = "COMMAND", allow_hyphen_values = true)]
    commands: Vec<String>,
    /// Major version of the engine: 25 changed the rules of health checks
    #[arg(long, value_name = "VERSION")]
    engine: Option<String>,
    /// Lets costs vary from one time to the next; the same number, the same run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Recorded trace to take the machine's costs and the engine's version from
    #[arg(long, value_name = "TRACE")]
    costs: Option<PathBuf>,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
}

/// A project that has been played.
#[derive(Debug)]
pub struct Played {
    /// What happened.
    pub timeline: Timeline,
    /// The files of the first command.
    files: Workspace,
    /// The folder's own name.
    pub name: String,
}

/// Prints an answer or an error.
pub fn print(answer: Result<String, String>) -> ExitCode {
    match answer {
        Ok(text) => {
            // Who reads no further has what was asked for.
            let _ = writeln!(io::stdout(), "{}", text.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
    }
}

/// Reads a duration as compose files write it, in milliseconds.
pub fn duration(text: &str) -> Result<u64, String> {
    let read = parse_duration(text).ok().filter(|read| read.0 >= 0);
    let read = read.ok_or_else(|| format!("`{text}` is not a duration: write 400ms, 1.5s or 2m"));
    read.map(Duration::millis)
}

impl Play {
    /// Plays the project in a folder; without one, in the current folder.
    pub fn play(&self, invocation: &Invocation, folder: Option<&Path>, format: Format) -> Result<Played, String> {
        let folder = folder.unwrap_or(Path::new("."));
        let folder = folder
            .canonicalize()
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        let written = fs::read_to_string(folder.join("scenario.json")).ok();
        let mut scenario = self.scenario(written.as_deref())?;
        let place = Place {
            invocation,
            folder: &folder,
            format,
            environment: written.as_deref().map(environment).unwrap_or_default(),
        };
        let (steps, files) = place.load(&mut scenario);
        let timeline = play(steps, &scenario);
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Played {
            timeline,
            files: files.unwrap_or_else(|| Workspace::new("/")),
            name: name.unwrap_or_default(),
        })
    }

    fn scenario(&self, written: Option<&str>) -> Result<Scenario, String> {
        let mut scenario = match written {
            Some(text) if self.commands.is_empty() => {
                Scenario::from_json(text).map_err(|error| format!("scenario.json: {error}"))?
            }
            None if self.commands.is_empty() && self.costs.is_some() => Scenario::from_json("{}")?,
            _ if self.commands.is_empty() => Scenario::up(),
            _ => {
                let words = |line: &String| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
                let steps = self.commands.iter().map(|line| Step {
                    words: words(line),
                    ..Step::new(&[])
                });
                Scenario::of(steps.collect())
            }
        };
        if let Some(path) = &self.costs {
            let trace = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            scenario.use_recorded_costs(&trace)?;
        }
        if let Some(version) = &self.engine {
            let major = version.split('.').next().and_then(|major| major.parse().ok());
            scenario.engine = major.ok_or_else(|| format!("`{version}` is not a version: write 20.10 or 28"))?;
        }
        scenario.seed = self.seed.or(scenario.seed);
        if let Observation::For(observed) = scenario.observation {
            scenario.horizon = LONGEST_COMMANDS + observed;
        }
        Ok(scenario)
    }
}

impl Played {
    /// Returns the timeline if it has containers. An error says why there are none.
    pub fn non_empty_timeline(&self) -> Result<&Timeline, String> {
        let mut errors = self
            .timeline
            .commands
            .iter()
            .filter_map(|command| command.error.as_deref());
        match errors.next_back() {
            Some(error) if self.timeline.lanes.is_empty() => Err(format!("no container is created: {error}")),
            None if self.timeline.lanes.is_empty() => Err("no container is created".to_owned()),
            _ => Ok(&self.timeline),
        }
    }

    /// Where a place is written: `compose.yaml:12`.
    pub fn place(&self, span: Span) -> Option<(String, u32)> {
        self.files.files().find(|(file, _)| *file == span.file)?;
        let place = self.files.line_column(span);
        Some((self.files.display_path(span.file).to_owned(), place.line))
    }
}

/// Where projects are loaded from.
struct Place<'a> {
    invocation: &'a Invocation,
    folder: &'a Path,
    format: Format,
    environment: BTreeMap<String, String>,
}

impl Place<'_> {
    /// Loads the project once for all commands that say the same about it, as real commands do; the files
    /// of the first one beside it.
    fn load(&self, scenario: &mut Scenario) -> (Vec<LoadedStep>, Option<Workspace>) {
        let (mut files, mut named) = (None, None);
        let steps = LoadedStep::for_each(scenario, |said| {
            let mut session = self.invocation.load_in(self.options(said), self.folder.to_path_buf());
            session.bring_dockerfiles();
            named = named.take().or(session.loaded.env_project_name);
            let step = match (session.loaded.failure, session.loaded.project) {
                (None, Some(project)) => {
                    let mut diagnostics = Vec::new();
                    let step = LoadedStep::new(Rc::new(project), &session.workspace, &mut diagnostics);
                    for diagnostic in diagnostics {
                        eprintln!("{}", diagnostic.message);
                    }
                    step
                }
                (Some(failure), _) => LoadedStep::Refused(failure),
                (None, None) => LoadedStep::Refused("the project can't be loaded".to_owned()),
            };
            files.get_or_insert(session.workspace);
            step
        });
        // In traces the project is called this throughout.
        scenario.project_name = if self.format == Format::Json {
            Some(RECORDED.to_owned())
        } else {
            named
        };
        (steps, files)
    }

    fn options(&self, said: &ProjectOptions) -> LoadOptions {
        let mut options = self.invocation.options();
        if self.format == Format::Json && options.project_name.is_none() {
            options.project_name = Some(RECORDED.to_owned());
        }
        options.environment.extend(self.environment.clone());
        options.profiles.extend_from_slice(&said.profiles);
        if !said.files.is_empty() {
            // They come on top of the project's own.
            if options.files.is_empty() {
                options.files.extend(default_files(self.folder));
            }
            options.files.extend_from_slice(&said.files);
        }
        if said.name.is_some() {
            options.project_name.clone_from(&said.name);
        }
        options
    }
}

/// The files that a folder's project is made of by itself: the first of each kind that there is.
fn default_files(folder: &Path) -> Vec<String> {
    let first = |names: &[&str]| {
        let mut names = names.iter();
        names
            .find(|name| folder.join(name).is_file())
            .map(|name| (*name).to_owned())
    };
    first(&FILE_NAMES).into_iter().chain(first(&OVERRIDE_NAMES)).collect()
}

/// The variables that a scenario sets.
fn environment(scenario: &str) -> BTreeMap<String, String> {
    let read: serde_json::Value = serde_json::from_str(scenario).unwrap_or_default();
    let entries = read["env"].as_object().into_iter().flatten();
    entries
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}
