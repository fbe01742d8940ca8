//! Relative paths, made to count from a project's folder.
//!
//! The folder may itself be relative: what an included file names is first made to count from the
//! including project. Addresses of remote places, other services and Windows paths stay as they are.
//! Source: the answers of the real binary.

use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

/// A folder that paths count from, and the user's own.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// Where relative paths count from.
    pub path: &'a str,
    /// What `~` stands for.
    pub home: Option<&'a str>,
}

/// Rewrites every relative path of a canonical model.
pub fn resolve(model: &mut Node, folder: Folder<'_>, found: &mut Vec<Diagnostic>) {
    each(model.get_path_mut(&["services"]), |service| {
        resolve_service(service, folder, found)
    });
    for resource in ["configs", "secrets"] {
        each(model.get_path_mut(&[resource]), |resource| {
            set(resource.get_path_mut(&["file"]), |path| folder.file(path));
        });
    }
    each(model.get_path_mut(&["volumes"]), |volume| {
        resolve_driver_options(volume, folder)
    });
}

fn resolve_service(service: &mut Node, folder: Folder<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(build) = service.get_path_mut(&["build"]) {
        set(build.get_path_mut(&["context"]), |path| folder.context(path));
        each(build.get_path_mut(&["additional_contexts"]), |context| {
            set(Some(context), |path| folder.context(path));
        });
        each(build.get_path_mut(&["ssh"]), |key| {
            set(Some(key), |path| folder.file(path))
        });
    }
    each(service.get_path_mut(&["env_file"]), |file| {
        set(file.get_path_mut(&["path"]), |path| folder.absolute(path))
    });
    each(service.get_path_mut(&["label_file"]), |file| {
        set(Some(file), |path| folder.absolute(path))
    });
    set(service.get_path_mut(&["extends", "file"]), |path| {
        if is_remote(path) {
            path.to_owned()
        } else {
            folder.absolute(path)
        }
    });
    each(service.get_path_mut(&["develop", "watch"]), |rule| {
        set(rule.get_path_mut(&["path"]), |path| folder.absolute(path))
    });
    each(service.get_path_mut(&["volumes"]), |volume| {
        resolve_mount(volume, folder, found)
    });
}

fn resolve_mount(volume: &mut Node, folder: Folder<'_>, found: &mut Vec<Diagnostic>) {
    if volume.get("type").and_then(Node::as_str) != Some("bind") {
        return;
    }
    if volume.get("source").is_none() {
        found.push(
            Diagnostic::error(
                codes::BIND_WITHOUT_SOURCE,
                "this bind mount has no `source`, the path on the host",
                volume.span,
            )
            .help("Add `source:` with the file or folder to mount.")
            .upstream("invalid mount config for type \"bind\": field Source must not be empty"),
        );
    }
    set(volume.get_path_mut(&["source"]), |path| folder.file(path));
}

/// The driver `local` can bind a folder of the host: then its `device` is a path.
fn resolve_driver_options(volume: &mut Node, folder: Folder<'_>) {
    let local = volume.get("driver").and_then(Node::as_str) == Some("local");
    let bind = volume.get_path(&["driver_opts", "o"]).and_then(Node::as_str) == Some("bind");
    if local && bind {
        set(volume.get_path_mut(&["driver_opts", "device"]), |path| {
            folder.file(path)
        });
    }
}

fn each(node: Option<&mut Node>, mut change: impl FnMut(&mut Node)) {
    match node.map(|node| &mut node.value) {
        Some(Value::Mapping(entries)) => entries.values_mut().for_each(|entry| change(&mut entry.node)),
        Some(Value::Sequence(items)) => items.iter_mut().for_each(change),
        _ => {}
    }
}

fn set(node: Option<&mut Node>, change: impl Fn(&str) -> String) {
    if let Some(Value::String(text)) = node.map(|node| &mut node.value) {
        *text = change(text).into();
    }
}

