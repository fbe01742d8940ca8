//! The checks of `cargo xtask test`.

use std::path::Path;
use std::process::Command;

use crate::build;
use crate::fuzz::Series;
use crate::setup::{self, Tools};
use crate::step::{Outcome, output, root, run_command, run_with_lines};
use crate::test::{Totals, Verdict};

/// Crates that need a browser. The library must not depend on them.
const BROWSER_CRATES: [&str; 6] = [
    "yew",
    "gloo",
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
];

/// Mutants that every run compares; `cargo xtask fuzz` compares more.
const SHORT_SERIES: Series = Series {
    mutants: 300,
    seed: 1,
    disagreements: 1,
};

/// Checks that rustfmt changes nothing.
///
/// # Errors
/// If a file is not formatted.
pub fn format(tools: &Tools) -> Outcome {
    run_command(&mut tools.cargo(["fmt", "--all", "--check"]))
}

/// Checks that clippy has no warnings, natively and for the browser, and that the TypeScript type-checks.
///
/// # Errors
/// If one of them fails.
pub fn lint(tools: &Tools) -> Outcome {
    let native = ["--workspace", "--all-targets", "--no-default-features"];
    // `--all-targets` leaves out targets with `test = false`.
    let differential = ["--test", "differential", "--no-default-features"];
    let page = ["--target", "wasm32-unknown-unknown", "--bin", "playground"];
    build::editor(tools)?;
    for arguments in [&native[..], &differential, &page] {
        let mut command = tools.cargo(["clippy", "--locked"]);
        command.args(arguments).args(["--", "-D", "warnings"]);
        run_command(&mut command)?;
    }
    run_command(tools.command("tsc").args(["-p", "static/editor"]))?;
    run_command(tools.command("tsc").args(["-p", "tests/e2e"]))
}

/// Checks that the library depends on no browser crate, and that it compiles for the browser without one.
///
/// # Errors
/// If it depends on one or does not compile.
pub fn purity(tools: &Tools) -> Outcome {
    for target in ["all", "wasm32-unknown-unknown"] {
        let mut command = tools.cargo(["tree", "--locked", "--package", "drydock", "--no-default-features"]);
        command.args([
            "--edges", "normal", "--prefix", "none", "--format", "{p}", "--target", target,
        ]);
        let tree = output(&mut command).ok_or("`cargo tree` failed")?;
        let names = tree.lines().filter_map(|line| line.split(' ').next());
        let found: Vec<&str> = names
            .filter(|name| BROWSER_CRATES.contains(name) || name.starts_with("gloo-") || name.starts_with("yew-"))
            .collect();
        if !found.is_empty() {
            return Err(format!("the library depends on {} (target {target})", found.join(", ")));
        }
        println!("no browser crate among {} (target {target})", tree.lines().count());
    }
    run_command(&mut tools.cargo([
        "check",
        "--locked",
        "--lib",
        "--no-default-features",
        "--target",
        "wasm32-unknown-unknown",
    ]))
}

/// Runs all tests that need neither a browser nor Docker Compose.
///
/// # Errors
/// If a test fails.
pub fn native(tools: &Tools, totals: &mut Totals) -> Outcome {
    let mut command = tools.cargo([
        "test",
        "--locked",
        "--workspace",
        "--no-default-features",
        "--no-fail-fast",
    ]);
    run_with_lines(&mut command, |line| count(line, totals))
}

/// Compares exports with the real Docker Compose.
///
/// # Errors
/// If an export is rejected or resolved differently, or if Docker Compose cannot be installed on CI.
pub fn export(tools: &Tools, totals: &mut Totals) -> Outcome<Verdict> {
    with_compose(tools, |program| {
        let mut command = differential_tests(tools, program);
        command.arg("export::");
        run_with_lines(&mut command, |line| count(line, totals))
    })
}

/// Compares recorded projects, a short series of mutants and the examples of `tests/spec` with the real Docker Compose.
///
/// # Errors
/// If the two programs disagree, or if Docker Compose cannot be installed on CI.
pub fn differential(tools: &Tools, totals: &mut Totals) -> Outcome<Verdict> {
    with_compose(tools, |program| {
        let mut command = differential_tests(tools, program);
        command.args(["--skip", "export::"]);
        SHORT_SERIES.configure(&mut command);
        run_with_lines(&mut command, |line| count(line, totals))
    })
}

