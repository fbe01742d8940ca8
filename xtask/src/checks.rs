//! The single checks of `cargo xtask test`.

use std::process::Command;

use crate::build;
use crate::fuzz::{self, Series};
use crate::setup::{self, Tools};
use crate::step::{Outcome, output, root, run, run_seeing};
use crate::test::Totals;

/// Crates that mean a browser; the library must do without.
const BROWSER_CRATES: [&str; 6] = [
    "yew",
    "gloo",
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
];

/// rustfmt has nothing to change.
///
/// # Errors
/// When it has.
pub fn format(tools: &Tools) -> Outcome {
    run(&mut tools.cargo(["fmt", "--all", "--check"]))
}

/// clippy is silent, natively and for the browser; the editor's types agree.
///
/// # Errors
/// When they do not.
pub fn lint(tools: &Tools) -> Outcome {
    run(tools
        .cargo([
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--no-default-features",
        ])
        .args(["--", "-D", "warnings"]))?;
    build::editor(tools)?;
    run(tools
        .cargo([
            "clippy",
            "--locked",
            "--target",
            "wasm32-unknown-unknown",
            "--bin",
            "playground",
        ])
        .args(["--", "-D", "warnings"]))?;
    run(tools.command("tsc").args(["-p", "static/editor"]))?;
    run(tools.command("tsc").args(["-p", "tests/e2e"]))
}

/// Nothing of a browser is in the library's tree, for this machine and for the browser's.
///
/// # Errors
/// When something is.
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
    run(&mut tools.cargo([
        "check",
        "--locked",
        "--lib",
        "--no-default-features",
        "--target",
        "wasm32-unknown-unknown",
    ]))
}

/// All native tests.
///
/// # Errors
/// When one fails.
pub fn native(tools: &Tools, totals: &mut Totals) -> Outcome {
    let mut command = tools.cargo([
        "test",
        "--locked",
        "--workspace",
        "--no-default-features",
        "--no-fail-fast",
    ]);
    run_seeing(&mut command, |line| count(line, totals))
}

/// Exports against real Docker Compose. Where it cannot be had this is skipped, except on CI.
///
/// # Errors
/// When an export is refused or read differently, or when it cannot be checked on CI.
pub fn export(tools: &Tools, totals: &mut Totals) -> Outcome {
    match setup::compose(tools) {
        Ok(program) => {
            let mut command = tools.cargo(["test", "--locked", "--no-default-features", "--test", "it"]);
            command
                .args(["--", "--nocapture", "export::"])
                .env("DOCKER_COMPOSE", program);
            run_seeing(&mut command, |line| count(line, totals))
        }
        Err(reason) if on_ci() => Err(format!("exports must be checked on CI, but {reason}")),
        Err(reason) => {
            println!("skipped: {reason}");
            totals.skipped.push(format!("export: {reason}"));
            Ok(())
        }
    }
}

/// The recorded projects as YAML, a short differential series, and the examples of the specification. Where the real program cannot be had this is skipped, except on CI.
///
/// # Errors
/// When the two disagree, or when it cannot be checked on CI.
pub fn differential(tools: &Tools, totals: &mut Totals) -> Outcome {
    let series = Series {
        mutants: 300,
        seed: 1,
        disagreements: 1,
    };
    match setup::compose(tools) {
        Ok(program) => {
            run_seeing(&mut fuzz::command(tools, &program, series), |line| count(line, totals))?;
            let mut command = tools.cargo(["test", "--locked", "--no-default-features", "--test", "it"]);
            command
                .args(["--", "--nocapture", "spec::"])
                .env("DOCKER_COMPOSE", program);
            run_seeing(&mut command, |line| count(line, totals))
        }
        Err(reason) if on_ci() => Err(format!("loading must be checked on CI, but {reason}")),
        Err(reason) => {
            println!("skipped: {reason}");
            totals.skipped.push(format!("differential: {reason}"));
            Ok(())
        }
    }
}

/// The library's documentation builds without warnings.
///
/// # Errors
/// When it does not.
pub fn docs(tools: &Tools) -> Outcome {
    run(tools
        .cargo([
            "doc",
            "--locked",
            "--no-deps",
            "--lib",
            "--no-default-features",
            "--quiet",
        ])
        .env("RUSTDOCFLAGS", "-D warnings"))
}

/// The page builds, and a first visit takes no more than the budget in `sizes.mjs`.
///
/// # Errors
/// When it does not build or is too large.
pub fn page(tools: &Tools) -> Outcome {
    build::page(tools)?;
    build::sizes(tools)
}

/// The browser tests, on dist/ as it was built.
///
/// # Errors
/// When one fails, or no browser can be had.
pub fn browser(tools: &Tools, totals: &mut Totals) -> Outcome {
    if !build::dist().join("index.html").is_file() {
        build::page(tools)?;
    }
    let chromium = setup::browser(tools)?;
    let mut command: Command = tools.command("playwright");
    command.args(["test", "--config", "tests/e2e/playwright.config.ts"]);
    command.env("CHROMIUM", chromium).current_dir(root());
    run_seeing(&mut command, |line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let counts = ["passed", "failed", "flaky", "skipped", "did", "interrupted"];
        if let [number, word, ..] = words[..]
            && number.parse::<u64>().is_ok()
            && counts.contains(&word)
        {
            totals.browser.push(line.to_owned());
        }
    })
}

fn on_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Adds up `test result: ok. 12 passed; 0 failed; 1 ignored; ...`.
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
