//! Defaults: the behavior that is assumed for a service without `x-sim`.
//!
//! It follows from data about common images and from the Dockerfile: how long the process needs to become ready,
//! whether it exits because a required variable is missing, and whether the program of a probe is missing from the
//! image. An unknown image is assumed to be ready at once. Nothing is known about the program itself.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use crate::compose::{Build, Mount, MountKind, Project, Service};
use crate::dockerfile::{self, BuiltImage};
use crate::images::{self, Image};
use crate::sim::process::behavior::{Behavior, ExitRule, ImageFault, LogLine, Origin};
use crate::sim::process::model::{ImageBuild, VolumeData};
use crate::source::{Span, Workspace, join};

/// Estimated time until an application in a built image is ready, in milliseconds.
const APPLICATION_BOOT: u64 = 1_000;
/// Assumed time until a job exits with code 0, in milliseconds.
const JOB_DURATION: u64 = 1_000;
/// Time after which a misconfigured process exits, in milliseconds.
const EXIT_DELAY: u64 = 300;
/// Exit code of a shell that does not find a program.
pub(crate) const NOT_FOUND: i32 = 127;

/// Returns the behavior that is assumed for a service without `x-sim`.
pub(crate) fn assumed_behavior(service: &Service, files: &Workspace) -> Behavior {
    assumed_behavior_with(service, files, Volumes::Empty)
}

/// Assumes that a process completes, because another service waits for that. Does nothing if its end is known, or if it
/// is a server.
pub(crate) fn assume_job(behavior: &mut Behavior) {
    if behavior.exits.is_empty() && !behavior.is_server {
        behavior.exits = vec![ExitRule {
            after: JOB_DURATION,
            code: 0,
            times: None,
        }];
        behavior.is_assumed_job = true;
    }
}

/// The state of the volumes in which a process keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Volumes {
    /// They are empty. The process initializes them.
    Empty,
    /// They contain the data of an earlier run.
    Initialized,
}

fn assumed_behavior_with(service: &Service, files: &Workspace, volumes: Volumes) -> Behavior {
    let mut behavior = Behavior::default();
    let built = service.build.as_ref().map(|build| parse_built_image(build, files));
    let reference = match &built {
        Some(built) => built.base.as_deref(),
        None => service.image.as_ref().map(|image| image.value.as_str()),
    };
    let image = reference.and_then(images::find);
    if let Some(built) = &built {
        behavior.image_check.clone_from(&built.healthcheck);
        behavior.image_stop_signal.clone_from(&built.stop_signal);
        behavior.set_ready_after(Some(APPLICATION_BOOT), 1);
    }
    if let (Some(image), Some(reference)) = (image, reference) {
        behavior.origin = Origin::Image;
        behavior.knows_image = true;
        behavior.is_server = built.is_none() && image.is_server(reference) && image.runs_server(service);
        apply_image(&mut behavior, service, image, reference, built.as_ref(), volumes);
    }
    behavior
}

/// Returns the build of a service's image: a hash of its `build` and its Dockerfile. The copied files do not count.
pub(crate) fn image_build(service: &Service, project: &Project, files: &Workspace) -> Option<ImageBuild> {
    let build = service.build.as_ref()?;
    let mut hasher = crate::hash::hasher();
    (&build.context, &build.dockerfile, &build.target, &build.args).hash(&mut hasher);
    match &build.dockerfile_inline {
        Some(inline) => inline.value.hash(&mut hasher),
        None => {
            let path = join(&build.context, build.dockerfile.as_deref().unwrap_or("Dockerfile"));
            let text = files.find(&path).map(|file| files.file(file).text());
            text.hash(&mut hasher);
        }
    }
    let default_tag = || format!("{}-{}", project.name, service.name);
    let tag = service
        .image
        .as_ref()
        .map_or_else(default_tag, |image| image.value.clone());
    Some(ImageBuild {
        tag,
        fingerprint: hasher.finish(),
    })
}

