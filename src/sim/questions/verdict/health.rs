//! Health checks that are missing, cannot pass or give up too early.

use super::{Judge, qualifier, severity, with_fix};
use crate::compose::{Condition, Service};
use crate::diagnostic::{Diagnostic, Edit, codes};
use crate::images;
use crate::sim::process::model::Model;
use crate::sim::questions::insertion::Insertion;
use crate::sim::timeline::obstacle::Blocked;
use crate::sim::{RecordId, format_duration};
use crate::sort::CompactSort;

/// Shortest start period that is suggested, in milliseconds.
const MIN_START_PERIOD: u64 = 30_000;

impl Judge<'_> {
    /// Describes a service without a health check that another one waits for. `effect` is the end of the wait, if it was
    /// reached.
    pub(super) fn missing_healthcheck(&self, service: &Service, effect: Option<RecordId>) -> Option<Diagnostic> {
        let record = effect.and_then(|effect| self.timeline.record(effect));
        let waiting = record.and_then(|record| self.timeline.lane_of(record));
        let dependents = self.dependents(service, Condition::Healthy);
        let is_waiting = |(other, _): &&(&Service, _)| waiting.is_none_or(|lane| lane.service == other.name);
        let (dependent, edge) = dependents.iter().find(is_waiting)?;
        let name = &service.name;
        let is_certain = self.timeline.lacks_healthcheck_for_certain(name);
        let message = format!(
            "`{}` waits until `{name}` is healthy, but {}`{name}` has no health check",
            dependent.name,
            qualifier(is_certain)
        );
        let disabled = service.healthcheck.as_ref().filter(|check| check.disable);
        let (label, text) = match disabled {
            Some(check) => (check.span, "the health check is disabled here".to_owned()),
            None => (service.span, format!("`{name}` has no health check")),
        };
        let mut help = format!("Docker Compose gives up at once. {}", self.consequence(service));
        if !is_certain {
            help = format!("If its image has a health check, say so in `x-sim`. If not: {help}");
        }
        let containers = self.timeline.lanes.iter().find(|lane| lane.service == *name);
        let upstream = containers.map_or("", |lane| lane.full_name.as_str());
        let mut diagnostic = Diagnostic::new(
            severity(is_certain),
            codes::MISSING_HEALTHCHECK,
            message,
            edge.condition_span,
        )
        .label(label, text)
        .help(help);
        for (_, other) in dependents.iter().filter(|(other, _)| other.name != dependent.name) {
            diagnostic = diagnostic.label(other.condition_span, "");
        }
        if is_certain {
            let error = format!("dependency failed to start: container {upstream} has no healthcheck configured");
            diagnostic = diagnostic.upstream(error);
        }
        let probe = self.add_healthcheck(service).filter(|_| disabled.is_none());
        let diagnostic = with_fix(diagnostic, &format!("Add a health check to `{name}`"), probe);
        let mut spans: Vec<_> = dependents.iter().map(|(_, edge)| edge.condition_span).collect();
        spans.compact_sort_by_key(|span| (span.file.0, span.start));
        spans.dedup();
        let edits = spans
            .into_iter()
            .filter_map(|span| self.replace(span, "service_healthy", "service_started"));
        let diagnostic = with_fix(diagnostic, &format!("Wait only until `{name}` has started"), edits);
        let model = self.timeline.model(name.as_str())?;
        let declaration = self
            .declare(service, model, "image: {healthcheck: {test: [CMD, check]}}")
            .filter(|_| !is_certain);
        Some(with_fix(
            diagnostic,
            "Set the behavior: the image has a health check",
            declaration,
        ))
    }

    /// Returns the edit that adds the health check that is known for a service's image.
    fn add_healthcheck(&self, service: &Service) -> Option<Edit> {
        let image = service.image.as_ref().filter(|_| service.build.is_none())?;
        let facts = images::find(&image.value)?;
        let probe = facts.probe_for(service)?;
        let start_period = (facts.boot_time() * 3).max(MIN_START_PERIOD) / 1000;
        let (test, start_period) = (format!("test: {probe:?}"), format!("start_period: {start_period}s"));
        match &service.healthcheck {
            Some(check) => Insertion::of_keys(&[&test]).edit(check.span, self.files),
            None => Insertion {
                block: vec![
                    "healthcheck:".to_owned(),
                    format!("  {test}"),
                    "  interval: 5s".to_owned(),
                    format!("  {start_period}"),
                ],
                flow: format!("healthcheck: {{{test}, interval: 5s, {start_period}}}"),
                bracket: '{',
            }
            .edit(service.span, self.files),
        }
    }

    /// Describes a probe whose program is not in the image.
    pub(super) fn missing_program(&self, service: &Service, model: &Model, program: &str) -> Option<Diagnostic> {
        let check = model.check.as_ref()?;
        let name = &service.name;
        let is_certain = service.build.is_none();
        let image = match &service.image {
            Some(image) if is_certain => format!("`{}`", image.value),
            _ => "its image".to_owned(),
        };
        let message = format!(
            "the probe of `{name}` runs `{program}`, which {}{} does not contain",
            qualifier(is_certain),
            image
        );
        let span = check.test_span.or(check.span).unwrap_or(service.span);
        let diagnostic = Diagnostic::new(severity(is_certain), codes::MISSING_PROBE_PROGRAM, message, span);
        let sentence = format!("The probe never passes, so `{name}` becomes unhealthy.");
        let diagnostic = self.with_consequence(diagnostic, &sentence, service);
        let probe = service.image.as_ref().filter(|_| is_certain);
        let probe = probe.and_then(|image| images::find(&image.value)?.probe_for(service));
        let is_one_line = check
            .test_span
            .is_some_and(|span| !self.files.text(span).contains('\n'));
        let diagnostic = match probe.zip(check.test_span).filter(|_| is_one_line) {
            Some((probe, span)) => with_fix(
                diagnostic,
                &format!("Probe with `{probe}`"),
                [Edit::new(span, format!("{probe:?}"))],
            ),
            None => diagnostic,
        };
        let declaration = self.declare(service, model, "ready_after: 1s").filter(|_| !is_certain);
        Some(with_fix(
            diagnostic,
            "Set the behavior: the probe passes after 1 s",
            declaration,
        ))
    }

    /// Describes a health check that gives up before the service can be ready.
    pub(super) fn impatient_healthcheck(
        &self,
        service: &Service,
        model: &Model,
        ready_after: u64,
        blocked: &Blocked,
    ) -> Diagnostic {
        let name = &service.name;
        let check = service.healthcheck.as_ref();
        let span = check.map_or(service.span, |check| check.span);
        let message = blocked
            .sentence(self.timeline)
            .replacen(name.as_str(), &format!("`{name}`"), 1);
        let diagnostic = Diagnostic::warning(codes::IMPATIENT_HEALTHCHECK, message, span);
        let diagnostic = self.with_consequence(diagnostic, "Failures during the start period do not count.", service);
        // A margin of 50 %, in whole seconds.
        let period = (ready_after + ready_after / 2).next_multiple_of(1_000);
        let setting = format!("start_period: {}s", period / 1_000);
        let edit = check.and_then(|check| match &check.start_period {
            Some(written) => Some(Edit::new(written.span, format!("{}s", period / 1_000))),
            None => Insertion::of_keys(&[&setting]).edit(check.span, self.files),
        });
        let diagnostic = with_fix(diagnostic, &format!("Set `{setting}`"), edit);
        let declaration = self.declare(service, model, "ready_after: 1s");
        let title = format!(
            "Set the behavior: ready after 1 s, not {}",
            format_duration(ready_after)
        );
        with_fix(diagnostic, &title, declaration)
    }
}
