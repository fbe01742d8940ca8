//! `cargo xtask fuzz`: mutated projects, loaded by us and by the real Docker Compose.

use std::path::Path;
use std::process::Command;

use crate::checks;
use crate::setup::{self, Tools};
use crate::step::{Outcome, run_command};

/// A series of mutants.
#[derive(Debug, Clone, Copy)]
pub struct Series {
    /// Number of mutants.
    pub mutants: u32,
    /// Seed of the random generator.
    pub seed: u32,
    /// Number of disagreements after which the run stops.
    pub disagreements: u32,
}

impl Series {
    /// Reads the arguments `[MUTANTS [SEED [DISAGREEMENTS]]]`.
    fn parse(arguments: &[String]) -> Outcome<Self> {
        let number = |index: usize, default: u32| match arguments.get(index) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| format!("`{text}` is not a number")),
        };
        Ok(Self {
            mutants: number(0, 10_000)?,
            seed: number(1, 1)?,
            disagreements: number(2, 1)?,
        })
    }

    /// Adds the series to the environment of the differential tests.
    pub fn configure(self, command: &mut Command) {
        command
            .env("MUTANTS", self.mutants.to_string())
            .env("SEED", self.seed.to_string())
            .env("DISAGREEMENTS", self.disagreements.to_string());
    }
}

/// Runs a long series, by default until the first disagreement. Disagreements are minimized and written to
/// `target/differential`.
///
/// # Errors
/// If the two programs disagree, or if Docker Compose cannot be installed.
pub fn run(arguments: &[String]) -> Outcome {
    let series = Series::parse(arguments)?;
    let tools = setup::tools()?;
    let program = setup::compose(&tools)?;
    run_command(&mut command(&tools, &program, series))
}

fn command(tools: &Tools, program: &Path, series: Series) -> Command {
    let mut command = checks::differential_tests(tools, program);
    command.arg("mutants::");
    series.configure(&mut command);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_numbers() {
        let series = Series::parse(&["50".to_owned(), "7".to_owned()]).expect("both are numbers");
        assert_eq!((series.mutants, series.seed, series.disagreements), (50, 7, 1));
        assert!(Series::parse(&["many".to_owned()]).is_err());
    }
}
