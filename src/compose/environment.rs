//! The variables of a load: those of the shell and those of env files.

use std::collections::BTreeMap;

use super::dotenv::{self, EnvFile, Format, LineError, LineErrorKind};
use super::report::Report;
use super::template::{self, Outcome};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Origin, VariableSource};

/// A variable that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The value, possibly empty.
    pub value: String,
    /// Where the value comes from.
    pub source: VariableSource,
}

/// Variables by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<String, Variable>,
    env_file: Option<FileId>,
}

impl Environment {
    /// Creates an environment from the shell's variables.
    pub fn from_shell(variables: &BTreeMap<String, String>) -> Self {
        let mut environment = Environment::default();
        for (name, value) in variables {
            environment.set(name, value, VariableSource::Shell);
        }
        environment
    }

    /// Returns a variable if it is set.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }

    /// Returns a variable's value if it is set.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|variable| variable.value.as_str())
    }

    /// Returns the env file whose values win over those of the others.
    pub fn env_file(&self) -> Option<FileId> {
        self.env_file
    }

    /// Returns the span of a variable that an env file sets.
    pub fn span(&self, name: &str) -> Option<Span> {
        match self.get(name)?.source {
            VariableSource::File(span) => Some(span),
            _ => None,
        }
    }

    /// Returns a variable's value with the origin to record for it.
    pub fn value_and_origin(&self, name: &str) -> Option<(String, Origin)> {
        let variable = self.get(name)?;
        let origin = Origin::Variable {
            name: name.to_owned(),
            source: variable.source.clone(),
        };
        Some((variable.value.clone(), origin))
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: &str, source: VariableSource) {
        let variable = Variable {
            value: value.to_owned(),
            source,
        };
        self.variables.insert(name.to_owned(), variable);
    }

    /// Adds the variables of another environment that are not set in this one. Its env file replaces this one's.
    pub fn add_unset_from(&mut self, other: &Environment) {
        self.env_file = other.env_file.or(self.env_file);
        for (name, variable) in &other.variables {
            self.variables.entry(name.clone()).or_insert_with(|| variable.clone());
        }
    }

    /// Returns all variables by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.variables.iter().map(|(name, variable)| (name.as_str(), variable))
    }
}

/// Reads env files and returns the variables they set. Later files win.
///
/// Values can refer to variables of `current`, of earlier files and of earlier lines. Paths are absolute. A missing
/// file and an invalid line are reported as errors and skipped.
pub fn read_env_files(files: &Workspace, paths: &[String], current: &Environment, report: &mut Report) -> Environment {
    let mut environment = Environment::default();
    for path in paths {
        let Some(id) = files.find(path) else {
            report.add_missing_path(path);
            report.add(missing_env_file(files, path));
            continue;
        };
        environment.env_file = Some(id);
        let earlier = environment.iter();
        let earlier = earlier.map(|(name, variable)| (name.to_owned(), variable.value.clone()));
        let env_file = dotenv::parse_after(earlier.collect(), files.file(id).text(), Format::Dotenv, &mut |name| {
            current.value(name).map(str::to_owned)
        });
        report_unset_variables(id, &env_file, report);
        report.extend(env_file.errors.iter().map(|error| invalid_line(id, path, error)));
        for assignment in env_file.assignments {
            if let Some(value) = assignment.value {
                let end = assignment.value_range.end.max(assignment.key_range.end);
                let span = Span::new(id, assignment.key_range.start..end);
                environment.set(&assignment.key, &value, VariableSource::File(span));
            }
        }
    }
    environment
}

/// Reports the variables that the values of an env file refer to and that are not set.
pub fn report_unset_variables(file: FileId, env_file: &EnvFile, report: &mut Report) {
    for assignment in &env_file.assignments {
        let references = assignment.references.iter();
        for reference in references.filter(|reference| reference.outcome == Outcome::Blank) {
            let name = &reference.name;
            report.add(
                Diagnostic::warning(
                    codes::UNSET_VARIABLE,
                    format!("variable `{name}` is not set; an empty string is used"),
                    Span::new(file, assignment.value_range.clone()),
                )
                .help(format!(
                    "Set it above this line, or give it a default: `${{{name}:-default}}`."
                ))
                .upstream(template::unset_warning(name)),
            );
        }
    }
}

/// Returns the error for an invalid line of an env file.
pub fn invalid_line(file: FileId, path: &str, error: &LineError) -> Diagnostic {
    let (message, help) = match error.kind {
        LineErrorKind::BlankInKey => (
            "a variable name must not contain blanks",
            "Write `NAME=value`, without blanks inside the name.",
        ),
        LineErrorKind::InvalidCharacter => (
            "invalid character in a variable name",
            "Names consist of letters, digits and `_`.",
        ),
        LineErrorKind::UnclosedQuote => ("unclosed quote", "Add the closing quote, or remove this one."),
        LineErrorKind::Template => (
            "invalid variable reference in this value",
            "Write `${NAME}` or `${NAME:-default}`. For a literal `$` write `$$`, or put the value in single quotes.",
        ),
        LineErrorKind::MissingKey => ("this line has no variable name", "Write `NAME=value`."),
    };
    Diagnostic::error(codes::ENV_FILE_SYNTAX, message, Span::new(file, error.range.clone()))
        .help(help)
        .upstream(format!("failed to read {path}: {}", error.upstream))
}

fn missing_env_file(files: &Workspace, path: &str) -> Diagnostic {
    let (message, upstream) = match files.is_folder(path) {
        true => (
            format!("`{path}` is a directory, not an env file"),
            format!("{path} is a directory"),
        ),
        false => (
            format!("env file `{path}` does not exist"),
            format!("couldn't find env file: {path}"),
        ),
    };
    Diagnostic::error(codes::MISSING_FILE, message, None)
        .help("Correct the path given with --env-file, or add the file.")
        .upstream(upstream)
}
