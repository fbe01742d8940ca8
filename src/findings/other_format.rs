//! Files of other formats in place of a compose file: one diagnostic says what the file is, and replaces the errors
//! that loading it as a compose file gives.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, NewFile, Severity, codes};
use crate::sort::CompactSort;
use crate::source::{FileId, Span, Workspace};

/// A format that is mistaken for a compose file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherFormat {
    /// A `docker run` command.
    DockerRun,
    /// The output of `docker inspect`.
    DockerInspect,
    /// A Dockerfile.
    Dockerfile,
    /// A Kubernetes manifest, in YAML or JSON.
    Kubernetes,
    /// A `package.json` of npm.
    PackageJson,
    /// Any other JSON.
    Json,
    /// A shell script or a command.
    Shell,
    /// A web page.
    Html,
}

/// Programs that a copied command line starts with.
const COMMANDS: [&str; 12] = [
    "docker",
    "docker-compose",
    "podman",
    "kubectl",
    "curl",
    "wget",
    "git",
    "apt",
    "apt-get",
    "npm",
    "cd",
    "export",
];

impl OtherFormat {
    /// Detects the format of a text that is not a compose file.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.starts_with(['{', '[']) {
            return serde_json::from_str(text).ok().and_then(|json| of_json(&json));
        }
        if text.starts_with("#!") {
            return Some(OtherFormat::Shell);
        }
        let lines = || text.lines().filter(|line| !is_blank_or_comment(line));
        let first = lines().next()?.trim_start();
        let has_key = |key: &str| lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
        if has_key("services") {
            return None;
        }
        if has_key("apiVersion") && has_key("kind") {
            return Some(OtherFormat::Kubernetes);
        }
        if is_html(first) {
            return Some(OtherFormat::Html);
        }
        let has_from = || lines().any(|line| is_instruction(line, "FROM"));
        if is_instruction(first, "FROM") || is_instruction(first, "ARG") && has_from() {
            return Some(OtherFormat::Dockerfile);
        }
        of_command(first)
    }

    /// Returns the name of the format with an article.
    pub fn noun(self) -> &'static str {
        match self {
            OtherFormat::DockerRun => "a `docker run` command",
            OtherFormat::DockerInspect => "the output of `docker inspect`",
            OtherFormat::Dockerfile => "a Dockerfile",
            OtherFormat::Kubernetes => "a Kubernetes manifest",
            OtherFormat::PackageJson => "a `package.json`",
            OtherFormat::Json => "a JSON document",
            OtherFormat::Shell => "a shell script",
            OtherFormat::Html => "a web page",
        }
    }

    /// Returns the help text: what the user can do.
    fn help(self) -> &'static str {
        match self {
            OtherFormat::DockerRun => {
                "Write it as a service: the image becomes `image:`, `-p` becomes `ports:`, `-v` becomes `volumes:` and `-e` \
                 becomes `environment:`."
            }
            OtherFormat::DockerInspect => {
                "It describes a container that exists. Write a service with its image, ports, volumes and environment."
            }
            OtherFormat::Dockerfile => {
                "A Dockerfile describes how one image is built. A compose file refers to it: `build: .` below a service."
            }
            OtherFormat::Kubernetes => {
                "Apply it with `kubectl apply`. To run its containers with Docker Compose, write a service for each of \
                 them."
            }
            OtherFormat::PackageJson => {
                "It belongs to npm. A compose file starts with `services:`, with an entry for each container."
            }
            OtherFormat::Json => {
                "A compose file can be JSON, but it needs `services` at the top level, with an entry for each container."
            }
            OtherFormat::Shell => "A compose file starts with `services:`, with an entry for each container.",
            OtherFormat::Html => "Copy the file itself. On GitHub, the button *Raw* shows it.",
        }
    }
}

