//! Models: what engine and Compose need of a service in order to run it.
//!
//! Here a service's file, its image and its behavior come together: the health check is merged with
//! the image's field by field, defaults are filled in, durations are rounded as they are in reality.
//! Source: moby `daemon/health.go` and `daemon/commit.go` (merge), compose `pkg/compose/create.go`.

use std::rc::Rc;

use crate::compose::{
    DependencySource, Healthcheck, Hook, Port, Project, RestartPolicy, Service, ServiceName, Spanned,
};
use crate::diagnostic::Diagnostic;
use crate::dockerfile::ImageHealthcheck;
use crate::plan;
use crate::sim::process::behavior::{self, Behavior, ExitRule};
use crate::sim::process::defaults;
use crate::source::{Span, Workspace};
use std::collections::BTreeMap;

/// What is needed of a service in order to run it.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The service.
    pub service: ServiceName,
    /// Where its key is written.
    pub span: Span,
    /// The health check that runs; `None`: no probes.
    pub check: Option<Check>,
    /// The container is configured with a health check, even if only to switch it off.
    pub check_configured: bool,
    /// `start_interval` is set in the file.
    pub start_interval_set: bool,
    /// `start_period` is set in the file.
    pub start_period_set: bool,
    /// When the engine starts it again.
    pub restart: RestartPolicy,
    /// The number of restarts that is written with it.
    pub restart_attempts: Option<u64>,
    /// Where that is written.
    pub restart_span: Span,
    /// The signal that stops it.
    pub stop_signal: String,
    /// The file or the image sets it.
    pub stop_signal_set: bool,
    /// Time between the stop signal and SIGKILL, in whole seconds, as milliseconds.
    pub grace: u64,
    /// It has a network of its own to set up.
    pub networked: bool,
    /// The ports it publishes.
    pub ports: Vec<Port>,
    /// Services to whose first container its own are tied: they are made anew together.
    pub tied_to: Vec<ServiceName>,
    /// The service in whose process space its process lives, and dies with.
    pub lives_in: Option<ServiceName>,
    /// What its image is built from, where it is built.
    pub build: Option<BuiltFrom>,
    /// The data it keeps in volumes.
    pub data: Option<Data>,
    /// The first word of what it runs.
    pub program: String,
    /// What its process does.
    pub behavior: Behavior,
    /// Hooks after a start.
    pub post_start: Vec<ModelHook>,
    /// Hooks before a stop.
    pub pre_stop: Vec<ModelHook>,
}

/// What an image is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltFrom {
    /// The image's tag.
    pub tag: String,
    /// Another number, another image.
    pub form: u64,
}

/// Data that a process keeps in volumes, and what it was made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Full names of the volumes.
    pub volumes: Vec<String>,
    /// Variables that count only while the volumes are empty.
    pub variables: BTreeMap<String, String>,
    /// What its process does once they are filled, where that is something else: an initialized database
    /// asks for no password.
    pub initialized: Option<Behavior>,
}

/// A hook, and what it will do.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelHook {
    /// Where it is written.
    pub span: Span,
    /// How long its runs take and their codes; without a rule, no time and 0.
    pub exits: Vec<ExitRule>,
}

/// A health check with all defaults filled in; times in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What is run.
    pub test: Vec<String>,
    /// Pause before a probe.
    pub interval: u64,
    /// The longest a probe may take.
    pub timeout: u64,
    /// Failures in a row that make the container unhealthy.
    pub retries: u64,
    /// How long after the start failures do not count.
    pub start_period: u64,
    /// Pause before a probe while the start period lasts (engine 25 and later).
    pub start_interval: u64,
    /// Where the interval comes from.
    pub interval_from: SettingSource,
    /// `healthcheck` in the file.
    pub span: Option<Span>,
    /// `test` in the file.
    pub test_span: Option<Span>,
}

/// Where a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingSource {
    /// The compose file.
    File(Span),
    /// The image.
    Image,
    /// Nobody set it.
    Default,
}

