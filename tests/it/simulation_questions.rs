//! Sweeps, tuning, blast radius, explanations, and the commands that print them.

use drydock::compose::{LoadOptions, load};
use drydock::sim::questions::{Failure, Goal, Onset, Parameter, blast, safe_ranges, sweep, tune};
use drydock::sim::{Event, Phase, Scenario, Timeline, simulate};
use drydock::source::Workspace;

fn timeline(text: &str) -> Timeline {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", text);
    let loaded = load(&files, &LoadOptions::default());
    let project = loaded.project.unwrap_or_else(|| panic!("{text}\n{:?}", loaded.failure));
    simulate(&project, &files, &Scenario::up())
}

const GATED: &str = "services:\n  web: {image: app, depends_on: {db: {condition: service_healthy}}}\n  db:\n    \
                     image: app\n    healthcheck: {test: ok, interval: 2s, retries: 3}\n    \
                     x-sim: {ready_after: 3s}\n";

#[test]
fn sweep_finds_the_range_of_safe_values() {
    let timeline = timeline(GATED);
    let boot = Parameter::parse("db.boot").expect("the setting exists");
    let values: Vec<u64> = (0..=12).map(|second| second * 1_000).collect();
    let points = sweep(&timeline, &boot, &values);
    // The third probe, which runs after 6 s, is the last one that can make it healthy.
    assert_eq!(safe_ranges(&points), [(0, 6_000)]);
    let late = &points[12];
    assert!(
        late.error
            .as_deref()
            .is_some_and(|error| error.ends_with("demo-db-1 is unhealthy"))
    );
    assert_eq!(late.starts["web"], None);
}

#[test]
fn settings_are_parsed_by_name() {
    for (text, expected) in [
        ("db.interval", Ok(Parameter::Interval("db".into()))),
        ("my.db.retries", Ok(Parameter::Retries("my.db".into()))),
        ("db", Err(())),
        ("db.color", Err(())),
    ] {
        assert_eq!(Parameter::parse(text).map_err(drop), expected, "{text}");
    }
}

#[test]
fn tuning_reaches_its_goal() {
    let timeline = timeline(GATED);
    let goal = Goal {
        boot: 20_000,
        notice: 30_000,
    };
    let tuning = tune(&timeline, &"db".into(), goal).expect("the service has a health check");
    assert_eq!(
        tuning.before.1.ready, None,
        "the current settings do not tolerate a boot of 20 s"
    );
    let (settings, effect) = tuning.after.expect("some settings reach the goal");
    assert!(
        effect.ready.is_some_and(|ready| ready.0 < 24_000),
        "{settings:?} {effect:?}"
    );
    assert!(
        effect.notices_after.is_some_and(|after| after <= goal.notice),
        "{settings:?} {effect:?}"
    );
    assert_eq!(tune(&timeline, &"web".into(), goal), None);
}

#[test]
fn events_are_found_by_name() {
    let timeline = timeline(GATED);
    let event = |question: &str| {
        timeline
            .find(question)
            .map(|record| timeline.records[record.0 as usize].event.clone())
    };
    assert_eq!(event("web:started"), Ok(Event::Started));
    assert_eq!(event("web-1:started"), Ok(Event::Started));
    assert_eq!(event("db:healthy"), Ok(Event::Healthy));
    assert_eq!(event("command"), Ok(Event::CommandEnded(0)));
    for (question, expected) in [
        ("web:started#2", "web:started happens only once"),
        ("web:exited", "the events of web are created, waiting, started"),
        ("nope:started", "no such service or container: nope"),
        ("web:flies", "`flies` is not an event"),
        ("web", "SERVICE:EVENT"),
        ("web:started#x", "a number"),
    ] {
        let error = timeline.find(question).expect_err(question);
        assert!(error.contains(expected), "{question}: {error}");
    }
}

#[test]
fn event_that_did_not_happen_is_explained_by_the_failure() {
    let timeline = timeline(&GATED.replace("ready_after: 3s", "ready_after: never"));
    let record = timeline.find("web:started").expect("the failure is found");
    let reasons: Vec<String> = timeline.why(record).into_iter().map(|reason| reason.text).collect();
    assert_eq!(reasons[0], "Compose polls every 0.5 s and finds that db is unhealthy");
    assert_eq!(timeline.question(record), "Why does web never start?");
}

/// Returns the explanation of an event in the startup of a project, as sentences.
fn reasons(text: &str, question: &str) -> Vec<String> {
    let timeline = timeline(text);
    let record = timeline.find(question).expect(question);
    timeline.why(record).into_iter().map(|reason| reason.text).collect()
}

