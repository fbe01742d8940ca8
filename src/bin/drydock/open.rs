//! `drydock open`: writes the files of a link into a folder.
//!
//! A link can come from anybody, so existing files are never changed and nothing is written outside of the folder. All
//! paths are checked before the first file is written.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use drydock::share;

use crate::invocation::Invocation;
use crate::output::{print_error, print_line};
use crate::subcommand::Subcommand;

/// The arguments of `open`.
#[derive(Debug, Args)]
pub struct Open {
    /// Link or fragment of a link; `-` reads it from standard input
    #[arg(value_name = "LINK")]
    link: String,
    /// Folder for the files, which is created if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Subcommand for Open {
    const NAME: &'static str = "open";
    const ABOUT: &'static str = "Writes the files of a link into a folder";

    fn run(&self, _invocation: &Invocation) -> ExitCode {
        match write_files(&self.link, &self.folder) {
            Ok(paths) => {
                for path in paths {
                    print_line(path.display());
                }
                ExitCode::SUCCESS
            }
            Err(message) => {
                print_error(message);
                ExitCode::from(1)
            }
        }
    }
}

/// Writes the files of a link and returns their paths.
fn write_files(link: &str, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let link = read_link(link).map_err(|error| error.to_string())?;
    let shared = share::decode(&link).map_err(|error| error.to_string())?;
    if shared.files.is_empty() {
        return Err("this link contains no files".to_owned());
    }
    let mut paths = Vec::with_capacity(shared.files.len());
    for (path, _) in &shared.files {
        if !is_below_folder(path) {
            return Err(format!("{path:?} is outside of the folder; nothing is written"));
        }
        let target = folder.join(path);
        if target.symlink_metadata().is_ok() {
            return Err(format!("{} exists already; nothing is written", target.display()));
        }
        paths.push(target);
    }
    for (target, (_, text)) in paths.iter().zip(&shared.files) {
        write_new_file(folder, target, text).map_err(|error| format!("{}: {error}", target.display()))?;
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

/// Whether a relative path names a file below the folder that it is joined to, on every operating system.
fn is_below_folder(path: &str) -> bool {
    let is_plain = Path::new(path)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    let has_special_characters = path.contains(['\\', ':', '\0']) || path.ends_with('/');
    is_plain && !has_special_characters && !path.is_empty()
}

/// Writes a file that does not exist yet, with its parent folders.
fn write_new_file(folder: &Path, target: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let parent = target.parent().unwrap_or(folder);
    // A symbolic link must not lead out of the folder, so the nearest existing parent is resolved.
    let mut existing = parent;
    while existing.symlink_metadata().is_err() {
        existing = existing.parent().unwrap_or(folder);
    }
    if !existing.canonicalize()?.starts_with(folder.canonicalize()?) {
        return Err(io::Error::other("a symbolic link leads out of the folder"));
    }
    fs::create_dir_all(parent)?;
    File::create_new(target)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_outside_of_the_folder_are_refused() {
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
            assert_eq!(is_below_folder(path), expected, "{path:?}");
        }
    }
}
