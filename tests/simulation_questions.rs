//! Questions to simulations: sweeps, tuning, and events by their names.

use drydock::compose::{LoadOptions, load};
use drydock::sim::questions::{Goal, Parameter, safe_ranges, sweep, tune};
use drydock::sim::{Event, Scenario, Timeline, run};
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
fn a_sweep_finds_the_range_that_works() {
    let timeline = timeline(GATED);
    let boot = Parameter::parse("db.boot").expect("it is a setting");
    let values: Vec<u64> = (0..=12).map(|second| second * 1_000).collect();
    let points = sweep(&timeline, &boot, &values);
    // Three probes, one every two seconds: what is ready after the third is too late.
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
fn settings_are_read_by_name() {
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
fn tuning_reaches_its_goal_and_is_not_slower() {
    let timeline = timeline(GATED);
    let goal = Goal {
        boot: 20_000,
        notice: 30_000,
    };
    let tuning = tune(&timeline, &"db".into(), goal).expect("it has a health check");
    assert_eq!(tuning.before.1.ready, None, "as it is, it does not survive such a boot");
    let (settings, effect) = tuning.after.expect("there are such settings");
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
    for (question, says) in [
        ("web:started#2", "of web there are created, waiting, started"),
        ("nope:started", "nothing is called `nope`"),
        ("web:flies", "`flies` is not an event"),
        ("web", "SERVICE:EVENT"),
        ("web:started#x", "a number"),
    ] {
        let error = timeline.find(question).expect_err(question);
        assert!(error.contains(says), "{question}: {error}");
    }
}

#[test]
fn what_did_not_happen_is_answered_by_what_stood_in_its_way() {
    let timeline = timeline(&GATED.replace("ready_after: 3s", "ready_after: never"));
    let record = timeline.find("web:started").expect("there is an obstacle");
    let reasons: Vec<String> = timeline.why(record).into_iter().map(|reason| reason.text).collect();
    assert_eq!(reasons[0], "Compose looks every 0.5 s, and sees db unhealthy");
    assert_eq!(timeline.question(record), "Why does web never start?");
}

#[test]
fn the_command_line_answers() {
    let folder = std::env::temp_dir().join(format!("drydock-questions-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the system's folder for such things can be written");
    std::fs::write(folder.join("compose.yaml"), GATED).expect("the folder is ours");
    for (words, succeeds, says) in [
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
            .expect("it is built beside the tests");
        let told = if succeeds { &output.stdout } else { &output.stderr };
        let told = String::from_utf8_lossy(told);
        assert_eq!(output.status.success(), succeeds, "{words:?}\n{told}");
        assert!(told.contains(says), "{words:?}\n{told}");
    }
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
}
