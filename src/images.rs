//! What is known of common images: facts for checks and for simulated behaviour.
//!
//! The facts are data, in images.yaml; boot times are estimates. Nothing is ever fetched.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::compose::Service;
use crate::dockerfile::ImageCheck;

/// What is known of an image.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its repositories.
    names: Vec<String>,
    /// Ports it listens on in the container.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// Groups of variables (`NAME` or `NAME=value`); one of each group must be set.
    #[serde(default)]
    pub required: Vec<Vec<String>>,
    /// What it writes when a required variable is missing, before it exits with 1.
    #[serde(default)]
    pub refusal: Option<String>,
    /// What makes it end at once.
    #[serde(default)]
    pub refuses: Vec<Refusal>,
    /// Programs that are not in it.
    #[serde(default)]
    pub lacks: Vec<Lack>,
    /// A shell command that tells whether it is ready, as written in a compose file.
    #[serde(default)]
    pub probe: Option<String>,
    /// The HEALTHCHECK of the image.
    #[serde(default)]
    own: Option<OwnCheck>,
    /// What goes wrong with it most often.
    #[serde(default)]
    pub trap: Option<String>,
    /// Where it keeps its data.
    #[serde(default)]
    pub data: Vec<String>,
    /// How long it takes to get ready: an estimate.
    boot: String,
    /// Its default command ends at once without a terminal.
    #[serde(default)]
    pub idle: bool,
}

/// What makes an image's process end at once.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// A word of the command, before any `=`.
    #[serde(default)]
    pub argument: Option<String>,
    /// The path of a mount.
    #[serde(default)]
    pub at: Option<String>,
    /// From this version on.
    #[serde(default)]
    pub from: Option<String>,
    /// What it writes.
    pub says: String,
}

/// A program that is not in an image.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lack {
    /// Its name.
    pub program: String,
    /// From this version on.
    #[serde(default)]
    pub from: Option<String>,
    /// Only in tags with this in them.
    #[serde(default)]
    pub tag: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnCheck {
    test: Vec<String>,
    #[serde(default)]
    interval: Option<String>,
    #[serde(default)]
    retries: Option<u64>,
    #[serde(default)]
    start_period: Option<String>,
    #[serde(default)]
    start_interval: Option<String>,
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

static IMAGES: LazyLock<Vec<Image>> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/images.json"))).expect("the tests read this very text")
});

/// All that is known.
pub fn all() -> &'static [Image] {
    &IMAGES
}

/// What is known of an image, by its reference as written.
pub fn find(reference: &str) -> Option<&'static Image> {
    let repository = Reference::of(reference).repository;
    all()
        .iter()
        .find(|image| image.names.iter().any(|name| name == repository))
}

impl Image {
    /// Its usual name.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// How long it takes to get ready, in milliseconds: an estimate.
    pub fn boot(&self) -> u64 {
        milliseconds(&self.boot)
    }

    /// The HEALTHCHECK of the image.
    pub fn own_check(&self) -> Option<ImageCheck> {
        self.own.as_ref().map(|own| ImageCheck {
            test: own.test.clone(),
            interval: own.interval.as_deref().map(milliseconds),
            timeout: None,
            retries: own.retries,
            start_period: own.start_period.as_deref().map(milliseconds),
            start_interval: own.start_interval.as_deref().map(milliseconds),
        })
    }

    /// Whether a program is missing in the image with this reference.
    pub fn lacks_program(&self, reference: &str, program: &str) -> bool {
        let reference = Reference::of(reference);
        self.lacks.iter().any(|lack| {
            lack.program == program
                && reaches(reference, lack.from.as_deref())
                && lack.tag.as_ref().is_none_or(|tag| reference.tag.contains(tag.as_str()))
        })
    }

    /// The first group of required variables of which the service sets none.
    pub fn missing_variables(&self, service: &Service) -> Option<&[String]> {
        // A volume or env file that nobody has seen may bring what is missing, but the environment is all
        // that can be looked at.
        let is_set = |wanted: &String| {
            let (name, value) = match wanted.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (wanted.as_str(), None),
            };
            let given = service.environment.get(name).and_then(|entry| entry.value.as_deref());
            given.is_some_and(|given| !given.is_empty() && value.is_none_or(|value| value == given))
        };
        let missing = self.required.iter().find(|group| !group.iter().any(is_set));
        missing.map(Vec::as_slice)
    }

    /// What makes the service's process end at once, with this reference.
    pub fn refusal_of(&self, reference: &str, service: &Service) -> Option<&Refusal> {
        let reference = Reference::of(reference);
        self.refuses.iter().find(|refusal| {
            let argument = refusal.argument.as_ref().is_some_and(|argument| {
                let mut words = service.command.iter().flat_map(|command| &command.value);
                words.any(|word| word.split('=').next() == Some(argument))
            });
            let mount = refusal.at.as_ref().is_some_and(|at| {
                let mut mounts = service.volumes.iter();
                mounts.any(|mount| mount.value.target.trim_end_matches('/') == at)
            });
            (argument || mount) && reaches(reference, refusal.from.as_deref())
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
