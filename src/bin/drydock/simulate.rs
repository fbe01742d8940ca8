//! `drydock simulate`: what happens with a project, as text or in the format of recorded traces.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::rc::Rc;

use drydock::plan::{Command, Request};
use drydock::sim::{LoadedStep, Scenario, Watch, play, to_trace};
use drydock::source::Workspace;

/// How long after the last command one watches at most, beyond what the scenario says.
const LONGEST_COMMANDS: u64 = 90_000;

/// Runs the scenario of a folder; the text to print, or what is wrong.
pub fn simulate(folder: &Path, costs: Option<&Path>) -> Result<String, String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let mut scenario = match read(&folder.join("scenario.json")) {
        Ok(text) => Scenario::from_json(&text)?,
        Err(_) => Scenario::from_json("{}")?,
    };
    if let Some(path) = costs {
        take_costs(&read(path)?, &mut scenario)?;
    }
    if let Watch::For(observe) = scenario.watch {
        scenario.horizon = LONGEST_COMMANDS + observe;
    }
    let text = read(&folder.join("compose.yaml"))?;
    let files = Workspace::new("/");
    let mut diagnostics = Vec::new();
    let steps = scenario.steps.iter().map(|step| {
        let (profiles, services) = match Request::parse(&step.words) {
            Ok(request) => (request.profiles, services(&request.command)),
            Err(_) => (Vec::new(), Vec::new()),
        };
        match super::adapter::project(&text, &profiles, &services) {
            Ok(project) => LoadedStep::of(Rc::new(project), &files, &mut diagnostics),
            Err(error) => LoadedStep::Refused(error),
        }
    });
    let steps = steps.collect();
    let timeline = play(steps, &scenario);
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let trace = to_trace(&timeline, &name.unwrap_or_default());
    serde_json::to_string_pretty(&trace).map_err(|error| error.to_string())
}

fn services(command: &Command) -> Vec<String> {
    match command {
        Command::Up(up) => up.services.clone(),
        Command::Run(run) => vec![run.service.clone()],
        _ => Vec::new(),
    }
}

/// Takes what each start took, and the engine's version, from a recorded trace.
fn take_costs(text: &str, scenario: &mut Scenario) -> Result<(), String> {
    let trace: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let version = trace["engine"].as_str().and_then(|version| version.split('.').next());
    if let Some(major) = version.and_then(|major| major.parse().ok()) {
        scenario.engine = major;
    }
    let mut starts: BTreeMap<String, VecDeque<u64>> = BTreeMap::new();
    for event in trace["events"].as_array().into_iter().flatten() {
        if let (Some("started"), Some(took), Some(service)) =
            (event["event"].as_str(), event["took"].as_f64(), event["service"].as_str())
        {
            let took = (took * 1000.0).round() as u64;
            starts.entry(service.to_owned()).or_default().push_back(took);
        }
    }
    scenario.costs.starts = starts;
    Ok(())
}
