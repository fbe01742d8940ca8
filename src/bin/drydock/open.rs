//! `drydock open`: the files of a link, written into a folder.
//!
//! Nothing that is there is ever changed, and nothing is written outside the folder: a link may come
//! from anybody. All paths are looked at before the first file is written.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use drydock::share;

use crate::session::Invocation;

/// The arguments of `open`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The link or its fragment; `-` reads it from standard input
    #[arg(value_name = "LINK")]
    link: String,
    /// Folder to write the files to; made where it is missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the files, or says why not.
pub fn run(arguments: &Arguments, _invocation: &Invocation) -> ExitCode {
    match write_files(arguments) {
        Ok(paths) => {
            for path in paths {
                println!("{}", path.display());
            }
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(1)
        }
    }
}

fn write_files(arguments: &Arguments) -> Result<Vec<PathBuf>, String> {
    let link = read_link(&arguments.link).map_err(|error| error.to_string())?;
    let shared = share::decode(&link).map_err(|error| error.to_string())?;
    if shared.files.is_empty() {
        return Err("this link holds no files".to_owned());
    }
    let mut paths = Vec::with_capacity(shared.files.len());
    for (path, _) in &shared.files {
        if !stays_inside(path) {
            return Err(format!(
                "{path:?} would be written outside the folder; nothing is written"
            ));
        }
        let target = arguments.folder.join(path);
        if target.symlink_metadata().is_ok() {
            return Err(format!("{} exists already; nothing is written", target.display()));
        }
        paths.push(target);
    }
    for (target, (_, text)) in paths.iter().zip(&shared.files) {
        write_new(&arguments.folder, target, text).map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(paths)
}

fn read_link(link: &str) -> io::Result<String> {
    if link != "-" {
        return Ok(link.to_owned());
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// Whether a path names a file below the folder it is joined to, on every system.
fn stays_inside(path: &str) -> bool {
    let plain = Path::new(path)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    let odd = path.contains(['\\', ':', '\0']) || path.ends_with('/');
    plain && !odd && !path.is_empty()
}

fn write_new(folder: &Path, target: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let parent = target.parent().unwrap_or(folder);
    // A link in the folder must not lead out of it: look where the nearest folder that exists really is.
    let mut nearest = parent;
    while nearest.symlink_metadata().is_err() {
        nearest = nearest.parent().unwrap_or(folder);
    }
    if !nearest.canonicalize()?.starts_with(folder.canonicalize()?) {
        return Err(io::Error::other("a link leads out of the folder"));
    }
    fs::create_dir_all(parent)?;
    File::create_new(target)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_climb_out_are_refused() {
        for (path, expected) in [
            ("compose.yaml", true),
            ("sub/.env", true),
            ("", false),
            ("/etc/passwd", false),
            ("../x", false),
            ("a/../../x", false),
            ("a\\..\\x", false),
            ("C:x", false),
            ("sub/", false),
        ] {
            assert_eq!(stays_inside(path), expected, "{path:?}");
        }
    }
}
