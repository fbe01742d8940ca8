//! Chromium, for the browser tests.

use std::env;
use std::path::PathBuf;

use super::{Tools, debian};
use crate::step::Outcome;

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

const APPLICATIONS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Returns the browser's program: `$CHROMIUM`, one on PATH, or Debian's package, which is installed for root.
///
/// # Errors
/// If there is none and none can be installed.
pub fn find(tools: &Tools) -> Outcome<PathBuf> {
    if let Some(path) = installed(tools) {
        return Ok(path);
    }
    if debian::available() {
        debian::install(
            &["chromium", "fonts-noto-core", "fonts-dejavu-core"],
            "about two minutes",
        )?;
    }
    installed(tools).ok_or_else(|| {
        "no Chromium found: install one (Debian: `apt install chromium`) or set CHROMIUM to its program".to_owned()
    })
}

fn installed(tools: &Tools) -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = NAMES.into_iter().flat_map(|name| {
        env::split_paths(&path)
            .map(move |folder| folder.join(name))
            .collect::<Vec<_>>()
    });
    let candidates = named.into_iter().chain(on_path).chain(APPLICATIONS.map(PathBuf::from));
    candidates
        .filter(|path| path.is_file())
        .find(|path| tools.version(&path.to_string_lossy()).is_some())
}
