//! What makes startup fail is a problem at the line that decides it, and its fix removes it.

use std::collections::{BTreeMap, BTreeSet};

use drydock::compose::{LoadOptions, load};
use drydock::diagnostic::{Diagnostic, Fix, Severity};
use drydock::findings;
use drydock::sim::{self, Scenario, Timeline};
use drydock::source::{FileId, Workspace};

use crate::simulation;

/// A project with a problem of its startup.
struct Case {
    compose: &'static str,
    code: &'static str,
    severity: Severity,
    /// The text at the primary label.
    at: &'static str,
    /// The texts at the other labels.
    labels: &'static [&'static str],
    message: &'static str,
    /// Titles of the fixes.
    fixes: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        compose: "services:\n  a:\n    image: app:1\n    ports: [\"8080:80\"]\n  b:\n    image: app:1\n    ports:\n      - \"127.0.0.1:8080:8080\"\n",
        code: "host-port-in-use",
        severity: Severity::Error,
        at: "\"127.0.0.1:8080:8080\"",
        labels: &["\"8080:80\""],
        message: "host port 8080 is published by `b` and by `a`",
        fixes: &["Publish `8081` instead"],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    scale: 3\n    ports: [\"8080:80\"]\n",
        code: "host-port-in-use",
        severity: Severity::Error,
        at: "\"8080:80\"",
        labels: &["3"],
        message: "each of the 3 containers of `web` publishes host port 8080",
        fixes: &["Publish `8080-8082` instead"],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    ports:\n      - {target: 80, published: 8080}\n      - \"8080:81\"\n",
        code: "host-port-in-use",
        severity: Severity::Error,
        at: "{target: 80, published: 8080}",
        labels: &["\"8080:81\""],
        message: "`web` publishes host port 8080 twice",
        fixes: &["Publish `8081` instead"],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: x\n",
        code: "missing-healthcheck",
        severity: Severity::Error,
        at: "service_healthy",
        labels: &["db"],
        message: "`web` waits until `db` is healthy, but `db` has no health check",
        fixes: &["Add a health check to `db`", "Wait only until `db` has started"],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    depends_on: {db: {condition: service_healthy}}\n  db:\n    image: my/db:1\n",
        code: "missing-healthcheck",
        severity: Severity::Warning,
        at: "service_healthy",
        labels: &["db"],
        message: "`web` waits until `db` is healthy, but as far as known, `db` has no health check",
        fixes: &[
            "Wait only until `db` has started",
            "Set the behavior: the image has a health check",
        ],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    depends_on: {db: {condition: service_healthy}}\n  db:\n    image: my/db:1\n    healthcheck: {disable: true}\n",
        code: "missing-healthcheck",
        severity: Severity::Error,
        at: "service_healthy",
        labels: &["healthcheck"],
        message: "`web` waits until `db` is healthy, but `db` has no health check",
        fixes: &["Wait only until `db` has started"],
    },
    Case {
        compose: "services:\n  db:\n    image: postgres:16\n    environment: [POSTGRES_PASSWORD=x]\n    healthcheck:\n      test: [CMD, curl, localhost]\n",
        code: "missing-probe-program",
        severity: Severity::Error,
        at: "[CMD, curl, localhost]",
        labels: &[],
        message: "the probe of `db` runs `curl`, which `postgres:16` does not contain",
        fixes: &["Probe with `pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres} -d $${POSTGRES_DB:-postgres}`"],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    depends_on: {db: {condition: service_healthy}}\n  db:\n    image: elasticsearch:8.19.0\n    healthcheck:\n      test: check\n      interval: 2s\n",
        code: "impatient-healthcheck",
        severity: Severity::Warning,
        at: "healthcheck",
        labels: &[],
        message: "`db` needs 30 s (estimated) to become ready, but 3 failed probes make it unhealthy before that",
        fixes: &["Set `start_period: 45s`", "Set the behavior: ready after 1 s, not 30 s"],
    },
    Case {
        compose: "services:\n  db:\n    image: postgres:16\n    volumes: [\"data:/var/lib/postgresql/data\"]\nvolumes: {data: {}}\n",
        code: "missing-image-variable",
        severity: Severity::Error,
        at: "postgres:16",
        labels: &[],
        message: "`db` exits at its first start: `postgres:16` requires `POSTGRES_PASSWORD`",
        fixes: &["Set `POSTGRES_PASSWORD` to a placeholder in `.env`"],
    },
    Case {
        compose: "services:\n  db:\n    image: mysql:8\n    environment:\n      - TZ=UTC\n    volumes: [\"./data:/var/lib/mysql\"]\n",
        code: "missing-image-variable",
        severity: Severity::Warning,
        at: "mysql:8",
        labels: &[],
        message: "as far as known, `db` exits at its first start: `mysql:8` requires `MYSQL_ROOT_PASSWORD`",
        fixes: &[
            "Set `MYSQL_ROOT_PASSWORD` to a placeholder in `.env`",
            "Set the behavior: it has its data already",
        ],
    },
    Case {
        compose: "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: \"\"\n",
        code: "missing-image-variable",
        severity: Severity::Error,
        at: "\"\"",
        labels: &[],
        message: "`db` exits at its first start: `postgres:16` requires `POSTGRES_PASSWORD`",
        fixes: &["Set `POSTGRES_PASSWORD` to a placeholder"],
    },
    Case {
        compose: "services:\n  db:\n    image: mariadb:11\n    environment:\n      - MYSQL_ROOT_PASSWORD=\n",
        code: "missing-image-variable",
        severity: Severity::Error,
        at: "MYSQL_ROOT_PASSWORD=",
        labels: &[],
        message: "`db` exits at its first start: `mariadb:11` requires `MYSQL_ROOT_PASSWORD`",
        fixes: &["Set `MYSQL_ROOT_PASSWORD` to a placeholder"],
    },
    Case {
        compose: "services:\n  db:\n    image: postgres:18\n    environment: {POSTGRES_PASSWORD: x}\n    volumes: [\"data:/var/lib/postgresql/data\"]\nvolumes: {data: {}}\n",
        code: "refused-setting",
        severity: Severity::Error,
        at: "\"data:/var/lib/postgresql/data\"",
        labels: &[],
        message: "`db` exits at each start: `postgres:18` refuses a mount at `/var/lib/postgresql/data`",
        fixes: &["Mount it at `/var/lib/postgresql`"],
    },
    Case {
        compose: "services:\n  box:\n    image: alpine:3\n    restart: always\n",
        code: "idle-container",
        severity: Severity::Error,
        at: "alpine:3",
        labels: &[],
        message: "`box` exits at once: the default command of `alpine:3` ends without a terminal",
        fixes: &["Give it a terminal: `tty: true`"],
    },
    Case {
        compose: "services:\n  migrate:\n    image: my/job:1\n    restart: always\n  web:\n    image: app:1\n    depends_on:\n      migrate: {condition: service_completed_successfully}\n",
        code: "restarted-job",
        severity: Severity::Error,
        at: "always",
        labels: &["service_completed_successfully"],
        message: "`migrate` never completes, because its restart policy is `always`",
        fixes: &["Restart it only after a failure"],
    },
    Case {
        compose: "services:\n  db:\n    image: redis:8\n  web:\n    image: app:1\n    depends_on:\n      db: {condition: service_completed_successfully}\n",
        code: "endless-job",
        severity: Severity::Error,
        at: "service_completed_successfully",
        labels: &["db"],
        message: "`db` never completes, because `redis:8` is a server",
        fixes: &["Wait until `db` has started"],
    },
    Case {
        compose: "services:\n  job:\n    image: my/job:1\n    x-sim: {ready_after: 1s}\n  web:\n    image: app:1\n    depends_on:\n      job: {condition: service_completed_successfully}\n",
        code: "endless-job",
        severity: Severity::Warning,
        at: "service_completed_successfully",
        labels: &["job"],
        message: "`job` never completes, as its `x-sim` says",
        fixes: &["Wait until `job` has started"],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    x-sim: {exits: {after: 1s, code: 3}}\n",
        code: "simulated-failure",
        severity: Severity::Warning,
        at: "{exits: {after: 1s, code: 3}}",
        labels: &[],
        message: "`web` exits with code 3, as its `x-sim` says",
        fixes: &[],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    restart: unless_stopped\n",
        code: "invalid-restart-policy",
        severity: Severity::Error,
        at: "unless_stopped",
        labels: &[],
        message: "`unless_stopped` is not a restart policy",
        fixes: &["Write `unless-stopped`"],
    },
    Case {
        compose: "services:\n  web:\n    image: app:1\n    healthcheck: {test: ok, start_interval: 1s}\n",
        code: "start-interval-without-period",
        severity: Severity::Error,
        at: "1s",
        labels: &[],
        message: "the health check of `web` has a `start_interval`, but no `start_period`",
        fixes: &["Add `start_period: 30s`"],
    },
    Case {
        compose: "services:\n  web:\n    image: local-app:1\n    pull_policy: never\n  other:\n    image: local-app:1\n    pull_policy: never\n",
        code: "unbuilt-image",
        severity: Severity::Warning,
        at: "local-app:1",
        labels: &["never"],
        message: "as far as known, nobody builds `local-app:1`, and it is never pulled",
        fixes: &["Pull it if it is missing"],
    },
    Case {
        compose: "services:\n  job:\n    image: my/job:1\n    healthcheck: {test: ok, interval: 9s}\n  web:\n    image: app:1\n    depends_on:\n      job: {condition: service_healthy}\n  after:\n    image: app:1\n    depends_on:\n      job: {condition: service_completed_successfully}\n",
        code: "startup-failure",
        severity: Severity::Warning,
        at: "job",
        labels: &[],
        message: "`up` fails: dependency failed to start: container demo-job-1 exited (0)",
        fixes: &[],
    },
];

