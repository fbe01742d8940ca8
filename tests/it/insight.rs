//! The insight agrees with the explanation of the record that it points to, and with the marks of the timeline.

use std::collections::BTreeSet;

use drydock::compose::{LoadOptions, load};
use drydock::sim::{self, Event, Insight, Phase, RecordId, Scenario, Time, Timeline};
use drydock::source::Workspace;

use crate::cases::{Project, case_folders, file_name};
use crate::simulation;

fn timeline_of(files: &Workspace) -> Option<Timeline> {
    let project = load(files, &LoadOptions::default()).project?;
    Some(sim::simulate(&project, files, &Scenario::up()))
}

fn timeline(compose: &str) -> Timeline {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", compose);
    timeline_of(&files).expect("the project is valid")
}

fn insight(timeline: &Timeline) -> Insight {
    let project = timeline.project().expect("a project was loaded");
    timeline.insight(project).expect("something is notable")
}

/// Returns the question and the sentences of the explanation of a record, one per line.
fn explanation(timeline: &Timeline, record: RecordId) -> String {
    let mut text = timeline.question(record);
    for reason in timeline.why(record) {
        text += &format!("\n{} {}", reason.at.format(), reason.text);
    }
    text
}

/// Returns the times that a text names.
fn times(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text.split([' ', ',', ';', ':', '?']).collect();
    let is_time = |pair: &&[&str]| {
        let is_number = pair[0].starts_with(|c: char| c.is_ascii_digit()) && pair[0].parse::<f64>().is_ok();
        is_number && pair[1] == "s"
    };
    words.windows(2).filter(is_time).map(|pair| pair.join(" ")).collect()
}

/// Returns the times of all marks that the timeline shows.
fn marks(timeline: &Timeline) -> BTreeSet<String> {
    let lanes = timeline.lanes.iter();
    let lane_times = lanes.flat_map(|lane| {
        let segments = lane.segments.iter().flat_map(|segment| [segment.from, segment.to]);
        segments.chain(lane.ready.iter().copied()).collect::<Vec<Time>>()
    });
    let commands = timeline.commands.iter().filter_map(|command| command.ended);
    lane_times.chain(commands).map(Time::format).collect()
}

/// Returns what the insight names and its explanation or the timeline does not.
pub fn disagreements(timeline: &Timeline) -> Vec<String> {
    let Some(insight) = timeline.project().and_then(|project| timeline.insight(project)) else {
        return Vec::new();
    };
    let Some(record) = insight.record else {
        return vec![format!("{} has no explanation", insight.text)];
    };
    let explanation = explanation(timeline, record);
    let mut missing = Vec::new();
    let is_word = |text: &str, word: &str| {
        let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        text.split(|c| !is_part(c))
            .any(|other| other == word || other.starts_with(&format!("{word}-")))
    };
    for lane in &timeline.lanes {
        let name = lane.service.as_str();
        if is_word(&insight.text, name) && !is_word(&explanation, name) {
            missing.push(format!("service {name}"));
        }
    }
    let marks = marks(timeline);
    for time in times(&insight.text) {
        if !explanation.contains(&time) {
            missing.push(format!("time {time}"));
        }
        let is_in_reason = insight.text.split(": ").skip(1).any(|reason| reason.contains(&time));
        if !is_in_reason && !marks.contains(&time) {
            missing.push(format!("mark at {time}"));
        }
    }
    // The names of containers are shortened.
    let explanation = explanation.replace("demo-", "");
    let reasons = insight.text.split_once(": ").map_or("", |(_, reasons)| reasons);
    for clause in reasons.split("; ").filter(|clause| !clause.is_empty()) {
        if !explanation.contains(clause) {
            missing.push(format!("cause `{clause}`"));
        }
    }
    let describe = |what: String| format!("{what}\n  insight: {}\n  explanation: {explanation}", insight.text);
    missing.into_iter().map(describe).collect()
}

