//! Debian's packages, for root on a Debian system.

use std::path::Path;
use std::process::Command;

use crate::step::{Outcome, output, run_command};

/// Whether packages can be installed without a password.
pub fn available() -> bool {
    Path::new("/usr/bin/apt-get").is_file() && output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

/// Installs packages. `duration` is an estimate for the user.
///
/// # Errors
/// If apt fails.
pub fn install(packages: &[&str], duration: &str) -> Outcome {
    println!("\nInstalling {} from Debian (once, {duration}).", packages.join(", "));
    run_command(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut command = Command::new("apt-get");
    command
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::process::Stdio::null());
    run_command(&mut command)
}
