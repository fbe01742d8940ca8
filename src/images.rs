//! Facts about common images, for lint rules and for the simulation.
//!
//! The facts are data in images.yaml, which build.rs turns into constants. Boot times are estimates. No image is ever
//! downloaded.

use crate::compose::Service;
use crate::dockerfile::ImageHealthcheck;

/// Facts about an image and its variants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Image {
    /// Repositories, without `docker.io/library/`.
    names: &'static [&'static str],
    /// Groups of variables, as `NAME` or `NAME=value`. One variable of each group must be set.
    pub(crate) required: &'static [&'static [&'static str]],
    /// Log line of a container that exits because a required variable is missing.
    pub(crate) required_message: Option<&'static str>,
    /// First version that requires variables.
    required_since: Option<&'static str>,
    /// Settings with which a container exits at once.
    fatal_settings: &'static [FatalSetting],
    /// Programs that the entrypoint treats as the server. Required variables and fatal settings apply only to it.
    servers: &'static [&'static str],
    /// Programs that users expect in the image, but that it does not contain.
    missing_programs: &'static [MissingProgram],
    /// A shell command that succeeds when a container is ready, as written in a compose file.
    probe: Option<&'static str>,
    /// The healthcheck that the image comes with.
    healthcheck: Option<Healthcheck>,
    /// Paths where a container keeps its data.
    pub(crate) data: &'static [&'static str],
    /// Estimated duration until a container is ready: `500ms` or `8s`.
    boot_time: &'static str,
    /// Whether the default command exits at once without a terminal.
    exits_without_terminal: bool,
    /// Parts of the tags of images whose default command is a server instead.
    idle_unless: &'static [&'static str],
}

/// A command argument or a mount with which a container exits at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FatalSetting {
    /// Argument of the command, without `=` and its value.
    pub(crate) argument: Option<&'static str>,
    /// Target of a mount.
    pub(crate) mount: Option<&'static str>,
    /// First version in which this applies.
    since: Option<&'static str>,
    /// A variable that moves the data to another folder. If it is set, this does not apply.
    unless_variable: Option<&'static str>,
    /// Log line before the exit.
    pub(crate) message: &'static str,
}

/// A program that is not in an image.
#[derive(Debug, Clone, Copy)]
struct MissingProgram {
    program: &'static str,
    /// First version in which this applies.
    since: Option<&'static str>,
    /// First version that contains the program again.
    until: Option<&'static str>,
    /// Text that a tag must contain for this to apply.
    tag: Option<&'static str>,
    /// Text that a tag must not contain for this to apply.
    unless: Option<&'static str>,
}

/// The healthcheck of an image, with durations as text.
#[derive(Debug, Clone, Copy)]
struct Healthcheck {
    test: &'static [&'static str],
    interval: Option<&'static str>,
    timeout: Option<&'static str>,
    retries: Option<u64>,
    start_period: Option<&'static str>,
    start_interval: Option<&'static str>,
}

/// A parsed image reference, such as `docker.io/library/postgres:16-alpine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// Repository, without the prefixes that stand for Docker Hub.
    pub(crate) repository: &'a str,
    /// Tag as written; it may be empty.
    pub(crate) tag: Option<&'a str>,
    /// Digest, without `@`.
    pub(crate) digest: Option<&'a str>,
}

impl<'a> Reference<'a> {
    /// Parses a reference. Any text is accepted.
    pub(crate) fn parse(text: &'a str) -> Self {
        const DOCKER_HUB: [&str; 8] = [
            "docker.io/library/",
            "docker.io/",
            "index.docker.io/library/",
            "registry-1.docker.io/library/",
            "registry.hub.docker.com/library/",
            "public.ecr.aws/docker/library/",
            "mirror.gcr.io/library/",
            "library/",
        ];
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash belongs to the port of a registry.
        let last_segment = name.rfind('/').map_or(0, |slash| slash + 1);
        let (repository, tag) = match name[last_segment..].find(':') {
            Some(colon) => (&name[..last_segment + colon], Some(&name[last_segment + colon + 1..])),
            None => (name, None),
        };
        let mut prefixes = DOCKER_HUB.iter();
        let repository = prefixes
            .find_map(|prefix| repository.strip_prefix(prefix))
            .unwrap_or(repository);
        Reference {
            repository,
            tag,
            digest,
        }
    }

    /// Returns the tag, or the default tag `latest`.
    pub(crate) fn tag_or_latest(&self) -> &'a str {
        self.tag.unwrap_or("latest")
    }

    /// Returns the version that the tag stands for; `None` if it is unknown.
    fn version(&self) -> Option<Version> {
        match (self.tag, self.digest) {
            (None, Some(_)) => None,
            _ => version_of_tag(self.tag_or_latest()),
        }
    }

    /// Whether the version is known to be `since` or later. True without `since`.
    fn is_since(&self, since: Option<&str>) -> bool {
        let Some(since) = since.map(parse_version) else {
            return true;
        };
        let since = since.map(|(major, minor)| (major, minor.unwrap_or(0)));
        let version = self.version().map(|(major, minor)| (major, minor.unwrap_or(u32::MAX)));
        version.is_some_and(|version| Some(version) >= since)
    }
}