#[test]
fn insight_of_every_recorded_scenario_agrees_with_its_explanation() {
    let mut failures = Vec::new();
    for folder in simulation::folders() {
        let timeline = simulation::simulate(&folder);
        let found = disagreements(&timeline).into_iter();
        failures.extend(found.map(|failure| format!("{}: {failure}", file_name(&folder))));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn insight_of_every_example_agrees_with_its_explanation() {
    for folder in case_folders("static/examples", 2) {
        let project = Project::read(&folder);
        let root = format!("/{}", project.name);
        if let Some(timeline) = timeline_of(&project.workspace(&root, "/home/user")) {
            let failures = disagreements(&timeline);
            assert!(failures.is_empty(), "{}: {}", project.name, failures.join("\n"));
        }
    }
}

/// As in a large public project: `relay` waits for `redis` and `web`, and `web` is what delays it. The settings come from
/// a start period.
const RELAY: &str = "services:\n  redis:\n    image: redis:8\n    healthcheck: &check {test: ok, interval: 30s, \
                     start_period: 60s}\n  web:\n    image: app\n    healthcheck: *check\n    x-sim: {ready_after: 1s}\n    depends_on: \
                     {redis: {condition: service_healthy}}\n  relay:\n    image: app\n    depends_on:\n      redis: \
                     {condition: service_healthy}\n      web: {condition: service_healthy}\n";

#[test]
fn insight_names_the_dependency_that_delayed_the_start() {
    let timeline = timeline(RELAY);
    let insight = insight(&timeline);
    assert!(!insight.text.contains("30 s"), "{}", insight.text);
    assert!(insight.text.contains("start_interval is 5 s"), "{}", insight.text);
    assert_eq!(disagreements(&timeline), [""; 0]);
}

#[test]
fn wait_that_began_after_its_dependency_was_healthy_is_explained_by_its_beginning() {
    let timeline = timeline(
        "services:\n  redis:\n    image: app\n    healthcheck: &check {test: ok, interval: 1s}\n  api:\n    image: app\n    \
         healthcheck: {test: ok, interval: 9s}\n  web:\n    image: app\n    depends_on: {redis: {condition: service_healthy}, \
         next: {condition: service_started}}\n  next:\n    image: app\n    depends_on: {api: {condition: service_healthy}}\n",
    );
    let record = timeline.find("web:started").expect("web starts");
    let text = explanation(&timeline, record);
    assert!(
        text.contains("web waits for redis") && text.contains("api becomes healthy"),
        "{text}"
    );
    assert!(
        insight(&timeline).text.starts_with("next starts at 10.2 s"),
        "{}",
        insight(&timeline).text
    );
}

#[test]
fn startup_completes_when_the_last_process_is_ready() {
    let timeline = timeline("services:\n  web:\n    image: app\n    x-sim: {ready_after: 2s}\n");
    let ready = timeline.lanes[0].ready[0];
    assert_ne!(timeline.ready, Some(ready));
    assert_eq!(timeline.startup_completed(), Some(ready));
    assert_eq!(
        insight(&timeline).text,
        format!("startup completes at {}", ready.format())
    );
    assert_eq!(disagreements(&timeline), [""; 0]);
}

#[test]
fn span_of_a_wait_is_explained_by_what_ended_it() {
    let timeline = timeline(
        "services:\n  db:\n    image: app\n    healthcheck: {test: ok, interval: 2s}\n  web:\n    image: app\n    depends_on: {db: \
         {condition: service_healthy}}\n",
    );
    let lane = timeline
        .lanes
        .iter()
        .find(|lane| lane.service.as_str() == "web")
        .expect("web has a lane");
    let waits = lane.segments.iter().find(|segment| segment.phase == Phase::Waiting);
    let waits = waits.expect("web waits");
    let record = timeline.record_of_wait(lane, waits).expect("the wait ended");
    let text = explanation(&timeline, record);
    assert!(text.starts_with("Why does web wait for db until 3.1 s?"), "{text}");
    assert!(
        text.contains("db becomes healthy") && !text.contains("created"),
        "{text}"
    );
}

#[test]
fn failures_come_before_slow_starts() {
    for (compose, headline) in [
        (
            "services:\n  a: {image: app, healthcheck: {test: ok, interval: 9s}}\n  b: {image: app, depends_on: {a: {condition: \
             service_healthy}}}\n  c: {image: alpine, restart: always}\n",
            "c restarts",
        ),
        (
            "services:\n  job: {image: app, restart: always}\n  web: {image: app, depends_on: {job: {condition: \
             service_completed_successfully}}}\n",
            "up never ends",
        ),
    ] {
        let timeline = timeline(compose);
        let insight = insight(&timeline);
        assert!(
            insight.is_failure && insight.text.starts_with(headline),
            "{}",
            insight.text
        );
        assert_eq!(disagreements(&timeline), [""; 0]);
    }
}

#[test]
fn successful_startup_is_not_a_failure() {
    let timeline = timeline("services:\n  web: {image: app}\n");
    assert!(!insight(&timeline).is_failure);
    assert!(timeline.records.iter().any(|record| record.event == Event::Ready));
}
