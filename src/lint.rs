//! Lint rules: problems that Docker Compose accepts without a message.
//!
//! What Docker Compose refuses or warns about is reported by loading, because its order matters there. A rule sees the
//! result: the project and the Dockerfiles. It reports diagnostics and changes nothing, so rules are independent of
//! each other and of their order.

pub mod rules;

use std::collections::BTreeSet;

use crate::compose::{Project, Service};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::dockerfile::Dockerfile;
use crate::source::Span;

/// A check with its severity, and with a page for users: the doc comment of the rule's file.
#[derive(Debug)]
pub struct Rule {
    /// The code of the rule's diagnostics; the rule's file has the same name.
    pub code: Code,
    /// The headline of the rule's page.
    pub title: &'static str,
    /// The severity of the rule's diagnostics.
    pub severity: Severity,
    /// The profile that turns the rule on.
    pub profile: Profile,
    /// Reports the rule's diagnostics.
    check: fn(&Context<'_>, &mut Vec<Diagnostic>),
}

impl Rule {
    /// Creates a diagnostic of this rule.
    fn diagnostic(&self, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic::new(self.severity, self.code, message, span)
    }
}

/// A set of rules. Each profile includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Rules whose diagnostics most users want to see.
    Default,
    /// Rules that most projects break.
    Strict,
}

/// What rules see.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The project, if it loads.
    pub(crate) project: Option<&'a Project>,
    /// The Dockerfiles of the workspace.
    pub(crate) dockerfiles: &'a [Dockerfile],
}

impl<'a> Context<'a> {
    /// Returns all services, including those of inactive profiles.
    fn services(&self) -> impl Iterator<Item = &'a Service> {
        let projects = self.project.into_iter();
        projects.flat_map(|project| project.services.values().chain(project.disabled.values()))
    }
}

/// Runs the rules of a profile. Returns each diagnostic once, even if several services inherit the same value from one
/// that they extend.
pub(crate) fn run(context: &Context<'_>, profile: Profile) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| rule.profile <= profile) {
        (rule.check)(context, &mut diagnostics);
    }
    let mut seen = BTreeSet::new();
    diagnostics.retain(|diagnostic| {
        let span = diagnostic.primary.as_ref().map(|label| label.span);
        seen.insert((diagnostic.code, diagnostic.message.clone(), span))
    });
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{self, LoadOptions};
    use crate::source::Workspace;

    /// Returns what a rule reports about a compose file: for each diagnostic the text at its span, and the message.
    pub(super) fn report(rule: &Rule, compose: &str) -> Vec<(String, String)> {
        let mut files = Workspace::new("/demo");
        files.set("compose.yaml", compose);
        let loaded = compose::load(&files, &LoadOptions::default());
        let context = Context {
            project: loaded.project.as_ref(),
            dockerfiles: &[],
        };
        let mut diagnostics = run(&context, rule.profile);
        diagnostics.retain(|diagnostic| diagnostic.code == rule.code);
        let entry = |diagnostic: &Diagnostic| {
            let label = diagnostic.primary.as_ref().expect("rules report spans");
            (files.text(label.span).to_owned(), diagnostic.message.clone())
        };
        diagnostics.iter().map(entry).collect()
    }
}
