//! `cargo xtask test`: everything that must hold before a change is merged.

use std::time::{Duration, Instant};

use crate::checks;
use crate::setup::{self, Tools};
use crate::step::{Outcome, seconds};

/// One thing that is checked.
struct Check {
    name: &'static str,
    what: &'static str,
    run: fn(&Tools, &mut Totals) -> Outcome,
}

const CHECKS: [Check; 9] = [
    Check {
        name: "format",
        what: "rustfmt has nothing to change",
        run: |tools, _| checks::format(tools),
    },
    Check {
        name: "lint",
        what: "clippy, natively and for the browser; the editor's types",
        run: |tools, _| checks::lint(tools),
    },
    Check {
        name: "purity",
        what: "the library needs no browser",
        run: |tools, _| checks::purity(tools),
    },
    Check {
        name: "native",
        what: "unit and integration tests, documentation examples",
        run: checks::native,
    },
    Check {
        name: "export",
        what: "real Docker Compose accepts what is exported and reads the same in it",
        run: checks::export,
    },
    Check {
        name: "differential",
        what: "real Docker Compose loads recorded, mutated and specified projects as we do",
        run: checks::differential,
    },
    Check {
        name: "docs",
        what: "the documentation builds without warnings",
        run: |tools, _| checks::docs(tools),
    },
    Check {
        name: "page",
        what: "dist/ builds, and is no more to download than it may be",
        run: |tools, _| checks::page(tools),
    },
    Check {
        name: "browser",
        what: "the built page in Chromium",
        run: checks::browser,
    },
];

/// What the test runners counted, for the last lines of the output.
#[derive(Debug, Default)]
pub struct Totals {
    /// Sums over cargo's test binaries: passed, failed, ignored.
    pub cargo: [u64; 3],
    /// How many test binaries cargo ran.
    pub binaries: u64,
    /// Playwright's last lines: `14 passed (12.3s)`.
    pub browser: Vec<String>,
    /// What was left out, and why.
    pub skipped: Vec<String>,
}

/// Runs the named checks, or all. All run, whatever fails before them.
///
/// # Errors
/// When a tool is missing or a check fails.
pub fn run(names: &[String]) -> Outcome {
    if names.iter().any(|name| name == "--list") {
        for check in &CHECKS {
            println!("{:12} {}", check.name, check.what);
        }
        return Ok(());
    }
    if let Some(unknown) = names.iter().find(|name| CHECKS.iter().all(|check| check.name != *name)) {
        return Err(format!(
            "no check is called `{unknown}`; `cargo xtask test --list` names them"
        ));
    }
    let tools = setup::tools()?;
    let mut totals = Totals::default();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut failures = Vec::new();
    for check in CHECKS
        .iter()
        .filter(|check| names.is_empty() || names.iter().any(|name| name == check.name))
    {
        println!("\n==> {}: {}", check.name, check.what);
        let begin = Instant::now();
        if let Err(message) = (check.run)(&tools, &mut totals) {
            println!("FAILED: {message}");
            failures.push(format!("{}: {message}", check.name));
        }
        times.push((check.name, begin.elapsed()));
    }
    print_end(&times, &totals);
    if failures.is_empty() {
        Ok(())
    } else {
        Err(format!("{} failed\n  {}", failures.len(), failures.join("\n  ")))
    }
}

fn print_end(times: &[(&str, Duration)], totals: &Totals) {
    println!("\n==> Times");
    for (name, time) in times {
        println!("  {name:12} {:>8}", seconds(*time));
    }
    println!(
        "  {:12} {:>8}",
        "all",
        seconds(times.iter().map(|(_, time)| *time).sum())
    );
    println!("\n==> Totals");
    for skipped in &totals.skipped {
        println!("  skipped: {skipped}");
    }
    if totals.binaries > 0 {
        let [passed, failed, ignored] = totals.cargo;
        let verdict = if failed == 0 { "ok" } else { "FAILED" };
        println!(
            "cargo test, {} binaries\ntest result: {verdict}. {passed} passed; {failed} failed; {ignored} ignored",
            totals.binaries
        );
    }
    if !totals.browser.is_empty() {
        println!("playwright");
        for line in &totals.browser {
            println!("{line}");
        }
    }
}
