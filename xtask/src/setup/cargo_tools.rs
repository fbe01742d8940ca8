//! Tools that cargo installs: trunk and wasm-bindgen.
//!
//! They are installed as debug builds, which run as fast as is needed here and compile in a quarter
//! of the time.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{Tools, cache};
use crate::step::{Outcome, root, run};

/// The version trunk is pinned at: later ones ask for a newer Rust than this project does.
const TRUNK: &str = "0.21.14";

/// One tool, and how it is had.
#[derive(Debug)]
pub struct Wanted {
    program: &'static str,
    package: &'static str,
    version: String,
    minutes: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

/// What the page's build runs.
///
/// # Errors
/// When Cargo.lock names no wasm-bindgen.
pub fn wanted() -> Outcome<[Wanted; 2]> {
    let wasm_bindgen = Wanted {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        minutes: "2 to 4",
        // Its own lock file holds crates that need a newer Rust.
        arguments: &["--debug"],
        environment: &[("CARGO_PROFILE_DEV_OPT_LEVEL", "1"), ("CARGO_PROFILE_DEV_DEBUG", "0")],
    };
    let trunk = Wanted {
        program: "trunk",
        package: "trunk",
        version: TRUNK.to_owned(),
        minutes: "3 to 5",
        arguments: &["--locked", "--debug", "--no-default-features", "--features", "rustls"],
        environment: &[("CARGO_PROFILE_DEV_DEBUG", "0")],
    };
    Ok([wasm_bindgen, trunk])
}

/// The folder that holds the tool, brought there when it has to be; nothing when PATH's will do.
///
/// # Errors
/// When it is missing and cargo cannot install it.
pub fn bring(tools: &Tools, tool: &Wanted) -> Outcome<Option<PathBuf>> {
    let expected = format!("{} {}", tool.program, tool.version);
    let on_path = tools.version(tool.program);
    // wasm-bindgen may add a commit: `wasm-bindgen 0.2.130 (abc)`.
    if on_path.is_some_and(|found| found == expected || found.starts_with(&format!("{expected} "))) {
        return Ok(None);
    }
    let home = cache()?.join(format!("{}-{}", tool.package, tool.version));
    let folder = home.join("bin");
    if !folder
        .join(format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX))
        .is_file()
    {
        fs::create_dir_all(&home).map_err(|error| format!("cannot create {}: {error}", home.display()))?;
        install(tools, tool, &home)?;
    }
    Ok(Some(folder))
}

fn install(tools: &Tools, tool: &Wanted, home: &std::path::Path) -> Outcome {
    if tools.version("cargo-binstall").is_some() {
        let mut command = tools.cargo(["binstall", "--no-confirm", "--disable-telemetry"]);
        command.arg(format!("{}@{}", tool.package, tool.version));
        command.arg("--root").arg(home);
        if run(&mut command).is_ok() {
            return Ok(());
        }
    }
    println!(
        "\nInstalling {} {} into {}: once, {} minutes on two cores.",
        tool.package,
        tool.version,
        home.display(),
        tool.minutes
    );
    let build = home.join("build");
    run(install_command(tools, tool, home).env("CARGO_TARGET_DIR", &build))?;
    // The build's own files are many times the tool's size; leaving them would only cost disk.
    let _ = fs::remove_dir_all(build);
    Ok(())
}

fn install_command(tools: &Tools, tool: &Wanted, home: &std::path::Path) -> Command {
    let mut command = tools.cargo(["install", "--quiet", tool.package, "--version"]);
    command.arg(&tool.version).args(tool.arguments);
    command.arg("--root").arg(home);
    command.envs(tool.environment.iter().copied());
    command
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Outcome<String> {
    let path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock names no {package}"))
}
