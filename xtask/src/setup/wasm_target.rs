//! The Rust toolchain that can build for the browser.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::step::{Outcome, output};

const TARGET: &str = "wasm32-unknown-unknown";

/// Maximum time for rustup to download the target.
const DOWNLOAD_TIMEOUT: Duration = Duration::from_secs(120);

/// Returns the toolchain that can build for the browser, or nothing if the active one can. A missing target is installed
/// with rustup.
///
/// # Errors
/// If no installed toolchain has the target and rustup cannot add it.
pub fn toolchain() -> Outcome<Option<String>> {
    if has_target(None) {
        return Ok(None);
    }
    println!("Installing the target {TARGET} with rustup (up to 2 minutes).");
    if add_target() && has_target(None) {
        return Ok(None);
    }
    let installed = output(Command::new("rustup").args(["toolchain", "list", "--quiet"])).unwrap_or_default();
    for name in installed.lines().map(str::trim).filter(|name| !name.is_empty()) {
        if has_target(Some(name)) {
            println!("Using the toolchain {name}, which has the target {TARGET}.");
            return Ok(Some(name.to_owned()));
        }
    }
    Err(format!(
        "no installed Rust toolchain can build for the browser; run: rustup target add {TARGET}"
    ))
}

/// Whether a toolchain has the target. `rustc` prints the folder even if the target is missing, so its content decides.
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
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if start.elapsed() < DOWNLOAD_TIMEOUT => std::thread::sleep(Duration::from_millis(200)),
            // The process must not outlive this one after a timeout or an error.
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
