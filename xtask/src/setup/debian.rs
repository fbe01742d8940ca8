//! Debian's packages, where this is a Debian and we are root.

use std::path::Path;
use std::process::Command;

use crate::step::{Outcome, output, run};

/// Whether packages can be installed without asking anybody.
pub fn available() -> bool {
    Path::new("/usr/bin/apt-get").is_file() && output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

/// Installs packages.
///
/// # Errors
/// When apt fails.
pub fn install(packages: &[&str], minutes: &str) -> Outcome {
    println!("\nInstalling {} from Debian: once, {minutes}.", packages.join(", "));
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut command = Command::new("apt-get");
    command
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::process::Stdio::null());
    run(&mut command)
}
