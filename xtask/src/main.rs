//! The project's tasks: `cargo xtask <task>`. A fresh checkout needs nothing but Rust and Node.
//!
//! Every task first brings what it needs and is missing (see [`setup`]); each step prints what it
//! runs and how long it took.

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
cargo xtask <task>

  setup        get what is missing: wasm32 target, trunk, wasm-bindgen, node packages, Chromium
  serve        open the playground at http://127.0.0.1:8080, rebuilt on every change
  build        dist/: static files that any host serves from any path
  test         everything that must hold: format, lints, purity, tests, page, browser, export
  bench        native and in-browser times, and what a visitor downloads
  fuzz         mutated projects, loaded by us and by the real Docker Compose: [MUTANTS [SEED [DISAGREEMENTS]]]
  screenshots  the README's pictures, taken from dist/

Arguments after `serve` go to trunk; `test` and `bench` take the steps to run (`--list` names them).";

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
        "fuzz" => fuzz::long(&rest),
        "screenshots" => screenshots::run(),
        "" | "help" | "-h" | "--help" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("no task is called `{other}`\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}