/// Returns the projects whose startup has a problem.
pub fn projects() -> impl Iterator<Item = Workspace> {
    CASES.iter().map(|case| workspace(case.compose))
}

fn workspace(compose: &str) -> Workspace {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", compose);
    files
}

fn diagnostics(files: &Workspace) -> Vec<Diagnostic> {
    let loaded = load(files, &LoadOptions::default());
    let project = loaded.project.as_ref();
    let timeline = project.map(|project| sim::simulate(project, files, &Scenario::up()));
    findings::all(
        loaded.diagnostics,
        &loaded.unset_variables,
        project,
        files,
        timeline.as_ref(),
    )
}

/// Returns the files after a fix.
fn fixed(files: &Workspace, fix: &Fix) -> Workspace {
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in edits {
        let text = texts
            .entry(edit.span.file)
            .or_insert_with(|| files.file(edit.span.file).text().to_owned());
        text.replace_range(edit.span.range(), &edit.text);
    }
    let mut fixed = files.clone();
    for (file, text) in texts {
        fixed.set(files.file(file).path(), &text);
    }
    if let Some(new) = &fix.new_file {
        fixed.set(&new.path, &new.text);
    }
    fixed
}

#[test]
fn problems_of_the_startup_are_at_the_deciding_lines() {
    for case in CASES {
        let files = workspace(case.compose);
        let found = diagnostics(&files);
        let [diagnostic] = &found[..] else {
            panic!("{}\n{found:#?}", case.compose);
        };
        assert_eq!(
            (diagnostic.code.name(), diagnostic.severity),
            (case.code, case.severity)
        );
        assert_eq!(diagnostic.message, case.message);
        let primary = diagnostic.primary.as_ref().map(|label| files.text(label.span));
        assert_eq!(primary, Some(case.at), "{}", case.message);
        let labels: Vec<&str> = diagnostic
            .secondary
            .iter()
            .map(|label| files.text(label.span))
            .collect();
        assert_eq!(labels, case.labels, "{}", case.message);
        let fixes: Vec<&str> = diagnostic.fixes.iter().map(|fix| fix.title.as_str()).collect();
        assert_eq!(fixes, case.fixes, "{}", case.message);
    }
}