/// The major and the minor version of an image.
type Version = (u32, Option<u32>);

/// Words of tags that stand for the newest version, and the variants that may follow or replace them.
const NEWEST_WORDS: [&str; 14] = [
    "latest",
    "lts",
    "stable",
    "alpine",
    "slim",
    "debian",
    "bullseye",
    "bookworm",
    "trixie",
    "jammy",
    "noble",
    "ubi",
    "management",
    "oracle",
];

/// Parses a version: `8.4` or `v2`.
fn parse_version(text: &str) -> Option<Version> {
    let mut parts = text.trim_start_matches('v').splitn(3, '.');
    let major = parts.next()?.parse().ok()?;
    Some((major, parts.next().and_then(|part| part.parse().ok())))
}

/// Returns the version of a tag: of its number, of `pg16` for an extension of PostgreSQL, or the newest one. `None` if
/// the version is unknown.
fn version_of_tag(tag: &str) -> Option<Version> {
    let words = || tag.split('-');
    let is_newest = |word: &str| {
        let name = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        NEWEST_WORDS.contains(&name)
    };
    let extended = words().find_map(|word| parse_version(word.strip_prefix("pg")?));
    let first = words().next().and_then(parse_version);
    let newest = words().all(is_newest).then_some((u32::MAX, None));
    extended.or(first).or(newest)
}

// Defines `IMAGES`, the entries of images.yaml.
include!(concat!(env!("OUT_DIR"), "/images.rs"));

/// Returns the facts about the image with this reference.
pub(crate) fn find(reference: &str) -> Option<&'static Image> {
    let repository = Reference::parse(reference).repository;
    IMAGES.iter().find(|image| image.names.contains(&repository))
}

impl Image {
    /// Returns the estimated time until a container is ready, in milliseconds.
    pub(crate) fn boot_time(&self) -> u64 {
        milliseconds(self.boot_time)
    }

    /// Returns the healthcheck that the image comes with.
    pub(crate) fn healthcheck(&self) -> Option<ImageHealthcheck> {
        self.healthcheck.as_ref().map(|check| ImageHealthcheck {
            test: check.test.iter().map(|&word| word.to_owned()).collect(),
            interval: check.interval.map(milliseconds),
            timeout: check.timeout.map(milliseconds),
            retries: check.retries,
            start_period: check.start_period.map(milliseconds),
            start_interval: check.start_interval.map(milliseconds),
        })
    }

    /// Whether the image with this reference does not contain a program. False if this is unknown.
    pub(crate) fn lacks_program(&self, reference: &str, program: &str) -> bool {
        let reference = Reference::parse(reference);
        let is_untagged = reference.tag.is_none() && reference.digest.is_some();
        let has_tag = |text: &str| reference.tag_or_latest().contains(text);
        let applies = |missing: &&MissingProgram| {
            let depends_on_tag = missing.tag.is_some() || missing.unless.is_some();
            let is_until = missing
                .until
                .is_none_or(|until| reference.version().is_some() && !reference.is_since(Some(until)));
            reference.is_since(missing.since)
                && is_until
                && missing.tag.is_none_or(has_tag)
                && !missing.unless.is_some_and(has_tag)
                && !(is_untagged && depends_on_tag)
        };
        let mut missing = self.missing_programs.iter().filter(applies);
        missing.any(|missing| missing.program == program)
    }

    /// Whether the default command of the image with this reference exits at once without a terminal.
    pub(crate) fn is_idle(&self, reference: &str) -> bool {
        let tag = Reference::parse(reference).tag_or_latest();
        self.exits_without_terminal && !self.idle_unless.iter().any(|part| tag.contains(part))
    }

    /// Whether the default command is a server, which runs until it is stopped.
    pub(crate) fn is_server(&self, reference: &str) -> bool {
        !self.is_idle(reference)
    }

