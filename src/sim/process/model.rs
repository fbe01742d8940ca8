//! Models: everything that the engine and Compose need to run a service.
//!
//! A model combines the service's definition, its image and its behavior. The health check is merged with the image's
//! field by field, defaults are filled in, and durations are rounded as by the real programs.
//! Source: moby `daemon/health.go` and `daemon/commit.go` (merge), compose `pkg/compose/create.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::compose::{
    Condition, DependencySource, Healthcheck, Hook, Port, Project, RestartPolicy, Service, ServiceName, Spanned,
};
use crate::diagnostic::Diagnostic;
use crate::dockerfile::ImageHealthcheck;
use crate::plan;
use crate::sim::process::behavior::{self, Behavior, ExitRule};
use crate::sim::process::defaults;
use crate::sort::CompactSort;
use crate::source::{Span, Workspace};

/// Everything that is needed to run a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The service.
    pub(crate) service: ServiceName,
    /// The key of the service in the file.
    pub(crate) span: Span,
    /// The health check that runs; `None` if there are no probes.
    pub(crate) check: Option<Check>,
    /// Whether the container has a health check configuration, even one that disables the check.
    pub(crate) has_check_config: bool,
    /// Whether the file sets `start_interval`.
    pub(crate) has_start_interval: bool,
    /// Whether the file sets `start_period`.
    pub(crate) has_start_period: bool,
    /// The restart policy.
    pub(crate) restart: RestartPolicy,
    /// The maximum number of restarts in the file.
    pub(crate) restart_attempts: Option<u64>,
    /// The restart policy in the file.
    pub(crate) restart_span: Span,
    /// The signal that stops the container.
    pub(crate) stop_signal: String,
    /// Whether the file or the image sets the stop signal.
    pub(crate) has_stop_signal: bool,
    /// Time between the stop signal and SIGKILL in milliseconds, rounded down to whole seconds.
    pub(crate) grace: u64,
    /// Whether the container has its own network namespace.
    pub(crate) has_own_network: bool,
    /// The published ports.
    pub(crate) ports: Vec<Port>,
    /// Services whose first container this service's containers refer to by ID. They are recreated together.
    pub(crate) linked_services: Vec<ServiceName>,
    /// The service whose PID namespace it shares. Its process is killed when that namespace ends.
    pub(crate) pid_namespace_of: Option<ServiceName>,
    /// The build of its image, if it is built.
    pub(crate) build: Option<ImageBuild>,
    /// The data that it keeps in volumes.
    pub(crate) data: Option<VolumeData>,
    /// The first word of its entrypoint or command.
    pub(crate) program: String,
    /// The behavior of its process.
    pub(crate) behavior: Behavior,
    /// Hooks that run after a start.
    pub(crate) post_start: Vec<ModelHook>,
    /// Hooks that run before a stop.
    pub(crate) pre_stop: Vec<ModelHook>,
}

/// A build of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImageBuild {
    /// Tag of the image.
    pub(crate) tag: String,
    /// Hash of the build options and the Dockerfile. Another value means another image.
    pub(crate) fingerprint: u64,
}

/// The data that a process keeps in volumes, and the variables that initialize it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VolumeData {
    /// Full names of the volumes.
    pub(crate) volumes: Vec<String>,
    /// Variables that the process reads only while the volumes are empty.
    pub(crate) variables: BTreeMap<String, String>,
    /// The behavior with initialized volumes, if it differs: an initialized database requires no password, for example.
    pub(crate) initialized: Option<Behavior>,
}

/// A hook with its behavior.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ModelHook {
    /// The hook in the file.
    pub(crate) span: Span,
    /// Durations and exit codes of its runs. Without a rule, it exits at once with code 0.
    pub(crate) exits: Vec<ExitRule>,
}

/// A health check with all defaults filled in. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Check {
    /// The command.
    pub(crate) test: Vec<String>,
    /// Pause before each probe.
    pub(crate) interval: u64,
    /// Longest duration of a probe.
    pub(crate) timeout: u64,
    /// Number of consecutive failures that make the container unhealthy.
    pub(crate) retries: u64,
    /// Time after the start in which failures do not count.
    pub(crate) start_period: u64,
    /// Pause before each probe during the start period, in engine 25 and later.
    pub(crate) start_interval: u64,
    /// The source of the interval.
    pub(crate) interval_source: SettingSource,
    /// `healthcheck` in the file.
    pub(crate) span: Option<Span>,
    /// `test` in the file.
    pub(crate) test_span: Option<Span>,
}

