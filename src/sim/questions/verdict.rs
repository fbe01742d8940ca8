//! The verdict on a simulation: why startup fails, as diagnostics at the lines that decide it.
//!
//! Each failure is traced back along its causes to an obstacle. A service's obstacle is reported once, however many
//! failures it has caused. A certain failure is an error; one that depends on an assumption is a warning that says so.

mod create;
mod health;
mod jobs;
mod ports;
mod process;

use std::collections::BTreeSet;

use crate::compose::{Condition, Dependency, Project, RestartPolicy, Service, ServiceName};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Severity, codes};
use crate::sim::process::behavior::Origin;
use crate::sim::process::model::Model;
use crate::sim::questions::insertion::Insertion;
use crate::sim::timeline::obstacle::{Blocked, Obstacle, RESTART_LOOP};
use crate::sim::{Event, Record, RecordId, Subject, Timeline};
use crate::source::{Span, Workspace};

/// Returns diagnostics about everything that makes a command fail or wait without end, or that keeps a container from
/// running or from becoming healthy.
pub fn verdict(timeline: &Timeline, project: &Project, files: &Workspace) -> Vec<Diagnostic> {
    let judge = Judge {
        timeline,
        project,
        files,
    };
    let mut seen = BTreeSet::new();
    let mut diagnostics = Vec::new();
    let mut unexplained = Vec::new();
    for id in timeline.failures() {
        match timeline.first_obstacle(id) {
            Some((_, blocked)) if !seen.insert(blocked.clone()) => {}
            Some((effect, blocked)) => match judge.describe(Some(effect), &blocked) {
                Some(diagnostic) => diagnostics.push(diagnostic),
                None => unexplained.push(id),
            },
            None => unexplained.push(id),
        }
    }
    if !diagnostics.is_empty() {
        let unreached = judge
            .certain_obstacles()
            .into_iter()
            .filter(|blocked| !seen.contains(blocked));
        diagnostics.extend(unreached.filter_map(|blocked| judge.describe(None, &blocked)));
    }
    let mut explained: BTreeSet<Option<ServiceName>> = seen.into_iter().map(|blocked| Some(blocked.service)).collect();
    for id in unexplained {
        if explained.insert(judge.origin(id)) {
            diagnostics.push(judge.describe_unexplained(id));
        }
    }
    diagnostics.extend(judge.unbuilt_images());
    diagnostics
}

/// The input of a verdict.
struct Judge<'a> {
    timeline: &'a Timeline,
    project: &'a Project,
    files: &'a Workspace,
}

impl<'a> Judge<'a> {
    /// Describes an obstacle. `effect` is the record that it was found at, if there is one.
    fn describe(&self, effect: Option<RecordId>, blocked: &Blocked) -> Option<Diagnostic> {
        let service = self.project.services.get(&blocked.service)?;
        let model = self.timeline.model(service.name.as_str())?;
        Some(match &blocked.obstacle {
            Obstacle::PortInUse(port) => self.port_in_use(service, *port, effect)?,
            Obstacle::NoHealthcheck => self.missing_healthcheck(service, effect)?,
            Obstacle::MissingProgram(program) => self.missing_program(service, model, program)?,
            Obstacle::ImpatientHealthcheck { ready_after, .. } => {
                self.impatient_healthcheck(service, model, *ready_after, blocked)
            }
            Obstacle::MissingVariable(names) => self.missing_variable(service, names),
            Obstacle::FatalSetting(setting) => self.refused_setting(service, setting),
            Obstacle::Idle => self.idle_container(service, model),
            Obstacle::RestartedJob(policy) => self.restarted_job(service, policy),
            Obstacle::EndlessJob => self.endless_job(service, model),
            Obstacle::FailingProbes | Obstacle::Exits(_) | Obstacle::Needs => self.simulated_failure(service, blocked),
        })
    }

