//! Variables that are not set: their errors and warnings become one diagnostic, whose fix adds placeholders to `.env`.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::compose::{UnsetVariables, is_secret, placeholder};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Label, NewFile, Severity, codes};
use crate::sort::CompactSort;
use crate::source::{Span, Workspace};

/// Codes of the diagnostics about a variable that is not set. The first text in backticks in their message is its name.
const UNSET_CODES: [Code; 2] = [codes::UNSET_VARIABLE, codes::MISSING_VARIABLE];
/// Number of variables that the combined diagnostic names.
const MAX_NAMED: usize = 5;

/// Joins errors that come from an unset variable with the warning about it.
pub(super) fn join_errors(diagnostics: Vec<Diagnostic>, files: &Workspace) -> Vec<Diagnostic> {
    let (mut unset, others): (Vec<Diagnostic>, Vec<Diagnostic>) = diagnostics
        .into_iter()
        .partition(|diagnostic| diagnostic.code == codes::UNSET_VARIABLE);
    let mut remaining = Vec::with_capacity(others.len());
    for diagnostic in others {
        match cause(&unset, &diagnostic, files) {
            Some(index) => join_error(&mut unset[index], diagnostic),
            None => remaining.push(diagnostic),
        }
    }
    remaining.extend(unset);
    remaining.compact_sort_by_key(Diagnostic::source_order);
    remaining
}

/// Returns the index of the unset variable that an error comes from: one that is used inside the faulty value.
fn cause(unset: &[Diagnostic], error: &Diagnostic, files: &Workspace) -> Option<usize> {
    let span = error.primary.as_ref()?.span;
    let is_caused = error.severity == Severity::Error
        && ![codes::MISSING_VARIABLE, codes::INVALID_TEMPLATE].contains(&error.code)
        && !files.text(span).contains('\n');
    let is_inside =
        |label: &Label| label.span.file == span.file && label.span.start < span.end && span.start < label.span.end;
    let uses = |diagnostic: &Diagnostic| {
        let mut labels = diagnostic.primary.iter().chain(&diagnostic.secondary);
        labels.any(is_inside)
    };
    is_caused.then(|| unset.iter().position(uses)).flatten()
}

fn join_error(unset: &mut Diagnostic, error: Diagnostic) {
    // Docker Compose warns before it fails. The first error is the one that it prints.
    if unset.severity == Severity::Error {
        return;
    }
    let name = variable(unset).unwrap_or_default();
    unset.message = format!("variable `{name}` is not set: {}", error.message);
    unset.severity = Severity::Error;
    unset.upstream = error.upstream;
}

/// Replaces the diagnostics about several unset variables with one, whose fix adds placeholders to `.env`.
pub(super) fn combine(diagnostics: Vec<Diagnostic>, variables: &UnsetVariables, files: &Workspace) -> Vec<Diagnostic> {
    let is_unset = |diagnostic: &Diagnostic| {
        UNSET_CODES.contains(&diagnostic.code) && variable(diagnostic).is_some_and(|name| variables.contains_key(name))
    };
    let names: BTreeSet<String> = diagnostics
        .iter()
        .filter(|diagnostic| is_unset(diagnostic))
        .filter_map(|diagnostic| variable(diagnostic).map(str::to_owned))
        .collect();
    if names.len() < 2 {
        return diagnostics;
    }
    let (unset, mut others): (Vec<Diagnostic>, Vec<Diagnostic>) = diagnostics.into_iter().partition(is_unset);
    others.push(combined(unset, variables, files));
    others.compact_sort_by_key(Diagnostic::source_order);
    others
}

fn combined(unset: Vec<Diagnostic>, variables: &UnsetVariables, files: &Workspace) -> Diagnostic {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let leading = unset.iter().find(is_error).or(unset.first());
    let (severity, upstream) = leading.map_or((Severity::Warning, None), |diagnostic| {
        (diagnostic.severity, diagnostic.upstream.clone())
    });
    let mut labels = unset
        .into_iter()
        .flat_map(|diagnostic| diagnostic.primary.into_iter().chain(diagnostic.secondary));
    let mut combined = Diagnostic::new(
        severity,
        codes::UNSET_VARIABLE,
        format!("{} variables are not set", variables.len()),
        labels.next().map(|label| label.span),
    )
    .help(format!(
        "Set {} in `.env`. Until then, they are empty.",
        list_names(variables)
    ));
    combined.secondary = labels
        .map(|label| Label {
            text: String::new(),
            ..label
        })
        .collect();
    combined.upstream = upstream;
    fill_env_file(combined, variables, files)
}

/// Lists the first names as text: `A`, `B` and 3 more.
fn list_names(variables: &UnsetVariables) -> String {
    let names: Vec<String> = variables
        .keys()
        .take(MAX_NAMED)
        .map(|name| format!("`{name}`"))
        .collect();
    match variables.len().saturating_sub(MAX_NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// Adds the fix that writes placeholders to `.env`, which it creates if it is missing.
fn fill_env_file(diagnostic: Diagnostic, variables: &UnsetVariables, files: &Workspace) -> Diagnostic {
    let title = "Fill `.env` with placeholders";
    let text = placeholders(variables);
    let Some(file) = files.find(&format!("{}/.env", files.root())) else {
        let path = ".env".to_owned();
        return diagnostic.fix_with_new_file(title, NewFile { path, text });
    };
    let written = files.file(file).text();
    let separator = match written.is_empty() || written.ends_with('\n') {
        true => "",
        false => "\n",
    };
    let end = Span::new(file, written.len()..written.len());
    diagnostic.fix(
        title,
        Applicability::ChangesBehavior,
        vec![Edit::new(end, format!("{separator}{text}"))],
    )
}

/// Returns the lines of an env file that sets the variables to placeholders.
fn placeholders(variables: &UnsetVariables) -> String {
    let mut text = String::from("# Placeholders for variables that were not set. Replace them with your values.\n");
    let (secrets, others): (Vec<_>, Vec<_>) = variables
        .iter()
        .partition(|(name, expected)| is_secret(name, **expected));
    for (index, (name, expected)) in others.into_iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name}={}", placeholder(name, *expected, index));
    }
    if !secrets.is_empty() {
        text.push_str("# Placeholders for secrets. Anybody can know them: replace them before you deploy.\n");
    }
    for (name, expected) in secrets {
        let _ = writeln!(text, "{name}={}", placeholder(name, *expected, 0));
    }
    text
}

/// Returns the name of the variable that a diagnostic is about: the first text in backticks of its message.
fn variable(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.message.split('`').nth(1)
}
