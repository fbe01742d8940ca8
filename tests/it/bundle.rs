//! Bundles: the ZIP has the files as they are, and an example without secrets for every env file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use drydock::export::bundle;
use drydock::source::Workspace;

const FILES: [(&str, &str); 5] = [
    ("compose.yaml", "services: {web: {build: ., env_file: conf/web.env}}\n"),
    (".env", "# The database\nDB_NAME=hello\nDB_PASSWORD=change-me\n"),
    ("conf/web.env", "PORT=5000\nAPI_TOKEN=abc\n"),
    ("Dockerfile", "FROM python:3.13-slim\n"),
    ("run.sh", "#!/bin/sh\nexec true\n"),
];

/// Packs the files and returns the contents of the ZIP, by path.
fn pack_and_unpack() -> BTreeMap<String, String> {
    let mut workspace = Workspace::new("/demo");
    for (path, text) in FILES {
        workspace.set(path, text);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bundle::write(&workspace))).expect("the bundle is a ZIP");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("the entry is readable");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("the entry is text");
        files.insert(file.name().to_owned(), text);
    }
    files
}

#[test]
fn bundle_has_the_files_and_examples() {
    let mut bundled = pack_and_unpack();
    for (path, text) in FILES {
        assert_eq!(bundled.remove(path).as_deref(), Some(text), "{path}");
    }
    assert_eq!(
        bundled.remove("conf/web.env.example").as_deref(),
        Some("PORT=5000\nAPI_TOKEN=\n")
    );
    assert!(bundled.remove(".env.example").is_some());
    assert!(bundled.is_empty(), "{bundled:?}");
}

#[test]
fn examples_have_no_secrets() {
    let bundled = pack_and_unpack();
    let examples = bundled.iter().filter(|(path, _)| path.ends_with(".example"));
    let examples: Vec<_> = examples.collect();
    assert_eq!(examples.len(), 2);
    for (path, text) in examples {
        assert!(!text.contains("change-me") && !text.contains("abc"), "{path}: {text}");
    }
}
