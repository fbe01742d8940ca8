//! What a loader says of a project, and whether two of them say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use drydock::compose::{self, LoadOptions, render};
use drydock::source::Workspace;
use drydock::yaml;
use serde_json::Value;

use crate::corpus::Project;
use crate::flags;

/// How a project is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `config --format json`, compared as a value.
    Json,
    /// `config`, compared to the letter.
    Yaml,
}

/// A printed project.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// As a value.
    Json(Value),
    /// As text.
    Yaml(String),
}

/// What a loader says.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It prints the project.
    Accepted {
        /// The project.
        output: Output,
        /// Warnings, as a set.
        warnings: BTreeSet<String>,
    },
    /// It refuses.
    Refused {
        /// The message.
        error: String,
        /// All messages that it knows of, if it tells more than one.
        others: BTreeSet<String>,
    },
    /// It did not come to an end, or ran out of memory.
    Unknown,
}

/// Whether two answers are the same; the later, the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They are.
    Agrees,
    /// Both refuse; the real one names another of several faults, which we know as well.
    OtherFault,
    /// Both refuse, with other words.
    Text,
    /// Both accept and print the same, with other warnings.
    Warnings,
    /// Both accept, and print something else.
    Output,
    /// Only we refuse.
    OnlyWeRefuse,
    /// Only the real one refuses.
    OnlyWeAccept,
}

/// What we say.
pub fn ours(project: &Project, root: &str, home: &str, format: Format) -> Answer {
    let mut files = Workspace::new(root);
    for (path, bytes) in &project.files {
        files.set_bytes(path, bytes);
    }
    let mut environment: BTreeMap<String, String> = [("PATH", "/bin"), ("HOME", home), ("PWD", root)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    environment.extend(project.variables());
    let flags = project.list("flags");
    let flag = |name: &str| flags.iter().any(|flag| flag == name);
    let options = LoadOptions {
        files: project.list("files"),
        profiles: project.list("profiles"),
        env_files: project.list("env_files"),
        services: project.list("services"),
        project_name: project.text("project_name"),
        project_directory: project.text("project_directory"),
        environment: environment.into_iter().collect(),
        ..flags::options(flag)
    };
    let loaded = compose::load(&files, &options);
    let others = loaded.diagnostics.iter().filter_map(|found| found.upstream.clone());
    let refused = |error: String, others| Answer::Refused { error, others };
    let Some(project) = &loaded.project else {
        return refused(loaded.failure.unwrap_or_default().trim().to_owned(), others.collect());
    };
    let output = match format {
        Format::Yaml if !options.passes.interpolate => {
            Output::Yaml(yaml::write_legacy(&render::uninterpolated_yaml(&project.resolved)))
        }
        Format::Json if !options.passes.interpolate => Output::Json(render::uninterpolated_json(&project.resolved)),
        Format::Yaml => Output::Yaml(yaml::write(&render::yaml(&project.resolved))),
        Format::Json => match render::json(&project.resolved) {
            Ok(model) => Output::Json(model),
            Err(failure) => return refused(failure, others.collect()),
        },
    };
    Answer::Accepted {
        output,
        warnings: loaded.warnings.into_iter().collect(),
    }
}

/// The same words in any order, of any service: where a fault comes to several by one alias it is told once by us,
/// at its place, and of any of them by the real one.
fn alike(ours: &str, real: &str) -> bool {
    let general = |text: &str| -> String {
        let mut parts = text.split("services.");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| {
            let rest = part.split_once('.').map_or(part, |(_, rest)| rest);
            format!("{text}services.*.{rest}")
        })
    };
    sorted(ours) == sorted(real) || sorted(&general(ours)) == sorted(&general(real))
}

/// Compares our answer with the real one.
pub fn judge(ours: &Answer, theirs: &Answer) -> Verdict {
    match (ours, theirs) {
        // Where the real one crashes there is nothing to agree with.
        (_, Answer::Refused { error, .. })
            if ["panic: ", "fatal error: "]
                .iter()
                .any(|crash| error.starts_with(crash)) =>
        {
            Verdict::Agrees
        }
        (Answer::Unknown, _) | (_, Answer::Unknown) => Verdict::Agrees,
        (
            Answer::Accepted { output, warnings },
            Answer::Accepted {
                output: real,
                warnings: really,
            },
        ) => {
            if !same_output(output, real) {
                Verdict::Output
            } else if warnings != really {
                Verdict::Warnings
            } else {
                Verdict::Agrees
            }
        }
        (Answer::Refused { error, others }, Answer::Refused { error: real, .. }) => {
            if sorted(error) == sorted(real) {
                Verdict::Agrees
            } else if others.iter().any(|other| alike(other.trim(), real)) {
                Verdict::OtherFault
            } else {
                Verdict::Text
            }
        }
        (Answer::Refused { .. }, Answer::Accepted { .. }) => Verdict::OnlyWeRefuse,
        (Answer::Accepted { .. }, Answer::Refused { .. }) => Verdict::OnlyWeAccept,
    }
}

/// An error's text with the keys that are not allowed in the order of their names: Go walks them in any order.
fn sorted(error: &str) -> String {
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

fn same_output(left: &Output, right: &Output) -> bool {
    match (left, right) {
        (Output::Json(left), Output::Json(right)) => same(left, right),
        (left, right) => left == right,
    }
}

/// Equal as JSON, where 1 and 1.0 are the same number.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let equal = |(key, value)| right.get(key).is_some_and(|other| same(value, other));
            left.len() == right.len() && left.iter().all(equal)
        }
        (left, right) => left == right,
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => writeln!(out, "no answer"),
            Self::Refused { error, .. } => writeln!(out, "refused: {error}"),
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