#[test]
fn every_fix_removes_its_problem() {
    for case in CASES {
        let files = workspace(case.compose);
        for fix in &diagnostics(&files)[0].fixes {
            let fixed = fixed(&files, fix);
            let left = diagnostics(&fixed);
            let text = fixed
                .file(fixed.find("/demo/compose.yaml").expect("the file exists"))
                .text();
            assert!(left.is_empty(), "{}\n{text}\n{left:#?}", fix.title);
        }
    }
}

#[test]
fn certain_problems_are_reported_together() {
    let files = workspace(
        "services:\n  web:\n    image: app:1\n    depends_on:\n      db: {condition: service_healthy}\n      job: {condition: \
         service_completed_successfully}\n  db:\n    image: postgres:16\n  job:\n    image: my/job:1\n    restart: always\n",
    );
    let codes: Vec<&str> = diagnostics(&files)
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    assert_eq!(
        codes,
        ["missing-healthcheck", "missing-image-variable", "restarted-job"]
    );
}

#[test]
fn missing_variable_from_an_unset_variable_joins_its_warning() {
    let files =
        workspace("services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: ${SECRET}\n");
    let found = diagnostics(&files);
    let messages: Vec<&str> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    let expected =
        "variable `SECRET` is not set: `db` exits at its first start: `postgres:16` requires `POSTGRES_PASSWORD`";
    assert_eq!(messages, [expected]);
}