impl Model {
    /// The model of a service, given what is known of its behavior without its `x-sim`.
    pub fn of(service: &Service, known: Behavior, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let behavior = match &service.behavior {
            Some(node) => behavior::read(node, known, diagnostics),
            None => known,
        };
        let stop_signal = service.stop_signal.as_ref().map(|signal| signal.value.clone());
        let stop_signal = stop_signal.or_else(|| behavior.image_stop_signal.clone());
        let grace = service.stop_grace_period.as_ref().map_or(10_000, |grace| grace.value);
        let check = &service.healthcheck;
        Model {
            service: service.name.clone(),
            span: service.span,
            check: resolve_check(check.as_ref(), behavior.image_check.as_ref()),
            check_configured: check.is_some() || behavior.image_check.is_some(),
            start_interval_set: check.as_ref().is_some_and(|check| check.start_interval.is_some()),
            start_period_set: check.as_ref().is_some_and(|check| check.start_period.is_some()),
            restart: service.restart.value.policy.clone(),
            restart_attempts: service.restart.value.attempts,
            restart_span: service.restart.span,
            stop_signal_set: stop_signal.is_some(),
            stop_signal: plan::signal_name(stop_signal.as_deref().unwrap_or("SIGTERM")),
            grace: grace / 1000 * 1000,
            networked: is_networked(service),
            ports: published(service),
            tied_to: tied_to(service),
            lives_in: lives_in(service),
            build: None,
            data: None,
            program: program(service),
            post_start: hooks(&service.post_start, diagnostics),
            pre_stop: hooks(&service.pre_stop, diagnostics),
            behavior,
        }
    }

    /// The models of all services of a project, on or off, in the order of their names.
    pub fn all(project: &Project, files: &Workspace, diagnostics: &mut Vec<Diagnostic>) -> Vec<Rc<Model>> {
        let mut models: Vec<_> = (project.services.values().chain(project.disabled.values()))
            .map(|service| {
                let mut model = Model::of(service, defaults::behavior(service, files), diagnostics);
                model.build = defaults::built_from(service, project, files);
                model.data = defaults::data(service, project, files);
                Rc::new(model)
            })
            .collect();
        models.sort_by(|a, b| a.service.cmp(&b.service));
        models
    }
}

fn is_networked(service: &Service) -> bool {
    let mode = service.network_mode.as_ref().map(|mode| mode.value.as_str());
    matches!(mode, None | Some("bridge" | "default"))
}

/// The ports it publishes; a service with another's network, or with the host's, has none of its own.
fn published(service: &Service) -> Vec<Port> {
    if is_networked(service) {
        service.ports.iter().map(|port| port.value.clone()).collect()
    } else {
        Vec::new()
    }
}

/// The services whose containers its own refer to by id.
fn tied_to(service: &Service) -> Vec<ServiceName> {
    let ties = |source| {
        matches!(
            source,
            DependencySource::NetworkMode | DependencySource::Namespace | DependencySource::VolumesFrom
        )
    };
    let edges = service.depends_on.iter().filter(|edge| ties(edge.source));
    edges.map(|edge| edge.service.clone()).collect()
}

/// The service whose first process is the first of its own too.
fn lives_in(service: &Service) -> Option<ServiceName> {
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
                Some(node) => behavior::read_hook(node, diagnostics),
                None => Vec::new(),
            },
        })
        .collect()
}

/// The check that runs: the file's, with what it leaves out or sets to zero taken from the image, and
/// what that leaves out from the engine.
fn resolve_check(file: Option<&Healthcheck>, image: Option<&ImageHealthcheck>) -> Option<Check> {
    if file.is_some_and(|check| check.disable) {
        return None;
    }
    let test_of_file = file.and_then(|check| check.test.as_ref());
    let test = match (test_of_file, image) {
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
    let pick =
        |field: fn(&Healthcheck) -> &Option<Spanned<u64>>, own: fn(&ImageHealthcheck) -> Option<u64>, default| {
            let own = image.and_then(own).filter(|&value| value > 0);
            set(field).map(|field| field.value).or(own).unwrap_or(default)
        };
    let interval_from = match set(|check| &check.interval) {
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
        interval_from,
        span: file.map(|check| check.span),
        test_span: test_of_file.map(|test| test.span),
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
    fn a_partial_check_is_merged_with_the_images() {
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
        assert_eq!(merged.interval_from, SettingSource::Image);
    }

    #[test]
    fn none_is_no_check_and_a_check_without_test_neither() {
        let none = Healthcheck {
            test: spanned(vec!["NONE".to_owned()]),
            ..file()
        };
        assert_eq!(resolve_check(Some(&none), None), None);
        assert_eq!(resolve_check(Some(&file()), None), None);
        assert_eq!(resolve_check(None, None), None);
    }
}
