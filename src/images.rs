//! What is known of common images: facts for checks and for simulated behavior.
//!
//! The facts are data, in images.yaml; boot times are estimates. Nothing is ever fetched.

use crate::compose::Service;
use crate::dockerfile::ImageCheck;

/// What is known of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image {
    /// Its repositories.
    names: &'static [&'static str],
    /// Ports it listens on in the container.
    pub ports: &'static [u16],
    /// Groups of variables (`NAME` or `NAME=value`); one of each group must be set.
    pub required: &'static [&'static [&'static str]],
    /// What it writes when a required variable is missing, before it exits with 1.
    pub refusal: Option<&'static str>,
    /// What makes it end at once.
    pub refuses: &'static [Refusal],
    /// Programs that are not in it.
    pub lacks: &'static [Lack],
    /// A shell command that tells whether it is ready, as written in a compose file.
    pub probe: Option<&'static str>,
    /// The HEALTHCHECK of the image.
    own: Option<OwnCheck>,
    /// What goes wrong with it most often.
    pub trap: Option<&'static str>,
    /// Where it keeps its data.
    pub data: &'static [&'static str],
    /// How long it takes to get ready: an estimate.
    boot: &'static str,
    /// Its default command ends at once without a terminal.
    pub idle: bool,
}

/// What makes an image's process end at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// A word of the command, before any `=`.
    pub argument: Option<&'static str>,
    /// The path of a mount.
    pub at: Option<&'static str>,
    /// From this version on.
    pub from: Option<&'static str>,
    /// What it writes.
    pub says: &'static str,
}

/// A program that is not in an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// Its name.
    pub program: &'static str,
    /// From this version on.
    pub from: Option<&'static str>,
    /// Only in tags with this in them.
    pub tag: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OwnCheck {
    test: &'static [&'static str],
    interval: Option<&'static str>,
    retries: Option<u64>,
    start_period: Option<&'static str>,
    start_interval: Option<&'static str>,
}

/// An image reference taken apart: `docker.io/library/postgres:16-alpine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The repository, without what Docker Hub adds by itself.
    pub repository: &'a str,
    /// The tag; `latest` when none is written.
    pub tag: &'a str,
}

impl<'a> Reference<'a> {
    /// Takes a reference apart; a digest is left out.
    pub fn of(text: &'a str) -> Self {
        let text = text.split('@').next().unwrap_or(text);
        let name_start = text.rfind('/').map_or(0, |slash| slash + 1);
        let (repository, tag) = match text[name_start..].find(':') {
            Some(colon) => (&text[..name_start + colon], &text[name_start + colon + 1..]),
            None => (text, "latest"),
        };
        let hub = [
            "docker.io/library/",
            "docker.io/",
            "index.docker.io/library/",
            "library/",
        ];
        let repository = hub
            .iter()
            .find_map(|prefix| repository.strip_prefix(prefix))
            .unwrap_or(repository);
        Reference { repository, tag }
    }

    /// Major and minor version; a tag without a number counts as the newest.
    pub fn version(&self) -> (u32, u32) {
        version(self.tag)
    }
}

fn version(text: &str) -> (u32, u32) {
    let mut parts = text.trim_start_matches('v').splitn(3, ['.', '-']);
    let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
    match number() {
        Some(major) => (major, number().unwrap_or(u32::MAX)),
        None => (u32::MAX, u32::MAX),
    }
}

/// Whether a tag's version is `from` or later; no `from` is any.
fn reaches(reference: Reference<'_>, from: Option<&str>) -> bool {
    from.is_none_or(|from| {
        let (major, minor) = version(from);
        let minor = if from.contains('.') { minor } else { 0 };
        reference.version() >= (major, minor)
    })
}

// The rows of images.yaml, as constants.
include!(concat!(env!("OUT_DIR"), "/images.rs"));

/// All that is known.
pub fn all() -> &'static [Image] {
    IMAGES
}

/// What is known of an image, by its reference as written.
pub fn find(reference: &str) -> Option<&'static Image> {
    let repository = Reference::of(reference).repository;
    all().iter().find(|image| image.names.contains(&repository))
}

