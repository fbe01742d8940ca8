//! Variables: those of the shell, those of `.env`, and which of them wins.

use std::collections::BTreeMap;

use super::findings::Findings;
use crate::diagnostic::Diagnostic;
use crate::source::Workspace;
use crate::yaml::{Step, VariableSource};

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

    /// A variable's value, and the step that it is on a value's way.
    pub fn step(&self, name: &str) -> Option<(String, Step)> {
        let variable = self.get(name)?;
        let step = Step::Variable {
            name: name.to_owned(),
            source: variable.source.clone(),
        };
        Some((variable.value.clone(), step))
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

/// Why an env file brought nothing.
#[derive(Debug)]
pub struct Unreadable;

/// What `.env` files set, later ones over earlier ones; values see `current`, then earlier lines.
///
/// Paths are absolute. A missing or wrong file is reported, and is an error.
pub fn read_files(
    files: &Workspace,
    paths: &[String],
    current: &Environment,
    found: &mut Findings,
) -> Result<Environment, Unreadable> {
    let mut environment = Environment::default();
    for path in paths {
        let Some(id) = files.find(path) else {
            found.want(path);
            found.add(missing(path));
            return Err(Unreadable);
        };
        let _ = (id, current);
    }
    Ok(environment)
}

fn missing(path: &str) -> Diagnostic {
    Diagnostic::error("missing-file", format!("there is no env file `{path}`"), None)
        .help("Correct the path given with --env-file, or add the file.")
        .upstream(format!("couldn't find env file: {path}"))
}
