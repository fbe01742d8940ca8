//! `cargo xtask bench`: how fast the engine is, here and in a browser, and what a visitor downloads.

use std::fs;
use std::process::Command;

use crate::build;
use crate::setup::{self, Tools};
use crate::step::{self, Outcome, root};

/// One kind of measurement.
struct Measure {
    name: &'static str,
    what: &'static str,
    run: fn(&Tools) -> Outcome,
}

const MEASURES: [Measure; 4] = [
    Measure {
        name: "native",
        what: "criterion: load, graph, layout, simulation at 2, 100, 500 and 2000 services; an hour, a sweep",
        run: native,
    },
    Measure {
        name: "paired",
        what: "loading beside `docker compose config -q`, on the same files in one run",
        run: paired,
    },
    Measure {
        name: "browser",
        what: "the same inside Chromium, as a ratio to native",
        run: browser,
    },
    Measure {
        name: "size",
        what: "dist/ by file: raw, gzip, Brotli",
        run: size,
    },
];

/// Runs the named measurements, or all.
///
/// # Errors
/// When a tool is missing or a measurement fails.
pub fn run(names: &[String]) -> Outcome {
    if names.iter().any(|name| name == "--list") {
        for measure in &MEASURES {
            println!("{:8} {}", measure.name, measure.what);
        }
        return Ok(());
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| MEASURES.iter().all(|measure| measure.name != *name))
    {
        return Err(format!(
            "nothing to measure is called `{unknown}`; `cargo xtask bench --list` names it"
        ));
    }
    let tools = setup::tools()?;
    for measure in MEASURES
        .iter()
        .filter(|measure| names.is_empty() || names.iter().any(|name| name == measure.name))
    {
        println!("\n==> {}: {}", measure.name, measure.what);
        (measure.run)(&tools)?;
    }
    Ok(())
}

/// The command that runs measurements of benches/.
fn measuring(tools: &Tools, names: &[&str]) -> Command {
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

/// The options with which index.html has wasm-opt run for the page.
fn page_options() -> Outcome<String> {
    let page = fs::read_to_string(root().join("index.html")).map_err(|error| format!("index.html: {error}"))?;
    let (_, after) = page
        .split_once("data-wasm-opt-params=\"")
        .ok_or("index.html has no data-wasm-opt-params")?;
    Ok(after.split('"').next().unwrap_or("").to_owned())
}

fn native(tools: &Tools) -> Outcome {
    step::run(&mut measuring(tools, &["engine", "simulate"]))?;
    step::run(tools.command("node").arg("xtask/scripts/ratios.mjs"))
}

fn paired(tools: &Tools) -> Outcome {
    let program = setup::compose(tools)?;
    step::run(&mut tools.cargo([
        "build",
        "--locked",
        "--release",
        "--no-default-features",
        "--bin",
        "drydock",
    ]))?;
    step::run(
        measuring(tools, &["paired"])
            .env("DOCKER_COMPOSE", program)
            .env("DRYDOCK", root().join("target/release/drydock")),
    )
}

fn browser(tools: &Tools) -> Outcome {
    let chromium = setup::browser(tools)?;
    let target = "wasm32-unknown-unknown";
    step::run(&mut tools.cargo([
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
    step::run(
        tools
            .command("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-dir"])
            .arg(&out)
            .arg(wasm),
    )?;
    let module = out.join("drydock_bench_bg.wasm");
    step::run(
        tools
            .command("wasm-opt")
            .arg("-Oz")
            .args(page_options()?.split_whitespace())
            .arg(&module)
            .arg("-o")
            .arg(&module),
    )?;
    let native = step::output(&mut measuring(tools, &["times"]));
    let times = out.join("native.txt");
    let native = native.ok_or("the native measurement fails: `cargo bench -p drydock-bench --bench times`")?;
    fs::write(&times, native).map_err(|error| format!("cannot write {}: {error}", times.display()))?;
    step::run(
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