    /// Returns the obstacles that follow from the files alone. Startup may fail before it reaches them.
    fn certain_obstacles(&self) -> Vec<Blocked> {
        let edges = self
            .project
            .services
            .values()
            .filter(|service| service.replicas.value > 0);
        let edges = edges.flat_map(|service| &service.depends_on);
        let required = edges.filter(|edge| edge.required);
        let obstacle = |edge: &Dependency| {
            let service = self.project.services.get(&edge.service)?;
            let model = self.timeline.model(service.name.as_str())?;
            let has_containers = service.replicas.value > 0 && service.provider.is_none();
            let lacks_check = model.check.is_none() && self.timeline.lacks_healthcheck_for_certain(&edge.service);
            let obstacle = match (edge.condition, &service.restart.value.policy) {
                (Condition::Healthy, _) if lacks_check => Obstacle::NoHealthcheck,
                (Condition::Completed, RestartPolicy::Always) => Obstacle::RestartedJob("always"),
                (Condition::Completed, RestartPolicy::UnlessStopped) => Obstacle::RestartedJob("unless-stopped"),
                _ => return None,
            };
            let service = edge.service.clone();
            has_containers.then_some(Blocked { service, obstacle })
        };
        let obstacles: BTreeSet<Blocked> = required.filter_map(obstacle).collect();
        obstacles.into_iter().collect()
    }

    /// Describes a failure that follows from the service's `x-sim`.
    fn simulated_failure(&self, service: &Service, blocked: &Blocked) -> Diagnostic {
        let span = service.behavior.as_ref().map_or(service.span, |node| node.span);
        let name = &service.name;
        let message = match &blocked.obstacle {
            Obstacle::Exits(code) => format!("`{name}` exits with code {code}, as its `x-sim` says"),
            Obstacle::Needs => format!("`{name}` exits because a service that its `x-sim` needs is not ready"),
            _ => format!("the probes of `{name}` fail, as its `x-sim` says"),
        };
        self.with_consequence(
            Diagnostic::warning(codes::SIMULATED_FAILURE, message, span),
            "",
            service,
        )
    }

    /// Describes a failure without a known obstacle.
    fn describe_unexplained(&self, id: RecordId) -> Diagnostic {
        let record = self.timeline.record(id);
        let command = record.and_then(|record| match record.subject {
            Subject::Command(index) => self.timeline.commands.get(index),
            Subject::Container(_) => None,
        });
        let error = command.and_then(|command| command.error.clone());
        if let Some(diagnostic) = error.as_ref().and_then(|error| self.refused_creation(error)) {
            return diagnostic;
        }
        let (origin, message) = match record {
            Some(record) => (self.failing_service(id), self.failure_message(record)),
            None => (None, String::new()),
        };
        let span = origin.map(|service| service.span);
        let message = error.as_ref().map_or(message, |error| format!("`up` fails: {error}"));
        let diagnostic = Diagnostic::warning(
            codes::STARTUP_FAILURE,
            message,
            record.and_then(|record| record.span).or(span),
        )
        .help("The explanation of this event in the timeline shows the chain of causes.");
        match error {
            Some(error) => diagnostic.upstream(error),
            None => diagnostic,
        }
    }

    /// Returns the message about a failed container or wait.
    fn failure_message(&self, record: &Record) -> String {
        let name = self.timeline.lane_of(record).map(|lane| lane.service.to_string());
        let name = name.unwrap_or_default();
        match &record.event {
            Event::WaitEnded { dependency, .. } | Event::Waiting { dependency, .. } => {
                format!("`{name}` never starts, because the condition on `{dependency}` is never met")
            }
            Event::Unhealthy => format!("`{name}` becomes unhealthy"),
            event => format!("`{name}` {}", event.description()),
        }
    }

    /// Returns the name of the service whose failure is the cause of a record. Failures with the same cause are reported
    /// once.
    fn origin(&self, id: RecordId) -> Option<ServiceName> {
        self.failing_service(id).map(|service| service.name.clone())
    }

