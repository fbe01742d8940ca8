//! The wasm32 standard library: which installed toolchain has it.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::step::{Outcome, output};

const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may try to reach its host.
const PATIENCE: Duration = Duration::from_secs(120);

/// Makes sure that some toolchain can build for the browser.
///
/// Answers the name of the toolchain to ask for, or nothing when the active one will do.
///
/// # Errors
/// When no toolchain has the target and rustup could not add it.
pub fn toolchain() -> Outcome<Option<String>> {
    if has_target(None) {
        return Ok(None);
    }
    println!("The active toolchain cannot build for {TARGET}: asking rustup for it (up to 2 minutes).");
    if add_target() && has_target(None) {
        return Ok(None);
    }
    let installed = output(Command::new("rustup").args(["toolchain", "list", "--quiet"])).unwrap_or_default();
    for name in installed.lines().map(str::trim).filter(|name| !name.is_empty()) {
        if has_target(Some(name)) {
            println!("Using toolchain {name}, which has {TARGET}.");
            return Ok(Some(name.to_owned()));
        }
    }
    Err(format!(
        "no installed Rust toolchain can build for the browser; run: rustup target add {TARGET}"
    ))
}

/// `rustc --print target-libdir` names the folder even where the target is missing, so its content decides.
fn has_target(toolchain: Option<&str>) -> bool {
    let mut command = Command::new("rustc");
    command.args(["--print", "target-libdir", "--target", TARGET]);
    if let Some(name) = toolchain {
        command.env("RUSTUP_TOOLCHAIN", name).env_remove("RUSTC");
    }
    let Some(folder) = output(&mut command) else {
        return false;
    };
    let entries = Path::new(folder.trim()).read_dir().into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name())
        .any(|name| name.to_string_lossy().starts_with("libstd-"))
}

fn add_target() -> bool {
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]);
    if let Some(active) = env::var_os("RUSTUP_TOOLCHAIN") {
        command.arg("--toolchain").arg(active);
    }
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    let begin = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if begin.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(200)),
            // Out of patience, or lost track of it: either way it must not linger.
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