fn of_json(json: &Json) -> Option<OtherFormat> {
    let has = |json: &Json, keys: &[&str]| keys.iter().all(|key| json.get(key).is_some());
    if has(json, &["services"]) || has(json, &["include"]) {
        return None;
    }
    let first = json.get(0).unwrap_or(json);
    Some(if has(json, &["apiVersion", "kind"]) {
        OtherFormat::Kubernetes
    } else if has(first, &["Id", "Created"]) {
        OtherFormat::DockerInspect
    } else if has(json, &["name"])
        && ["version", "scripts", "dependencies"]
            .iter()
            .any(|key| has(json, &[key]))
    {
        OtherFormat::PackageJson
    } else {
        OtherFormat::Json
    })
}

fn is_blank_or_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line.starts_with("---")
}

fn is_html(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<div",
        "<script",
        "<pre",
        "<code",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

fn is_instruction(line: &str, instruction: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    words.next() == Some(instruction) && words.next().is_some_and(|word| !word.starts_with(':'))
}

/// Detects a command line, as documentation shows it: possibly with a prompt and `sudo`.
fn of_command(line: &str) -> Option<OtherFormat> {
    let line = line.strip_prefix("$ ").unwrap_or(line).trim_start();
    let line = line.strip_prefix("sudo ").unwrap_or(line).trim_start();
    let words: Vec<&str> = line.split_ascii_whitespace().take(3).collect();
    match words[..] {
        ["docker" | "podman", "run", ..] | ["docker" | "podman", "container", "run"] => Some(OtherFormat::DockerRun),
        [command, _, ..] if COMMANDS.contains(&command) => Some(OtherFormat::Shell),
        _ => None,
    }
}

/// Replaces the diagnostics of each YAML or JSON file that has another format and does not load.
pub(super) fn explain(diagnostics: Vec<Diagnostic>, files: &Workspace) -> Vec<Diagnostic> {
    let formats: BTreeMap<FileId, OtherFormat> = files
        .files()
        .filter(|(id, file)| has_error(&diagnostics, *id) && can_be_compose_file(file.path()))
        .filter_map(|(id, file)| OtherFormat::of(file.text()).map(|format| (id, format)))
        .collect();
    if formats.is_empty() {
        return diagnostics;
    }
    let (replaced, mut others): (Vec<Diagnostic>, Vec<Diagnostic>) = diagnostics
        .into_iter()
        .partition(|diagnostic| file_of(diagnostic).is_some_and(|file| formats.contains_key(&file)));
    for (file, format) in formats {
        let mut errors = replaced.iter().filter(|diagnostic| is_error(diagnostic, file));
        let upstream = errors.find_map(|diagnostic| diagnostic.upstream.clone());
        others.push(diagnostic(format, file, files, upstream));
    }
    others.compact_sort_by_key(Diagnostic::source_order);
    others
}

fn file_of(diagnostic: &Diagnostic) -> Option<FileId> {
    diagnostic.primary.as_ref().map(|label| label.span.file)
}

fn is_error(diagnostic: &Diagnostic, file: FileId) -> bool {
    diagnostic.severity == Severity::Error && file_of(diagnostic) == Some(file)
}

fn has_error(diagnostics: &[Diagnostic], file: FileId) -> bool {
    diagnostics.iter().any(|diagnostic| is_error(diagnostic, file))
}

fn can_be_compose_file(path: &str) -> bool {
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|extension| path.ends_with(extension))
}

fn diagnostic(format: OtherFormat, file: FileId, files: &Workspace, upstream: Option<String>) -> Diagnostic {
    let text = files.file(file).text();
    let start = text.len() - text.trim_start().len();
    let first_line = text[start..].lines().next().unwrap_or_default().trim_end();
    let message = format!("this is {}, not a compose file", format.noun());
    let span = Span::new(file, start..start + first_line.len());
    let mut diagnostic = Diagnostic::error(codes::NOT_A_COMPOSE_FILE, message, span).help(format.help());
    diagnostic.upstream = upstream;
    if format == OtherFormat::Dockerfile {
        diagnostic.fixes.extend(move_dockerfile(file, files));
    }
    diagnostic
}