    /// Returns the service whose failure is the cause of a record: that of the latest cause that is a failed start, an
    /// exit or a change of health.
    fn failing_service(&self, id: RecordId) -> Option<&'a Service> {
        let cause = |id: &RecordId| self.timeline.record(*id)?.cause.filter(|cause| cause < id);
        let mut chain = std::iter::successors(Some(id), cause).filter_map(|id| self.timeline.record(id));
        let is_failure = |event: &Event| {
            matches!(
                event,
                Event::Exited(_) | Event::Unhealthy | Event::StartFailed(_) | Event::Fault(_)
            )
        };
        let record = chain.find(|record| is_failure(&record.event))?;
        self.project.services.get(&self.timeline.lane_of(record)?.service)
    }

    /// Returns the services that depend on `service` with this condition, each with its `depends_on` entry.
    fn dependents(&self, service: &Service, condition: Condition) -> Vec<(&'a Service, &'a Dependency)> {
        let services = self.project.services.values();
        let edges = services.flat_map(|other| other.depends_on.iter().map(move |edge| (other, edge)));
        let waits = |(_, edge): &(&Service, &Dependency)| edge.service == service.name && edge.condition == condition;
        edges.filter(waits).collect()
    }

    /// Returns the sentence that says which services never start because of a service, or that it is restarted
    /// repeatedly. Empty if neither is the case.
    fn consequence(&self, service: &Service) -> String {
        let never_started = self.timeline.never_started();
        let healthy = self.dependents(service, Condition::Healthy);
        let dependents = healthy
            .into_iter()
            .chain(self.dependents(service, Condition::Completed));
        let names: BTreeSet<&ServiceName> = dependents
            .map(|(other, _)| &other.name)
            .filter(|name| never_started.contains(name))
            .collect();
        let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
        let mut lanes = self.timeline.lanes.iter();
        let is_looping = lanes.any(|lane| lane.service == service.name && lane.restarts >= RESTART_LOOP);
        match names.as_slice() {
            [] if is_looping => "The engine restarts it over and over.".to_owned(),
            [] => String::new(),
            [name] => format!("{name} waits for it and never starts."),
            names => format!("{} wait for it and never start.", names.join(", ")),
        }
    }

    /// Adds help: a sentence, and the consequence for other services.
    fn with_consequence(&self, diagnostic: Diagnostic, sentence: &str, service: &Service) -> Diagnostic {
        let help = format!("{sentence} {}", self.consequence(service));
        match help.trim() {
            "" => diagnostic,
            help => diagnostic.help(help),
        }
    }

    /// Returns the edit that adds an `x-sim` to a service without one.
    fn declare(&self, service: &Service, model: &Model, behavior: &str) -> Option<Edit> {
        let is_undeclared = service.behavior.is_none() && model.behavior.origin != Origin::Declared;
        let insertion = Insertion::of_keys(&[&format!("x-sim: {{{behavior}}}")]);
        is_undeclared
            .then(|| insertion.edit(service.span, self.files))
            .flatten()
    }

    /// Returns the edit that replaces the text at a span, if that text is `old`.
    fn replace(&self, span: Span, old: &str, new: &str) -> Option<Edit> {
        let written = self.files.text(span);
        (written.trim_matches(['"', '\'']) == old).then(|| Edit::new(span, new))
    }
}

/// Adds a fix that changes behavior, if its edit is possible.
fn with_fix(diagnostic: Diagnostic, title: &str, edits: impl IntoIterator<Item = Edit>) -> Diagnostic {
    let edits: Vec<Edit> = edits.into_iter().collect();
    match edits.is_empty() {
        true => diagnostic,
        false => diagnostic.fix(title, Applicability::ChangesBehavior, edits),
    }
}

/// The severity of a diagnostic: an error only if it is certain.
fn severity(is_certain: bool) -> Severity {
    match is_certain {
        true => Severity::Error,
        false => Severity::Warning,
    }
}

/// Returns the qualification of a statement that is not certain.
fn qualifier(is_certain: bool) -> &'static str {
    match is_certain {
        true => "",
        false => "as far as known, ",
    }
}
