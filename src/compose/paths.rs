//! Paths on the host, as Go's `filepath` and Docker Compose treat them.
//!
//! The base directory may itself be relative, because the paths of an included file are first made relative to the
//! including project. URLs, references to services and Windows paths are not changed.

use crate::yaml::{Node, Value};

/// The directory that relative paths are relative to.
#[derive(Debug, Clone, Copy)]
pub struct BaseDirectory<'a> {
    /// The directory. It is relative while the files of an included project are loaded.
    pub path: &'a str,
    /// The user's home directory, which replaces `~`.
    pub home: Option<&'a str>,
}

impl BaseDirectory<'_> {
    /// Rewrites a text node with one of the methods below. Leaves other values unchanged.
    pub fn rewrite(self, node: &mut Node, resolve: fn(Self, &str) -> String) {
        if let Value::String(text) = &mut node.value {
            *text = resolve(self, text).into();
        }
    }

    /// Returns the absolute path. An empty path stays empty, and an absolute path stays as it is.
    pub fn resolve(self, path: &str) -> String {
        let path = self.expand_home(path);
        if path.is_empty() || path.starts_with('/') {
            path
        } else {
            join(self.path, &path)
        }
    }

    /// Returns the absolute path. An absolute path, including a Windows path, stays as it is.
    pub fn resolve_unless_windows(self, path: &str) -> String {
        let path = self.expand_home(path);
        if path.starts_with('/') || is_windows_absolute(&path) {
            path
        } else {
            join(self.path, &path)
        }
    }

    /// Returns the absolute path of a build context. URLs and references to services stay as they are.
    pub fn resolve_build_context(self, path: &str) -> String {
        if path.is_empty() || path.contains("://") || path.starts_with("service:") || is_remote_context(path) {
            return path.to_owned();
        }
        let path = self.expand_home(path);
        if path.starts_with('/') {
            path
        } else {
            join(self.path, &path)
        }
    }

    fn expand_home(self, path: &str) -> String {
        match (path.strip_prefix('~'), self.home) {
            (Some(rest), Some(home)) => join(home, rest.trim_start_matches('/')),
            _ => path.to_owned(),
        }
    }
}

/// Returns whether a build context is the URL of a remote repository or archive.
fn is_remote_context(path: &str) -> bool {
    ["https://", "http://", "git://", "ssh://", "github.com/", "git@"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

/// Returns whether the path of a compose file is the URL of a remote file.
pub fn is_remote(path: &str) -> bool {
    ["oci://", "git://", "ssh://", "git@"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
        || (is_remote_context(path) && path.contains(".git"))
}

/// Returns whether a path begins with a drive such as `C:\` or `C:/`, or with a share such as `\\host\share`.
fn is_windows_absolute(path: &str) -> bool {
    let mut chars = path.chars();
    let has_drive = chars.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && chars
            .next()
            .is_some_and(|character| character == '\\' || character == '/');
    has_drive || path.starts_with("\\\\")
}

/// Joins and cleans both parts as Go's `filepath.Join` does. The result is relative if `directory` is.
pub fn join(directory: &str, path: &str) -> String {
    let is_absolute = if directory.is_empty() { path } else { directory }.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in directory.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    match (is_absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// Resolves a path against a directory. An absolute path is only cleaned.
pub fn resolve(directory: &str, path: &str) -> String {
    match path.starts_with('/') {
        true => join("/", path),
        false => join(directory, path),
    }
}

/// Returns the directory that contains a path, as Go's `filepath.Dir` does.
pub fn parent(path: &str) -> String {
    match path.rsplit_once('/') {
        Some(("", _)) => "/".to_owned(),
        Some((directory, _)) => join(directory, ""),
        None => ".".to_owned(),
    }
}

/// Returns the relative path from `base` to `path`, both absolute, as Go's `filepath.Rel` does.
pub fn relative(base: &str, path: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (base, path) = (parts(base), parts(path));
    let shared = base.iter().zip(&path).take_while(|(left, right)| left == right).count();
    let mut steps: Vec<&str> = vec![".."; base.len() - shared];
    steps.extend(path[shared..].iter().map(String::as_str));
    if steps.is_empty() {
        ".".to_owned()
    } else {
        steps.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_as_in_go() {
        for (directory, path, expected) in [
            ("/a/b", "../c", "/a/c"),
            ("/a", "../../x", "/x"),
            ("part", "./x/", "part/x"),
            ("part", "..", "."),
            ("part", "../../x", "../x"),
            (".", "x", "x"),
            ("", "/x", "/x"),
        ] {
            assert_eq!(join(directory, path), expected, "{directory} {path}");
        }
        assert_eq!(relative("/a/b", "/a/c/d"), "../c/d");
        assert_eq!(relative("/a", "/a"), ".");
        assert_eq!(
            (parent("/a/b").as_str(), parent("/a").as_str(), parent("a").as_str()),
            ("/a", "/", ".")
        );
    }

    #[test]
    fn each_kind_of_path_is_resolved() {
        let base = BaseDirectory {
            path: "/p",
            home: Some("/home/u"),
        };
        type Resolve = fn(BaseDirectory<'static>, &str) -> String;
        let cases: [(Resolve, &str, &str); 11] = [
            (BaseDirectory::resolve, "x/../y", "/p/y"),
            (BaseDirectory::resolve, "", ""),
            (BaseDirectory::resolve, "/x/../y", "/x/../y"),
            (BaseDirectory::resolve_unless_windows, "~/d", "/home/u/d"),
            (BaseDirectory::resolve_unless_windows, "~other/d", "/home/u/other/d"),
            (BaseDirectory::resolve_unless_windows, "C:\\data", "C:\\data"),
            (BaseDirectory::resolve_unless_windows, ".", "/p"),
            (
                BaseDirectory::resolve_build_context,
                "https://x/y.git",
                "https://x/y.git",
            ),
            (BaseDirectory::resolve_build_context, "github.com/x/y", "github.com/x/y"),
            (BaseDirectory::resolve_build_context, "service:db", "service:db"),
            (BaseDirectory::resolve_build_context, "./app", "/p/app"),
        ];
        for (resolve, path, expected) in cases {
            assert_eq!(resolve(base, path), expected, "{path}");
        }
    }
}
