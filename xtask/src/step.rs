//! Running things: what runs is printed before, its time after.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a task ends with; the error is a sentence for the person at the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// The repository's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in a folder of the repository")
}

/// A duration as it is printed: `0.4 s`, `75.2 s`.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// Runs a command to its end with its output on the terminal.
///
/// # Errors
/// When it cannot be started or does not end with 0.
pub fn run(command: &mut Command) -> Outcome {
    timed(command, |command| command.status())
}

/// As [`run`], and hands every line of the standard output to `see` as well.
///
/// # Errors
/// As [`run`].
pub fn run_seeing(command: &mut Command, mut see: impl FnMut(&str)) -> Outcome {
    timed(command, |command| {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                println!("{line}");
                see(&line);
            }
        }
        child.wait()
    })
}

fn timed(command: &mut Command, run: impl FnOnce(&mut Command) -> std::io::Result<ExitStatus>) -> Outcome {
    let shown = shown(command);
    println!("\n$ {shown}");
    let begin = Instant::now();
    let status = run(command).map_err(|error| format!("cannot start `{shown}`: {error}"))?;
    println!("  ({})", seconds(begin.elapsed()));
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed ({status})"))
    }
}

/// What a command prints on its standard output, or nothing when it cannot run or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command line, as one would type it in the repository's root.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let mut line = name.to_string_lossy().into_owned();
    for argument in command.get_args() {
        let path = Path::new(argument);
        let argument = path.strip_prefix(root()).unwrap_or(path).to_string_lossy();
        let quote = if argument.contains(' ') { "'" } else { "" };
        line.push_str(&format!(" {quote}{argument}{quote}"));
    }
    line
}

/// Every file below a folder, sorted by path; nothing when the folder is not there.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
