//! `cargo xtask bench`: how fast the library is natively and in a browser, and how large a first visit is.

use std::fs;
use std::process::Command;

use crate::build;
use crate::setup::{self, Tools};
use crate::step::{Outcome, output, root, run_command};

/// A part of the measurements.
struct Part {
    name: &'static str,
    description: &'static str,
    run: fn(&Tools) -> Outcome,
}

const PARTS: [Part; 4] = [
    Part {
        name: "native",
        description: "criterion: load, graph, layout and simulation of 2 to 2000 services; a simulated hour; a sweep",
        run: native,
    },
    Part {
        name: "paired",
        description: "`drydock config -q` and `docker compose config -q`, in turns on the same files",
        run: paired,
    },
    Part {
        name: "browser",
        description: "the same work in Chromium, with the ratio to native times",
        run: browser,
    },
    Part {
        name: "size",
        description: "files of dist/: raw, gzip and Brotli sizes",
        run: size,
    },
];

/// Runs the named parts, or all parts.
///
/// # Errors
/// If a tool is missing or a part fails.
pub fn run(arguments: &[String]) -> Outcome {
    let is_help = |argument: &String| ["-h", "--help", "help", "--list"].contains(&argument.as_str());
    if arguments.iter().any(is_help) {
        println!("usage: cargo xtask bench [PART...]\n\nRuns all parts, or those that are named:\n");
        for part in &PARTS {
            println!("  {:8}  {}", part.name, part.description);
        }
        return Ok(());
    }
    let is_unknown = |name: &&String| PARTS.iter().all(|part| part.name != **name);
    if let Some(unknown) = arguments.iter().find(is_unknown) {
        return Err(format!(
            "unknown part `{unknown}`; `cargo xtask bench --help` lists the parts"
        ));
    }
    let is_selected = |part: &&Part| arguments.is_empty() || arguments.iter().any(|name| name == part.name);
    let tools = setup::tools()?;
    for part in PARTS.iter().filter(is_selected) {
        println!("\n==> {}: {}", part.name, part.description);
        (part.run)(&tools)?;
    }
    Ok(())
}

/// Returns the command that runs benchmarks of benches/.
fn bench_command(tools: &Tools, names: &[&str]) -> Command {
    let mut command = tools.cargo([
        "bench",
        "--locked",
        "--profile",
        "release",
        "--package",
        "drydock-bench",
    ]);
    command.args(names.iter().flat_map(|name| ["--bench", name]));
    command
}

fn native(tools: &Tools) -> Outcome {
    run_command(&mut bench_command(tools, &["engine", "simulate"]))?;
    run_command(tools.command("node").arg("xtask/scripts/ratios.mjs"))
}

fn paired(tools: &Tools) -> Outcome {
    let program = setup::compose(tools)?;
    run_command(&mut tools.cargo([
        "build",
        "--locked",
        "--release",
        "--no-default-features",
        "--bin",
        "drydock",
    ]))?;
    run_command(
        bench_command(tools, &["paired"])
            .env("DOCKER_COMPOSE", program)
            .env("DRYDOCK", root().join("target/release/drydock")),
    )
}

fn browser(tools: &Tools) -> Outcome {
    let chromium = setup::browser(tools)?;
    let target = "wasm32-unknown-unknown";
    run_command(&mut tools.cargo([
        "build",
        "--locked",
        "--package",
        "drydock-bench",
        "--profile",
        "page",
        "--target",
        target,
    ]))?;
    let out = root().join("target/browser-bench");
    fs::create_dir_all(&out).map_err(|error| format!("cannot create {}: {error}", out.display()))?;
    let wasm = root().join("target").join(target).join("page/drydock_bench.wasm");
    run_command(
        tools
            .command("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-dir"])
            .arg(&out)
            .arg(wasm),
    )?;
    let module = out.join("drydock_bench_bg.wasm");
    run_command(tools.command("wasm-opt").arg("-Oz").arg(&module).arg("-o").arg(&module))?;
    let native = output(&mut bench_command(tools, &["times"]));
    let times = out.join("native.txt");
    let native = native.ok_or("`cargo bench --package drydock-bench --bench times` failed")?;
    fs::write(&times, native).map_err(|error| format!("cannot write {}: {error}", times.display()))?;
    run_command(
        tools
            .command("node")
            .args(["xtask/scripts/browser-bench.mjs", "target/browser-bench"])
            .arg(times)
            .env("CHROMIUM", chromium),
    )
}

fn size(tools: &Tools) -> Outcome {
    build::page(tools)?;
    build::sizes(tools)
}
