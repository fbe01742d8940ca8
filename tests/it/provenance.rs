//! The origins of values, missing files, and the diagnostics about files with several errors.

use drydock::compose::{self, LoadOptions, Loaded, provenance};
use drydock::diagnostic::render;
use drydock::source::Workspace;
use drydock::yaml::Node;

fn workspace(files: &[(&str, &str)]) -> Workspace {
    let mut workspace = Workspace::new("/p");
    for (path, text) in files {
        workspace.set(path, text);
    }
    workspace
}

fn load(files: &Workspace) -> Loaded {
    compose::load(files, &LoadOptions::default())
}

#[track_caller]
fn value<'a>(loaded: &'a Loaded, path: &[&str]) -> &'a Node {
    let project = loaded
        .project
        .as_ref()
        .unwrap_or_else(|| panic!("{:?}", loaded.failure));
    project.resolved.get_path(path).unwrap_or_else(|| panic!("{path:?}"))
}

#[track_caller]
fn check_origin(files: &[(&str, &str)], path: &[&str], expected: &[&str]) {
    let files = workspace(files);
    let loaded = load(&files);
    let explanations = provenance::explain(value(&loaded, path), &files);
    let texts: Vec<&str> = explanations
        .iter()
        .map(|explanation| explanation.text.as_str())
        .collect();
    assert_eq!(texts, expected);
}

#[test]
fn override_is_in_the_origin() {
    check_origin(
        &[
            ("compose.yaml", "services:\n  web:\n    image: a\n"),
            ("compose.override.yaml", "services:\n  web:\n    image: b\n"),
        ],
        &["services", "web", "image"],
        &[
            "replaces the value in compose.yaml:3",
            "written in compose.override.yaml:3",
        ],
    );
}

#[test]
fn variable_is_in_the_origin() {
    check_origin(
        &[
            ("compose.yaml", "services:\n  web:\n    image: nginx:${TAG}\n"),
            (".env", "\nTAG=1.27\n"),
        ],
        &["services", "web", "image"],
        &["`TAG` is set in .env:2", "written in compose.yaml:3"],
    );
}

#[test]
fn extends_and_include_are_in_the_origin() {
    check_origin(
        &[
            (
                "compose.yaml",
                "services:\n  web:\n    extends: {file: base.yaml, service: b}\n",
            ),
            ("base.yaml", "services:\n  b:\n    image: a\n"),
        ],
        &["services", "web", "image"],
        &[
            "inherited through `extends` in compose.yaml:3",
            "written in base.yaml:3",
        ],
    );
    check_origin(
        &[
            ("compose.yaml", "include:\n  - part/db.yaml\n"),
            ("part/db.yaml", "services:\n  db:\n    image: a\n"),
        ],
        &["services", "db", "image"],
        &["included by compose.yaml:2", "written in part/db.yaml:3"],
    );
}

#[test]
fn env_file_is_in_the_origin() {
    check_origin(
        &[
            (
                "compose.yaml",
                "services:\n  web:\n    image: a\n    env_file: web.env\n",
            ),
            ("web.env", "A=1\n"),
        ],
        &["services", "web", "environment", "A"],
        &["read from the file named in compose.yaml:4", "written in web.env:1"],
    );
}

#[test]
fn default_value_has_an_explanation() {
    let files = workspace(&[("compose.yaml", "services:\n  web:\n    image: a\n")]);
    let loaded = load(&files);
    let explanations = provenance::explain(value(&loaded, &["services", "web", "networks", "default"]), &files);
    assert!(
        explanations[0].text.starts_with("added by Compose: "),
        "{explanations:?}"
    );
}

#[test]
fn missing_files_are_reported() {
    let text = "\
include: [part.yaml]
services:
  a: {image: x, env_file: a.env, label_file: l.env}
  b: {extends: {file: base.yaml, service: b}}
  c: {build: app}
";
    let loaded = load(&workspace(&[("compose.yaml", text)]));
    for path in [
        "/p/part.yaml",
        "/p/base.yaml",
        "/p/a.env",
        "/p/l.env",
        "/p/.env",
        "/p/app/Dockerfile",
        "/p/compose.override.yml",
    ] {
        assert!(
            loaded.missing_paths.iter().any(|missing| missing == path),
            "{path} in {:?}",
            loaded.missing_paths
        );
    }
    let nothing = load(&workspace(&[]));
    for path in ["/p/compose.yaml", "/p/docker-compose.yml", "/compose.yaml"] {
        assert!(
            nothing.missing_paths.iter().any(|missing| missing == path),
            "{path} in {:?}",
            nothing.missing_paths
        );
    }
}

/// All errors are reported once, in source order, without those that follow from another.
#[test]
fn all_independent_errors_are_reported() {
    let text = "\
services:
  web:
    imagee: nginx
    depends_on: [dbb]
  db:
    image: postgres:${TAG:?no tag}
    scale: two
    volumes: [\"src/app:/x\"]
  x:
    image: y
    depends_on: [x]
";
    let files = workspace(&[("compose.yaml", text)]);
    let loaded = load(&files);
    let codes: Vec<&str> = loaded
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    assert_eq!(
        codes,
        [
            "unknown-key",
            "undefined-dependency",
            "missing-variable",
            "failed-conversion",
            "undefined-volume",
            "dependency-cycle"
        ]
    );
    assert_eq!(
        loaded.failure.as_deref(),
        Some("error while interpolating services.db.image: required variable TAG is missing a value: no tag")
    );
    let fix = &loaded.diagnostics[4].fixes[0].edits[0];
    assert_eq!(
        (fix.text.as_str(), &text[fix.span.range().start..][..7]),
        ("./", "src/app")
    );
    assert!(render::text(&loaded.diagnostics[1], &files).contains("did you mean `db`?"));
}

/// A file with a syntax error still has other diagnostics, but none that the unparsed part could make wrong.
#[test]
fn syntax_error_causes_no_further_errors() {
    let text = "\
services:
  web:
    image: nginx
     ports: [\"80:80\"]
    depends_on: [db]
  db:
    imag: x
";
    let loaded = load(&workspace(&[("compose.yaml", text)]));
    let codes: Vec<&str> = loaded
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    assert!(codes.contains(&"unknown-key"), "{codes:?}");
    assert!(!codes.contains(&"undefined-dependency"), "{codes:?}");
    assert!(loaded.project.is_none());
    assert!(loaded.failure.is_some_and(|text| text.starts_with("yaml: line 4: ")));
}
