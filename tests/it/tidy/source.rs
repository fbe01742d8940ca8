//! The repository's source files, and searches in their code.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub struct Source {
    /// Path relative to the repository root, with forward slashes.
    pub path: String,
    /// Contents of the file.
    pub text: String,
}

impl Source {
    /// Whether the file is part of the pure library, and not of the page or the command line.
    pub fn is_library(&self) -> bool {
        let is_binary = self.path == "src/main.rs"
            || self.path == "src/ui.rs"
            || self.path.starts_with("src/ui/")
            || self.path.starts_with("src/bin/");
        self.path.starts_with("src/") && !is_binary
    }

    /// Returns the lines of code with their numbers: no comment lines, and no unit tests.
    ///
    /// Unit tests are a `mod tests { ... }` at the end of a file, or files in or named `tests`.
    pub fn code(&self) -> Vec<(usize, &str)> {
        if self.path.ends_with("/tests.rs") || self.path.contains("/tests/") {
            return Vec::new();
        }
        let lines: Vec<&str> = self.text.lines().collect();
        let unit_tests = lines
            .windows(2)
            .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{'));
        let numbered = (1..).zip(lines.into_iter().take(unit_tests.unwrap_or(usize::MAX)));
        numbered
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .collect()
    }

    /// Returns the module path of the file: `["yaml", "node"]` for `src/yaml/node.rs`, `[]` for `src/lib.rs`.
    pub fn module(&self) -> Vec<&str> {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let path = path.strip_suffix(".rs").unwrap_or(path);
        match path {
            "lib" => Vec::new(),
            _ => path.split('/').collect(),
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a file of the repository.
#[track_caller]
pub fn source(path: &str) -> Source {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Source {
        path: path.to_owned(),
        text,
    }
}

/// Reads all files with one of `extensions` below `folders`, sorted by path. Panics if a folder has none.
#[track_caller]
pub fn sources(folders: &[&str], extensions: &[&str]) -> Vec<Source> {
    let mut files = Vec::new();
    for folder in folders {
        let before = files.len();
        collect(&root().join(folder), extensions, &mut files);
        assert!(
            files.len() > before,
            "no {} files below {folder}",
            extensions.join(", ")
        );
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}

fn collect(folder: &Path, extensions: &[&str], files: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            collect(&path, extensions, files);
        } else if has_extension(&path, extensions) {
            files.push(source(&relative(&path)));
        }
    }
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
}

fn relative(path: &Path) -> String {
    let relative_path: PathBuf = path.strip_prefix(root()).expect("the file is in the repository").into();
    let parts: Vec<_> = relative_path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Whether `line` has `word` as a whole word, not as a part of a longer identifier.
pub fn has_word(line: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(start, _)| {
        !line[..start].chars().next_back().is_some_and(is_part)
            && !line[start + word.len()..].chars().next().is_some_and(is_part)
    })
}

/// Applies `check` to every line of code and returns what it reports, each with `path:line: ` in front.
/// Panics if there are no lines of code.
#[track_caller]
pub fn violations<'a>(
    files: impl IntoIterator<Item = &'a Source>,
    check: impl Fn(&Source, &str) -> Option<String>,
) -> Vec<String> {
    let mut violations = Vec::new();
    let mut lines = 0;
    for file in files {
        for (number, line) in file.code() {
            lines += 1;
            violations.extend(check(file, line).map(|message| format!("{}:{number}: {message}", file.path)));
        }
    }
    assert!(lines > 0, "the rule looks at no code");
    violations
}

/// Fails with the rule and its violations if there are any.
#[track_caller]
pub fn assert_none(rule: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{rule}:\n  {}", violations.join("\n  "));
}
