//! Bundles run unchanged: the real Docker Compose, where it is at hand, reads them as their origin.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use drydock::compose::{self, LoadOptions};
use drydock::export::bundle;
use drydock::source::Workspace;

const FILES: [(&str, &str); 5] = [
    (
        "compose.yaml",
        "services:
  web:
    build: .
    env_file: conf/web.env
    environment: {DB_NAME: '${DB_NAME}'}
    depends_on: {db: {condition: service_healthy}}
  db:
    image: mariadb:11.8
    environment: {MARIADB_PASSWORD: '${DB_PASSWD:?}'}
    healthcheck: {test: [CMD, healthcheck.sh]}
",
    ),
    (".env", "# The database\nDB_NAME=hello\nDB_PASSWD=change-me\n"),
    ("conf/web.env", "PORT=5000\nAPI_TOKEN=abc\n"),
    ("Dockerfile", "FROM python:3.13-slim\n"),
    ("run.sh", "#!/bin/sh\nexec true\n"),
];

fn workspace() -> Workspace {
    let mut files = Workspace::new("/demo");
    for (path, text) in FILES {
        files.set(path, text);
    }
    files
}

/// Unpacks a bundle as `unzip` does, and says what was in it.
fn unpack(bytes: Vec<u8>, folder: &Path) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("it is a ZIP");
    archive.extract(folder).expect("the folder was made here");
    let mut names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    names.sort();
    names
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("drydock-bundle-{}-{name}", std::process::id()));
    // It is not there, unless an earlier run was broken off.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("demo")).expect("the system's folder for such things can be written");
    folder.join("demo")
}

fn remove(folder: &Path) {
    let whole = folder.parent().expect("it is in a folder of the test's own");
    fs::remove_dir_all(whole).expect("it was made here");
}

#[test]
fn the_files_are_as_written() {
    let folder = folder("written");
    let names = unpack(bundle::write(&workspace()), &folder);
    let expected = [
        ".env",
        ".env.example",
        "Dockerfile",
        "compose.yaml",
        "conf/web.env",
        "conf/web.env.example",
        "run.sh",
    ];
    assert_eq!(names, expected);
    for (path, text) in FILES {
        assert_eq!(
            fs::read_to_string(folder.join(path)).ok().as_deref(),
            Some(text),
            "{path}"
        );
    }
    let example = fs::read_to_string(folder.join("conf/web.env.example"));
    assert_eq!(example.ok().as_deref(), Some("PORT=5000\nAPI_TOKEN=\n"));
    remove(&folder);
}

#[test]
fn examples_have_no_secrets() {
    let folder = folder("examples");
    let names = unpack(bundle::write(&workspace()), &folder);
    for name in names.iter().filter(|name| name.ends_with(".example")) {
        let text = fs::read_to_string(folder.join(name)).expect("the example is text");
        assert!(!text.contains("change-me") && !text.contains("abc"), "{name}");
    }
    remove(&folder);
}

#[test]
fn docker_compose_reads_a_bundle() {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle/docker-compose");
    if !oracle.exists() {
        println!("skipped: the real Docker Compose is not at hand");
        return;
    }
    let folder = folder("read");
    unpack(bundle::write(&workspace()), &folder);
    let output = Command::new(oracle).arg("config").current_dir(&folder).output();
    let output = output.expect("it can be run");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    for part in [
        "name: demo",
        "DB_NAME: hello",
        "PORT: \"5000\"",
        "condition: service_healthy",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let loaded = compose::load(&workspace(), &LoadOptions::default());
    assert_eq!(loaded.failure, None);
    remove(&folder);
}