/// The source of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SettingSource {
    /// The Compose file.
    File(Span),
    /// The image.
    Image,
    /// The default of the engine.
    Default,
}

impl Model {
    /// Builds the model of a service, given the behavior that is assumed without its `x-sim`.
    pub(crate) fn for_service(service: &Service, assumed: Behavior, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let behavior = match &service.behavior {
            Some(node) => behavior::parse_behavior(node, assumed, diagnostics),
            None => assumed,
        };
        let stop_signal = service.stop_signal.as_ref().map(|signal| signal.value.clone());
        let stop_signal = stop_signal.or_else(|| behavior.image_stop_signal.clone());
        let grace = service.stop_grace_period.as_ref().map_or(10_000, |grace| grace.value);
        let check = &service.healthcheck;
        Model {
            service: service.name.clone(),
            span: service.span,
            check: resolve_check(check.as_ref(), behavior.image_check.as_ref()),
            has_check_config: check.is_some() || behavior.image_check.is_some(),
            has_start_interval: check.as_ref().is_some_and(|check| check.start_interval.is_some()),
            has_start_period: check.as_ref().is_some_and(|check| check.start_period.is_some()),
            restart: service.restart.value.policy.clone(),
            restart_attempts: service.restart.value.attempts,
            restart_span: service.restart.span,
            has_stop_signal: stop_signal.is_some(),
            stop_signal: plan::signal_name(stop_signal.as_deref().unwrap_or("SIGTERM")),
            grace: grace / 1000 * 1000,
            has_own_network: has_own_network(service),
            ports: published_ports(service),
            linked_services: linked_services(service),
            pid_namespace_of: pid_namespace_of(service),
            build: None,
            data: None,
            program: program(service),
            post_start: hooks(&service.post_start, diagnostics),
            pre_stop: hooks(&service.pre_stop, diagnostics),
            behavior,
        }
    }

