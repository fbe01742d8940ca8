//! What commands will do, with the cause of each operation: as text.

use drydock::compose::{LoadOptions, Project, load};
use drydock::plan::{Observed, effects_of_change, reconcile};
use drydock::source::Workspace;

use crate::observed::{carried_out, request};

fn project_of(text: &str) -> Project {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", text);
    let loaded = load(&files, &LoadOptions::default());
    loaded.project.unwrap_or_else(|| panic!("{text}\n{:?}", loaded.failure))
}

/// What a command does with a project that was started from an older form of its file.
fn plan(old: &str, new: &str, line: &str) -> String {
    let observed = carried_out(&project_of(old), "up -d");
    reconcile(&project_of(new), &observed, &request(line)).to_string()
}

#[test]
fn plans_say_why() {
    let project = project_of(
        "services:\n  db:\n    image: app\n    healthcheck: {test: ok}\n  web:\n    image: app\n    \
         depends_on: {db: {condition: service_healthy, restart: true}}\n",
    );
    let mut observed = carried_out(&project, "up -d");
    let up = reconcile(&project, &Observed::default(), &request("up -d web")).to_string();
    for line in [
        "  1. create network demo_default: it is not there\n",
        "  2. create demo-db-1: it is not there (after 1)\n",
        "start demo-db-1: web depends on it",
        "wait until it is healthy: db: web depends on it",
    ] {
        assert!(up.contains(line), "{line}\n{up}");
    }
    let restart = reconcile(&project, &observed, &request("restart db")).to_string();
    assert!(
        restart.contains("restart demo-web-1: it is restarted with db (after 1)"),
        "{restart}"
    );
    observed.containers[0].fingerprint ^= 1;
    let up = reconcile(&project, &observed, &request("up -d")).to_string();
    for line in [
        "  1. stop demo-web-1: it is restarted with db\n",
        "  2. recreate demo-db-1: it has changed in the file (after 1)\n",
        "start demo-web-1: it does not run",
    ] {
        assert!(up.contains(line), "{line}\n{up}");
    }
    let refused = reconcile(&project, &observed, &request("up nope")).to_string();
    assert_eq!(refused, "refused: no such service: nope\n");
}

#[test]
fn a_changed_network_is_made_anew_under_its_containers() {
    let file = |label: &str| {
        format!(
            "services:\n  db:\n    image: app\n    networks: [back]\n  web:\n    image: app\n    networks: [back]\n    \
             depends_on: [db]\n  other:\n    image: app\nnetworks:\n  back: {{labels: {{v: {label}}}}}\n"
        )
    };
    assert_eq!(
        plan(&file("a"), &file("b"), "up -d"),
        "  1. stop demo-web-1: it uses demo_back, which is made anew
  2. stop demo-db-1: it uses demo_back, which is made anew (after 1)
  3. remove network demo_back: it has changed in the file (after 1, 2)
  4. create network demo_back: it has changed in the file (after 3)
  5. keep demo-other-1: it runs and nothing has changed (after 4)
  6. start demo-db-1: it does not run (after 4, 5)
  7. start demo-web-1: it does not run (after 4, 5, 6)
"
    );
}

#[test]
fn a_changed_volume_is_kept_unless_the_command_says_yes() {
    let file = |label: &str| {
        format!(
            "services:\n  db:\n    image: app\n    network_mode: none\n    volumes: ['data:/data']\nvolumes:\n  \
             data: {{labels: {{v: {label}}}}}\n"
        )
    };
    assert_eq!(
        plan(&file("a"), &file("b"), "up -d"),
        "  1. keep demo_data: it has changed in the file, but its data would be lost: only -y allows that
  2. keep demo-db-1: it runs and nothing has changed
"
    );
    assert_eq!(
        plan(&file("a"), &file("b"), "up -d -y"),
        "  1. stop demo-db-1: it uses demo_data, which is made anew
  2. remove demo-db-1: it uses demo_data, which is made anew (after 1)
  3. remove volume demo_data: it has changed in the file (after 2)
  4. create volume demo_data: it has changed in the file (after 3)
  5. create demo-db-1: it is not there (after 4)
  6. start demo-db-1: it is not there (after 5)
"
    );
}