    /// Returns the probe that works with a service's settings, if one is known.
    pub(crate) fn probe_for(&self, service: &Service) -> Option<&'static str> {
        let probe = self
            .probe
            .filter(|_| service.command.is_none() && service.entrypoint.is_none())?;
        // A variable without a default must be set.
        let is_set = |word: &str| {
            let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            name.starts_with('{') || service.environment.contains_key(name)
        };
        probe.split("$$").skip(1).all(is_set).then_some(probe)
    }

    /// Whether a service runs the image's server, according to its command. True for the default command.
    pub(crate) fn runs_server(&self, service: &Service) -> bool {
        let has_own_entrypoint = service.entrypoint.as_ref().is_some_and(|words| !words.value.is_empty());
        let first = service.command.as_ref().and_then(|command| command.value.first());
        let is_server = |first: &String| first.starts_with('-') || self.servers.contains(&first.as_str());
        !has_own_entrypoint && first.is_none_or(is_server)
    }

    /// Returns the first group of required variables of which a service sets none.
    ///
    /// Only `environment` counts: variables in env files are part of it by then, but a file in a volume is not known.
    pub(crate) fn missing_variables(&self, reference: &str, service: &Service) -> Option<&'static [&'static str]> {
        if !self.runs_server(service) || !Reference::parse(reference).is_since(self.required_since) {
            return None;
        }
        let is_set = |variable: &&str| {
            let (name, required_value) = match variable.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (*variable, None),
            };
            let value = service.environment.get(name).and_then(|entry| entry.value.as_deref());
            value.is_some_and(|value| !value.is_empty() && required_value.is_none_or(|required| required == value))
        };
        let mut groups = self.required.iter();
        groups.find(|group| !group.iter().any(is_set)).copied()
    }

    /// Returns the setting with which a service's container exits at once, for the image with this reference.
    pub(crate) fn fatal_setting(&'static self, reference: &str, service: &Service) -> Option<&'static FatalSetting> {
        let reference = Reference::parse(reference);
        let has_argument = |argument: &str| {
            let mut words = service.command.iter().flat_map(|command| &command.value);
            words.any(|word| word.split('=').next() == Some(argument))
        };
        let has_mount = |target: &str| service.volumes.iter().any(|mount| mount.value.is_at(target));
        let mut settings = self.fatal_settings.iter().filter(|_| self.runs_server(service));
        settings.find(|setting| {
            (setting.argument.is_some_and(has_argument) || setting.mount.is_some_and(has_mount))
                && reference.is_since(setting.since)
                && !setting
                    .unless_variable
                    .is_some_and(|name| service.environment.contains_key(name))
        })
    }
}

/// Parses a duration of images.yaml: `500ms` or `8s`.
fn milliseconds(text: &str) -> u64 {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s').unwrap_or(text), 1000),
    };
    number.parse::<u64>().unwrap_or(0) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boot_times_are_durations() {
        assert!(IMAGES.len() > 40);
        for image in IMAGES {
            let is_valid = image.boot_time() > 0 || image.boot_time == "0s";
            assert!(is_valid, "{:?}: {}", image.names, image.boot_time);
        }
    }

    #[test]
    fn references_are_parsed() {
        for (text, repository, tag, digest) in [
            ("postgres", "postgres", None, None),
            (
                "docker.io/library/postgres:16-alpine",
                "postgres",
                Some("16-alpine"),
                None,
            ),
            ("localhost:5000/app", "localhost:5000/app", None, None),
            ("localhost:5000/app:2", "localhost:5000/app", Some("2"), None),
            (
                "quay.io/keycloak/keycloak:26@sha256:00",
                "quay.io/keycloak/keycloak",
                Some("26"),
                Some("sha256:00"),
            ),
            ("library/nginx:", "nginx", Some(""), None),
        ] {
            let expected = Reference {
                repository,
                tag,
                digest,
            };
            assert_eq!(Reference::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn tags_tell_versions() {
        for (tag, expected) in [
            ("8.4", Some((8, Some(4)))),
            ("v2-alpine", Some((2, None))),
            ("16-alpine3.20", Some((16, None))),
            ("0.8.1-pg17", Some((17, None))),
            ("pg16", Some((16, None))),
            ("latest", Some((u32::MAX, None))),
            ("alpine3.20", Some((u32::MAX, None))),
            ("lts-bookworm", Some((u32::MAX, None))),
            ("ps-8.0", None),
            ("", None),
        ] {
            assert_eq!(version_of_tag(tag), expected, "{tag}");
        }
    }

    #[test]
    fn missing_programs_depend_on_version_and_tag() {
        for (reference, program, expected) in [
            ("mariadb", "mysqladmin", true),
            ("mariadb:lts", "mysqladmin", true),
            ("mariadb:11.4", "mysqladmin", true),
            ("mariadb:10.6", "mysqladmin", false),
            ("mariadb:10", "healthcheck.sh", false),
            ("mariadb@sha256:00", "mysqladmin", false),
            ("mariadb:custom", "mysqladmin", false),
            ("python:3.12-slim", "curl", true),
            ("python:3.12", "curl", false),
            ("postgres:16", "wget", true),
            ("postgres:16-alpine3.20", "wget", false),
            ("caddy:2.9", "curl", true),
            ("caddy:2.11", "curl", false),
            ("caddy", "curl", false),
            ("php:8-fpm-alpine", "curl", false),
            ("mysql:8", "curl", false),
        ] {
            let image = find(reference).expect("the image is in the table");
            let lacks = image.lacks_program(reference, program);
            assert_eq!(lacks, expected, "{reference} {program}");
        }
    }
}
