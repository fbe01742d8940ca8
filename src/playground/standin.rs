//! Stands in for parts of the library that are not there yet. Goes away with them.
#![allow(missing_docs)]
use super::files::Files;
use crate::compose::*;
use crate::diagnostic::Diagnostic;
use crate::graph::Dependencies;
use crate::sim::*;
use crate::source::*;
use crate::yaml::{Node, Value};

pub struct Scenario;
impl Scenario {
    pub fn up() -> Self {
        Scenario
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    pub text: String,
    pub at: Time,
    pub record: RecordId,
}
pub struct Run {
    pub timeline: Timeline,
    pub diagnostics: Vec<Diagnostic>,
}
pub trait Explain {
    fn why(&self, id: RecordId) -> Vec<Reason>;
    fn insight(&self, project: &Project) -> Option<Insight>;
}
impl Explain for Timeline {
    fn why(&self, id: RecordId) -> Vec<Reason> {
        std::iter::successors(Some(id), |id| self.records[id.0 as usize].cause)
            .map(|id| Reason {
                at: self.records[id.0 as usize].at,
                text: format!("{:?} happened because something else had happened", self.records[id.0 as usize].event),
                span: Some(super::fixture::span()),
            })
            .collect()
    }
    fn insight(&self, _: &Project) -> Option<Insight> {
        Some(Insight {
            text: "web starts at 31.0 s, though db is ready at 8 s: the first probe comes after 30 s".into(),
            at: Time(31_020),
            record: RecordId(6),
        })
    }
}
pub fn run(_: &Project, _: &Workspace, _: &Scenario) -> Run {
    Run {
        timeline: super::fixture::timeline(),
        diagnostics: vec![],
    }
}
pub fn write(_: &Node) -> String {
    "name: demo\nservices:\n  db:\n    image: mariadb:11.8\n    ports:\n      - target: 5000\n        published: \"5000\"\n".into()
}
pub fn load(files: &Workspace, _: &LoadOptions) -> Loaded {
    let id = FileId(0);
    let text = files.file(id).text();
    let span = |word: &str| {
        let at = text.find(word).unwrap_or(0);
        Span::new(id, at..at + word.len())
    };
    let mut db = super::fixture::service("db", "mariadb:11.8");
    db.span = span("db:\n    image");
    db.volumes.push(Spanned {
        value: Mount {
            kind: MountKind::Volume,
            source: Some("data".into()),
            target: "/x".into(),
            read_only: false,
        },
        span: db.span,
    });
    let mut web = super::fixture::service("web", "x");
    web.span = span("web:");
    web.build = Some(Build {
        span: web.span,
        context: files.root().into(),
        dockerfile: Some("Dockerfile".into()),
        dockerfile_inline: None,
        target: None,
        args: Default::default(),
    });
    web.ports.push(Spanned {
        value: Port {
            target: 5000,
            published: Some("5000".into()),
            host_ip: None,
            protocol: "tcp".into(),
        },
        span: web.span,
    });
    web.depends_on.push(Dependency {
        service: ServiceName::from("db"),
        condition: Condition::Healthy,
        restart: false,
        required: true,
        source: DependencySource::DependsOn,
        span: span("db:\n        cond"),
        condition_span: span("service_healthy"),
    });
    let bad = text.contains("BAD");
    let mut diagnostics = vec![
        Diagnostic::warning("unset-variable", "the variable `DB_NAME` is not set, it becomes blank", span("${DB_NAME}"))
            .help("put it into `.env`, or give it a default: `${DB_NAME:-example}`")
            .upstream("The \"DB_NAME\" variable is not set. Defaulting to a blank string.")
            .fix(
                "Add DB_NAME to .env",
                crate::diagnostic::Applicability::Safe,
                vec![crate::diagnostic::Edit {
                    span: span("${DB_NAME}"),
                    text: "${DB_NAME:-example}".into(),
                }],
            ),
        Diagnostic::new(crate::diagnostic::Severity::Info, "x", "`restart: always` starts it again after each exit", span("restart")),
    ];
    if bad {
        diagnostics.push(Diagnostic::error("unknown-key", "`BAD` is not a service key", span("BAD")));
    }
    let project = Project {
        name: files.root().trim_start_matches('/').into(),
        directory: files.root().into(),
        services: [(db.name.clone(), db), (web.name.clone(), web)].into_iter().collect(),
        disabled: Default::default(),
        networks: Default::default(),
        volumes: Default::default(),
        secrets: Default::default(),
        configs: Default::default(),
        resolved: Node::new(Value::Null, span("x")),
    };
    Loaded {
        project: (!bad).then_some(project),
        diagnostics,
        failure: None,
        warnings: vec![],
        wanted: vec![],
    }
}
pub fn bundle(_: &Files) -> Vec<u8> {
    vec![]
}
pub fn svg(_: &Project, _: &Dependencies) -> String {
    String::new()
}
pub fn mermaid(_: &Project, _: &Dependencies) -> String {
    String::new()
}
pub fn encode(files: &Files) -> String {
    format!("1:{}", files.iter().map(|f| format!("{:x}", f.text.len())).collect::<String>())
}
pub fn decode(_: &str) -> Result<Files, String> {
    Err("the link is damaged".into())
}
pub fn snapshot(timeline: &Timeline, at: Time) -> Snapshot {
    let lanes: Vec<_> = timeline
        .lanes
        .iter()
        .map(|l| l.segments.iter().rfind(|s| s.from <= at).map(|s| (s.phase, s.exit_code)))
        .collect();
    let services = timeline
        .lanes
        .iter()
        .zip(&lanes)
        .map(|(l, p)| (l.service.clone(), p.map_or(Phase::Absent, |p| p.0)))
        .collect();
    Snapshot { lanes, services }
}