impl Folder<'_> {
    /// The absolute path; an empty one stays empty.
    pub fn absolute(self, path: &str) -> String {
        let path = self.expand(path);
        if path.is_empty() || path.starts_with('/') {
            path
        } else {
            join(self.path, &path)
        }
    }

    fn file(self, path: &str) -> String {
        let path = self.expand(path);
        if path.starts_with('/') || is_windows_absolute(&path) {
            path
        } else {
            join(self.path, &path)
        }
    }

    fn context(self, path: &str) -> String {
        if path.is_empty() || path.contains("://") || path.starts_with("service:") || is_remote_context(path) {
            return path.to_owned();
        }
        let path = self.expand(path);
        if path.starts_with('/') {
            path
        } else {
            join(self.path, &path)
        }
    }

    fn expand(self, path: &str) -> String {
        match (path.strip_prefix('~'), self.home) {
            (Some(rest), Some(home)) => join(home, rest.trim_start_matches('/')),
            _ => path.to_owned(),
        }
    }
}

fn is_remote_context(path: &str) -> bool {
    ["https://", "http://", "git://", "ssh://", "github.com/", "git@"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

/// Whether a compose file's path names a place that only a network reaches.
pub fn is_remote(path: &str) -> bool {
    ["oci://", "git://", "ssh://", "git@"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
        || (is_remote_context(path) && path.contains(".git"))
}

/// `C:\` or `C:/`, or a share `\\host\share\`.
fn is_windows_absolute(path: &str) -> bool {
    let mut letters = path.chars();
    let drive = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && letters.next() == Some(':')
        && letters.next().is_some_and(|letter| letter == '\\' || letter == '/');
    drive || path.starts_with("\\\\")
}

/// Both parts joined and cleaned as Go's `filepath.Join` does; relative when `folder` is.
pub fn join(folder: &str, path: &str) -> String {
    let rooted = if folder.is_empty() { path } else { folder }.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// `path` seen from a folder; absolute ones stay as they are, but cleaned.
pub fn join_path(folder: &str, path: &str) -> String {
    match path.starts_with('/') {
        true => join("/", path),
        false => join(folder, path),
    }
}

/// The folder that holds a path, as Go's `filepath.Dir`.
pub fn parent(path: &str) -> String {
    match path.rsplit_once('/') {
        Some(("", _)) => "/".to_owned(),
        Some((folder, _)) => join(folder, ""),
        None => ".".to_owned(),
    }
}

/// `path` as seen from `base`, both absolute, as Go's `filepath.Rel`.
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
    fn paths_join_as_in_go() {
        for (folder, path, expected) in [
            ("/a/b", "../c", "/a/c"),
            ("/a", "../../x", "/x"),
            ("part", "./x/", "part/x"),
            ("part", "..", "."),
            ("part", "../../x", "../x"),
            (".", "x", "x"),
            ("", "/x", "/x"),
        ] {
            assert_eq!(join(folder, path), expected, "{folder} {path}");
        }
        assert_eq!(relative("/a/b", "/a/c/d"), "../c/d");
        assert_eq!(relative("/a", "/a"), ".");
        assert_eq!(
            (parent("/a/b").as_str(), parent("/a").as_str(), parent("a").as_str()),
            ("/a", "/", ".")
        );
    }

    #[test]
    fn each_kind_of_path_has_its_own_rule() {
        let folder = Folder {
            path: "/p",
            home: Some("/home/u"),
        };
        type Rule = fn(Folder<'static>, &str) -> String;
        let cases: [(Rule, &str, &str); 11] = [
            (Folder::absolute, "x/../y", "/p/y"),
            (Folder::absolute, "", ""),
            (Folder::absolute, "/x/../y", "/x/../y"),
            (Folder::file, "~/d", "/home/u/d"),
            (Folder::file, "~other/d", "/home/u/other/d"),
            (Folder::file, "C:\\data", "C:\\data"),
            (Folder::file, ".", "/p"),
            (Folder::context, "https://x/y.git", "https://x/y.git"),
            (Folder::context, "github.com/x/y", "github.com/x/y"),
            (Folder::context, "service:db", "service:db"),
            (Folder::context, "./app", "/p/app"),
        ];
        for (rule, path, expected) in cases {
            assert_eq!(rule(folder, path), expected, "{path}");
        }
    }
}