/// Returns the data that a service's process keeps in volumes, if its image is known to keep any.
pub(crate) fn volume_data(service: &Service, project: &Project, files: &Workspace) -> Option<VolumeData> {
    let reference = service.image.as_ref()?.value.as_str();
    let image = images::find(reference)?;
    let mounts = service.volumes.iter().map(|mount| &mount.value);
    let is_data = |mount: &&Mount| mount.kind == MountKind::Volume && image.data.iter().any(|path| mount.is_at(path));
    let keys = mounts.filter(is_data).filter_map(|mount| mount.source.as_deref());
    let volumes: Vec<String> = keys
        .filter_map(|key| Some(project.volumes.get(key)?.name.clone()))
        .collect();
    // The variables of an image share a prefix: POSTGRES_PASSWORD, POSTGRES_DB.
    let prefixes: Vec<String> = (image.required.iter().copied().flatten())
        .filter_map(|name| Some(format!("{}_", name.split_once('_')?.0)))
        .collect();
    let variables = service
        .environment
        .iter()
        .filter(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)));
    let variables: BTreeMap<String, String> = variables
        .filter_map(|(name, value)| Some((name.clone(), value.value.clone()?)))
        .collect();
    let lacks_variables = service.behavior.is_none() && image.missing_variables(reference, service).is_some();
    let initialized = lacks_variables.then(|| assumed_behavior_with(service, files, Volumes::Initialized));
    let is_relevant = !variables.is_empty() || initialized.is_some();
    (!volumes.is_empty() && is_relevant).then_some(VolumeData {
        volumes,
        variables,
        initialized,
    })
}

fn parse_built_image(build: &Build, files: &Workspace) -> BuiltImage {
    if let Some(inline) = &build.dockerfile_inline {
        // Spans in the inline text would be wrong, but only the contents are used.
        return dockerfile::parse(&inline.value, inline.span).image(build.target.as_deref());
    }
    let name = build.dockerfile.as_deref().unwrap_or("Dockerfile");
    let Some(file) = files.find(&join(&build.context, name)) else {
        return BuiltImage::default();
    };
    let text = files.file(file).text();
    dockerfile::parse(text, Span::new(file, 0..text.len())).image(build.target.as_deref())
}

fn apply_image(
    behavior: &mut Behavior,
    service: &Service,
    image: &'static Image,
    reference: &str,
    built: Option<&BuiltImage>,
    volumes: Volumes,
) {
    let is_idle = image.is_idle(reference) && !has_command(service, built) && !service.tty && !service.stdin_open;
    let boot = if image.is_idle(reference) || built.is_some() {
        image.boot_time().max(APPLICATION_BOOT)
    } else {
        image.boot_time()
    };
    behavior.set_ready_after(Some(boot), 1);
    if built.is_none() || behavior.image_check.is_none() {
        behavior.image_check = behavior.image_check.take().or_else(|| image.healthcheck());
    }
    let missing = image.missing_variables(reference, service);
    if is_idle {
        exit_early(behavior, 0, None);
        behavior.set_ready_after(Some(0), 1);
        behavior.image_fault = Some(ImageFault::Idle);
    } else if let Some(variables) = missing.filter(|_| volumes == Volumes::Empty) {
        exit_early(behavior, 1, image.required_message);
        behavior.image_fault = Some(ImageFault::MissingVariable(variables));
    } else if let Some(setting) = image.fatal_setting(reference, service) {
        exit_early(behavior, 1, Some(setting.message));
        behavior.image_fault = Some(ImageFault::FatalSetting(setting));
    }
    let is_installed = |program: &str| built.is_some_and(|built| built.runs.iter().any(|run| run.contains(program)));
    let test = test_of(service, behavior).map(<[String]>::to_vec).unwrap_or_default();
    if let Some(program) = probed_program(&test)
        && image.lacks_program(reference, program)
        && !is_installed(program)
    {
        behavior.missing_program = Some(program.to_owned());
        behavior.set_ready_after(None, missing_program_code(&test));
    }
}

fn has_command(service: &Service, built: Option<&BuiltImage>) -> bool {
    let is_given = |words: &Option<crate::compose::Spanned<Vec<String>>>| {
        words.as_ref().is_some_and(|words| !words.value.is_empty())
    };
    let is_in_image = built.is_some_and(|built| built.entrypoint.is_some() || built.command.is_some());
    is_in_image || is_given(&service.command) || is_given(&service.entrypoint)
}

