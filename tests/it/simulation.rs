//! The simulator against the recordings in `tests/simulation/scenarios`: what Docker Compose v2.40.3 with an engine
//! 20.10.24 did. A simulation takes from the recorded trace only the machine's costs and the engine's version.

mod compare;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use compare::{Trace, differences};
use drydock::compose::{LoadOptions, load};
use drydock::sim::{Event, LoadedStep, Observation, Scenario, Timeline, simulate_steps, to_trace};
use drydock::source::Workspace;

use crate::cases::{case_folders, file_name};
use crate::known_failures::{Failures, assert_only_known_failures};

/// Maximum difference between a recorded and a simulated time, in seconds.
const TOLERANCE: f64 = 0.35;

/// Scenarios whose sequence of events differs, each with the reason.
const KNOWN_SEQUENCE_FAILURES: [(&str, &str); 0] = [];

/// Scenarios in which a time differs by more than the tolerance, each with the reason.
const KNOWN_TIME_FAILURES: [(&str, &str); 1] = [(
    "204-replica-recreate",
    "one probe of the recording ran late on a busy machine (load 12)",
)];

/// Files that a scenario may have.
const FILES: [&str; 5] = [
    "compose.yaml",
    "change.yaml",
    "extra.yaml",
    "scenario.json",
    "trace.json",
];

/// Returns the folders of the scenarios.
pub fn folders() -> Vec<PathBuf> {
    let folders = case_folders("tests/simulation/scenarios", 200);
    for folder in &folders {
        for entry in fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("the folder is readable").path();
            assert!(FILES.contains(&&*file_name(&path)), "{} is not read", path.display());
        }
    }
    folders
}

fn read(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the files of a scenario's projects.
pub fn workspace(folder: &Path) -> Workspace {
    let mut files = Workspace::new("/demo");
    for name in ["compose.yaml", "change.yaml", "extra.yaml"] {
        if name == "compose.yaml" || folder.join(name).exists() {
            files.set(name, &read(folder, name));
        }
    }
    files
}

/// Simulates a scenario with the recorded costs.
pub fn simulate(folder: &Path) -> Timeline {
    let mut scenario = Scenario::from_json(&read(folder, "scenario.json")).expect("scenarios are well-formed");
    scenario
        .use_recorded_costs(&read(folder, "trace.json"))
        .expect("traces are well-formed");
    scenario.project_name = Some("demo".to_owned());
    if let Observation::For(observed) = scenario.observation {
        scenario.horizon = 90_000 + observed;
    }
    let files = workspace(folder);
    let steps = LoadedStep::for_each(&scenario, |request| {
        // Files that a command names are read in addition to compose.yaml.
        let names = std::iter::once("compose.yaml".to_owned()).chain(request.files.iter().cloned());
        let options = LoadOptions {
            files: names.collect(),
            profiles: request.profiles.clone(),
            project_name: request.name.clone(),
            ..LoadOptions::default()
        };
        let loaded = load(&files, &options);
        match (loaded.failure, loaded.project) {
            (None, Some(project)) => LoadedStep::new(Rc::new(project), &files, &mut Vec::new()),
            (failure, _) => LoadedStep::Refused(failure.unwrap_or_default()),
        }
    });
    simulate_steps(steps, &scenario)
}

/// Compares all recordings with their simulations, with a tolerance in seconds.
fn failures(folders: &[PathBuf], tolerance: f64) -> Failures {
    let mut failures = Failures::new();
    for folder in folders {
        let recorded: Trace = serde_json::from_str(&read(folder, "trace.json")).expect("traces are well-formed");
        let simulated = to_trace(&simulate(folder), "demo");
        let simulated: Trace = serde_json::from_value(simulated).expect("the simulator writes the trace format");
        let differences = differences(&recorded, &simulated, tolerance);
        if !differences.is_empty() {
            failures.insert(file_name(folder), differences);
        }
    }
    failures
}

#[test]
fn simulations_have_the_recorded_sequence() {
    let folders = folders();
    assert_only_known_failures(
        folders.len(),
        &failures(&folders, f64::INFINITY),
        &KNOWN_SEQUENCE_FAILURES,
    );
}

#[test]
fn simulations_have_the_recorded_times() {
    let folders = folders();
    assert_only_known_failures(folders.len(), &failures(&folders, TOLERANCE), &KNOWN_TIME_FAILURES);
}

#[test]
fn simulation_is_deterministic() {
    for folder in folders() {
        assert!(simulate(&folder) == simulate(&folder), "{}", folder.display());
    }
}

#[test]
fn every_record_has_an_earlier_cause() {
    for folder in folders() {
        let timeline = simulate(&folder);
        for (index, record) in timeline.records.iter().enumerate() {
            let is_caused_earlier = record.cause.is_none_or(|cause| (cause.0 as usize) < index);
            assert!(is_caused_earlier, "{}: {record:?}", folder.display());
            let is_in_order = index == 0 || timeline.records[index - 1].at <= record.at;
            assert!(is_in_order, "{}: {record:?}", folder.display());
            let is_command = matches!(record.event, Event::CommandBegan);
            assert!(is_command || record.cause.is_some(), "{}: {record:?}", folder.display());
        }
        for lane in &timeline.lanes {
            let is_gapless = lane.segments.windows(2).all(|pair| pair[0].to == pair[1].from);
            assert!(is_gapless, "{}: {:?}", folder.display(), lane.segments);
        }
    }
}
