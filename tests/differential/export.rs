//! Exports: Docker Compose must accept the files of a bundle and the canonical file, and resolve both as we do.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use drydock::compose;
use drydock::compose::render;
use drydock::export::bundle;
use drydock::export::canonical;
use drydock::yaml;
use serde_json::json;

use crate::answer::{Answer, Format, Output};
use crate::cases::{Project, case_folders};
use crate::differences::text_difference;
use crate::known_failures::assert_only_known_failures;
use crate::oracle::Oracle;
use crate::workers::failures;

/// Projects whose exports fail, each with the reason.
const KNOWN_FAILURES: [(&str, &str); 0] = [];

/// Folders of projects, each with its minimum number of projects.
const PROJECTS: [(&str, usize); 2] = [("static/examples", 1), ("tests/conformance/spec", 200)];

#[test]
fn exports_are_resolved_equally() {
    let folders = PROJECTS
        .iter()
        .flat_map(|(folder, minimum)| case_folders(folder, *minimum));
    let mut projects: Vec<Project> = folders.map(|folder| Project::read(&folder)).collect();
    // A bundle has no place for flags.
    projects.retain(|project| project.args == json!({}));
    let failures = failures("export", &projects, |project| project.name.clone(), check);
    assert_only_known_failures(projects.len(), &failures, &KNOWN_FAILURES);
}

/// A project with files of every kind that a bundle treats differently.
const BUNDLED: [(&str, &str); 5] = [
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
    environment: {MARIADB_PASSWORD: '${DB_PASSWORD:?}'}
    healthcheck: {test: [CMD, healthcheck.sh]}
",
    ),
    (".env", "# The database\nDB_NAME=hello\nDB_PASSWORD=change-me\n"),
    ("conf/web.env", "PORT=5000\nAPI_TOKEN=abc\n"),
    ("Dockerfile", "FROM python:3.13-slim\n"),
    ("run.sh", "#!/bin/sh\nexec true\n"),
];

#[test]
fn bundle_with_env_files_is_accepted() {
    let files = BUNDLED.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let project = Project {
        name: "demo".to_owned(),
        files: files.into(),
        args: json!({}),
        is_rejected: false,
    };
    let oracle = Oracle::new("bundle");
    check(&oracle, &project).expect("the export is resolved equally");
    let root = oracle.write_project(&project);
    let text = print(&oracle, &project, &root).expect("the project is accepted");
    let parts = [
        "name: demo",
        "DB_NAME: hello",
        "PORT: \"5000\"",
        "condition: service_healthy",
    ];
    for part in parts {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

fn check(oracle: &Oracle, project: &Project) -> Result<(), String> {
    let root = oracle.root(project);
    let files = project.workspace(&root, &oracle.home());
    let bundled = Project {
        files: unpack(&bundle::write(&files))?,
        ..project.clone()
    };
    oracle.write_project(&bundled);
    let theirs = print(oracle, &bundled, &root);
    oracle.remove(&root);
    let loaded = compose::load(&files, &project.options(&root, &oracle.home()));
    let Some(resolved) = loaded.project else {
        return match theirs {
            Ok(_) => Err(format!("we reject it, Docker Compose does not: {:?}", loaded.failure)),
            Err(_) => Ok(()),
        };
    };
    let printed = yaml::write(&render::yaml(&resolved.resolved));
    is_equal("the files as written", &theirs?, &printed)?;
    let exported = canonical::write(&resolved);
    let alone = Project {
        name: project.name.clone(),
        // Variables that select profiles are not part of the canonical file.
        files: project
            .files
            .iter()
            .filter(|(path, _)| *path == ".env")
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .chain([("compose.yaml".to_owned(), exported.clone().into_bytes())])
            .collect(),
        args: json!({"files": ["compose.yaml"]}),
        is_rejected: false,
    };
    let root = oracle.write_project(&alone);
    let theirs = print(oracle, &alone, &root);
    oracle.remove(&root);
    let theirs = theirs?;
    let reloaded = compose::load(
        &alone.workspace(&root, &oracle.home()),
        &alone.options(&root, &oracle.home()),
    )
    .project;
    match reloaded.map(|project| yaml::write(&render::yaml(&project.resolved))) {
        Some(reprinted) if reprinted == printed => is_equal("the canonical file", &theirs, &printed),
        // The canonical file resolves to another model only where Docker Compose cannot read its own output.
        _ => Ok(()),
    }
}

fn print(oracle: &Oracle, project: &Project, root: &str) -> Result<String, String> {
    match oracle.run_config(project, root, Format::Yaml) {
        Answer::Accepted {
            output: Output::Yaml(text),
            ..
        } => Ok(text),
        other => Err(format!("Docker Compose does not print it: {other}")),
    }
}

fn unpack(zip: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|error| error.to_string())?;
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| error.to_string())?;
        let path = file.enclosed_name().ok_or("a path leads out of the bundle")?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(|error| error.to_string())?;
        files.insert(path.to_string_lossy().into_owned(), content);
    }
    Ok(files)
}

fn is_equal(subject: &str, theirs: &str, ours: &str) -> Result<(), String> {
    let difference = text_difference(theirs, ours);
    difference.map_or(Ok(()), |difference| Err(format!("{subject}, {difference}")))
}
