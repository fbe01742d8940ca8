//! `cargo xtask fuzz`: mutated projects, loaded by us and by the real Docker Compose.

use crate::setup::{self, Tools};
use crate::step::{Outcome, run};

/// How much is asked.
#[derive(Debug, Clone, Copy)]
pub struct Series {
    /// Projects made.
    pub mutants: u32,
    /// Another seed, another series.
    pub seed: u32,
    /// Disagreements after which it stops.
    pub disagreements: u32,
}

impl Series {
    /// Long, from the arguments `[MUTANTS [SEED [DISAGREEMENTS]]]`.
    ///
    /// # Errors
    /// When an argument is no number.
    fn long(arguments: &[String]) -> Outcome<Self> {
        let number = |index: usize, otherwise: u32| match arguments.get(index) {
            None => Ok(otherwise),
            Some(text) => text.parse().map_err(|_| format!("`{text}` is no number")),
        };
        Ok(Self {
            mutants: number(0, 10_000)?,
            seed: number(1, 1)?,
            disagreements: number(2, 1)?,
        })
    }
}

/// Runs a long series, by default until the first disagreement, which is minimized and written below
/// `target/differential`.
///
/// # Errors
/// When the two disagree, or the real program can't be had.
pub fn long(arguments: &[String]) -> Outcome {
    let series = Series::long(arguments)?;
    let tools = setup::tools()?;
    let program = setup::compose(&tools)?;
    run(&mut command(&tools, &program, series))
}

/// The command that runs a series.
pub fn command(tools: &Tools, program: &std::path::Path, series: Series) -> std::process::Command {
    let mut command = tools.cargo(["test", "--locked", "--no-default-features", "--test", "differential"]);
    command
        .args(["--", "--nocapture"])
        .env("DOCKER_COMPOSE", program)
        .env("MUTANTS", series.mutants.to_string())
        .env("SEED", series.seed.to_string())
        .env("DISAGREEMENTS", series.disagreements.to_string());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_numbers() {
        let series = Series::long(&["50".to_owned(), "7".to_owned()]).expect("both are numbers");
        assert_eq!((series.mutants, series.seed, series.disagreements), (50, 7, 1));
        assert!(Series::long(&["many".to_owned()]).is_err());
    }
}
