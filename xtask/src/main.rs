//! The tasks of the project: `cargo xtask <task>`. A fresh checkout needs only Rust and Node.
//!
//! Every task first installs the tools it needs if they are missing (see [`setup`]). Each step prints its command and
//! how long it took.

mod bench;
mod build;
mod checks;
mod fuzz;
mod screenshots;
mod serve;
mod setup;
mod step;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <task> [arguments]

  setup                install missing tools: wasm32 target, trunk, wasm-bindgen, Node packages, Chromium
  serve [ARGUMENTS]    serve the playground at http://127.0.0.1:8080 and rebuild on every change
  build                build dist/: static files for any host
  test [CHECK...]      run all checks, or those that are named
  bench [PART...]      measure times natively and in a browser, and the size of a first visit
  fuzz [MUTANTS [SEED [DISAGREEMENTS]]]
                       compare mutated projects with the real Docker Compose
  screenshots          take the README's pictures from dist/

`cargo xtask test --help` lists the checks, `cargo xtask bench --help` the parts.
The arguments of `serve` are passed to trunk.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let outcome = match task.as_str() {
        "setup" => setup::all(),
        "serve" => serve::run(&rest),
        "build" => build::run(),
        "test" => test::run(&rest),
        "bench" => bench::run(&rest),
        "fuzz" => fuzz::run(&rest),
        "screenshots" => screenshots::run(),
        "" | "help" | "-h" | "--help" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("unknown task `{other}`\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}