#[test]
fn images_are_built_when_they_are_missing_or_asked_for() {
    let file = "services:\n  app:\n    build: .\n    network_mode: none\n  fresh:\n    build: .\n    \
                pull_policy: build\n    network_mode: none\n";
    let first = reconcile(&project_of(file), &Observed::default(), &request("create")).to_string();
    assert_eq!(
        first,
        "  1. build demo-app: it is not there
  2. build demo-fresh: pull_policy is build
  3. create demo-app-1: it is not there
  4. create demo-fresh-1: it is not there
"
    );
    let again = plan(file, file, "up -d");
    assert!(
        again.starts_with("  1. build demo-fresh: pull_policy is build\n  2. keep"),
        "{again}"
    );
    let asked = plan(file, file, "up -d --build app");
    assert!(
        asked.starts_with("  1. build demo-app: the command asks for it\n  2. keep"),
        "{asked}"
    );
}

#[test]
fn providers_are_asked_in_their_turn() {
    let file = "services:\n  bucket:\n    provider: {type: cloud}\n  app:\n    image: app\n    network_mode: none\n    \
                depends_on: [bucket]\n";
    let project = project_of(file);
    let up = reconcile(&project, &Observed::default(), &request("up -d")).to_string();
    assert_eq!(
        up,
        "  1. ask the provider for bucket: the command asks for it
  2. create demo-app-1: it is not there (after 1)
  3. start demo-app-1: it is not there (after 1, 2)
"
    );
    let down = plan(file, file, "down");
    assert_eq!(
        down,
        "  1. stop demo-app-1: it is taken down
  2. remove demo-app-1: it is taken down (after 1)
  3. ask the provider to take away bucket: it is taken down (after 2)
"
    );
}

#[test]
fn a_changed_file_does_what_the_rules_of_watch_say() {
    let file = "services:
  app:
    build: .
    network_mode: none
    develop:
      watch:
        - {path: src, action: sync, target: /src}
        - {path: conf, action: restart}
        - {path: etc, action: sync+restart, target: /etc}
        - {path: sql, action: sync+exec, target: /sql, exec: {command: load}}
        - {path: Dockerfile, action: rebuild}
  web:
    image: app
    network_mode: none
    depends_on: {app: {condition: service_started, restart: true}}
";
    let project = project_of(file);
    let observed = carried_out(&project, "up -d");
    for (path, expected) in [
        ("src/a.py", "  1. copy the file into demo-app-1: src/a.py has changed\n"),
        (
            "conf",
            "  1. restart demo-app-1: conf has changed\n  2. restart demo-web-1: it is restarted with app (after 1)\n",
        ),
        (
            "etc/x",
            "  1. copy the file into demo-app-1: etc/x has changed
  2. restart demo-app-1: etc/x has changed
  3. restart demo-web-1: it is restarted with app (after 2)
",
        ),
        (
            "sql/x.sql",
            "  1. copy the file into demo-app-1: sql/x.sql has changed
  2. run the rule's command in demo-app-1: sql/x.sql has changed (after 1)
",
        ),
        (
            "Dockerfile",
            "  1. build demo-app: Dockerfile has changed
  2. stop demo-web-1: it is restarted with app (after 1)
  3. recreate demo-app-1: Dockerfile has changed (after 1, 2)
  4. start demo-app-1: Dockerfile has changed (after 1, 3)
  5. start demo-web-1: it does not run (after 1, 3, 4)
",
        ),
        ("README.md", ""),
    ] {
        assert_eq!(
            effects_of_change(&project, &observed, path).to_string(),
            expected,
            "{path}"
        );
    }
}
