//! Tools that cargo installs: trunk and wasm-bindgen.
//!
//! They are built without optimization, because that takes a quarter of the time and they are fast enough.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{Tools, cache};
use crate::step::{Outcome, root, run_command};

/// Version of trunk. Later versions need a newer Rust than this project.
const TRUNK: &str = "0.21.14";

/// A tool and how it is installed.
#[derive(Debug)]
pub struct Tool {
    program: &'static str,
    package: &'static str,
    version: String,
    minutes: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

/// Returns the tools that build the page.
///
/// # Errors
/// If wasm-bindgen is not in Cargo.lock.
pub fn required() -> Outcome<[Tool; 2]> {
    let wasm_bindgen = Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        minutes: "2 to 4",
        // No `--locked`: its lock file has crates that need a newer Rust.
        arguments: &["--debug"],
        environment: &[("CARGO_PROFILE_DEV_OPT_LEVEL", "1"), ("CARGO_PROFILE_DEV_DEBUG", "0")],
    };
    let trunk = Tool {
        program: "trunk",
        package: "trunk",
        version: TRUNK.to_owned(),
        minutes: "3 to 5",
        arguments: &["--locked", "--debug", "--no-default-features", "--features", "rustls"],
        environment: &[("CARGO_PROFILE_DEV_DEBUG", "0")],
    };
    Ok([wasm_bindgen, trunk])
}

/// Installs a tool if it is missing. Returns its folder, or nothing if the one on PATH has the right version.
///
/// # Errors
/// If cargo cannot install it.
pub fn install(tools: &Tools, tool: &Tool) -> Outcome<Option<PathBuf>> {
    let expected = format!("{} {}", tool.program, tool.version);
    let on_path = tools.version(tool.program);
    // Some builds add a commit: `wasm-bindgen 0.2.130 (abc)`.
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
        build(tools, tool, &home)?;
    }
    Ok(Some(folder))
}

/// Installs a tool into `home`, as a prebuilt binary if cargo-binstall is available.
fn build(tools: &Tools, tool: &Tool, home: &std::path::Path) -> Outcome {
    if tools.version("cargo-binstall").is_some() {
        let mut command = tools.cargo(["binstall", "--no-confirm", "--disable-telemetry"]);
        command.arg(format!("{}@{}", tool.package, tool.version));
        command.arg("--root").arg(home);
        if run_command(&mut command).is_ok() {
            return Ok(());
        }
    }
    println!(
        "\nInstalling {} {} into {} (once, {} minutes on two cores).",
        tool.package,
        tool.version,
        home.display(),
        tool.minutes
    );
    let target = home.join("build");
    run_command(install_command(tools, tool, home).env("CARGO_TARGET_DIR", &target))?;
    // The intermediate files are much larger than the tool and are not needed any more.
    let _ = fs::remove_dir_all(target);
    Ok(())
}

fn install_command(tools: &Tools, tool: &Tool, home: &std::path::Path) -> Command {
    let mut command = tools.cargo(["install", "--quiet", tool.package, "--version"]);
    command.arg(&tool.version).args(tool.arguments);
    command.arg("--root").arg(home);
    command.envs(tool.environment.iter().copied());
    command
}

/// Returns the version of a package in Cargo.lock.
fn locked_version(package: &str) -> Outcome<String> {
    let path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| format!("{package} is not in Cargo.lock"))
}
