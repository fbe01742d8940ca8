//! `cargo xtask test`: the checks that must pass before a change is merged.

use std::time::{Duration, Instant};

use crate::checks;
use crate::setup::{self, Tools};
use crate::step::{Outcome, seconds};

/// The end of a check that does not fail.
pub enum Verdict {
    /// Everything holds.
    Passed,
    /// The check could not run, for this reason.
    Skipped(String),
}

struct Check {
    name: &'static str,
    description: &'static str,
    run: fn(&Tools, &mut Totals) -> Outcome<Verdict>,
}

const CHECKS: [Check; 10] = [
    Check {
        name: "format",
        description: "rustfmt changes nothing",
        run: |tools, _| passed(checks::format(tools)),
    },
    Check {
        name: "lint",
        description: "clippy has no warnings natively and for the browser; the TypeScript type-checks",
        run: |tools, _| passed(checks::lint(tools)),
    },
    Check {
        name: "purity",
        description: "the library depends on no browser crate",
        run: |tools, _| passed(checks::purity(tools)),
    },
    Check {
        name: "native",
        description: "unit tests, integration tests and documentation examples pass",
        run: |tools, totals| passed(checks::native(tools, totals)),
    },
    Check {
        name: "export",
        description: "the real Docker Compose accepts exports and resolves them as we do",
        run: checks::export,
    },
    Check {
        name: "differential",
        description: "the real Docker Compose agrees about recorded, mutated and specified projects",
        run: checks::differential,
    },
    Check {
        name: "docs",
        description: "the documentation builds without warnings",
        run: |tools, _| passed(checks::docs(tools)),
    },
    Check {
        name: "page",
        description: "dist/ builds, and a first visit stays below its size limit",
        run: |tools, _| passed(checks::page(tools)),
    },
    Check {
        name: "browser",
        description: "the built page works in Chromium",
        run: |tools, totals| passed(checks::browser(tools, totals)),
    },
    Check {
        name: "real",
        description: "forty real projects can be pasted into the page; needs REAL_PROJECTS, a folder of project folders",
        run: checks::real,
    },
];

fn passed(outcome: Outcome) -> Outcome<Verdict> {
    outcome.map(|()| Verdict::Passed)
}

/// Counts of the test runners, for the summary.
#[derive(Debug, Default)]
pub struct Totals {
    /// Passed, failed and ignored tests of all test binaries.
    pub cargo: [u64; 3],
    /// Number of test binaries that cargo ran.
    pub binaries: u64,
    /// Playwright's last lines: `14 passed (12.3s)`.
    pub browser: Vec<String>,
}

/// Runs the named checks, or all checks. A failing check does not stop the others.
///
/// # Errors
/// If a tool is missing or a check fails.
pub fn run(arguments: &[String]) -> Outcome {
    let is_help = |argument: &String| ["-h", "--help", "help", "--list"].contains(&argument.as_str());
    if arguments.iter().any(is_help) {
        println!("usage: cargo xtask test [CHECK...]\n\nRuns all checks, or those that are named, in this order:\n");
        for check in &CHECKS {
            println!("  {:12}  {}", check.name, check.description);
        }
        println!("\nThe summary at the end lists every check as passed, FAILED or skipped with the reason.");
        return Ok(());
    }
    let is_unknown = |name: &&String| CHECKS.iter().all(|check| check.name != **name);
    if let Some(unknown) = arguments.iter().find(is_unknown) {
        return Err(format!(
            "unknown check `{unknown}`; `cargo xtask test --help` lists the checks"
        ));
    }
    let is_selected = |check: &&Check| arguments.is_empty() || arguments.iter().any(|name| name == check.name);
    let tools = setup::tools()?;
    let mut totals = Totals::default();
    let mut results = Vec::new();
    for check in CHECKS.iter().filter(is_selected) {
        println!("\n==> {}: {}", check.name, check.description);
        let start = Instant::now();
        let outcome = (check.run)(&tools, &mut totals);
        results.push(CheckResult {
            name: check.name,
            outcome,
            time: start.elapsed(),
        });
    }
    print_summary(&results, &totals);
    let failures: Vec<&str> = results
        .iter()
        .filter(|result| result.outcome.is_err())
        .map(|result| result.name)
        .collect();
    match failures.is_empty() {
        true => Ok(()),
        false => Err(format!("failed: {}", failures.join(", "))),
    }
}

struct CheckResult {
    name: &'static str,
    outcome: Outcome<Verdict>,
    time: Duration,
}

fn print_summary(results: &[CheckResult], totals: &Totals) {
    println!("\n==> Summary");
    for CheckResult { name, outcome, time } in results {
        let verdict = match outcome {
            Ok(Verdict::Passed) => "passed".to_owned(),
            Ok(Verdict::Skipped(reason)) => format!("skipped: {reason}"),
            Err(message) => format!("FAILED: {message}"),
        };
        println!("  {name:12} {:>8}  {verdict}", seconds(*time));
    }
    let time = results.iter().map(|result| result.time).sum();
    println!("  {:12} {:>8}", "total", seconds(time));
    if totals.binaries > 0 {
        let [passed, failed, ignored] = totals.cargo;
        let verdict = if failed == 0 { "ok" } else { "FAILED" };
        println!("\ncargo test, {} binaries", totals.binaries);
        println!("test result: {verdict}. {passed} passed; {failed} failed; {ignored} ignored");
    }
    if !totals.browser.is_empty() {
        println!("\nplaywright");
        for line in &totals.browser {
            println!("{line}");
        }
    }
}