    /// Builds the models of all services of a project, active or not, sorted by name.
    pub(crate) fn for_project(
        project: &Project,
        files: &Workspace,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Rc<Model>> {
        let jobs = awaited_jobs(project);
        let mut models: Vec<_> = (project.services.values().chain(project.disabled.values()))
            .map(|service| {
                let mut assumed = defaults::assumed_behavior(service, files);
                if service.behavior.is_none() && jobs.contains(&service.name) {
                    defaults::assume_job(&mut assumed);
                }
                let mut model = Model::for_service(service, assumed, diagnostics);
                model.build = defaults::image_build(service, project, files);
                model.data = defaults::volume_data(service, project, files);
                Rc::new(model)
            })
            .collect();
        models.compact_sort_by(|a, b| a.service.cmp(&b.service));
        models
    }
}

/// Returns the services whose successful completion another service waits for.
fn awaited_jobs(project: &Project) -> BTreeSet<&ServiceName> {
    let dependencies = project.services.values().flat_map(|service| &service.depends_on);
    let awaited = dependencies.filter(|dependency| dependency.condition == Condition::Completed);
    awaited.map(|dependency| &dependency.service).collect()
}

fn has_own_network(service: &Service) -> bool {
    let mode = service.network_mode.as_ref().map(|mode| mode.value.as_str());
    matches!(mode, None | Some("bridge" | "default"))
}

/// Returns the published ports. A service that shares a network namespace publishes none.
fn published_ports(service: &Service) -> Vec<Port> {
    if has_own_network(service) {
        service.ports.iter().map(|port| port.value.clone()).collect()
    } else {
        Vec::new()
    }
}

/// Returns the services whose containers this service's containers refer to by ID.
fn linked_services(service: &Service) -> Vec<ServiceName> {
    let is_link = |source| {
        matches!(
            source,
            DependencySource::NetworkMode | DependencySource::Namespace | DependencySource::VolumesFrom
        )
    };
    let edges = service.depends_on.iter().filter(|edge| is_link(edge.source));
    edges.map(|edge| edge.service.clone()).collect()
}

/// Returns the service whose PID namespace a service shares.
fn pid_namespace_of(service: &Service) -> Option<ServiceName> {
    let owner = service.pid.as_ref()?.value.strip_prefix("service:")?;
    Some(ServiceName::from(owner))
}

fn program(service: &Service) -> String {
    let words = |list: &Option<Spanned<Vec<String>>>| list.as_ref().and_then(|words| words.value.first().cloned());
    words(&service.entrypoint)
        .or_else(|| words(&service.command))
        .unwrap_or_default()
}

fn hooks(hooks: &[Hook], diagnostics: &mut Vec<Diagnostic>) -> Vec<ModelHook> {
    hooks
        .iter()
        .map(|hook| ModelHook {
            span: hook.span,
            exits: match &hook.behavior {
                Some(node) => behavior::parse_hook(node, diagnostics),
                None => Vec::new(),
            },
        })
        .collect()
}

/// Merges the health checks of the file and the image. A setting that is missing or zero in the file is taken from the
/// image, and otherwise from the engine's defaults.
fn resolve_check(file: Option<&Healthcheck>, image: Option<&ImageHealthcheck>) -> Option<Check> {
    if file.is_some_and(|check| check.disable) {
        return None;
    }
    let file_test = file.and_then(|check| check.test.as_ref());
    let test = match (file_test, image) {
        (Some(test), _) if !test.value.is_empty() => &test.value,
        (_, Some(image)) => &image.test,
        _ => return None,
    };
    if test.len() < 2 || test[0] == "NONE" {
        return None;
    }
    let set = |field: fn(&Healthcheck) -> &Option<Spanned<u64>>| {
        file.and_then(|check| field(check).as_ref())
            .filter(|field| field.value > 0)
    };
    let pick = |field: fn(&Healthcheck) -> &Option<Spanned<u64>>,
                image_field: fn(&ImageHealthcheck) -> Option<u64>,
                default| {
        let image_value = image.and_then(image_field).filter(|&value| value > 0);
        set(field).map(|field| field.value).or(image_value).unwrap_or(default)
    };
    let interval_source = match set(|check| &check.interval) {
        Some(interval) => SettingSource::File(interval.span),
        None if image.is_some_and(|image| image.interval.is_some_and(|value| value > 0)) => SettingSource::Image,
        None => SettingSource::Default,
    };
    Some(Check {
        test: test.clone(),
        interval: pick(|check| &check.interval, |image| image.interval, 30_000),
        timeout: pick(|check| &check.timeout, |image| image.timeout, 30_000),
        retries: pick(|check| &check.retries, |image| image.retries, 3),
        start_period: pick(|check| &check.start_period, |image| image.start_period, 0),
        start_interval: pick(|check| &check.start_interval, |image| image.start_interval, 5_000),
        interval_source,
        span: file.map(|check| check.span),
        test_span: file_test.map(|test| test.span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn spanned<T>(value: T) -> Option<Spanned<T>> {
        let span = Span::new(FileId(0), 0..0);
        Some(Spanned { value, span })
    }

    fn file() -> Healthcheck {
        Healthcheck {
            span: Span::new(FileId(0), 0..0),
            test: None,
            interval: None,
            timeout: None,
            retries: None,
            start_period: None,
            start_interval: None,
            disable: false,
        }
    }

    #[test]
    fn health_checks_of_file_and_image_are_merged() {
        let image = ImageHealthcheck {
            test: vec!["CMD".to_owned(), "ok".to_owned()],
            interval: Some(2000),
            retries: Some(7),
            ..ImageHealthcheck::default()
        };
        let check = Healthcheck {
            retries: spanned(0),
            timeout: spanned(500),
            ..file()
        };
        let merged = resolve_check(Some(&check), Some(&image)).expect("the image has a test");
        assert_eq!(
            (merged.interval, merged.timeout, merged.retries, merged.start_period),
            (2000, 500, 7, 0)
        );
        assert_eq!(merged.interval_source, SettingSource::Image);
    }

    #[test]
    fn check_needs_a_test() {
        let none = Healthcheck {
            test: spanned(vec!["NONE".to_owned()]),
            ..file()
        };
        assert_eq!(resolve_check(Some(&none), None), None);
        assert_eq!(resolve_check(Some(&file()), None), None);
        assert_eq!(resolve_check(None, None), None);
    }
}
