//! The simulator against recordings of a real engine.
//!
//! Each folder of `tests/simulation/scenarios` holds a project, a scenario and the trace that Docker
//! Compose v2.40.3 with an engine 20.10.24 left. From the trace a simulation takes only the machine's costs
//! and the engine's version.

mod compare;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use compare::{Trace, differences};
use drydock::compose::{LoadOptions, load};
use drydock::sim::{LoadedStep, Scenario, Timeline, Watch, play, to_trace};
use drydock::source::Workspace;

/// Seconds that times may differ by.
const TOLERANCE: f64 = 0.35;
/// So many recordings there are; all must agree in what happens.
const RECORDINGS: usize = 239;
/// So many agree in time as well, when only starts and version are known: in 204 one probe is late.
const IN_TIME: usize = 238;

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulation/scenarios");
    let entries = fs::read_dir(root).expect("the scenarios are part of the repository");
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders
}

fn simulate(folder: &Path) -> Timeline {
    let read = |name: &str| fs::read_to_string(folder.join(name));
    let json = read("scenario.json").unwrap_or_else(|_| "{}".to_owned());
    let mut scenario = Scenario::from_json(&json).expect("scenarios are well-formed");
    scenario
        .take_costs(&read("trace.json").expect("it was recorded"))
        .expect("traces are well-formed");
    scenario.project_name = Some("demo".to_owned());
    if let Watch::For(observed) = scenario.watch {
        scenario.horizon = 90_000 + observed;
    }
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", &read("compose.yaml").expect("it is a project"));
    for name in ["change.yaml", "extra.yaml"] {
        if let Ok(text) = read(name) {
            files.set(name, &text);
        }
    }
    let steps = LoadedStep::for_each(&scenario, |said| {
        let own = ["compose.yaml".to_owned()];
        let options = LoadOptions {
            // A file that a command names comes on top of the project's own.
            files: own.into_iter().chain(said.files.iter().cloned()).collect(),
            profiles: said.profiles.clone(),
            project_name: said.name.clone(),
            ..LoadOptions::default()
        };
        let loaded = load(&files, &options);
        match (loaded.failure, loaded.project) {
            (None, Some(project)) => LoadedStep::of(Rc::new(project), &files, &mut Vec::new()),
            (failure, _) => LoadedStep::Refused(failure.unwrap_or_default()),
        }
    });
    play(steps, &scenario)
}

#[test]
fn recordings_agree() {
    let (mut agreements, mut sequences, mut all) = (0, 0, 0);
    for folder in folders() {
        let recorded = fs::read_to_string(folder.join("trace.json")).expect("it was recorded");
        let recorded: Trace = serde_json::from_str(&recorded).expect("traces are well-formed");
        let simulated = to_trace(&simulate(&folder), "demo");
        let simulated: Trace = serde_json::from_value(simulated).expect("it has the form of a trace");
        let found = differences(&recorded, &simulated, TOLERANCE);
        let agrees_loosely = found.is_empty() || differences(&recorded, &simulated, f64::INFINITY).is_empty();
        all += 1;
        agreements += usize::from(found.is_empty());
        sequences += usize::from(agrees_loosely);
        for difference in found {
            println!("{}: {difference}", folder.display());
        }
    }
    println!("agree {agreements}/{all}, sequences {sequences}/{all}");
    assert_eq!((sequences, all), (RECORDINGS, RECORDINGS));
    assert!(agreements >= IN_TIME, "{agreements} agree in time, {IN_TIME} did");
}

#[test]
fn runs_do_not_differ() {
    for folder in folders() {
        let (first, second) = (simulate(&folder), simulate(&folder));
        assert!(first == second, "{}", folder.display());
    }
}

#[test]
fn every_record_has_an_earlier_cause() {
    for folder in folders() {
        let timeline = simulate(&folder);
        for (index, record) in timeline.records.iter().enumerate() {
            let is_ordered = record.cause.is_none_or(|cause| (cause.0 as usize) < index);
            assert!(is_ordered, "{}: {record:?}", folder.display());
            let is_later = index == 0 || timeline.records[index - 1].at <= record.at;
            assert!(is_later, "{}: {record:?}", folder.display());
            let begins = matches!(record.event, drydock::sim::Event::CommandBegan);
            assert!(begins || record.cause.is_some(), "{}: {record:?}", folder.display());
        }
        for lane in &timeline.lanes {
            let touch = lane.segments.windows(2).all(|pair| pair[0].to == pair[1].from);
            assert!(touch, "{}: {:?}", folder.display(), lane.segments);
        }
    }
}
