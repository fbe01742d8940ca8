//! Imports: files that a visitor drops, picks or pastes, and the project that they form.
//!
//! [`Import`] collects text files within limits and unpacks ZIP archives. [`find_project`] decides which folder of them
//! is a project and which file is its compose file.

mod project;
mod zip;

use crate::sort::CompactSort;
use crate::source;

pub use project::{Adaptation, ImportedProject, find_project, has_yaml_name, is_compose_file, project_name};

/// Maximum size of a text file in bytes.
pub const MAX_FILE_SIZE: usize = 1_000_000;
/// Maximum size of a ZIP archive in bytes.
pub const MAX_ARCHIVE_SIZE: usize = 50_000_000;
/// Maximum number of files.
pub const MAX_FILES: usize = 200;
/// Maximum size of all files together in bytes.
const MAX_TOTAL_SIZE: usize = 20_000_000;
/// Number of bytes at the start of a file that are checked for a zero byte, which shows that the file is not text.
const BINARY_CHECK_LENGTH: usize = 1024;
/// Folders that hold dependencies, build output or data of other programs.
const SKIPPED_FOLDERS: [&str; 7] = [
    ".git",
    "node_modules",
    "target",
    "__pycache__",
    ".venv",
    "dist",
    "__MACOSX",
];

/// Imported files, and what could not be imported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// Normalized path and content of each file.
    pub files: Vec<(String, String)>,
    /// Number of files that were skipped.
    pub skipped: usize,
    /// Why archives could not be read, one sentence for each.
    pub errors: Vec<String>,
    total_size: usize,
}

impl Import {
    /// Adds a file. The files of a ZIP archive are added in a folder with the archive's name.
    pub fn add(&mut self, path: &str, content: &[u8]) {
        match is_archive(path) {
            true => self.add_archive(path, content),
            false => self.add_text(path, content),
        }
    }

    /// Counts a file that could not be read.
    pub fn skip(&mut self) {
        self.skipped += 1;
    }

    /// Whether a file is small enough to be read.
    pub fn accepts_size(path: &str, size: f64) -> bool {
        let limit = match is_archive(path) {
            true => MAX_ARCHIVE_SIZE,
            false => MAX_FILE_SIZE,
        };
        size <= limit as f64
    }

    fn add_text(&mut self, path: &str, content: &[u8]) {
        let total_size = self.total_size + content.len();
        let is_within_limits =
            self.files.len() < MAX_FILES && content.len() <= MAX_FILE_SIZE && total_size <= MAX_TOTAL_SIZE;
        match normalize_path(path) {
            Some(path) if is_within_limits && !content.contains(&0) => {
                // Invalid UTF-8 is replaced rather than rejected.
                self.files.push((path, String::from_utf8_lossy(content).into_owned()));
                self.total_size = total_size;
            }
            _ => self.skip(),
        }
    }

    fn add_archive(&mut self, path: &str, archive: &[u8]) {
        let mut entries = match zip::entries(archive) {
            Ok(entries) => entries,
            Err(error) => {
                let name = path.rsplit('/').next().unwrap_or(path);
                self.errors.push(format!("Can't read {name}: {}.", error.reason()));
                return;
            }
        };
        let folder = &path[..path.len() - ARCHIVE_EXTENSION.len()];
        // Files with fewer parent folders are added first, so that the limits exclude the others.
        entries.compact_sort_by_key(|entry| entry.path.matches('/').count());
        for entry in entries {
            if is_skipped(&entry.path) {
                continue;
            }
            let is_file = !entry.is_link && self.files.len() < MAX_FILES && entry.size <= MAX_FILE_SIZE;
            let is_text =
                is_file && normalize_path(&entry.path).is_some() && !entry.start(BINARY_CHECK_LENGTH).contains(&0);
            let limit = MAX_TOTAL_SIZE - self.total_size;
            match is_text.then(|| entry.content(limit)).flatten() {
                Some(content) => self.add_text(&format!("{folder}/{}", entry.path), &content),
                None => self.skip(),
            }
        }
    }
}

/// Extension of ZIP archives.
const ARCHIVE_EXTENSION: &str = ".zip";

fn is_archive(path: &str) -> bool {
    let start = path.len().checked_sub(ARCHIVE_EXTENSION.len());
    let extension = start.and_then(|start| path.get(start..));
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case(ARCHIVE_EXTENSION))
}

/// Whether a path leads through a folder whose files are not imported.
pub fn is_skipped(path: &str) -> bool {
    let mut segments = path.split('/');
    segments.any(|segment| SKIPPED_FOLDERS.contains(&segment) || segment == ".DS_Store")
}

/// Removes `.`, `..` and doubled slashes from a relative path. Returns `None` when the path is empty, absolute or
/// leaves the folder.
pub fn normalize_path(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.contains('\0') {
        return None;
    }
    let mut depth = 0_i32;
    for part in path.split('/') {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        if depth < 0 {
            return None;
        }
    }
    let normalized = source::join("/", &path);
    let relative = normalized.trim_start_matches('/');
    (!relative.is_empty()).then(|| relative.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_large_and_outside_files_are_skipped() {
        let mut import = Import::default();
        import.add("a/b.txt", b"text");
        import.add("logo.png", b"\x89PNG\0");
        import.add("../secret", b"x");
        import.add("/etc/passwd", b"x");
        import.add("large", &vec![b'a'; MAX_FILE_SIZE + 1]);
        assert_eq!(import.files, [("a/b.txt".to_owned(), "text".to_owned())]);
        assert_eq!(import.skipped, 4);
    }

    #[test]
    fn limits_bound_number_and_total_size() {
        let mut import = Import::default();
        for index in 0..30 {
            import.add(&format!("{index}"), &vec![b'a'; MAX_FILE_SIZE]);
        }
        assert_eq!((import.files.len(), import.skipped), (20, 10));
        let mut import = Import::default();
        for index in 0..MAX_FILES + 5 {
            import.add(&format!("{index}"), b"");
        }
        assert_eq!((import.files.len(), import.skipped), (MAX_FILES, 5));
    }

    #[test]
    fn damaged_archive_is_an_error() {
        let mut import = Import::default();
        import.add("Project.ZIP", b"PK");
        import.add("é.zip", b"");
        assert_eq!(import.errors.len(), 2);
        assert_eq!(
            import.errors[0],
            "Can't read Project.ZIP: it is not a complete ZIP archive."
        );
    }
}
