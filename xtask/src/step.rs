//! Steps of a task: a command is printed before it runs, and its time afterwards.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The end of a task. The error is a message for the user.
pub type Outcome<T = ()> = Result<T, String>;

/// Returns the repository root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the repository")
}

/// Formats a duration: `0.4 s`, `75.2 s`.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// Runs a command with its output on the terminal.
///
/// # Errors
/// If it cannot be started or fails.
pub fn run_command(command: &mut Command) -> Outcome {
    timed(command, |command| command.status())
}

/// Runs a command like [`run_command`], and passes every line of its standard output to `on_line`.
///
/// # Errors
/// Like [`run_command`].
pub fn run_with_lines(command: &mut Command, mut on_line: impl FnMut(&str)) -> Outcome {
    timed(command, |command| {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                println!("{line}");
                on_line(&line);
            }
        }
        child.wait()
    })
}

fn timed(command: &mut Command, run: impl FnOnce(&mut Command) -> std::io::Result<ExitStatus>) -> Outcome {
    let line = command_line(command);
    println!("\n$ {line}");
    let start = Instant::now();
    let status = run(command).map_err(|error| format!("cannot start `{line}`: {error}"))?;
    println!("  ({})", seconds(start.elapsed()));
    match status.success() {
        true => Ok(()),
        false => Err(format!("`{line}` failed ({status})")),
    }
}

/// Returns the standard output of a command, or nothing if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns the command line as a user would type it in the repository root.
fn command_line(command: &Command) -> String {
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

/// Returns all files below a folder, sorted by path.
///
/// # Errors
/// If the folder or one below it cannot be read.
pub fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}
