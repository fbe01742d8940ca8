//! Containers that Docker Compose or the engine refuses to create, and images that no service builds.

use std::collections::{BTreeMap, BTreeSet};

use super::{Judge, with_fix};
use crate::compose::{RestartPolicy, Service};
use crate::diagnostic::{Diagnostic, codes};
use crate::images;
use crate::sim::questions::insertion::Insertion;
use crate::source::Span;
use crate::spelling::edit_distance;

/// Maximum edit distance of a suggestion.
const MAX_DISTANCE: usize = 2;
/// Names of the restart policies.
const POLICIES: [&str; 4] = ["no", "always", "on-failure", "unless-stopped"];

impl Judge<'_> {
    /// Describes the service whose container cannot be created, given the error of the command.
    pub(super) fn refused_creation(&self, error: &str) -> Option<Diagnostic> {
        let mut services = self.project.services.values();
        let diagnostic = match error {
            error if error.contains("restart policy") => services.find_map(|service| self.refused_policy(service)),
            error if error.contains("start_interval") => services.find_map(|service| self.refused_interval(service)),
            _ => None,
        };
        diagnostic.map(|diagnostic| diagnostic.upstream(error))
    }

    fn refused_policy(&self, service: &Service) -> Option<Diagnostic> {
        let restart = &service.restart;
        let name = &service.name;
        let (message, best) = match &restart.value.policy {
            RestartPolicy::Unknown(policy) => {
                let distance = |known: &&str| edit_distance(policy, known);
                let closest = POLICIES.into_iter().min_by_key(distance);
                let closest = closest.filter(|closest| distance(closest) <= MAX_DISTANCE);
                (format!("`{policy}` is not a restart policy"), closest)
            }
            RestartPolicy::OnFailure(_) => return None,
            _ if restart.value.attempts.is_some_and(|attempts| attempts > 0) => (
                format!("the restart policy of `{name}` has a maximum of restarts, but is not `on-failure`"),
                None,
            ),
            _ => return None,
        };
        let help = format!(
            "The engine refuses to create the container. The policies are `{}`.",
            POLICIES.join("`, `")
        );
        let diagnostic = Diagnostic::error(codes::INVALID_RESTART_POLICY, message, restart.span).help(help);
        let edit = match &restart.value.policy {
            RestartPolicy::Unknown(policy) => best.and_then(|best| self.replace(restart.span, policy, best)),
            _ => None,
        };
        Some(match best {
            Some(best) => with_fix(diagnostic, &format!("Write `{best}`"), edit),
            None => diagnostic,
        })
    }

    fn refused_interval(&self, service: &Service) -> Option<Diagnostic> {
        let check = service.healthcheck.as_ref()?;
        let interval = check.start_interval.as_ref().filter(|_| check.start_period.is_none())?;
        let message = format!(
            "the health check of `{}` has a `start_interval`, but no `start_period`",
            service.name
        );
        let diagnostic = Diagnostic::error(codes::START_INTERVAL_WITHOUT_PERIOD, message, interval.span).help(
            "Docker Compose refuses to create the container: `start_interval` is the interval during the start period.",
        );
        let edit = Insertion::of_keys(&["start_period: 30s"]).edit(check.span, self.files);
        Some(with_fix(diagnostic, "Add `start_period: 30s`", edit))
    }

    /// Describes images that are never pulled and that no service builds.
    pub(super) fn unbuilt_images(&self) -> Vec<Diagnostic> {
        let services = || self.project.services.values().chain(self.project.disabled.values());
        let built: BTreeSet<String> = services()
            .filter(|service| service.build.is_some())
            .map(|service| match &service.image {
                Some(image) => image.value.clone(),
                None => format!("{}-{}", self.project.name, service.name),
            })
            .collect();
        // A name with a registry or an account is published somewhere, and a script may pull it.
        let is_local = |service: &&Service| {
            let policy = service.pull_policy.as_ref().map(|policy| policy.value.as_str());
            let image = service.image.as_ref().map_or("", |image| image.value.as_str());
            let is_public = image.contains('/') || images::find(image).is_some();
            service.build.is_none() && !is_public && matches!(policy, Some("never" | "build"))
        };
        let mut by_image: BTreeMap<&str, Vec<&Service>> = BTreeMap::new();
        for service in self.project.services.values().filter(is_local) {
            let image = service.image.as_ref().filter(|image| !built.contains(&image.value));
            by_image
                .entry(image.map_or("", |image| &image.value))
                .or_default()
                .push(service);
        }
        by_image.remove("");
        let unbuilt = by_image.into_iter();
        unbuilt
            .filter_map(|(image, users)| self.unbuilt_image(image, &users))
            .collect()
    }

    fn unbuilt_image(&self, name: &str, users: &[&Service]) -> Option<Diagnostic> {
        let first = users.first()?;
        let (image, policy) = (first.image.as_ref()?, first.pull_policy.as_ref()?);
        let message = format!("as far as known, nobody builds `{name}`, and it is never pulled");
        let diagnostic = Diagnostic::warning(codes::UNBUILT_IMAGE, message, image.span)
            .label(policy.span, "so it must exist already")
            .help("Docker Compose only finds it if it is built or loaded outside of this project.");
        let policies: BTreeSet<(Span, &str)> = users
            .iter()
            .filter_map(|service| service.pull_policy.as_ref())
            .map(|policy| (policy.span, policy.value.as_str()))
            .collect();
        let edits = policies
            .into_iter()
            .filter_map(|(span, policy)| self.replace(span, policy, "missing"));
        Some(with_fix(diagnostic, "Pull it if it is missing", edits))
    }
}
