//! `drydock simulate`: what happens with a project, as text or in the format of recorded traces.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Args, ValueEnum};
use drydock::compose::LoadOptions;
use drydock::sim::{LoadedStep, Scenario, Timeline, Watch, play, to_text, to_trace};
use drydock::sort::SortedMap;
use drydock::source::join;

use crate::session::{Invocation, Session};

/// How long a scenario's commands may take, in milliseconds, as in recordings.
const LONGEST_COMMANDS: u64 = 90_000;

/// The arguments of `simulate`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder of the project; a scenario.json in it names the commands, else it is `up -d`
    folder: Option<PathBuf>,
    /// Recorded trace to take the length of start calls and the engine's version from
    #[arg(long, value_name = "TRACE")]
    costs: Option<PathBuf>,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line an event
    Text,
    /// A trace as a recorder writes it
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    match simulate(arguments, invocation) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
    }
}

fn simulate(arguments: &Arguments, invocation: &Invocation) -> Result<String, String> {
    let folder = arguments.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    let folder = folder
        .canonicalize()
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let written = fs::read_to_string(folder.join("scenario.json")).ok();
    let mut scenario = match &written {
        Some(text) => Scenario::from_json(text).map_err(|error| format!("scenario.json: {error}"))?,
        None if arguments.costs.is_some() => Scenario::from_json("{}")?,
        None => Scenario::up(),
    };
    if let Some(path) = &arguments.costs {
        scenario.take_costs(&read(path)?)?;
    }
    if let Watch::For(observed) = scenario.watch {
        scenario.horizon = LONGEST_COMMANDS + observed;
    }
    let environment = written.as_deref().map(environment).unwrap_or_default();
    let (steps, complaints) = load(&scenario, invocation, &folder, arguments.format, &environment);
    for complaint in complaints {
        eprintln!("{complaint}");
    }
    let timeline = play(steps, &scenario);
    render(&timeline, &folder, arguments.format)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Loads the project once for each command, as real commands do.
fn load(
    scenario: &Scenario,
    invocation: &Invocation,
    folder: &Path,
    format: Format,
    environment: &SortedMap<String, String>,
) -> (Vec<LoadedStep>, Vec<String>) {
    let mut complaints = Vec::new();
    let steps = LoadedStep::for_each(scenario, |profiles| {
        let mut options = options(invocation, format, environment);
        options.profiles.extend_from_slice(profiles);
        let mut session = invocation.load_in(options, folder.to_path_buf());
        bring_dockerfiles(&mut session);
        match (session.loaded.failure, session.loaded.project) {
            (None, Some(project)) => {
                let mut diagnostics = Vec::new();
                let step = LoadedStep::of(Rc::new(project), &session.workspace, &mut diagnostics);
                complaints.extend(diagnostics.iter().map(|diagnostic| diagnostic.message.clone()));
                step
            }
            (Some(failure), _) => LoadedStep::Refused(failure),
            (None, None) => LoadedStep::Refused("the project can't be loaded".to_owned()),
        }
    });
    (steps, complaints)
}

/// Adds the Dockerfiles that services are built from, as far as they exist.
fn bring_dockerfiles(session: &mut Session) {
    let services = session
        .loaded
        .project
        .iter()
        .flat_map(|project| project.services.values());
    let paths: Vec<String> = services
        .filter_map(|service| service.build.as_ref())
        .map(|build| join(&build.context, build.dockerfile.as_deref().unwrap_or("Dockerfile")))
        .collect();
    for path in paths {
        if session.workspace.find(&path).is_none()
            && let Ok(text) = fs::read_to_string(&path)
        {
            session.workspace.set(&path, &text);
        }
    }
}

fn options(invocation: &Invocation, format: Format, environment: &SortedMap<String, String>) -> LoadOptions {
    let mut options = invocation.options();
    if format == Format::Json && options.project_name.is_none() {
        // In traces the project is called this throughout.
        options.project_name = Some("demo".to_owned());
    }
    options.environment.extend(environment.clone());
    options
}

/// The variables that a scenario sets.
fn environment(scenario: &str) -> SortedMap<String, String> {
    let read: serde_json::Value = serde_json::from_str(scenario).unwrap_or_default();
    let entries = read["env"].as_object().into_iter().flatten();
    entries
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

fn render(timeline: &Timeline, folder: &Path, format: Format) -> Result<String, String> {
    match format {
        Format::Text => Ok(match timeline.project().and_then(|project| timeline.insight(project)) {
            Some(insight) => format!("{}{}", to_text(timeline), insight.text),
            None => to_text(timeline),
        }),
        Format::Json => {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
            let trace = to_trace(timeline, &name.unwrap_or_default());
            serde_json::to_string_pretty(&trace).map_err(|error| error.to_string())
        }
    }
}