/// Makes the process exit soon after each start.
fn exit_early(behavior: &mut Behavior, code: i32, message: Option<&str>) {
    behavior.exits = vec![ExitRule {
        after: EXIT_DELAY,
        code,
        times: None,
    }];
    behavior.logs = message
        .map(|text| LogLine {
            at: EXIT_DELAY,
            text: text.to_owned(),
        })
        .into_iter()
        .collect();
    behavior.set_ready_after(None, 1);
}

/// Returns the command of a service's health check.
fn test_of<'s>(service: &'s Service, behavior: &'s Behavior) -> Option<&'s [String]> {
    let file_test = service.healthcheck.as_ref().and_then(|check| check.test.as_ref());
    let file_test = file_test.map(|test| test.value.as_slice());
    file_test.or_else(|| behavior.image_check.as_ref().map(|check| check.test.as_slice()))
}

/// Returns the exit code of a probe whose program is missing.
fn missing_program_code(test: &[String]) -> i32 {
    match test.first().map(String::as_str) {
        Some("CMD") => -1,
        _ => NOT_FOUND,
    }
}

/// Returns the program that a health check runs.
pub(crate) fn probed_program(test: &[String]) -> Option<&str> {
    let script = test.get(1)?;
    let word = match test.first()?.as_str() {
        "CMD" => script.as_str(),
        _ => script
            .split_whitespace()
            .find(|word| *word != "exec" && !word.contains('='))?,
    };
    word.rsplit('/')
        .next()
        .map(|program| program.trim_matches(['(', '"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{LoadOptions, load};

    fn behavior_of(service: &str, dockerfile: &str) -> Behavior {
        let mut files = Workspace::new("/p");
        files.set("compose.yaml", &format!("services:\n  a: {service}\n"));
        files.set("Dockerfile", dockerfile);
        let project = load(&files, &LoadOptions::default())
            .project
            .expect("the project is valid");
        assumed_behavior(&project.services["a"], &files)
    }

    #[test]
    fn behavior_follows_from_the_image() {
        for (service, ready, exit) in [
            (
                "{image: 'mariadb:10', environment: {MARIADB_ROOT_PASSWORD: x}}",
                Some(8000),
                None,
            ),
            ("{image: mariadb}", None, Some(1)),
            (
                "{image: 'postgres:16', environment: {POSTGRES_HOST_AUTH_METHOD: trust}}",
                Some(5000),
                None,
            ),
            (
                "{image: 'postgres:18', environment: {POSTGRES_PASSWORD: x}, volumes: ['/var/lib/postgresql/data']}",
                None,
                Some(1),
            ),
            ("{image: 'node:20'}", Some(0), Some(0)),
            ("{image: 'node:20', command: npm start}", Some(1000), None),
            ("{image: 'node:20', tty: true}", Some(1000), None),
            ("{image: nobody/knows}", Some(0), None),
            ("{build: .}", Some(1000), None),
        ] {
            let behavior = behavior_of(service, "FROM python:3.12\nCMD [\"x\"]\n");
            assert_eq!(behavior.ready_after(), ready, "{service}");
            assert_eq!(behavior.exit_rule(0).map(|rule| rule.code), exit, "{service}");
        }
    }

    #[test]
    fn probe_without_its_program_never_passes() {
        for (test, expected) in [
            ("[CMD, mysqladmin, ping]", Some(-1)),
            ("mysqladmin ping", Some(127)),
            ("healthcheck.sh --connect", None),
        ] {
            let service = format!(
                "{{image: 'mariadb:11', environment: {{MARIADB_ROOT_PASSWORD: x}}, healthcheck: {{test: {test}}}}}"
            );
            let behavior = behavior_of(&service, "");
            let never = behavior.ready_after().is_none().then(|| behavior.probe_at(0).exit_code);
            assert_eq!(never, expected, "{test}");
        }
    }

    #[test]
    fn health_check_of_the_dockerfile_is_used() {
        let behavior = behavior_of(
            "{build: .}",
            "FROM python:3.12-slim\nHEALTHCHECK CMD curl localhost\nCMD [\"x\"]\n",
        );
        assert!(behavior.image_check.is_some());
        assert_eq!(behavior.ready_after(), None, "slim images have no curl");
        let installed =
            "FROM python:3.12-slim\nRUN apt-get install -y curl\nHEALTHCHECK CMD curl localhost\nCMD [\"x\"]\n";
        assert_eq!(behavior_of("{build: .}", installed).ready_after(), Some(1000));
    }
}
