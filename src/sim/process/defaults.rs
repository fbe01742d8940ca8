//! Defaults: how a service is taken to behave without an `x-sim`.
//!
//! From what is known of its image and from its Dockerfile: how long it takes to get ready, that it
//! ends at once when a required variable is missing, that a probe's program is not in the image. What
//! nothing is known of runs and is ready at once. The process itself is never looked into.

use std::hash::{Hash, Hasher};

use crate::compose::{Build, Mount, MountKind, Project, Service};
use crate::dockerfile::{self, BuiltImage};
use crate::images::{self, Image};
use crate::sim::process::behavior::{Behavior, ExitRule, LogLine, Origin};
use crate::sim::process::model::{BuiltFrom, Data};
use crate::source::{Span, Workspace, join};
use std::collections::BTreeMap;

/// How long an application of one's own takes to get ready, in milliseconds: an estimate.
const APPLICATION_BOOT: u64 = 1_000;
/// When a process that can't go on ends.
const REFUSAL_AFTER: u64 = 300;
/// The exit code of a shell that doesn't find a program.
pub(in crate::sim) const NOT_FOUND: i32 = 127;

/// How a service is taken to behave without an `x-sim`.
pub fn behavior(service: &Service, files: &Workspace) -> Behavior {
    behavior_with(service, files, Volumes::Empty)
}

/// What a process finds in the volumes where it keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Volumes {
    /// Nothing: it makes its data there.
    Empty,
    /// What an earlier run has made.
    Filled,
}

fn behavior_with(service: &Service, files: &Workspace, volumes: Volumes) -> Behavior {
    let mut behavior = Behavior::default();
    let built = service.build.as_ref().map(|build| built(build, files));
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
        apply_image(&mut behavior, service, image, reference, built.as_ref(), volumes);
    }
    behavior
}

/// What a service's image is built from: its `build` and its Dockerfile. The files that are copied into it
/// are never looked at.
pub(in crate::sim) fn built_from(service: &Service, project: &Project, files: &Workspace) -> Option<BuiltFrom> {
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
    let own_tag = || format!("{}-{}", project.name, service.name);
    let tag = service.image.as_ref().map_or_else(own_tag, |image| image.value.clone());
    Some(BuiltFrom {
        tag,
        form: hasher.finish(),
    })
}

/// The data a service's process keeps in volumes, where its image is known for it.
pub(in crate::sim) fn data(service: &Service, project: &Project, files: &Workspace) -> Option<Data> {
    let image = images::find(&service.image.as_ref()?.value)?;
    let mounts = service.volumes.iter().map(|mount| &mount.value);
    let is_data = |mount: &&Mount| {
        mount.kind == MountKind::Volume
            && image
                .data
                .iter()
                .any(|path| *path == mount.target.trim_end_matches('/'))
    };
    let keys = mounts.filter(is_data).filter_map(|mount| mount.source.as_deref());
    let volumes: Vec<String> = keys
        .filter_map(|key| Some(project.volumes.get(key)?.name.clone()))
        .collect();
    // Variables that belong to the image begin with the same word: POSTGRES_PASSWORD, POSTGRES_DB.
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
    let is_refused = service.behavior.is_none() && image.missing_variables(service).is_some();
    let initialized = is_refused.then(|| behavior_with(service, files, Volumes::Filled));
    let counts = !variables.is_empty() || initialized.is_some();
    (!volumes.is_empty() && counts).then_some(Data {
        volumes,
        variables,
        initialized,
    })
}

fn built(build: &Build, files: &Workspace) -> BuiltImage {
    if let Some(inline) = &build.dockerfile_inline {
        // The text has lost its places in the file: only what it says counts here.
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
    image: &Image,
    reference: &str,
    built: Option<&BuiltImage>,
    volumes: Volumes,
) {
    let is_idle = image.exits_without_terminal && !has_command(service, built) && !service.tty && !service.stdin_open;
    let boot = if image.exits_without_terminal || built.is_some() {
        image.boot_time().max(APPLICATION_BOOT)
    } else {
        image.boot_time()
    };
    behavior.set_ready_after(Some(boot), 1);
    if built.is_none() || behavior.image_check.is_none() {
        behavior.image_check = behavior.image_check.take().or_else(|| image.healthcheck());
    }
    if is_idle {
        end_at_once(behavior, 0, None);
        behavior.set_ready_after(Some(0), 1);
    } else if volumes == Volumes::Empty && image.missing_variables(service).is_some() {
        end_at_once(behavior, 1, image.required_message);
    } else if let Some(setting) = image.fatal_setting(reference, service) {
        end_at_once(behavior, 1, Some(setting.message));
    }
    let installed = |program: &str| built.is_some_and(|built| built.runs.iter().any(|run| run.contains(program)));
    let test = test_of(service, behavior).map(<[String]>::to_vec).unwrap_or_default();
    if let Some(program) = probed_program(&test)
        && image.lacks_program(reference, program)
        && !installed(program)
    {
        behavior.set_ready_after(None, missing_code(&test));
    }
}

fn has_command(service: &Service, built: Option<&BuiltImage>) -> bool {
    let given = |words: &Option<crate::compose::Spanned<Vec<String>>>| {
        words.as_ref().is_some_and(|words| !words.value.is_empty())
    };
    let own = built.is_some_and(|built| built.entrypoint.is_some() || built.command.is_some());
    own || given(&service.command) || given(&service.entrypoint)
}

fn end_at_once(behavior: &mut Behavior, code: i32, says: Option<&str>) {
    behavior.exits = vec![ExitRule {
        after: REFUSAL_AFTER,
        code,
        times: None,
    }];
    behavior.logs = says
        .map(|text| LogLine {
            at: REFUSAL_AFTER,
            text: text.to_owned(),
        })
        .into_iter()
        .collect();
    behavior.set_ready_after(None, 1);
}

/// The test that a service's health check runs.
fn test_of<'s>(service: &'s Service, behavior: &'s Behavior) -> Option<&'s [String]> {
    let own = service.healthcheck.as_ref().and_then(|check| check.test.as_ref());
    let own = own.map(|test| test.value.as_slice());
    own.or_else(|| behavior.image_check.as_ref().map(|check| check.test.as_slice()))
}

/// The exit code of a probe whose program is missing.
fn missing_code(test: &[String]) -> i32 {
    match test.first().map(String::as_str) {
        Some("CMD") => -1,
        _ => NOT_FOUND,
    }
}

/// The program that a health check runs.
pub(in crate::sim) fn probed_program(test: &[String]) -> Option<&str> {
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
        let project = load(&files, &LoadOptions::default()).project.expect("it loads");
        behavior(&project.services["a"], &files)
    }

    #[test]
    fn images_are_known() {
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
            assert_eq!(behavior.exit_of(0).map(|rule| rule.code), exit, "{service}");
        }
    }

    #[test]
    fn a_probe_whose_program_is_missing_never_passes() {
        for (test, expected) in [
            ("[CMD, mysqladmin, ping]", Some(-1)),
            ("mysqladmin ping", Some(127)),
            ("healthcheck.sh --connect", None),
        ] {
            let service = format!(
                "{{image: 'mariadb:11', environment: {{MARIADB_ROOT_PASSWORD: x}}, healthcheck: {{test: {test}}}}}"
            );
            let behavior = behavior_of(&service, "");
            let never = behavior.ready_after().is_none().then(|| behavior.probe_at(0).exit);
            assert_eq!(never, expected, "{test}");
        }
    }

    #[test]
    fn a_dockerfile_brings_its_health_check() {
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