/// Returns the fix that moves a Dockerfile to a file that does not exist yet, and builds it.
fn move_dockerfile(file: FileId, files: &Workspace) -> Option<Fix> {
    let is_free = |path: &&str| files.find(path).is_none() && !files.is_folder(path);
    let path = ["Dockerfile", "app.Dockerfile"].into_iter().find(is_free)?;
    if files.display_path(file).contains('/') {
        return None;
    }
    let build = match path {
        "Dockerfile" => "build: .\n".to_owned(),
        _ => format!("build:\n      context: .\n      dockerfile: {path}\n"),
    };
    let text = files.file(file).text();
    Some(Fix {
        title: format!("Move it to `{path}`"),
        edits: vec![Edit::new(
            Span::new(file, 0..text.len()),
            format!("services:\n  app:\n    {build}"),
        )],
        new_file: Some(NewFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }),
        removed_files: Vec::new(),
        applicability: Applicability::ChangesBehavior,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{self, LoadOptions};
    use crate::findings;

    fn diagnostics(text: &str) -> Vec<Diagnostic> {
        let mut files = Workspace::new("/demo");
        files.set("compose.yaml", text);
        let loaded = compose::load(&files, &LoadOptions::default());
        let project = loaded.project.as_ref();
        findings::all(loaded.diagnostics, &loaded.unset_variables, project, &files, None)
    }

    #[test]
    fn other_format_is_one_diagnostic() {
        for (text, expected) in [
            (
                "docker run -d -p 80:80 \\\n  -e A=$B -e C=$D nginx\n",
                "a `docker run` command",
            ),
            ("$ sudo docker run --name x: y nginx", "a `docker run` command"),
            ("docker container run nginx", "a `docker run` command"),
            (
                "[{\"Id\": \"1\", \"Created\": \"2024\", \"State\": {}}]",
                "the output of `docker inspect`",
            ),
            (
                "# syntax=docker/dockerfile:1\nFROM node:22 AS build\nRUN npm ci\nCMD [\"node\"]\n",
                "a Dockerfile",
            ),
            ("ARG V=1\nFROM node:$V\n", "a Dockerfile"),
            (
                "# web\n---\napiVersion: apps/v1\nkind: Deployment\nspec: {}\n",
                "a Kubernetes manifest",
            ),
            (
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
                "a Kubernetes manifest",
            ),
            ("{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}", "a Kubernetes manifest"),
            ("{\"name\": \"app\", \"scripts\": {}}", "a `package.json`"),
            ("{\"a\": [1]}", "a JSON document"),
            ("#!/bin/sh\nset -e\necho $HOME $USER\n", "a shell script"),
            ("git clone https://example.com/a\ncd a\n", "a shell script"),
            ("<!DOCTYPE html>\n<html><body>x: y</body></html>\n", "a web page"),
        ] {
            let found = diagnostics(text);
            let messages: Vec<&str> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
            assert_eq!(messages, [format!("this is {expected}, not a compose file")], "{text}");
            assert!(found[0].upstream.is_some(), "{text}");
        }
    }

    #[test]
    fn compose_files_are_not_another_format() {
        for text in [
            "{\"services\": {\"web\": {\"image\": \"nginx:1\"}}}",
            "services:\n  web:\n    image: [\n",
            "services:\n  web:\n    command: docker run x\n    portz: []\n",
            "name: x\nkind: y\n",
            "FROM: x\n",
            "web:\n  image: nginx\n",
            "{",
            "",
        ] {
            let codes: Vec<_> = diagnostics(text).iter().map(|diagnostic| diagnostic.code).collect();
            assert!(!codes.contains(&codes::NOT_A_COMPOSE_FILE), "{text}: {codes:?}");
        }
    }

    #[test]
    fn dockerfile_can_be_moved() {
        let found = diagnostics("FROM nginx:1.29\nEXPOSE 80\n");
        let fix = &found[0].fixes[0];
        let file = fix.new_file.as_ref().expect("the fix adds a file");
        assert_eq!(
            (file.path.as_str(), file.text.as_str()),
            ("Dockerfile", "FROM nginx:1.29\nEXPOSE 80\n")
        );
        assert!(
            diagnostics(&fix.edits[0].text)
                .iter()
                .all(|diagnostic| diagnostic.severity != Severity::Error)
        );
    }
}
