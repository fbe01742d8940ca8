//! Questions about simulations: sweeps, tuning, blast radius, and why an event happened.

use drydock::compose::{LoadOptions, load};
use drydock::sim::questions::{Failure, Goal, Onset, Parameter, blast, safe_ranges, sweep, tune};
use drydock::sim::{Event, Phase, Scenario, Timeline, run};
use drydock::source::Workspace;

fn timeline(text: &str) -> Timeline {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", text);
    let loaded = load(&files, &LoadOptions::default());
    let project = loaded.project.unwrap_or_else(|| panic!("{text}\n{:?}", loaded.failure));
    run(&project, &files, &Scenario::up())
}

const GATED: &str = "services:\n  web: {image: app, depends_on: {db: {condition: service_healthy}}}\n  db:\n    \
                     image: app\n    healthcheck: {test: ok, interval: 2s, retries: 3}\n    \
                     x-sim: {ready_after: 3s}\n";

#[test]
fn sweep_finds_the_safe_range() {
    let timeline = timeline(GATED);
    let boot = Parameter::parse("db.boot").expect("the parameter exists");
    let values: Vec<u64> = (0..=12).map(|second| second * 1_000).collect();
    let points = sweep(&timeline, &boot, &values);
    // The three probes run every two seconds. A boot that takes longer than the third probe fails.
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
fn parameters_are_parsed() {
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
        "the given health check fails for such a boot"
    );
    let (settings, effect) = tuning.after.expect("there are better settings");
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
        ("web:exited", "of web there are created, waiting, started"),
        ("nope:started", "nothing is called `nope`"),
        ("web:flies", "`flies` is not an event"),
        ("web", "SERVICE:EVENT"),
        ("web:started#x", "a number"),
    ] {
        let error = timeline.find(question).expect_err(question);
        assert!(error.contains(expected), "{question}: {error}");
    }
}

#[test]
fn missing_event_is_explained_by_its_obstacle() {
    let timeline = timeline(&GATED.replace("ready_after: 3s", "ready_after: never"));
    let record = timeline.find("web:started").expect("the obstacle is found");
    let reasons: Vec<String> = timeline.why(record).into_iter().map(|reason| reason.text).collect();
    assert_eq!(reasons[0], "Compose looks every 0.5 s, and sees db unhealthy");
    assert_eq!(timeline.question(record), "Why does web never start?");
}

/// Returns the answer to a question about a project's start, line by line.
fn reasons(text: &str, question: &str) -> Vec<String> {
    let timeline = timeline(text);
    let record = timeline.find(question).expect(question);
    timeline.why(record).into_iter().map(|reason| reason.text).collect()
}

#[test]
fn reasons_name_the_dependency_and_the_last_log_line() {
    let two = "services:\n  a: {image: alpine, command: sleep 1d}\n  b: {image: alpine, command: sleep 1d, depends_on: [a]}\n";
    let waited = "b waits until a has started, no longer";
    assert_eq!(reasons(two, "b:started"), [waited, "a starts; nothing holds it back"]);
    let whole = reasons(two, "command");
    assert_eq!(whole[..3], ["everything it had to do is done", "b starts", waited]);
    let exits = "services:\n  a:\n    image: alpine\n    command: a\n    x-sim: {logs: [{at: 1s, text: no password}], exits: {after: 2s, code: 3}}\n";
    assert!(reasons(exits, "a:exited")[0].ends_with("after its start, and writes: no password"));
    let slow = GATED
        .replace("ready_after: 3s", "ready_after: 42s")
        .replace("retries: 3", "retries: 30");
    let found = reasons(&slow, "db:healthy");
    assert!(found[0].contains("its 21st probe"), "{found:?}");
}

#[test]
fn failing_job_does_not_recover_and_shared_network_is_cut_off() {
    let vpn = "services:\n  vpn: {image: alpine, command: sleep 1d, restart: always}\n  app: {image: alpine, command: sleep 1d, network_mode: 'service:vpn'}\n";
    let killed = blast(&timeline(vpn), &"vpn".into(), Failure::Killed, Onset::Steady);
    assert_eq!(killed.cut_off, ["app".into()]);
    assert!(killed.recovers_after.is_some());
    let job = "services:\n  job:\n    image: alpine\n    command: x\n    x-sim: {exits: {after: 2s, code: 1}}\n";
    let killed = blast(&timeline(job), &"job".into(), Failure::Killed, Onset::Startup);
    assert_eq!((killed.recovers_after, killed.usual), (None, Some(Phase::Failed)));
}

#[test]
fn value_that_loses_a_service_is_not_safe() {
    let text = "services:\n  redis: {image: redis}\n  worker:\n    image: alpine\n    command: x\n    depends_on: [redis]\n    restart: on-failure:3\n    x-sim: {needs: [redis]}\n";
    let points = sweep(&timeline(text), &Parameter::Boot("redis".into()), &[1_000, 30_000]);
    assert!(points[0].is_safe(), "{points:?}");
    assert_eq!(
        (points[1].lost.as_slice(), points[1].is_safe()),
        (&["worker".into()][..], false)
    );
}

#[test]
fn command_line_answers_questions() {
    let folder = std::env::temp_dir().join(format!("drydock-questions-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    std::fs::write(folder.join("compose.yaml"), GATED).expect("the test created the folder");
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
        (&["why", "ready"], true, "db starts; nothing holds it back"),
        (&["why", "web:flies"], false, "is not an event"),
        (
            &["sweep", "db.boot", "--to", "12s", "--points", "12"],
            true,
            "safe: 1s to 6s\n",
        ),
        (
            &["sweep", "db.boot", "--from", "9s", "--to", "1s"],
            false,
            "9s is more than 1s",
        ),
        (&["sweep", "nope.boot"], false, "no such service: nope"),
        (&["blast", "db"], true, "never started: web"),
        (&["blast", "--format", "json"], true, "\"recovers_after\""),
        (
            &["advise", "db", "--boot", "20s"],
            true,
            "with these settings: everything is ready at",
        ),
        (&["simulate", "--engine", "new"], false, "is not a version"),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(words)
            .current_dir(&folder)
            .output()
            .expect("the program starts");
        let output_text = if succeeds { &output.stdout } else { &output.stderr };
        let output_text = String::from_utf8_lossy(output_text);
        assert_eq!(output.status.success(), succeeds, "{words:?}\n{output_text}");
        assert!(output_text.contains(expected), "{words:?}\n{output_text}");
    }
    std::fs::remove_dir_all(&folder).expect("the test created the folder");
}