/// Runs a check with the program of Docker Compose. Without the program the check is skipped, and fails on CI.
fn with_compose(tools: &Tools, check: impl FnOnce(&Path) -> Outcome) -> Outcome<Verdict> {
    match setup::compose(tools) {
        Ok(program) => check(&program).map(|()| Verdict::Passed),
        Err(reason) => {
            let reason = format!("no Docker Compose ({reason})");
            println!("{reason}");
            if is_ci() {
                Err(reason)
            } else {
                Ok(Verdict::Skipped(reason))
            }
        }
    }
}

/// Returns the command that runs the tests of `tests/differential`; further arguments filter them.
pub fn differential_tests(tools: &Tools, program: &Path) -> Command {
    let mut command = tools.cargo(["test", "--locked", "--no-default-features", "--test", "differential"]);
    command.args(["--", "--nocapture"]).env("DOCKER_COMPOSE", program);
    command
}

/// Builds the library's documentation.
///
/// # Errors
/// If there are warnings.
pub fn docs(tools: &Tools) -> Outcome {
    run_command(
        tools
            .cargo([
                "doc",
                "--locked",
                "--no-deps",
                "--lib",
                "--no-default-features",
                "--quiet",
            ])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// Builds the page and checks the size of a first visit.
///
/// # Errors
/// If the page does not build or exceeds the limit in `sizes.mjs`.
pub fn page(tools: &Tools) -> Outcome {
    build::page(tools)?;
    build::sizes(tools)
}

/// The variable that names a folder with one folder for each real project.
const REAL_PROJECTS: &str = "REAL_PROJECTS";

/// Runs the browser tests on dist/, which is built first if it is missing.
///
/// # Errors
/// If a test fails or there is no browser.
pub fn browser(tools: &Tools, totals: &mut Totals) -> Outcome {
    let mut command = playwright(tools)?;
    command.env_remove(REAL_PROJECTS);
    run_with_lines(&mut command, |line| count_browser_tests(line, totals))
}

/// Pastes real projects into the built page. They are not part of the repository, so the check is skipped unless
/// `REAL_PROJECTS` names their folder.
///
/// # Errors
/// If a test fails or there is no browser.
pub fn real(tools: &Tools, totals: &mut Totals) -> Outcome<Verdict> {
    let Some(folder) = std::env::var_os(REAL_PROJECTS) else {
        return Ok(Verdict::Skipped(format!(
            "no real projects ({REAL_PROJECTS} is not set)"
        )));
    };
    let folder = std::path::absolute(&folder).map_err(|error| format!("{REAL_PROJECTS}: {error}"))?;
    let mut command = playwright(tools)?;
    command.arg("real").env(REAL_PROJECTS, folder);
    run_with_lines(&mut command, |line| count_browser_tests(line, totals)).map(|()| Verdict::Passed)
}

/// Returns the command that runs browser tests on dist/, which is built first if it is missing.
fn playwright(tools: &Tools) -> Outcome<Command> {
    if !build::dist().join("index.html").is_file() {
        build::page(tools)?;
    }
    let chromium = setup::browser(tools)?;
    let mut command = tools.command("playwright");
    command.args(["test", "--config", "tests/e2e/playwright.config.ts"]);
    command.env("CHROMIUM", chromium).current_dir(root());
    Ok(command)
}

/// Adds a line of Playwright's summary to the totals.
fn count_browser_tests(line: &str, totals: &mut Totals) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let counts = ["passed", "failed", "flaky", "skipped", "did", "interrupted"];
    if let [number, word, ..] = words[..]
        && number.parse::<u64>().is_ok()
        && counts.contains(&word)
    {
        totals.browser.push(line.to_owned());
    }
}

fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Adds the counts of a line such as `test result: ok. 12 passed; 0 failed; 1 ignored; ...`.
fn count(line: &str, totals: &mut Totals) {
    let Some(rest) = line.strip_prefix("test result: ") else {
        return;
    };
    totals.binaries += 1;
    let numbers = rest.split([' ', ';', '.']).filter_map(|word| word.parse::<u64>().ok());
    for (sum, number) in totals.cargo.iter_mut().zip(numbers) {
        *sum += number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_test_binaries_are_added_up() {
        let mut totals = Totals::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "running 3 tests",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ] {
            count(line, &mut totals);
        }
        assert_eq!((totals.cargo, totals.binaries), ([14, 1, 1], 2));
    }
}
