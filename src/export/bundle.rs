//! The files as written, in a ZIP that runs unchanged with Docker Compose, with a `.env.example`.
//!
//! An example keeps the names, the order and the comments of its file, but no value that could be a
//! secret: only switches, numbers and Compose's own settings stay.

use super::zip::{self, Entry, Mode};
use crate::source::Workspace;

/// Whether `.env` files are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EnvFiles {
    /// With their values, so that the bundle runs as it is.
    #[default]
    Whole,
    /// Only as examples.
    ExamplesOnly,
}

/// What goes into a bundle beside the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BundleOptions<'a> {
    /// The canonical file, as text; it becomes `compose.resolved.yaml`. It has every value filled in.
    pub resolved: Option<&'a str>,
    /// What becomes of `.env` files.
    pub env_files: EnvFiles,
}

/// The files of a bundle by path, sorted: what [`write()`] packs.
pub fn files(workspace: &Workspace, options: &BundleOptions) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for (id, file) in workspace.files() {
        let path = workspace.display_path(id).trim_start_matches('/').to_owned();
        if is_env(&path) {
            files.push((format!("{path}.example"), example(file.text())));
            if options.env_files == EnvFiles::ExamplesOnly {
                continue;
            }
        }
        files.push((path, file.text().to_owned()));
    }
    if let Some(text) = options.resolved {
        files.push(("compose.resolved.yaml".to_owned(), text.to_owned()));
    }
    // Files that were there come before those made here, and win.
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let own = |path: &str| workspace.find(path).map(|id| workspace.file(id).text());
    for index in (1..files.len()).rev() {
        if files[index].0 == files[index - 1].0 {
            let keep_first = own(&files[index].0) == Some(files[index - 1].1.as_str());
            files.remove(if keep_first { index } else { index - 1 });
        }
    }
    files
}

/// The bundle as the bytes of a ZIP, all dated 1980-01-01.
pub fn write(workspace: &Workspace, options: &BundleOptions) -> Vec<u8> {
    let files = files(workspace, options);
    let entries = files.iter().map(|(path, text)| Entry {
        path,
        bytes: text.as_bytes(),
        // Scripts that images run as entry points need to be executable.
        mode: if text.starts_with("#!") {
            Mode::Program
        } else {
            Mode::Plain
        },
    });
    zip::write(entries)
}

fn is_env(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let example = ["example", "sample", "template", "dist"]
        .iter()
        .any(|word| name.ends_with(word));
    !example && (name == ".env" || name.starts_with(".env.") || name.ends_with(".env"))
}

/// A `.env` file without its secrets.
pub fn example(text: &str) -> String {
    let mut lines = text.lines();
    let mut example = String::with_capacity(text.len());
    while let Some(line) = lines.next() {
        let bare = line.trim_start();
        if bare.is_empty() {
            example.push_str(line);
        } else if let Some(comment) = bare.strip_prefix('#') {
            match assignment(comment.trim_start()) {
                Some((start, name, _)) if name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                    example.push_str(&format!("# {start}"));
                }
                _ => example.push_str(line),
            }
        } else if let Some((start, name, value)) = assignment(bare) {
            example.push_str(start);
            example.push_str(harmless(name, value));
            skip_rest_of_quoted(value, &mut lines);
        } else if is_name(bare.trim_end()) {
            example.push_str(bare.trim_end());
        } else {
            // Not a variable, and it may be the rest of one.
            continue;
        }
        example.push('\n');
    }
    example
}

/// `export NAME=value` as `export NAME=`, `NAME` and `value`.
fn assignment(line: &str) -> Option<(&str, &str, &str)> {
    let at = line.find(['=', ':'])?;
    let name = line[..at].trim_end();
    let name = name.strip_prefix("export ").map_or(name, str::trim_start);
    is_name(name).then(|| (&line[..=at], name, line[at + 1..].trim()))
}

fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// The value, where it gives nothing away.
fn harmless<'a>(name: &str, value: &'a str) -> &'a str {
    const SECRET: [&str; 10] = [
        "PASS", "PWD", "SECRET", "TOKEN", "KEY", "CRED", "AUTH", "SALT", "PIN", "CODE",
    ];
    let upper = name.to_ascii_uppercase();
    let plain = value.split(" #").next().unwrap_or(value).trim_end();
    let switch = ["true", "false", "yes", "no", "on", "off"].contains(&plain.to_ascii_lowercase().as_str());
    let number = plain.len() <= 5 && plain.bytes().all(|byte| byte.is_ascii_digit());
    let named_secret = SECRET.iter().any(|word| upper.contains(word));
    if !named_secret && (switch || number || upper.starts_with("COMPOSE_")) {
        plain
    } else {
        ""
    }
}

/// Skips the lines that a quote opened on the first one covers.
fn skip_rest_of_quoted<'a>(value: &str, lines: &mut impl Iterator<Item = &'a str>) {
    let Some(quote) = value.chars().next().filter(|sign| matches!(sign, '"' | '\'')) else {
        return;
    };
    let mut closed = closes(&value[1..], quote);
    while !closed {
        let Some(line) = lines.next() else { return };
        closed = closes(line, quote);
    }
}

fn closes(text: &str, quote: char) -> bool {
    let mut escaped = false;
    for sign in text.chars() {
        if sign == quote && !escaped {
            return true;
        }
        escaped = sign == '\\' && !escaped && quote == '"';
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn examples_keep_names_and_comments_but_no_secret() {
        for (text, expected) in [
            (
                "# Database\nDB_NAME=app\n\nDB_PORT=5432\n",
                "# Database\nDB_NAME=\n\nDB_PORT=5432\n",
            ),
            ("export TOKEN='a b'\nDEBUG=true # on\n", "export TOKEN=\nDEBUG=true\n"),
            (
                "# OLD_PASSWORD=hunter2\n# see: the wiki\n",
                "# OLD_PASSWORD=\n# see: the wiki\n",
            ),
            ("KEY=\"-----BEGIN\nabc=\n-----END\"\nPIN=1234\n", "KEY=\nPIN=\n"),
            ("COMPOSE_PROFILES=debug\nHOME\n???\n", "COMPOSE_PROFILES=debug\nHOME\n"),
            ("A: b\r\nSECRET_NUMBER=1", "A:\nSECRET_NUMBER=\n"),
            ("Q=\"never closed\nX=1", "Q=\n"),
        ] {
            assert_eq!(example(text), expected, "{text:?}");
        }
    }

    fn workspace() -> Workspace {
        let mut files = Workspace::new("/w");
        files.set("compose.yaml", "services: {}\n");
        files.set(".env", "PASSWORD=secret\n");
        files.set("sub/entry.sh", "#!/bin/sh\n");
        files.set("/other/.env.example", "KEPT=1\n");
        files
    }

    #[test]
    fn a_bundle_holds_the_files_and_an_example() {
        let options = BundleOptions {
            resolved: Some("name: w\n"),
            ..BundleOptions::default()
        };
        let bytes = write(&workspace(), &options);
        assert_eq!(bytes, write(&workspace(), &options));
        let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).expect("it is a ZIP");
        let mut found = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).expect("it is listed");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("it is text");
            found.push((file.name().to_owned(), text, file.unix_mode().unwrap_or(0) & 0o777));
        }
        let expected = [
            (".env", "PASSWORD=secret\n", 0o644),
            (".env.example", "PASSWORD=\n", 0o644),
            ("compose.resolved.yaml", "name: w\n", 0o644),
            ("compose.yaml", "services: {}\n", 0o644),
            ("other/.env.example", "KEPT=1\n", 0o644),
            ("sub/entry.sh", "#!/bin/sh\n", 0o755),
        ];
        assert_eq!(
            found,
            expected.map(|(path, text, mode)| (path.to_owned(), text.to_owned(), mode))
        );
    }

    #[test]
    fn secrets_stay_at_home_when_asked() {
        let mut workspace = workspace();
        workspace.set(".env.example", "PASSWORD=your password\n");
        let options = BundleOptions {
            env_files: EnvFiles::ExamplesOnly,
            ..BundleOptions::default()
        };
        let files = files(&workspace, &options);
        assert!(
            files
                .iter()
                .all(|(path, text)| path != ".env" && !text.contains("secret"))
        );
        let example = files.iter().find(|(path, _)| path == ".env.example");
        assert_eq!(example.map(|(_, text)| text.as_str()), Some("PASSWORD=your password\n"));
    }
}
