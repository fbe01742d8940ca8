//! The house rules that a compiler does not know: who may name whom, how long a file may be, which
//! words do not belong where. ARCHITECTURE.md tells why.

use std::fs;
use std::path::{Path, PathBuf};

/// Longest file, in lines; the field table's sections are data and may be longer.
const LONGEST: usize = 600;

/// Words of a browser; the library is used without one.
const BROWSER: [&str; 5] = ["yew", "gloo", "web_sys", "js_sys", "wasm_bindgen"];

/// The clock and the machine are arguments of the library, never ambient.
const AMBIENT: [&str; 5] = ["std::fs", "std::env", "std::process", "Instant::now", "SystemTime"];

/// What is not left behind in code. Written in two parts so that this file passes its own rule.
const LEFTOVERS: [(&str, &str); 6] = [
    ("TO", "DO"),
    ("FIX", "ME"),
    ("dbg", "!("),
    ("todo", "!("),
    ("unimplemented", "!("),
    ("#[ig", "nore"),
];

/// File names that say nothing.
const EMPTY_NAMES: [&str; 5] = ["util.rs", "utils.rs", "helpers.rs", "common.rs", "types.rs"];

/// One file of the repository.
struct Source {
    /// Relative to the repository's root, with forward slashes.
    path: String,
    text: String,
}

impl Source {
    /// Part of the pure library.
    fn in_library(&self) -> bool {
        let outside = ["src/main.rs", "src/ui.rs"];
        self.path.starts_with("src/")
            && !outside.contains(&self.path.as_str())
            && !self.path.starts_with("src/ui/")
            && !self.path.starts_with("src/bin/")
    }

    /// Lines with their numbers, without comments and without the unit tests at the end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<&str> = self.text.lines().collect();
        // A file of tests of its own is all tests.
        let is_tests = self.path.ends_with("/tests.rs") || self.path.contains("/tests/");
        let tests = lines
            .windows(2)
            .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{'));
        let end = if is_tests { 0 } else { tests.unwrap_or(lines.len()) };
        let numbered: Vec<(usize, &str)> = lines[..end]
            .iter()
            .enumerate()
            .map(|(index, line)| (index + 1, *line))
            .collect();
        numbered
            .into_iter()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The library's module that the file belongs to: `src/yaml/node.rs` is of `yaml`.
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let first = inside.split('/').next().unwrap_or(inside);
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file with one of these endings below these folders.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if endings
                .iter()
                .any(|ending| path.extension().is_some_and(|found| found == *ending))
            {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap_or_default(),
        path: path
            .strip_prefix(root())
            .unwrap_or(&path)
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/"),
    };
    paths.into_iter().map(read).collect()
}

/// Whether a word stands in a line, not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(is_part)
            && !line[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

#[track_caller]
fn assert_none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

/// All places in the code of these files where `wrong` answers what is wrong.
fn places<'a>(files: impl Iterator<Item = &'a Source>, wrong: impl Fn(&Source, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.code() {
            if let Some(what) = wrong(file, line) {
                found.push(format!("{}:{number}: {what}", file.path));
            }
        }
    }
    found
}

#[test]
fn modules_use_only_those_above_them() {
    let files = sources(&["src"], &["rs"]);
    let lib = files
        .iter()
        .find(|file| file.path == "src/lib.rs")
        .expect("the library has a root");
    let order: Vec<&str> = lib
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let rank = |module: &str| order.iter().position(|other| *other == module);
    let library = files.iter().filter(|file| file.in_library());
    let found = places(library, |file, line| {
        let own = rank(file.module())?;
        line.split("crate::").skip(1).find_map(|rest| {
            let name = rest
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .next()?;
            (rank(name)? > own).then(|| format!("`{}` uses `{name}`, which comes after it", file.module()))
        })
    });
    assert_none("modules use only those above them in src/lib.rs", &found);
}

#[test]
fn the_library_is_pure() {
    let files = sources(&["src"], &["rs"]);
    let found = places(files.iter().filter(|file| file.in_library()), |_, line| {
        let word = BROWSER.iter().find(|word| has_word(line, word));
        word.or_else(|| AMBIENT.iter().find(|word| line.contains(*word)))
            .map(|word| format!("`{word}`"))
    });
    assert_none("no browser, clock, process or file system in the library", &found);
}

#[test]
fn the_browser_is_touched_in_one_place() {
    let files = sources(&["src/ui", "src/main.rs"], &["rs"]);
    let page = files.iter().filter(|file| !file.path.starts_with("src/ui/browser"));
    let found = places(page, |_, line| {
        ["web_sys", "js_sys"]
            .iter()
            .find(|word| has_word(line, word))
            .map(|word| format!("`{word}`"))
    });
    assert_none("only src/ui/browser/ names the browser's interfaces", &found);
}

#[test]
fn files_are_short() {
    let endings = ["rs", "ts", "mjs", "css"];
    let files = sources(
        &["src", "tests", "benches", "xtask", "static/css", "static/editor"],
        &endings,
    );
    let long = |file: &&Source| {
        let is_table = file.path.starts_with("src/compose/fields") || file.path.starts_with("src/compose/schema/");
        !is_table && file.text.lines().count() >= LONGEST
    };
    let found: Vec<String> = files
        .iter()
        .filter(long)
        .map(|file| format!("{}: {} lines", file.path, file.text.lines().count()))
        .collect();
    assert_none("files stay under 600 lines", &found);
}

#[test]
fn nothing_is_left_behind() {
    let files = sources(
        &["src", "tests", "benches", "xtask", "static/editor"],
        &["rs", "ts", "mjs"],
    );
    let mut found = Vec::new();
    for file in &files {
        for (index, line) in file.text.lines().enumerate() {
            let leftover = LEFTOVERS.map(|(one, other)| format!("{one}{other}"));
            if let Some(word) = leftover.iter().find(|word| line.contains(*word)) {
                found.push(format!("{}:{}: {word}", file.path, index + 1));
            }
        }
    }
    assert_none("nothing unfinished, nothing left from debugging", &found);
}

#[test]
fn input_never_panics_the_code() {
    let files = sources(&["src"], &["rs"]);
    let found = places(files.iter(), |_, line| {
        let words = [".unwrap()", "panic!("];
        words
            .iter()
            .find(|word| line.contains(*word))
            .map(|word| format!("`{word}`"))
    });
    assert_none("no `unwrap` and no `panic!`: `expect` says why it holds", &found);
}

#[test]
fn every_file_says_what_it_is() {
    let files = sources(&["src", "tests", "benches", "xtask"], &["rs"]);
    let mut found = Vec::new();
    for file in &files {
        if !file.text.starts_with("//!") {
            found.push(format!("{}: begins without a module's documentation", file.path));
        }
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        if EMPTY_NAMES.contains(&name) {
            found.push(format!("{}: the name says nothing", file.path));
        }
    }
    assert_none("every file says what it is", &found);
}

#[test]
fn nothing_is_exported_by_glob() {
    let files = sources(&["src"], &["rs"]);
    let found = places(files.iter(), |_, line| {
        let line = line.trim_start();
        (line.starts_with("pub use ") && line.contains("::*")).then(|| line.to_owned())
    });
    assert_none("names are exported one by one", &found);
}