impl Image {
    /// Its usual name.
    pub fn name(&self) -> &str {
        self.names.first().copied().unwrap_or_default()
    }

    /// How long it takes to get ready, in milliseconds: an estimate.
    pub fn boot(&self) -> u64 {
        milliseconds(self.boot)
    }

    /// The HEALTHCHECK of the image.
    pub fn own_check(&self) -> Option<ImageCheck> {
        self.own.as_ref().map(|own| ImageCheck {
            test: own.test.iter().map(|&word| word.to_owned()).collect(),
            interval: own.interval.map(milliseconds),
            timeout: None,
            retries: own.retries,
            start_period: own.start_period.map(milliseconds),
            start_interval: own.start_interval.map(milliseconds),
        })
    }

    /// Whether a program is missing in the image with this reference.
    pub fn lacks_program(&self, reference: &str, program: &str) -> bool {
        let reference = Reference::of(reference);
        self.lacks.iter().any(|lack| {
            lack.program == program
                && reaches(reference, lack.from)
                && lack.tag.is_none_or(|tag| reference.tag.contains(tag))
        })
    }

    /// The first group of required variables of which the service sets none.
    pub fn missing_variables(&self, service: &Service) -> Option<&'static [&'static str]> {
        // A volume or env file that nobody has seen may bring what is missing, but the environment is all
        // that can be looked at.
        let is_set = |wanted: &&str| {
            let (name, value) = match wanted.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (*wanted, None),
            };
            let given = service.environment.get(name).and_then(|entry| entry.value.as_deref());
            given.is_some_and(|given| !given.is_empty() && value.is_none_or(|value| value == given))
        };
        let missing = self.required.iter().find(|group| !group.iter().any(is_set));
        missing.copied()
    }

    /// What makes the service's process end at once, with this reference.
    pub fn refusal_of(&self, reference: &str, service: &Service) -> Option<&Refusal> {
        let reference = Reference::of(reference);
        self.refuses.iter().find(|refusal| {
            let argument = refusal.argument.is_some_and(|argument| {
                let mut words = service.command.iter().flat_map(|command| &command.value);
                words.any(|word| word.split('=').next() == Some(argument))
            });
            let mount = refusal.at.is_some_and(|at| {
                let mut mounts = service.volumes.iter();
                mounts.any(|mount| mount.value.target.trim_end_matches('/') == at)
            });
            (argument || mount) && reaches(reference, refusal.from)
        })
    }
}

/// A duration of the data file: `500ms` or `8s`.
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
    fn the_data_file_is_well_formed() {
        assert!(all().len() > 40);
        for image in all() {
            assert!(
                image.boot() > 0 || image.boot == "0s",
                "{}: {}",
                image.name(),
                image.boot
            );
        }
    }

    #[test]
    fn references_are_taken_apart() {
        for (text, repository, tag) in [
            ("postgres", "postgres", "latest"),
            ("docker.io/library/postgres:16-alpine", "postgres", "16-alpine"),
            ("localhost:5000/app", "localhost:5000/app", "latest"),
            (
                "quay.io/keycloak/keycloak:26@sha256:00",
                "quay.io/keycloak/keycloak",
                "26",
            ),
            ("library/nginx:", "nginx", ""),
        ] {
            assert_eq!(Reference::of(text), Reference { repository, tag }, "{text}");
        }
    }

    #[test]
    fn programs_are_missing_by_version_and_tag() {
        for (reference, program, expected) in [
            ("mariadb", "mysqladmin", true),
            ("mariadb:lts", "mysqladmin", true),
            ("mariadb:11.4", "mysqladmin", true),
            ("mariadb:10.6", "mysqladmin", false),
            ("mariadb:10", "healthcheck.sh", false),
            ("python:3.12-slim", "curl", true),
            ("python:3.12", "curl", false),
        ] {
            let image = find(reference).expect("it is in the table");
            assert_eq!(
                image.lacks_program(reference, program),
                expected,
                "{reference} {program}"
            );
        }
    }
}
