//! Services that are awaited for completion, but never complete.

use super::{Judge, severity, with_fix};
use crate::compose::{Condition, Service};
use crate::diagnostic::{Diagnostic, codes};
use crate::sim::process::behavior::Origin;
use crate::sim::process::model::Model;

impl Judge<'_> {
    /// Describes a job that the engine restarts after each exit.
    pub(super) fn restarted_job(&self, service: &Service, policy: &str) -> Diagnostic {
        let name = &service.name;
        let message = format!("`{name}` never completes, because its restart policy is `{policy}`");
        let diagnostic = Diagnostic::error(codes::RESTARTED_JOB, message, service.restart.span);
        let diagnostic = self.with_consequence(diagnostic, "The engine restarts it after each exit.", service);
        let diagnostic = self.label_waits(service, diagnostic);
        let edit = self.replace(service.restart.span, policy, "on-failure");
        with_fix(diagnostic, "Restart it only after a failure", edit)
    }

    /// Describes a job that runs until it is stopped.
    pub(super) fn endless_job(&self, service: &Service, model: &Model) -> Diagnostic {
        let name = &service.name;
        let is_declared = model.behavior.origin == Origin::Declared;
        let reason = match (is_declared, &service.image) {
            (true, _) => "as its `x-sim` says".to_owned(),
            (false, Some(image)) => format!("because `{}` is a server", image.value),
            (false, None) => "because it is a server".to_owned(),
        };
        let message = format!("`{name}` never completes, {reason}");
        let waits = self.dependents(service, Condition::Completed);
        let span = waits.first().map_or(service.span, |(_, edge)| edge.condition_span);
        let diagnostic = Diagnostic::new(severity(!is_declared), codes::ENDLESS_JOB, message, span)
            .label(service.span, "it runs until it is stopped");
        let diagnostic = self.with_consequence(diagnostic, "", service);
        let (condition, state) = match model.check {
            Some(_) => ("service_healthy", "is healthy"),
            None => ("service_started", "has started"),
        };
        let edits = waits
            .iter()
            .filter_map(|(_, edge)| self.replace(edge.condition_span, Condition::Completed.name(), condition));
        with_fix(diagnostic, &format!("Wait until `{name}` {state}"), edits)
    }

    /// Labels the conditions of the services that wait for completion.
    fn label_waits(&self, service: &Service, diagnostic: Diagnostic) -> Diagnostic {
        let waits = self.dependents(service, Condition::Completed).into_iter();
        waits.fold(diagnostic, |diagnostic, (other, edge)| {
            diagnostic.label(
                edge.condition_span,
                format!("`{}` waits for it to complete", other.name),
            )
        })
    }
}
