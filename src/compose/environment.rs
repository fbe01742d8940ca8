//! Variables: those of the shell, those of `.env`, and which of them wins.

use super::dotenv::{self, Format, LineError, LineErrorKind, Variables};
use super::interpolation;
use super::report::Report;
use super::template::Outcome;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Origin, VariableSource};
use std::collections::BTreeMap;

/// A variable's value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The value.
    pub value: String,
    /// Where it comes from.
    pub source: VariableSource,
}

/// Variables by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<String, Variable>,
}

impl Environment {
    /// The shell's variables.
    pub fn of_shell(variables: &BTreeMap<String, String>) -> Self {
        let mut environment = Environment::default();
        for (name, value) in variables {
            environment.set(name, value, VariableSource::Shell);
        }
        environment
    }

    /// A variable, unless it is not set.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }

    /// A variable's value; empty ones count as set.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|variable| variable.value.as_str())
    }

    /// Returns a variable's value, and the origin to record on a node that uses it.
    pub fn value_and_origin(&self, name: &str) -> Option<(String, Origin)> {
        let variable = self.get(name)?;
        let origin = Origin::Variable {
            name: name.to_owned(),
            source: variable.source.clone(),
        };
        Some((variable.value.clone(), origin))
    }

    /// Sets a variable, whatever it was before.
    pub fn set(&mut self, name: &str, value: &str, source: VariableSource) {
        let variable = Variable {
            value: value.to_owned(),
            source,
        };
        self.variables.insert(name.to_owned(), variable);
    }

    /// Adds those of another environment that are not set here.
    pub fn add_below(&mut self, other: &Environment) {
        for (name, variable) in &other.variables {
            self.variables.entry(name.clone()).or_insert_with(|| variable.clone());
        }
    }

    /// All variables by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.variables.iter().map(|(name, variable)| (name.as_str(), variable))
    }
}

/// What `.env` files set, later ones over earlier ones; values see `current`, then the lines above.
///
/// Paths are absolute. A missing file and wrong lines are reported as errors, and left out.
pub fn read_files(files: &Workspace, paths: &[String], current: &Environment, report: &mut Report) -> Environment {
    let mut environment = Environment::default();
    for path in paths {
        let Some(id) = files.find(path) else {
            report.add_missing_path(path);
            report.add(missing(files, path));
            continue;
        };
        let earlier = environment.iter();
        let earlier = earlier.map(|(name, variable)| (name.to_owned(), variable.value.clone()));
        let variables = dotenv::parse_after(earlier.collect(), files.file(id).text(), Format::Dotenv, &mut |name| {
            current.value(name).map(str::to_owned)
        });
        warn_of_unset(id, &variables, report);
        report.extend(variables.errors.iter().map(|error| wrong_line(id, path, error)));
        for assignment in variables.assignments {
            if let Some(value) = assignment.value {
                let span = Span::new(
                    id,
                    assignment.key_range.start..assignment.value_range.end.max(assignment.key_range.end),
                );
                environment.set(&assignment.key, &value, VariableSource::File(span));
            }
        }
    }
    environment
}

/// Reports the variables that a file uses and nobody sets.
pub fn warn_of_unset(file: FileId, variables: &Variables, report: &mut Report) {
    for assignment in &variables.assignments {
        for reference in assignment
            .references
            .iter()
            .filter(|reference| reference.outcome == Outcome::Blank)
        {
            let name = &reference.name;
            report.add(
                Diagnostic::warning(
                    codes::UNSET_VARIABLE,
                    format!("the variable `{name}` is not set, so nothing stands here"),
                    Span::new(file, assignment.value_range.clone()),
                )
                .help(format!(
                    "Set it above this line, or give it a default: `${{{name}:-default}}`."
                ))
                .upstream(interpolation::unset_text(name)),
            );
        }
    }
}

/// The finding for a line of a file of variables.
pub fn wrong_line(file: FileId, path: &str, error: &LineError) -> Diagnostic {
    let (message, help) = match error.kind {
        LineErrorKind::BlankInKey => (
            "the name of a variable can't hold a blank",
            "A line is `NAME=value`, without blanks around the name.",
        ),
        LineErrorKind::BadCharacter => (
            "this can't be the name of a variable",
            "Names are made of letters, digits and `_`.",
        ),
        LineErrorKind::UnclosedQuote => ("this quote is never closed", "Close it, or remove it."),
        LineErrorKind::Template => (
            "a variable in this value can't be put in",
            "A variable is `${NAME}` or `${NAME:-default}`; for a plain `$` write `$$`, or use single quotes.",
        ),
        LineErrorKind::NoKey => ("this line has no name", "A line is `NAME=value`."),
    };
    Diagnostic::error(codes::ENV_FILE_SYNTAX, message, Span::new(file, error.range.clone()))
        .help(help)
        .upstream(format!("failed to read {path}: {}", error.upstream))
}

fn missing(files: &Workspace, path: &str) -> Diagnostic {
    let (message, upstream) = match files.is_folder(path) {
        true => (
            format!("`{path}` is a folder, not a file of variables"),
            format!("{path} is a directory"),
        ),
        false => (
            format!("there is no env file `{path}`"),
            format!("couldn't find env file: {path}"),
        ),
    };
    Diagnostic::error(codes::MISSING_FILE, message, None)
        .help("Correct the path given with --env-file, or add the file.")
        .upstream(upstream)
}