#[test]
fn working_settings_are_not_reported() {
    for compose in [
        // The command is not the server.
        "services:\n  dump: {image: 'postgres:16', command: [pg_dump, -h, db]}\n",
        "services:\n  db: {image: 'postgres:16', entrypoint: [sleep, 1d]}\n",
        // The version is not known, or the extension's number is not the server's.
        "services:\n  db: {image: 'pgvector/pgvector:pg16', environment: {POSTGRES_PASSWORD: x}, volumes: ['/var/lib/postgresql/data']}\n",
        "services:\n  db: {image: 'postgres:18', environment: {POSTGRES_PASSWORD: x, PGDATA: /var/lib/postgresql/data/db}, volumes: ['/var/lib/postgresql/data']}\n",
        // MariaDB accepts the argument, in contrast to MySQL.
        "services:\n  db: {image: 'mariadb:11', environment: {MARIADB_ROOT_PASSWORD: x}, command: --default-authentication-plugin=mysql_native_password}\n",
        "services:\n  php: {image: 'php:8-fpm-alpine', restart: always}\n",
        "services:\n  db: {image: 'mysql/mysql-server:8.0'}\n  web: {image: 'app:1', depends_on: {db: {condition: service_healthy}}}\n",
        "services:\n  cache: {image: 'memcached:alpine', healthcheck: {test: wget -q localhost}}\n",
        // Another service builds the image, or a script pulls it.
        "services:\n  a: {build: ., image: 'mine:1'}\n  b: {image: 'mine:1', pull_policy: never}\n  c: {image: 'ghcr.io/x/y:1', pull_policy: never}\n",
        // Ranges and replicas that fit.
        "services:\n  a: {image: 'app:1', scale: 2, ports: ['8080-8081:80']}\n",
        "services:\n  a: {image: 'app:1', ports: ['8080:80/udp']}\n  b: {image: 'app:1', ports: ['8080:80']}\n",
    ] {
        assert_eq!(diagnostics(&workspace(compose)), [], "{compose}");
    }
}

fn has_problem(timeline: &Timeline, files: &Workspace) -> bool {
    let project = timeline.project().expect("a project was loaded");
    !sim::questions::verdict(timeline, project, files).is_empty()
}

#[test]
fn every_failure_of_a_recorded_scenario_is_a_problem() {
    let mut without_problem = BTreeSet::new();
    for folder in simulation::folders() {
        let timeline = simulation::simulate(&folder);
        let Some(project) = timeline.project() else { continue };
        let has_failed = timeline.insight(project).is_some_and(|insight| insight.is_failure);
        if has_failed && !has_problem(&timeline, &simulation::workspace(&folder)) {
            without_problem.insert(folder);
        }
    }
    assert!(without_problem.is_empty(), "{without_problem:?}");
}
