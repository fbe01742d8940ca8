//! State that outlives a command: images, volumes and ports.

use std::rc::Rc;

use drydock::compose::{LoadOptions, load};
use drydock::sim::{Event, LoadedStep, Phase, Scenario, Step, Timeline, simulate, simulate_steps};
use drydock::source::Workspace;
use drydock::version::EngineVersion;

/// Simulates commands, each with its own compose file.
fn simulate_each(steps: &[(&str, Step)]) -> Timeline {
    let scenario = Scenario::of(steps.iter().map(|(_, step)| step.clone()).collect());
    let loaded = steps.iter().map(|(text, _)| {
        let mut files = Workspace::new("/demo");
        files.set("compose.yaml", text);
        let loaded = load(&files, &LoadOptions::default());
        let project = loaded.project.unwrap_or_else(|| panic!("{text}\n{:?}", loaded.failure));
        LoadedStep::new(Rc::new(project), &files, &mut Vec::new())
    });
    simulate_steps(loaded.collect(), &scenario)
}

fn up(words: &[&str]) -> Step {
    Step::new(words)
}

fn lines(timeline: &Timeline, command: usize) -> Vec<&str> {
    (timeline.commands[command].lines.iter())
        .map(|line| line.text.as_str())
        .collect()
}

fn count(timeline: &Timeline, is_match: impl Fn(&Event) -> bool) -> usize {
    timeline.records.iter().filter(|record| is_match(&record.event)).count()
}

#[test]
fn image_is_rebuilt_only_on_request() {
    let file = |seconds: u32| {
        format!(
            "services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM busybox\n        \
             CMD [\"sleep\", \"{seconds}\"]\n"
        )
    };
    let (old, new) = (file(50), file(60));
    let timeline = simulate_each(&[
        (&old, up(&["up", "-d"])),
        (&old, up(&["up", "-d", "--build"])),
        (&new, up(&["up", "-d"])),
        (&new, up(&["up", "-d", "--build"])),
    ]);
    assert!(lines(&timeline, 0).starts_with(&["web Built"]));
    assert_eq!(lines(&timeline, 1), ["web Built", "Container demo-web-1 Running"]);
    assert_eq!(lines(&timeline, 2), ["Container demo-web-1 Running"]);
    let last = lines(&timeline, 3);
    assert!(last.contains(&"Container demo-web-1 Recreated"), "{last:?}");
    assert_eq!(count(&timeline, |event| matches!(event, Event::ImageBuilt(_))), 2);
}

#[test]
fn initialized_database_ignores_a_changed_password() {
    let file = |password: &str| {
        format!(
            "services:\n  db:\n    image: postgres:16\n    environment: {{POSTGRES_PASSWORD: {password}}}\n    \
             volumes: ['data:/var/lib/postgresql/data']\nvolumes: {{data: }}\n"
        )
    };
    let (old, new) = (file("a"), file("b"));
    let kept = |event: &Event| matches!(event, Event::VariablesIgnored { variables, .. } if variables == &["POSTGRES_PASSWORD"]);
    for (middle_command, expected) in [(&["down"][..], 1), (&["down", "-v"][..], 0)] {
        let timeline = simulate_each(&[
            (&old, up(&["up", "-d"])),
            (&new, up(middle_command)),
            (&new, up(&["up", "-d"])),
        ]);
        assert_eq!(count(&timeline, kept), expected, "{middle_command:?}");
    }
}

#[test]
fn initialized_database_needs_no_password() {
    let file = |environment: &str| {
        format!(
            "services:\n  db:\n    image: mariadb:11\n    environment: {{{environment}}}\n    \
             volumes: ['data:/var/lib/mysql']\nvolumes: {{data: }}\n"
        )
    };
    let (with, without) = (file("MARIADB_ROOT_PASSWORD: a"), file(""));
    for (steps, exits) in [
        (vec![(&without, up(&["up", "-d"]))], 1),
        (vec![(&with, up(&["up", "-d"])), (&without, up(&["up", "-d"]))], 0),
        (
            vec![
                (&with, up(&["up", "-d"])),
                (&without, up(&["down", "-v"])),
                (&without, up(&["up", "-d"])),
            ],
            1,
        ),
    ] {
        let steps: Vec<(&str, Step)> = steps.into_iter().map(|(text, step)| (text.as_str(), step)).collect();
        let timeline = simulate_each(&steps);
        let failed_starts = count(&timeline, |event| matches!(event, Event::Exited(1)));
        assert_eq!(failed_starts, exits, "{steps:?}");
    }
}

#[test]
fn run_can_set_required_variables() {
    let file = "services: {db: {image: 'postgres:16'}}";
    let exit = |words: &[&str]| simulate_each(&[(file, up(words))]).commands[0].exit_code;
    assert_eq!(exit(&["run", "db"]), Some(1));
    assert_eq!(exit(&["run", "-d", "-e", "POSTGRES_PASSWORD=x", "db"]), Some(0));
    let timeline = simulate_each(&[(file, up(&["run", "-e", "POSTGRES_PASSWORD=x", "db"]))]);
    assert_eq!(timeline.commands[0].exit_code, None, "the database keeps running");
}

