//! Properties of the simulation, and of the answers to questions about it, that hold for every project.

use std::collections::BTreeSet;

use drydock::compose::{Condition, LoadOptions, Project, ServiceName, load};
use drydock::sim::questions::{Failure, Onset, Parameter, advise, blast, blast_radius, sweep, verdict};
use drydock::sim::{self, Costs, Event, Phase, RecordId, Scenario, Step, Subject, Time, Timeline, When};
use drydock::source::Workspace;
use drydock::version::EngineVersion;
use proptest::prelude::*;

use crate::insight::disagreements;

/// A random service.
#[derive(Debug, Clone)]
struct Draft {
    /// Dependencies on earlier services: which one, the condition, and whether it is required.
    edges: Vec<(prop::sample::Index, u8, bool)>,
    /// Interval, retries and start period of the health check.
    check: Option<(u64, u64, u64)>,
    /// Time until the process is ready, in milliseconds.
    ready: Option<u64>,
    /// Time until the process exits in milliseconds, its exit code, and whether it exits only once.
    exit: Option<(u64, u8, bool)>,
    /// Index of the restart policy.
    policy: u8,
    replicas: u8,
}

fn draft() -> impl Strategy<Value = Draft> {
    (
        prop::collection::vec((any::<prop::sample::Index>(), 0u8..3, any::<bool>()), 0..3),
        prop::option::of((1u64..8, 1u64..5, 0u64..10)),
        prop::option::weighted(0.9, 0u64..12_000),
        prop::option::weighted(0.3, (0u64..6_000, 0u8..3, any::<bool>())),
        0u8..4,
        1u8..3,
    )
        .prop_map(|(edges, check, ready, exit, policy, replicas)| Draft {
            edges,
            check,
            ready,
            exit,
            policy,
            replicas,
        })
}

fn compose_file(drafts: &[Draft]) -> String {
    let mut text = "services:\n".to_owned();
    for (index, draft) in drafts.iter().enumerate() {
        text += &format!("  s{index}:\n    image: app\n    scale: {}\n", draft.replicas);
        let policy = ["no", "always", "on-failure", "on-failure:2"][draft.policy as usize];
        text += &format!("    restart: \"{policy}\"\n");
        if let Some((interval, retries, period)) = draft.check {
            text += &format!(
                "    healthcheck: {{test: ok, interval: {interval}s, retries: {retries}, start_period: {period}s}}\n"
            );
        }
        let ready = draft.ready.map_or("never".to_owned(), |ready| format!("{ready}ms"));
        text += &format!("    x-sim:\n      ready_after: {ready}\n");
        if let Some((after, code, once)) = draft.exit {
            let times = if once { ", times: 1" } else { "" };
            text += &format!("      exits: {{after: {after}ms, code: {code}{times}}}\n");
        }
        let mut named = BTreeSet::new();
        let mut edges = String::new();
        for (other, condition, required) in draft.edges.iter().filter(|_| index > 0) {
            let other = other.index(index);
            if named.insert(other) {
                let condition =
                    [Condition::Started, Condition::Healthy, Condition::Completed][*condition as usize].name();
                edges += &format!("      s{other}: {{condition: {condition}, required: {required}}}\n");
            }
        }
        if !edges.is_empty() {
            text += &format!("    depends_on:\n{edges}");
        }
    }
    text
}

fn project_of(text: &str) -> (Project, Workspace) {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", text);
    let loaded = load(&files, &LoadOptions::default());
    (
        loaded.project.unwrap_or_else(|| panic!("{text}\n{:?}", loaded.failure)),
        files,
    )
}

fn simulate(text: &str, scenario: &Scenario) -> (Project, Timeline) {
    let (project, files) = project_of(text);
    let timeline = sim::simulate(&project, &files, scenario);
    (project, timeline)
}

fn ideal(steps: Vec<Step>) -> Scenario {
    Scenario {
        costs: Costs::ideal(),
        ..Scenario::of(steps)
    }
}

/// Whether a record about a service, among the first `until` records, has a matching event.
fn has_record(timeline: &Timeline, service: &ServiceName, until: usize, is_match: impl Fn(&Event) -> bool) -> bool {
    timeline.records[..until].iter().any(|record| match record.subject {
        Subject::Container(lane) => timeline.lanes[lane].service == *service && is_match(&record.event),
        Subject::Command(_) => false,
    })
}

