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
    /// Settings with which a container exits at once.
    fatal_settings: &'static [FatalSetting],
    /// Programs that users expect in the image, but that it does not contain.
    missing_programs: &'static [MissingProgram],
    /// The healthcheck that the image comes with.
    healthcheck: Option<Healthcheck>,
    /// Paths where a container keeps its data.
    pub(crate) data: &'static [&'static str],
    /// Estimated duration until a container is ready: `500ms` or `8s`.
    boot_time: &'static str,
    /// Whether the default command exits at once without a terminal.
    pub(crate) exits_without_terminal: bool,
}

/// A command argument or a mount with which a container exits at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FatalSetting {
    /// Argument of the command, without `=` and its value.
    argument: Option<&'static str>,
    /// Target of a mount.
    mount: Option<&'static str>,
    /// First version in which this applies.
    since: Option<&'static str>,
    /// Log line before the exit.
    pub(crate) message: &'static str,
}

/// A program that is not in an image.
#[derive(Debug, Clone, Copy)]
struct MissingProgram {
    program: &'static str,
    /// First version in which this applies.
    since: Option<&'static str>,
    /// Text that a tag must contain for this to apply.
    tag: Option<&'static str>,
}

/// The healthcheck of an image, with durations as text.
#[derive(Debug, Clone, Copy)]
struct Healthcheck {
    test: &'static [&'static str],
    interval: Option<&'static str>,
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
        const DOCKER_HUB: [&str; 4] = [
            "docker.io/library/",
            "docker.io/",
            "index.docker.io/library/",
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

    /// Whether the tag's version is `since` or later. True without `since`.
    fn is_since(&self, since: Option<&str>) -> bool {
        since.is_none_or(|since| {
            let (major, minor) = parse_version(since);
            let minor = if since.contains('.') { minor } else { 0 };
            parse_version(self.tag_or_latest()) >= (major, minor)
        })
    }
}

/// Parses the major and minor version of a tag. A tag without a number counts as the newest version.
fn parse_version(tag: &str) -> (u32, u32) {
    let mut parts = tag.trim_start_matches('v').splitn(3, ['.', '-']);
    let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
    match number() {
        Some(major) => (major, number().unwrap_or(u32::MAX)),
        None => (u32::MAX, u32::MAX),
    }
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
            timeout: None,
            retries: check.retries,
            start_period: check.start_period.map(milliseconds),
            start_interval: check.start_interval.map(milliseconds),
        })
    }

    /// Whether the image with this reference does not contain a program.
    pub(crate) fn lacks_program(&self, reference: &str, program: &str) -> bool {
        let reference = Reference::parse(reference);
        let has_tag = |text: &str| reference.tag_or_latest().contains(text);
        self.missing_programs.iter().any(|missing| {
            missing.program == program && reference.is_since(missing.since) && missing.tag.is_none_or(has_tag)
        })
    }

    /// Returns the first group of required variables of which a service sets none.
    ///
    /// Only `environment` counts: variables in env files are part of it by then, but a file in a volume is not known.
    pub(crate) fn missing_variables(&self, service: &Service) -> Option<&'static [&'static str]> {
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
    pub(crate) fn fatal_setting(&self, reference: &str, service: &Service) -> Option<&FatalSetting> {
        let reference = Reference::parse(reference);
        let has_argument = |argument: &str| {
            let mut words = service.command.iter().flat_map(|command| &command.value);
            words.any(|word| word.split('=').next() == Some(argument))
        };
        let has_mount = |target: &str| {
            let mut mounts = service.volumes.iter();
            mounts.any(|mount| mount.value.target.trim_end_matches('/') == target)
        };
        self.fatal_settings.iter().find(|setting| {
            (setting.argument.is_some_and(has_argument) || setting.mount.is_some_and(has_mount))
                && reference.is_since(setting.since)
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
    fn missing_programs_depend_on_version_and_tag() {
        for (reference, program, expected) in [
            ("mariadb", "mysqladmin", true),
            ("mariadb:lts", "mysqladmin", true),
            ("mariadb:11.4", "mysqladmin", true),
            ("mariadb:10.6", "mysqladmin", false),
            ("mariadb:10", "healthcheck.sh", false),
            ("python:3.12-slim", "curl", true),
            ("python:3.12", "curl", false),
        ] {
            let image = find(reference).expect("the image is in the table");
            let lacks = image.lacks_program(reference, program);
            assert_eq!(lacks, expected, "{reference} {program}");
        }
    }
}