#[test]
fn provider_replaces_a_container() {
    let file = |code: i32| {
        format!(
            "services:\n  db:\n    provider: {{type: cloud}}\n    x-sim: {{exits: {{after: 2s, code: {code}}}}}\n  \
             web: {{image: app, depends_on: [db]}}\n"
        )
    };
    let good = file(0);
    let timeline = simulate_each(&[(&good, up(&["up", "-d"])), (&good, up(&["down"]))]);
    assert_eq!(timeline.lanes.len(), 1);
    assert!(timeline.lanes[0].started().is_some_and(|at| at.0 > 2_000));
    assert!(lines(&timeline, 1).contains(&"db Removed"));
    let timeline = simulate_each(&[(&file(3), up(&["up", "-d"]))]);
    let error = timeline.commands[0].error.as_deref();
    assert_eq!(error, Some("failed to create service provider: exit status 3"));
    assert!(timeline.lanes.is_empty());
}

#[test]
fn watch_rules_act_on_a_changed_file() {
    let file = |action: &str| {
        format!(
            "services:\n  web:\n    build: {{context: ., dockerfile_inline: \"FROM busybox\"}}\n    command: sleep 9\n    \
             develop: {{watch: [{{path: ./src, action: {action}, target: /src}}]}}\n"
        )
    };
    for (action, path, synced, starts, replaced) in [
        ("sync", "src/a.py", 1, 1, 0),
        ("sync", "other/a.py", 0, 1, 0),
        ("restart", "src/a.py", 0, 2, 0),
        ("sync+restart", "src/a.py", 1, 2, 0),
        ("rebuild", "src/a.py", 0, 2, 1),
    ] {
        let text = file(action);
        let timeline = simulate_each(&[(&text, up(&["up", "-d"])), (&text, Step::change(path))]);
        let count = |is_match: fn(&Event) -> bool| count(&timeline, is_match);
        assert_eq!(count(|event| *event == Event::Synced), synced, "{action} {path}");
        assert_eq!(count(|event| *event == Event::Started), starts, "{action} {path}");
        assert_eq!(count(|event| *event == Event::Replaced), replaced, "{action} {path}");
    }
}

#[test]
fn ports_are_allocated_on_the_host() {
    let file = "services:\n  a: {image: app, ports: ['8000-8001:80'], scale: 3}\n  b: {image: app, ports: ['127.0.0.1:9000:80']}\n  \
                c: {image: app, ports: ['9000:80/udp']}\n";
    let timeline = simulate_each(&[(file, up(&["up", "-d"]))]);
    let error = timeline.commands[0].error.as_deref().unwrap_or_default();
    assert!(
        error.ends_with("Bind for 0.0.0.0:8000 failed: port is already allocated"),
        "{error}"
    );
    let failed = timeline.lanes.iter().filter(|lane| {
        lane.segments
            .last()
            .is_some_and(|segment| segment.phase == Phase::Failed && segment.exit_code == Some(128))
    });
    assert_eq!(failed.count(), 1, "there are two ports for three containers");
}

#[test]
fn start_interval_exists_since_engine_25() {
    let file = "services:\n  db: {image: app, healthcheck: {test: ok, start_period: 60s}}\n  \
                web: {image: app, depends_on: {db: {condition: service_healthy}}}\n";
    let started = |engine: EngineVersion| {
        let scenario = Scenario {
            engine,
            ..Scenario::up()
        };
        let mut files = Workspace::new("/demo");
        files.set("compose.yaml", file);
        let project = load(&files, &LoadOptions::default())
            .project
            .expect("the project loads");
        let timeline = simulate(&project, &files, &scenario);
        timeline.started(&"web".into()).map(|at| at.0 / 1_000)
    };
    assert_eq!(
        (started(EngineVersion::V20), started(EngineVersion::V28)),
        (Some(31), Some(6))
    );
}

#[test]
fn documented_examples_are_accepted() {
    let page = include_str!("../../docs/x-sim.md");
    let examples = page
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let recipes = page.split("## Recipes").nth(1).expect("the page has recipes");
    let recipes = recipes
        .lines()
        .filter_map(|line| line.rsplit("| `").next()?.strip_suffix("` |"))
        .filter(|recipe| recipe.contains(": "))
        .map(|recipe| format!("services: {{a: {{image: a, x-sim: {{{recipe}}}}}, db: {{image: a}}}}"));
    let all: Vec<String> = examples.map(str::to_owned).chain(recipes).collect();
    assert!(all.len() > 15, "{}", all.len());
    for text in all {
        let mut files = Workspace::new("/demo");
        files.set("compose.yaml", &text);
        let loaded = load(&files, &LoadOptions::default());
        let project = loaded.project.unwrap_or_else(|| panic!("{text}\n{:?}", loaded.failure));
        let mut diagnostics = Vec::new();
        let _ = LoadedStep::new(Rc::new(project), &files, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{text}\n{diagnostics:?}");
    }
    let json = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next());
    let scenario = Scenario::from_json(json.expect("the page has a scenario")).expect("the scenario is valid");
    assert_eq!(scenario.steps[2].change.as_deref(), Some("src/app.py"));
}
