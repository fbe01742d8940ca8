//! Host ports that two containers publish.

use super::{Judge, with_fix};
use crate::compose::{Port, Service, Spanned};
use crate::diagnostic::{Diagnostic, Edit, codes};
use crate::sim::{Event, RecordId};

impl Judge<'_> {
    /// Describes a host port that is in use when a service's container is started.
    pub(super) fn port_in_use(&self, service: &Service, number: u16, effect: Option<RecordId>) -> Option<Diagnostic> {
        let own = service.ports.iter().find(|port| port.value.publishes(number))?;
        let name = &service.name;
        let others = self.project.services.values().filter(|other| other.name != *name);
        let other = others
            .flat_map(|other| other.ports.iter().map(move |port| (other, port)))
            .find(|(_, port)| port.value.publishes(number) && port.value.protocol == own.value.protocol);
        let containers = (self.timeline.lanes.iter())
            .filter(|lane| lane.service == *name)
            .count();
        let diagnostic = match other {
            Some((other, port)) => {
                let message = format!("host port {number} is published by `{name}` and by `{}`", other.name);
                Diagnostic::error(codes::HOST_PORT_IN_USE, message, own.span)
                    .label(port.span, "")
                    .help("Only one container can use a host port, so the other one cannot be started.")
            }
            None if containers > 1 => {
                let message = format!("each of the {containers} containers of `{name}` publishes host port {number}");
                Diagnostic::error(codes::HOST_PORT_IN_USE, message, own.span)
                    .label(service.replicas.span, "the number of containers")
                    .help("Only one container can use a host port, so the others cannot be started.")
            }
            None => {
                let message = format!("`{name}` publishes host port {number} twice");
                let again = service.ports.iter().filter(|port| port.value.publishes(number)).nth(1);
                let diagnostic = Diagnostic::error(codes::HOST_PORT_IN_USE, message, own.span)
                    .help("A host port leads to one port of one container, so the container cannot be started.");
                match again {
                    Some(again) => diagnostic.label(again.span, ""),
                    None => diagnostic,
                }
            }
        };
        let is_shared_line = other.is_some_and(|(_, port)| port.span == own.span);
        let replicas = if other.is_none() { containers as u16 } else { 1 };
        let fixed = match is_shared_line {
            true => None,
            false => self.publish_elsewhere(own, number, replicas),
        };
        let diagnostic = match fixed {
            Some((edit, ports)) => with_fix(diagnostic, &format!("Publish `{ports}` instead"), [edit]),
            None => diagnostic,
        };
        Some(
            match effect
                .and_then(|effect| self.timeline.record(effect))
                .map(|record| &record.event)
            {
                Some(Event::StartFailed(text)) => diagnostic.upstream(text.clone()),
                _ => diagnostic,
            },
        )
    }

    /// Returns the edit that publishes free host ports instead, one for each container, and the ports.
    fn publish_elsewhere(&self, port: &Spanned<Port>, number: u16, containers: u16) -> Option<(Edit, String)> {
        let published = port.value.published.as_deref()?;
        let ports = match containers {
            0 | 1 => self.free_ports(number.checked_add(1)?, 1)?.to_string(),
            count => {
                let first = self.free_ports(number.checked_add(1)?, count - 1)?;
                // Only these containers publish the current port.
                match first == number + 1 {
                    true => format!("{number}-{}", number + count - 1),
                    false => {
                        let first = self.free_ports(number + 1, count)?;
                        format!("{first}-{}", first + count - 1)
                    }
                }
            }
        };
        let text = self.files.text(port.span);
        if text.contains('$') {
            return None;
        }
        let at = match text.find("published") {
            Some(key) => key + text.get(key..)?.find(published)?,
            None => find_published(text, published)?,
        };
        let mut edited = text.to_owned();
        edited.replace_range(at..at + published.len(), &ports);
        Some((Edit::new(port.span, edited), ports))
    }

    /// Returns the first of several consecutive host ports from `from` on that no service publishes.
    fn free_ports(&self, from: u16, count: u16) -> Option<u16> {
        let is_free = |number: u16| {
            let mut ports = self.project.services.values().flat_map(|service| &service.ports);
            !ports.any(|port| port.value.publishes(number))
        };
        (from..=u16::MAX - count).find(|&first| (first..first + count).all(is_free))
    }
}

/// Returns the position of the host port in a port in short syntax.
fn find_published(text: &str, published: &str) -> Option<usize> {
    let pattern = format!("{published}:");
    let mut matches = text.match_indices(&pattern).map(|(at, _)| at);
    matches.find(|at| !text[..*at].ends_with(|c: char| c.is_ascii_digit() || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_port_is_found_in_short_syntax() {
        for (text, published, expected) in [
            ("\"8080:80\"", "8080", Some(1)),
            ("80:80", "80", Some(0)),
            ("10.0.0.80:80:8080", "80", Some(10)),
            ("8000-8001:80", "8000-8001", Some(0)),
            ("80", "80", None),
        ] {
            assert_eq!(find_published(text, published), expected, "{text}");
        }
    }
}
