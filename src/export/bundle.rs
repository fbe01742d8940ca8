//! The files as written, in a ZIP that Docker Compose runs unchanged, with an example for every env file.
//!
//! An example has the names, order and comments of its env file, but no value that could be a secret: only booleans,
//! small numbers and Docker Compose's own settings stay.

use std::collections::BTreeMap;

use super::zip::{self, Entry};
use super::{Format, Writer};
use crate::source::Workspace;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "zip",
    title: "Project as ZIP",
    description: "All files as written, with .env.example",
    file_name: "PROJECT.zip",
    media_type: "application/zip",
    writer: Writer::Files(write),
};

/// Packs the files of a workspace.
pub fn write(workspace: &Workspace) -> Vec<u8> {
    let files = files(workspace);
    let entries = files.iter().map(|(path, text)| Entry {
        path,
        content: text.as_bytes(),
        // A script is often the entrypoint of an image, which must be executable.
        is_executable: text.starts_with("#!"),
    });
    zip::write(entries)
}

/// Returns the files of a bundle by path.
fn files(workspace: &Workspace) -> BTreeMap<String, String> {
    let path = |id| workspace.display_path(id).trim_start_matches('/').to_owned();
    let mut files = BTreeMap::new();
    for (id, file) in workspace.files() {
        files.insert(path(id), file.text().to_owned());
    }
    for (id, file) in workspace.files() {
        let path = path(id);
        if is_env_file(&path) {
            // An example that the project has is better than a generated one.
            let example = files.entry(format!("{path}.example"));
            example.or_insert_with(|| env_example(file.text()));
        }
    }
    files
}

/// Whether a path is that of an env file, and not of an example for one.
fn is_env_file(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let mut suffixes = ["example", "sample", "template", "dist"].iter();
    let is_example = suffixes.any(|suffix| name.ends_with(suffix));
    !is_example && (name == ".env" || name.starts_with(".env.") || name.ends_with(".env"))
}

/// Returns the text of an env file without its secrets.
fn env_example(text: &str) -> String {
    let mut lines = text.lines();
    let mut example = String::with_capacity(text.len());
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            example.push_str(line);
        } else if let Some(comment) = trimmed.strip_prefix('#') {
            match parse_assignment(comment.trim_start()) {
                Some((start, name, _)) if name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                    example.push_str(&format!("# {start}"));
                }
                _ => example.push_str(line),
            }
        } else if let Some((start, name, value)) = parse_assignment(trimmed) {
            example.push_str(start);
            example.push_str(public_value(name, value));
            skip_rest_of_quoted(value, &mut lines);
        } else if is_name(trimmed.trim_end()) {
            example.push_str(trimmed.trim_end());
        } else {
            // The line may be the rest of a secret.
            continue;
        }
        example.push('\n');
    }
    example
}

/// Splits `export NAME=value` into `export NAME=`, `NAME` and `value`.
fn parse_assignment(line: &str) -> Option<(&str, &str, &str)> {
    let at = line.find(['=', ':'])?;
    let name = line[..at].trim_end();
    let name = name.strip_prefix("export ").map_or(name, str::trim_start);
    is_name(name).then(|| (&line[..=at], name, line[at + 1..].trim()))
}

fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    let has_valid_start = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    has_valid_start && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Returns a value that can't be a secret, and an empty text for any other value.
fn public_value<'a>(name: &str, value: &'a str) -> &'a str {
    const SECRET_WORDS: [&str; 10] = [
        "PASS", "PWD", "SECRET", "TOKEN", "KEY", "CRED", "AUTH", "SALT", "PIN", "CODE",
    ];
    const BOOLEANS: [&str; 6] = ["true", "false", "yes", "no", "on", "off"];
    let name = name.to_ascii_uppercase();
    let value = value.split(" #").next().unwrap_or(value).trim_end();
    let is_boolean = BOOLEANS.contains(&value.to_ascii_lowercase().as_str());
    let is_small_number = value.len() <= 5 && value.bytes().all(|byte| byte.is_ascii_digit());
    let names_secret = SECRET_WORDS.iter().any(|word| name.contains(word));
    if !names_secret && (is_boolean || is_small_number || name.starts_with("COMPOSE_")) {
        value
    } else {
        ""
    }
}

/// Skips the lines up to the one that closes the quote at the start of a value.
fn skip_rest_of_quoted<'a>(value: &str, lines: &mut impl Iterator<Item = &'a str>) {
    let Some(quote) = value.chars().next().filter(|character| matches!(character, '"' | '\'')) else {
        return;
    };
    let mut is_closed = closes_quote(&value[1..], quote);
    while !is_closed {
        let Some(line) = lines.next() else { return };
        is_closed = closes_quote(line, quote);
    }
}

fn closes_quote(text: &str, quote: char) -> bool {
    let mut is_escaped = false;
    for character in text.chars() {
        if character == quote && !is_escaped {
            return true;
        }
        is_escaped = character == '\\' && !is_escaped && quote == '"';
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn example_has_names_and_comments_but_no_secret() {
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
            assert_eq!(env_example(text), expected, "{text:?}");
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
    fn bundle_has_the_files_and_an_example() {
        let bytes = write(&workspace());
        assert_eq!(bytes, write(&workspace()));
        let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).expect("the export is a ZIP");
        let mut found = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).expect("the index is in range");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("the file is text");
            found.push((file.name().to_owned(), text, file.unix_mode().unwrap_or(0) & 0o777));
        }
        let expected = [
            (".env", "PASSWORD=secret\n", 0o644),
            (".env.example", "PASSWORD=\n", 0o644),
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
    fn example_of_the_project_is_kept() {
        let mut workspace = workspace();
        workspace.set(".env.example", "PASSWORD=your password\n");
        let files = files(&workspace);
        let example = files.get(".env.example").map(String::as_str);
        assert_eq!(example, Some("PASSWORD=your password\n"));
    }
}