fn check_order(project: &Project, timeline: &Timeline) {
    for (index, record) in timeline.records.iter().enumerate() {
        let Subject::Container(lane) = record.subject else {
            continue;
        };
        let is_first_start = record.event == Event::Starting;
        let Some(service) = project
            .services
            .get(&timeline.lanes[lane].service)
            .filter(|_| is_first_start)
        else {
            continue;
        };
        for edge in service.depends_on.iter().filter(|edge| edge.required) {
            let is_met = match edge.condition {
                Condition::Started => has_record(timeline, &edge.service, index, |event| *event == Event::Started),
                Condition::Healthy => has_record(timeline, &edge.service, index, |event| *event == Event::Healthy),
                Condition::Completed => has_record(timeline, &edge.service, index, |event| *event == Event::Exited(0)),
            };
            assert!(
                is_met,
                "{} starts before {} is {:?}",
                service.name, edge.service, edge.condition
            );
        }
    }
}

fn check_form(timeline: &Timeline) {
    for (index, record) in timeline.records.iter().enumerate() {
        assert!(record.cause.is_none_or(|cause| (cause.0 as usize) < index));
        assert!(record.at <= timeline.end);
        assert!(index == 0 || timeline.records[index - 1].at <= record.at);
        let reasons = timeline.why(RecordId(index as u32));
        assert!(
            reasons.iter().all(|reason| reason.at <= record.at),
            "{record:?}: {reasons:?}"
        );
    }
    for lane in &timeline.lanes {
        assert!(lane.segments.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert!(lane.segments.last().is_none_or(|last| last.to == timeline.end));
        for segment in &lane.segments {
            assert_eq!(lane.at(segment.from), Some((segment.phase, segment.exit_code)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn conditions_are_met_and_causes_precede_effects(drafts in prop::collection::vec(draft(), 1..6)) {
        let text = compose_file(&drafts);
        for scenario in [Scenario::up(), ideal(vec![Step::new(&["up", "--wait"]), Step::new(&["down"])])] {
            let (project, timeline) = simulate(&text, &scenario);
            check_form(&timeline);
            check_order(&project, &timeline);
            prop_assert_eq!(disagreements(&timeline), [""; 0], "{}", text);
            let has_failed = timeline.insight(&project).is_some_and(|insight| insight.is_failure);
            let problems = verdict(&timeline, &project, &project_of(&text).1);
            prop_assert_eq!(has_failed, !problems.is_empty(), "{}\n{:?}", text, problems);
            let (_, again) = simulate(&text, &scenario);
            prop_assert!(timeline == again);
        }
    }

    #[test]
    fn unrelated_service_does_not_change_the_others(drafts in prop::collection::vec(draft(), 1..5)) {
        let text = compose_file(&drafts);
        let scenario = ideal(vec![Step::new(&["up", "-d"])]);
        let (_, timeline) = simulate(&text, &scenario);
        let (_, wider) = simulate(&format!("{text}  zz:\n    image: app\n"), &scenario);
        let end = timeline.end.min(wider.end);
        for lane in &timeline.lanes {
            let other = wider.lanes.iter().find(|other| other.name == lane.name).expect("the container is still simulated");
            for at in (0..end.0).step_by(250) {
                prop_assert_eq!(lane.at(Time(at)), other.at(Time(at)), "{} at {}", lane.name, at);
            }
        }
    }

    #[test]
    fn down_removes_all_containers(drafts in prop::collection::vec(draft(), 1..5)) {
        let text = compose_file(&drafts);
        let (_, timeline) = simulate(&text, &Scenario::of(vec![Step::new(&["up", "-d"]), Step::new(&["down", "-t", "1"])]));
        let have_all_ended = timeline.commands.iter().all(|command| command.ended.is_some());
        let last = timeline.at(timeline.end);
        let are_all_removed = last.lanes.iter().all(|lane| matches!(lane, Some((Phase::Removed, _))));
        prop_assert!(are_all_removed || !have_all_ended, "{:?}", last);
    }

    #[test]
    fn second_up_changes_no_container(drafts in prop::collection::vec(draft(), 1..6)) {
        let up = || Step::new(&["up", "-d"]);
        let (_, timeline) = simulate(&compose_file(&drafts), &Scenario::of(vec![up(), up()]));
        let second = timeline.commands.get(1).map_or(timeline.records.len(), |command| command.record.0 as usize);
        let changes = timeline.records[second..].iter().filter(|record| {
            matches!(record.event, Event::Created | Event::Replaced | Event::Removed)
        });
        prop_assert_eq!(changes.count(), 0);
    }

    #[test]
    fn longer_boot_does_not_make_the_service_ready_earlier(boot in 0u64..20_000, more in 0u64..20_000, interval in 1u64..10) {
        let text = format!(
            "services:\n  db:\n    image: app\n    healthcheck: {{test: ok, interval: {interval}s, retries: 100}}\n  \
             web:\n    image: app\n    depends_on: {{db: {{condition: service_healthy}}}}\n"
        );
        let (_, timeline) = simulate(&text, &Scenario::up());
        let points = sweep(&timeline, &Parameter::Boot("db".into()), &[boot, boot + more]);
        prop_assert!(points[0].ready.is_some() && points[0].ready <= points[1].ready);
    }

    #[test]
    fn suggestions_have_the_predicted_effect(drafts in prop::collection::vec(draft(), 2..5)) {
        let text = compose_file(&drafts).replace("start_period", "x-period").replace("interval", "x-interval");
        let (project, files) = project_of(&text);
        let timeline = sim::simulate(&project, &files, &Scenario::up());
        for suggestion in advise(&timeline, &project).into_iter().take(1) {
            let edit = suggestion.edit(&files).expect("the health check can be edited");
            let mut edited = text.clone();
            edited.replace_range(edit.span.range(), &edit.text);
            let (_, better) = simulate(&edited, &Scenario::up());
            let mut lanes = better.lanes.iter().filter(|lane| lane.service == suggestion.dependent);
            prop_assert!(lanes.any(|lane| lane.started() == Some(suggestion.starts_at)), "{}", edited);
        }
    }
}

#[test]
fn blast_radius_contains_the_waiting_services() {
    let (_, timeline) = simulate(
        "services:\n  db:\n    image: app\n    restart: always\n    healthcheck: {test: ok, interval: 1s}\n  \
         web:\n    image: app\n    depends_on: {db: {condition: service_healthy}}\n  other:\n    image: app\n",
        &Scenario::up(),
    );
    let effect = blast(&timeline, &"db".into(), Failure::Fails, Onset::Startup);
    assert_eq!(effect.never_started, ["web".into()]);
    assert!(effect.error.is_some() && effect.recovers_after.is_none());
    let killed = blast(&timeline, &"db".into(), Failure::Killed, Onset::Steady);
    assert_eq!((killed.never_started.len(), killed.affected.len()), (0, 0));
    assert!(killed.recovers_after.is_some_and(|after| after > 1_000), "{killed:?}");
    let all = blast_radius(&timeline, &"other".into());
    assert_eq!(all.len(), 6);
    assert!(
        all.iter()
            .all(|blast| blast.never_started.is_empty() && blast.affected.is_empty())
    );
}

#[test]
fn slow_start_is_explained() {
    let text = "services:\n  web:\n    image: app\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    \
                image: mariadb:11\n    environment: {MARIADB_ROOT_PASSWORD: x}\n    healthcheck:\n      \
                test: healthcheck.sh --connect\n      retries: 10\n";
    let (project, files) = project_of(text);
    let timeline = sim::simulate(&project, &files, &Scenario::up());
    let insight = timeline.insight(&project).expect("the start is slow");
    assert_eq!(
        insight.text,
        "web starts at 31.1 s, although db is ready at 8.6 s: the first probe runs one interval after the start; interval is \
         30 s by default"
    );
    let suggestion = insight.suggestion.expect("a shorter interval is suggested");
    assert_eq!(suggestion.title, "Start web at 9.1 s");
    let edit = suggestion.edit(&files).expect("the health check can be edited");
    let mut edited = text.to_owned();
    edited.replace_range(edit.span.range(), &edit.text);
    assert!(
        edited.contains("    healthcheck:\n      interval: 2s\n      test:"),
        "{edited}"
    );
    let reasons: Vec<String> = (timeline
        .why(insight.record.expect("the insight is about a start"))
        .into_iter())
    .map(|reason| reason.text)
    .collect();
    assert_eq!(
        reasons,
        [
            "Compose polls every 0.5 s and finds that db is healthy",
            "db becomes healthy: its first probe passes",
            "the first probe runs one interval after the start; interval is 30 s by default",
            "db is ready 8 s after its start",
            "db starts; nothing blocks it",
        ]
    );
}

#[test]
fn failures_are_explained() {
    let db = "    image: mariadb:latest\n    environment: {MARIADB_ROOT_PASSWORD: x}\n";
    let web = "services:\n  web:\n    image: app\n    depends_on: {db: {condition: service_healthy}}\n  db:\n";
    for (check, expected) in [
        (
            "{test: [CMD, mysqladmin, ping], interval: 1s}",
            "up fails at 4.1 s: db cannot become healthy because its probe runs mysqladmin, which is not in the image; \
             web never starts",
        ),
        (
            "{test: healthcheck.sh, interval: 1s, retries: 2}",
            "up fails at 3.1 s: db needs 8 s (estimated) to become ready, but 2 failed probes make it unhealthy before \
             that; web never starts",
        ),
    ] {
        let (project, timeline) = simulate(&format!("{web}{db}    healthcheck: {check}\n"), &Scenario::up());
        let insight = timeline.insight(&project).expect("the start fails");
        assert_eq!(insight.text, expected);
    }
}

/// Command lines of all kinds.
const LINES: [&str; 28] = [
    "up -d",
    "up",
    "up -d --force-recreate",
    "up --wait --wait-timeout 3",
    "up -d --scale s0=3",
    "up -d --scale s0=0 s1",
    "up --abort-on-container-exit",
    "up -d --no-deps s0",
    "up -d -y --always-recreate-deps s0",
    "create",
    "start",
    "stop -t 1",
    "stop s0",
    "restart",
    "restart s0",
    "kill",
    "kill -s HUP s0",
    "pause",
    "unpause",
    "rm -f",
    "rm -fs s0",
    "run --rm s0",
    "run -d s1 echo",
    "exec s0 true",
    "wait s0",
    "down",
    "-p other up -d",
    "down -v --remove-orphans",
];

fn any_step() -> impl Strategy<Value = Step> {
    let interrupt = prop::option::weighted(0.2, 0u64..5_000);
    (
        prop::sample::select(LINES.to_vec()),
        any::<bool>(),
        0u64..4_000,
        interrupt,
    )
        .prop_map(|(line, is_parallel, time, interrupt)| Step {
            words: line.split(' ').map(str::to_owned).collect(),
            when: if is_parallel { When::At(time) } else { When::After(time) },
            interrupt,
            ..Step::new(&[])
        })
}

/// Returns whether a lane's container is running at a moment, according to the records; `None` if no record decides it.
fn running_by_records(timeline: &Timeline, lane: usize, until: Time) -> Option<bool> {
    let mut state = None;
    let records = timeline
        .records
        .iter()
        .filter(|record| record.subject == Subject::Container(lane));
    for record in records.take_while(|record| record.at <= until) {
        match record.event {
            Event::Created | Event::Replaced | Event::Exited(_) => state = Some(false),
            Event::Started => state = Some(true),
            Event::Removed => state = None,
            _ => {}
        }
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_commands_end_with_a_well_formed_timeline(
        drafts in prop::collection::vec(draft(), 2..5),
        steps in prop::collection::vec(any_step(), 1..7),
        seed in prop::option::of(any::<u64>()),
        engine in prop::sample::select(EngineVersion::ALL.to_vec()),
    ) {
        let scenario = Scenario { seed, engine, horizon: 120_000, budget: 20_000, ..Scenario::of(steps) };
        let text = compose_file(&drafts);
        let (_, timeline) = simulate(&text, &scenario);
        check_form(&timeline);
        prop_assert!(simulate(&text, &scenario).1 == timeline, "equal seeds give equal timelines");
        for quarter in 0..=4 {
            let at = Time(timeline.end.0 * quarter / 4);
            for (lane, shown) in timeline.at(at).lanes.iter().enumerate() {
                let running = shown.map(|(phase, _)| phase).filter(|phase| *phase != Phase::Removed).map(|phase| {
                    matches!(phase, Phase::Running | Phase::Healthy | Phase::Unhealthy | Phase::Paused)
                        || phase == Phase::Starting && running_by_records(&timeline, lane, at) == Some(true)
                });
                prop_assert_eq!(running, running_by_records(&timeline, lane, at), "{} at {}", &timeline.lanes[lane].name, at);
            }
        }
        for index in 0..timeline.records.len() {
            let id = RecordId(index as u32);
            prop_assert!(!timeline.question(id).is_empty());
            let _ = timeline.why(id);
        }
    }
}
