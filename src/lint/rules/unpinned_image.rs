//! An image has no fixed version: it has no tag, or the tag `latest`.
//!
//! ## Why
//!
//! `latest` refers to a different image every few weeks, and an image without a tag means `latest`. Two machines that
//! start the same project can run different versions, and `docker compose pull` can download a new major version that
//! cannot read the data of the previous one.
//!
//! An image that the project builds itself is not reported: there the name only says what the result is called. A
//! digest fixes the version as well.
//!
//! ## Bad
//!
//! ```compose.yaml
//! services:
//!   db:
//!     image: mariadb
//! ```
//!
//! ## Good
//!
//! ```compose.yaml
//! services:
//!   db:
//!     image: mariadb:11.8
//! ```

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::images::Reference;
use crate::lint::{Context, Profile, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code::of_rule("unpinned-image"),
    title: "Image without a fixed version",
    severity: Severity::Warning,
    profile: Profile::Default,
    check,
};

fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let built: BTreeSet<_> = context
        .services()
        .filter(|service| service.build.is_some())
        .filter_map(|service| Some(name_and_tag(&service.image.as_ref()?.value)))
        .collect();
    for image in context.services().filter_map(|service| service.image.as_ref()) {
        let reference = Reference::parse(&image.value);
        let is_pinned = reference.digest.is_some() || reference.tag_or_latest() != "latest";
        // An unset variable that leaves nothing of the name is reported by loading.
        if is_pinned || reference.repository.is_empty() || built.contains(&name_and_tag(&image.value)) {
            continue;
        }
        let message = match reference.tag {
            None => format!("`{}` has no tag, so the latest version is used", image.value),
            Some(_) => format!("`{}` is not a fixed version", image.value),
        };
        diagnostics.push(
            RULE.diagnostic(message, image.span)
                .help("Write the version that the project is tested with, so that every machine runs the same image."),
        );
    }
}

fn name_and_tag(reference: &str) -> (&str, &str) {
    let reference = Reference::parse(reference);
    (reference.repository, reference.tag_or_latest())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::report;

    #[test]
    fn tags_and_digests_pin_an_image() {
        for (image, is_reported) in [
            ("nginx", true),
            ("nginx:latest", true),
            ("localhost:5000/app", true),
            ("localhost:5000/app:latest", true),
            ("docker.io/library/nginx", true),
            ("nginx:${TAG:-latest}", true),
            ("nginx:1.29", false),
            ("nginx:alpine", false),
            ("localhost:5000/app:3", false),
            (
                "nginx@sha256:8adbdcb969e2676478ee2c7ad333956f0c8e0e4c5a7463f4611d7a2e7a7ff5dc",
                false,
            ),
            (
                "nginx:latest@sha256:8adbdcb969e2676478ee2c7ad333956f0c8e0e4c5a7463f4611d7a2e7a7ff5dc",
                false,
            ),
        ] {
            let compose = format!("services:\n  web:\n    image: {image}\n");
            let report = report(&RULE, &compose);
            assert_eq!(!report.is_empty(), is_reported, "{image}: {report:?}");
        }
    }

    #[test]
    fn unset_variable_is_not_reported_again() {
        for image in ["nginx:${TAG}", "${IMAGE}", "${IMAGE}:${TAG}"] {
            let compose = format!("services:\n  web:\n    image: {image}\n");
            assert_eq!(report(&RULE, &compose), [], "{image}");
        }
    }

    #[test]
    fn built_image_is_not_reported_wherever_it_is_used() {
        let compose = "services:\n  web:\n    build: .\n    image: my/app\n  worker:\n    image: my/app:latest\n";
        assert_eq!(report(&RULE, compose), []);
    }

    #[test]
    fn shared_image_is_reported_once() {
        let compose = "\
services:
  base:
    image: redis
  web:
    extends: base
    scale: 3
  tools:
    image: adminer:latest
    profiles: [debug]
";
        let expected = [
            ("redis", "`redis` has no tag, so the latest version is used"),
            ("adminer:latest", "`adminer:latest` is not a fixed version"),
        ];
        let expected = expected.map(|(text, message)| (text.to_owned(), message.to_owned()));
        assert_eq!(report(&RULE, compose), expected);
    }
}
