//! A loader's answer for a project, and the comparison of two answers.

use std::collections::BTreeSet;
use std::fmt;

use drydock::compose::{self, render};
use drydock::yaml;
use serde_json::Value;

use crate::cases::Project;
use crate::differences::json_differences;

/// The format of the printed project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `config --format json`, compared as a value.
    Json,
    /// `config`, compared as text.
    Yaml,
}

/// A printed project.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Parsed JSON.
    Json(Value),
    /// YAML text.
    Yaml(String),
}

/// A loader's answer for a project.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The project is printed.
    Accepted {
        /// The printed project.
        output: Output,
        /// The set of warnings.
        warnings: BTreeSet<String>,
    },
    /// The project is rejected.
    Rejected {
        /// The error.
        error: String,
        /// All errors that the loader found; only ours finds more than one.
        others: BTreeSet<String>,
    },
    /// The program ran out of time or memory.
    Unknown,
}

/// The result of a comparison, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The answers are equal.
    Agrees,
    /// Docker Compose crashes or runs out of time or memory.
    Unanswered,
    /// Both reject; Docker Compose reports another one of the errors that we found.
    OtherError,
    /// Both reject, with different errors.
    Text,
    /// Both print the same, with different warnings.
    Warnings,
    /// Both accept and print different projects.
    Output,
    /// Only we reject.
    OnlyWeReject,
    /// Only Docker Compose rejects.
    OnlyWeAccept,
}

/// Returns our loader's answer for a project at `root`.
pub fn ours(project: &Project, root: &str, home: &str, format: Format) -> Answer {
    let options = project.options(root, home);
    let interpolated = options.passes.interpolate;
    let loaded = compose::load(&project.workspace(root, home), &options);
    let upstream = loaded
        .diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.upstream.clone());
    let others: BTreeSet<String> = upstream.collect();
    let Some(project) = &loaded.project else {
        let error = loaded.failure.unwrap_or_default().trim().to_owned();
        return Answer::Rejected { error, others };
    };
    let resolved = &project.resolved;
    let output = match format {
        Format::Yaml if interpolated => Output::Yaml(yaml::write(&render::yaml(resolved))),
        Format::Yaml => Output::Yaml(yaml::write_legacy(&render::uninterpolated_yaml(resolved))),
        Format::Json if interpolated => match render::json(resolved) {
            Ok(model) => Output::Json(model),
            Err(error) => return Answer::Rejected { error, others },
        },
        Format::Json => Output::Json(render::uninterpolated_json(resolved)),
    };
    Answer::Accepted {
        output,
        warnings: loaded.warnings.into_iter().collect(),
    }
}

/// Compares our answer with that of Docker Compose.
pub fn compare_answers(ours: &Answer, theirs: &Answer) -> Verdict {
    match (ours, theirs) {
        (_, Answer::Rejected { error, .. }) if is_crash(error) => Verdict::Unanswered,
        (Answer::Unknown, _) | (_, Answer::Unknown) => Verdict::Unanswered,
        (
            Answer::Accepted { output, warnings },
            Answer::Accepted {
                output: their_output,
                warnings: their_warnings,
            },
        ) => {
            if !is_equal_output(output, their_output) {
                Verdict::Output
            } else if warnings != their_warnings {
                Verdict::Warnings
            } else {
                Verdict::Agrees
            }
        }
        (Answer::Rejected { error, others }, Answer::Rejected { error: their_error, .. }) => {
            if with_sorted_properties(error) == with_sorted_properties(their_error) {
                Verdict::Agrees
            } else if others.iter().any(|other| is_same_error(other.trim(), their_error)) {
                Verdict::OtherError
            } else {
                Verdict::Text
            }
        }
        (Answer::Rejected { .. }, Answer::Accepted { .. }) => Verdict::OnlyWeReject,
        (Answer::Accepted { .. }, Answer::Rejected { .. }) => Verdict::OnlyWeAccept,
    }
}

fn is_crash(error: &str) -> bool {
    ["panic: ", "fatal error: "]
        .iter()
        .any(|prefix| error.starts_with(prefix))
}

/// Whether two errors are equal, regardless of the service that they name.
///
/// If one alias puts a wrong value into several services, we report it once and Docker Compose reports one of them.
fn is_same_error(ours: &str, theirs: &str) -> bool {
    let without_service = |text: &str| -> String {
        let mut parts = text.split("services.");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| {
            let rest = part.split_once('.').map_or(part, |(_service, rest)| rest);
            format!("{text}services.*.{rest}")
        })
    };
    let normalized = |text: &str| with_sorted_properties(&without_service(text));
    with_sorted_properties(ours) == with_sorted_properties(theirs) || normalized(ours) == normalized(theirs)
}

/// Returns an error with its list of unknown keys sorted, because Go walks them in random order.
fn with_sorted_properties(error: &str) -> String {
    let Some((head, rest)) = error.split_once("additional properties '") else {
        return error.to_owned();
    };
    let Some((names, tail)) = rest.split_once("' not allowed") else {
        return error.to_owned();
    };
    let mut names: Vec<&str> = names.split("', '").collect();
    names.sort_unstable();
    format!("{head}additional properties '{}' not allowed{tail}", names.join("', '"))
}

fn is_equal_output(left: &Output, right: &Output) -> bool {
    match (left, right) {
        (Output::Json(left), Output::Json(right)) => json_differences(left, right).is_empty(),
        (left, right) => left == right,
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => writeln!(out, "no answer"),
            Self::Rejected { error, .. } => writeln!(out, "rejected: {error}"),
            Self::Accepted { output, warnings } => {
                for warning in warnings {
                    writeln!(out, "warning: {warning}")?;
                }
                match output {
                    Output::Json(model) => writeln!(out, "{model:#}"),
                    Output::Yaml(text) => out.write_str(text),
                }
            }
        }
    }
}
