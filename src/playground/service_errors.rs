//! The services that problems concern: which service's definition contains a location, and the errors of each service.

use std::collections::BTreeMap;

use super::location::Location;
use crate::compose::{Project, Service};
use crate::diagnostic::{Code, Diagnostic, Severity, codes};
use crate::source::{FileId, Workspace};

/// Codes of errors that leave a published port unknown.
const PORT_CODES: [Code; 2] = [codes::INVALID_PORT, codes::PORT_WITHOUT_TARGET];

/// The errors in a service's definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceErrors {
    /// Location of the first error.
    pub first: Location,
    /// Number of errors.
    pub count: usize,
    /// Whether a published port is unknown because of an error.
    pub hides_port: bool,
}

/// Returns the errors of each service that has some, by its name. The diagnostics are in source order.
pub(super) fn by_service(
    project: &Project,
    files: &Workspace,
    diagnostics: &[Diagnostic],
) -> BTreeMap<String, ServiceErrors> {
    let mut errors: BTreeMap<String, ServiceErrors> = BTreeMap::new();
    for diagnostic in diagnostics {
        let (Severity::Error, Some(label)) = (diagnostic.severity, &diagnostic.primary) else {
            continue;
        };
        let Some(service) = service_at(project, files, label.span.file, label.span.range().start) else {
            continue;
        };
        let service = errors.entry(service.name.to_string()).or_insert_with(|| ServiceErrors {
            first: Location::of(files, label.span),
            count: 0,
            hides_port: false,
        });
        service.count += 1;
        service.hides_port |= PORT_CODES.contains(&diagnostic.code);
    }
    errors
}

/// Returns the service whose definition contains an offset.
pub(super) fn service_at<'a>(
    project: &'a Project,
    files: &Workspace,
    file: FileId,
    offset: usize,
) -> Option<&'a Service> {
    let services = project.services.values().chain(project.disabled.values());
    let before = services.filter(|service| service.span.file == file && service.span.range().start <= offset);
    let service = before.max_by_key(|service| service.span.start)?;
    let text_between = files.file(file).text().get(service.span.range().start..offset)?;
    // A line without indentation ends the section of the services.
    let has_ended = text_between.split('\n').skip(1).any(|line| {
        let first = line.chars().next();
        first.is_some_and(|c| !c.is_whitespace() && c != '#')
    });
    (!has_ended).then_some(service)
}