#[test]
fn reasons_name_dependencies_and_log_lines() {
    let two = "services:\n  a: {image: alpine, command: sleep 1d}\n  b: {image: alpine, command: sleep 1d, depends_on: [a]}\n";
    let waited = "b waits only until a has started";
    assert_eq!(reasons(two, "b:started"), [waited, "a starts; nothing blocks it"]);
    let all = reasons(two, "command");
    assert_eq!(all[..3], ["the command has nothing left to do", "b starts", waited]);
    let exits = "services:\n  a:\n    image: alpine\n    command: a\n    x-sim: {logs: [{at: 1s, text: no password}], exits: {after: 2s, code: 3}}\n";
    assert!(reasons(exits, "a:exited")[0].ends_with("after its start; last log line: no password"));
    let slow = GATED
        .replace("ready_after: 3s", "ready_after: 42s")
        .replace("retries: 3", "retries: 30");
    let slow_reasons = reasons(&slow, "db:healthy");
    assert!(slow_reasons[0].contains("its 21st probe"), "{slow_reasons:?}");
}

#[test]
fn blast_reports_lost_networks_and_services_that_always_fail() {
    let vpn = "services:\n  vpn: {image: alpine, command: sleep 1d, restart: always}\n  app: {image: alpine, command: sleep 1d, network_mode: 'service:vpn'}\n";
    let killed = blast(&timeline(vpn), &"vpn".into(), Failure::Killed, Onset::Steady);
    assert_eq!(killed.without_network, ["app".into()]);
    assert!(killed.recovers_after.is_some());
    let job = "services:\n  job:\n    image: alpine\n    command: x\n    x-sim: {exits: {after: 2s, code: 1}}\n";
    let killed = blast(&timeline(job), &"job".into(), Failure::Killed, Onset::Startup);
    assert_eq!((killed.recovers_after, killed.usual_phase), (None, Some(Phase::Failed)));
}

#[test]
fn value_with_a_late_failure_is_not_safe() {
    let text = "services:\n  redis: {image: redis}\n  worker:\n    image: alpine\n    command: x\n    depends_on: [redis]\n    restart: on-failure:3\n    x-sim: {needs: [redis]}\n";
    let points = sweep(&timeline(text), &Parameter::Boot("redis".into()), &[1_000, 30_000]);
    assert!(points[0].is_safe(), "{points:?}");
    assert_eq!(
        (points[1].failed.as_slice(), points[1].is_safe()),
        (&["worker".into()][..], false)
    );
}

#[test]
fn commands_print_answers() {
    let folder = std::env::temp_dir().join(format!("drydock-questions-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    std::fs::write(folder.join("compose.yaml"), GATED).expect("the folder is writable");
    for (words, succeeds, expected) in [
        (&["simulate"][..], true, "$ docker compose up -d\n"),
        (
            &["simulate", "-c", "up -d", "-c", "down"],
            true,
            "$ docker compose down\n",
        ),
        (&["why", "web:started"], true, "Why does web start at"),
        (&["why", "db:healthy", "--format", "json"], true, "\"line\": 5"),
        (&["why", "command", "-c", "up -d nope"], true, "no such service: nope"),
        (&["why", "ready"], true, "db starts; nothing blocks it"),
        (&["why", "web:flies"], false, "is not an event"),
        (
            &["sweep", "db.boot", "--to", "12s", "--points", "12"],
            true,
            "safe: 1s to 6s\n",
        ),
        (
            &["sweep", "db.boot", "--from", "9s", "--to", "1s"],
            false,
            "9s is greater than 1s",
        ),
        (&["sweep", "nope.boot"], false, "no such service: nope"),
        (&["blast", "db"], true, "never started: web"),
        (&["blast", "--format", "json"], true, "\"recovers_after\""),
        (
            &["advise", "db", "--boot", "20s"],
            true,
            "recommended settings: startup completes at",
        ),
        (&["simulate", "--engine", "new"], false, "is not a supported version"),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(words)
            .current_dir(&folder)
            .output()
            .expect("the binary is built");
        let output_stream = if succeeds { &output.stdout } else { &output.stderr };
        let text = String::from_utf8_lossy(output_stream);
        assert_eq!(output.status.success(), succeeds, "{words:?}\n{text}");
        assert!(text.contains(expected), "{words:?}\n{text}");
    }
    std::fs::remove_dir_all(&folder).expect("the folder is writable");
}
