//! Small values for tests, modeled on the start of the Flask and MariaDB example.

use super::drawing::{Card, Connector};
use crate::compose::{Condition, Restart, RestartPolicy, Service, ServiceName, Spanned};
use crate::layout::Point;
use crate::sim::{
    self, CommandRun, Ending, Event, Gate, GateOutcome, Lane, Phase, Probe, ProbeResult, Record, RecordId, Scenario,
    Segment, Subject, Time, Timeline,
};
use crate::source::{FileId, Span, Workspace};

/// Returns a workspace with one compose file.
pub fn workspace() -> Workspace {
    let mut files = Workspace::new("/demo");
    files.set(
        "compose.yaml",
        "services:\n  web:\n    image: web\n  db:\n    image: db\n",
    );
    files
}

/// Returns a span in the compose file.
pub fn span() -> Span {
    Span::new(FileId(0), 12..15)
}

/// Returns a service that sets only an image.
pub fn service(name: &str, image: &str) -> Service {
    let span = span();
    Service {
        name: ServiceName::from(name),
        span,
        image: Some(Spanned {
            value: image.to_owned(),
            span,
        }),
        build: None,
        command: None,
        entrypoint: None,
        environment: Default::default(),
        ports: Vec::new(),
        expose: Vec::new(),
        volumes: Vec::new(),
        networks: Vec::new(),
        secrets: Vec::new(),
        configs: Vec::new(),
        depends_on: Vec::new(),
        healthcheck: None,
        restart: Spanned {
            value: Restart {
                policy: RestartPolicy::No,
                attempts: None,
                from_deploy: false,
            },
            span,
        },
        replicas: Spanned { value: 1, span },
        replicas_from_deploy: false,
        container_name: None,
        profiles: Vec::new(),
        stop_signal: None,
        stop_grace_period: None,
        init: false,
        tty: false,
        stdin_open: false,
        attach: true,
        pid: None,
        network_mode: None,
        pull_policy: None,
        post_start: Vec::new(),
        pre_stop: Vec::new(),
        provider: None,
        watch: Vec::new(),
        labels: Default::default(),
        behavior: None,
    }
}

/// Returns the card of `db`.
pub fn card() -> Card {
    Card {
        name: "db".into(),
        label: "db".into(),
        short_label: vec!["db".into()],
        image: "mariadb".into(),
        tag: ":11.8".into(),
        full_image: "mariadb:11.8".into(),
        replicas: None,
        port: None,
        ports: Vec::new(),
        volumes: Vec::new(),
        errors: None,
        corner: Point::default(),
        max_name_width: 188.0,
    }
}

/// Returns the connector from `db` to `web`.
pub fn connector() -> Connector {
    Connector {
        from: 0,
        to: 1,
        from_name: "db".into(),
        to_name: "web".into(),
        condition: Condition::Healthy,
        required: true,
        in_cycle: false,
        path: String::new(),
        label: Point::default(),
        label_clear: true,
    }
}

fn record(at: u64, lane: usize, event: Event, cause: u32) -> Record {
    Record {
        at: Time(at),
        subject: Subject::Container(lane),
        event,
        cause: Some(RecordId(cause)),
        span: None,
    }
}

fn lane(name: &str, phases: &[(u64, u64, Phase, u32)]) -> Lane {
    let segment = |&(from, to, phase, record)| Segment {
        from: Time(from),
        to: Time(to),
        phase,
        exit_code: None,
        record: RecordId(record),
    };
    Lane {
        project: "demo".to_owned(),
        service: ServiceName::from(name),
        name: format!("{name}-1"),
        full_name: format!("demo-{name}-1"),
        segments: phases.iter().map(segment).collect(),
        probes: Vec::new(),
        gates: Vec::new(),
        ready: Vec::new(),
        logs: Vec::new(),
        restarts: 0,
    }
}

/// Returns a timeline in which the first probe makes `db` healthy at 30.52 s and `web` starts at 31.02 s.
pub fn timeline() -> Timeline {
    let mut db = lane(
        "db",
        &[
            (200, 460, Phase::Created, 1),
            (460, 30_520, Phase::Starting, 3),
            (30_520, 40_000, Phase::Healthy, 5),
        ],
    );
    db.ready.push(Time(8460));
    db.probes.push(Probe {
        began: Time(30_460),
        ended: Time(30_520),
        result: ProbeResult::Passed,
        record: RecordId(4),
    });
    let mut web = lane(
        "web",
        &[
            (200, 300, Phase::Created, 2),
            (300, 31_020, Phase::Waiting, 2),
            (31_020, 40_000, Phase::Running, 6),
        ],
    );
    web.gates.push(Gate {
        dependency: ServiceName::from("db"),
        condition: Condition::Healthy,
        from: Time(300),
        to: Time(31_020),
        outcome: Some(GateOutcome::Opened),
        ended_by: Some(RecordId(5)),
        span: span(),
    });
    let began = Record {
        at: Time::ZERO,
        subject: Subject::Command(0),
        event: Event::CommandBegan,
        cause: None,
        span: None,
    };
    Timeline {
        records: vec![
            began,
            record(200, 0, Event::Created, 0),
            record(200, 1, Event::Created, 0),
            record(460, 0, Event::Started, 1),
            record(30_520, 0, Event::ProbeEnded(ProbeResult::Passed), 3),
            record(30_520, 0, Event::Healthy, 4),
            record(31_020, 1, Event::Started, 5),
        ],
        lanes: vec![db, web],
        commands: vec![CommandRun {
            words: vec!["up".into(), "-d".into()],
            began: Time::ZERO,
            ended: Some(Time(31_400)),
            exit_code: Some(0),
            error: None,
            lines: Vec::new(),
            record: RecordId(0),
        }],
        ready: Some(Time(31_020)),
        end: Time(40_000),
        ending: Ending::Settled,
        ..sim::simulate_steps(Vec::new(), &Scenario::of(Vec::new()))
    }
}
