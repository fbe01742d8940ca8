//! What `env_file` and `label_file` bring into services.
//!
//! Comes after the consistency checks, so files of services that are off are never opened. Variables in an
//! env file see the project's, then the service's own, then the lines above and those of earlier files; those
//! in a label file see earlier label files, then the lines above. What the service itself says wins.
//! Source: the answers of the real binary.

use super::dotenv::{self, Assignment, Format, Variables};
use super::environment::{self, Environment};
use super::fields;
use super::profiles::ServiceSelection;
use super::report::Report;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Entry, Mapping, Node, Origin, Value, VariableSource};

/// Reads the env files of all services that are on, and drops the field that names them.
pub fn apply(files: &Workspace, environment: &Environment, selection: &mut ServiceSelection, report: &mut Report) {
    let mut reader = Reader {
        files,
        environment,
        report,
    };
    for (name, service) in &mut selection.enabled {
        reader.env_files(name, &mut service.node);
    }
}

/// Likewise the label files. Docker Compose does so whatever is asked for, and only once: a service that is on because
/// it is named keeps the field.
pub fn apply_labels(
    files: &Workspace,
    environment: &Environment,
    selection: &mut ServiceSelection,
    report: &mut Report,
) {
    let mut reader = Reader {
        files,
        environment,
        report,
    };
    for service in selection.enabled.values_mut() {
        reader.label_files(&mut service.node);
    }
}

struct Reader<'a> {
    files: &'a Workspace,
    environment: &'a Environment,
    report: &'a mut Report,
}

impl Reader<'_> {
    fn env_files(&mut self, name: &str, service: &mut Node) {
        self.resolve_nulls(service);
        let Some(listed) = take(service, "env_file") else {
            return;
        };
        let own = service
            .get("environment")
            .and_then(Node::as_mapping)
            .cloned()
            .unwrap_or_default();
        let mut brought = Mapping::default();
        for file in listed.as_sequence().unwrap_or_default() {
            self.env_file(name, file, &own, &mut brought);
        }
        put(service, "environment", brought, own, listed.span);
    }

    /// A variable without a value takes the project's, if there is one.
    fn resolve_nulls(&self, service: &mut Node) {
        let entries = service.get_path_mut(&["environment"]).and_then(Node::as_mapping_mut);
        for (name, entry) in entries.into_iter().flatten() {
            if let Value::Null = entry.node.value
                && let Some(variable) = self.environment.get(name)
            {
                let origin = Origin::Variable {
                    name: name.to_string(),
                    source: variable.source.clone(),
                };
                let value = Value::String(variable.value.as_str().into());
                entry.node = entry.node.take().with_origin(origin);
                entry.node.value = value;
            }
        }
    }

    fn env_file(&mut self, service: &str, file: &Node, own: &Mapping, brought: &mut Mapping) {
        let place = file.get("path").unwrap_or(file);
        let path = place.as_str().unwrap_or_default();
        let Some(id) = self.files.find(path) else {
            let required = file.get("required").and_then(Node::as_bool) != Some(false);
            self.missing("env", path, place.span, required || is_folder(self.files, path));
            return;
        };
        let format = match file.get("format").and_then(Node::as_str) {
            None | Some("") => Format::Dotenv,
            Some("raw") => Format::Raw,
            Some(other) => {
                let span = file.get("format").map_or(file.span, |format| format.span);
                self.report.add(unknown_format(other, span));
                return;
            }
        };
        let environment = self.environment;
        let text = self.files.file(id).text();
        let value_in = |entries: &Mapping, name: &str| Some(entries.get(name)?.node.as_str()?.to_owned());
        let earlier = brought.keys();
        let earlier = earlier.filter_map(|name| Some((name.to_string(), value_in(brought, name)?)));
        let variables = dotenv::parse_after(
            earlier.collect(),
            text,
            format,
            &mut |name| match environment.value(name) {
                Some(value) => Some(value.to_owned()),
                None => value_in(own, name),
            },
        );
        self.read(id, path, place.span, variables, format, brought);
        let _ = service;
    }

    fn label_files(&mut self, service: &mut Node) {
        let Some(listed) = take(service, "label_file") else {
            return;
        };
        let mut brought = Mapping::default();
        for file in listed.as_sequence().unwrap_or_default() {
            let path = file.as_str().unwrap_or_default();
            let Some(id) = self.files.find(path) else {
                self.missing("label", path, file.span, true);
                continue;
            };
            let text = self.files.file(id).text();
            let variables = dotenv::parse(text, Format::Dotenv, &mut |name| {
                brought
                    .get(name)
                    .and_then(|entry| entry.node.as_str())
                    .map(str::to_owned)
            });
            self.read(id, path, file.span, variables, Format::Dotenv, &mut brought);
        }
        let own = service
            .get("labels")
            .and_then(Node::as_mapping)
            .cloned()
            .unwrap_or_default();
        put(service, "labels", brought, own, listed.span);
    }

    /// Takes over what a file sets; later lines and files win.
    fn read(
        &mut self,
        file: FileId,
        path: &str,
        used: Span,
        variables: Variables,
        format: Format,
        brought: &mut Mapping,
    ) {
        environment::warn_of_unset(file, &variables, self.report);
        for error in &variables.errors {
            let mut diagnostic = environment::wrong_line(file, path, error).and(used, "the file is named here");
            if format == Format::Raw {
                diagnostic.upstream = Some(format!("failed to parse env_file {path}: {}", error.upstream));
            }
            self.report.add(diagnostic);
        }
        for assignment in variables.assignments {
            if let Some((key, entry)) = entry(file, used, assignment) {
                brought.insert(key, entry);
            }
        }
    }

    fn missing(&mut self, kind: &str, path: &str, span: Span, required: bool) {
        self.report.add_missing_path(path);
        if !required {
            return;
        }
        let folder = is_folder(self.files, path);
        let message = match folder {
            true => format!("`{path}` is a folder, not a file"),
            false => format!("there is no file `{path}`"),
        };
        let help = match kind {
            "env" => "Add the file, correct the path, or write it as `path:` with `required: false`.",
            _ => "Add the file, or correct the path.",
        };
        let upstream = match folder {
            true => format!("failed to read {path}: read {path}: is a directory"),
            false => format!("{kind} file {path} not found: stat {path}: no such file or directory"),
        };
        self.report.add(
            Diagnostic::error(codes::MISSING_FILE, message, span)
                .help(help)
                .upstream(upstream),
        );
    }
}

/// Whether a folder is named; an empty path names nothing.
fn is_folder(files: &Workspace, path: &str) -> bool {
    !path.is_empty() && files.is_folder(path)
}

fn take(service: &mut Node, key: &str) -> Option<Node> {
    Some(service.as_mapping_mut()?.remove(key)?.node)
}

fn unknown_format(format: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::UNKNOWN_FORMAT,
        format!("`{format}` is not a format of env files"),
        span,
    )
    .help("Write `raw`, or leave the line out for the usual format.")
    .upstream(format!("unsupported env_file format {}", super::go::quote(format)))
}

fn entry(file: FileId, used: Span, assignment: Assignment) -> Option<(String, Entry)> {
    let value = assignment.value?;
    let node = Node::string(value, Span::new(file, assignment.value_range)).with_origin(Origin::EnvFile { used });
    let node = assignment.references.into_iter().fold(node, |node, reference| {
        node.with_origin(Origin::Variable {
            name: reference.name,
            source: VariableSource::Fallback,
        })
    });
    let key = Span::new(file, assignment.key_range);
    Some((assignment.key, Entry { key_span: key, node }))
}

/// What files brought, below what the service itself says; sorted, as it is printed.
fn put(service: &mut Node, key: &str, mut brought: Mapping, own: Mapping, span: Span) {
    brought.extend(own);
    brought.sort_keys();
    let Some(entries) = service.as_mapping_mut() else {
        return;
    };
    if brought.is_empty() {
        return;
    }
    if let Some(entry) = entries.get_mut(key) {
        entry.node.value = Value::Mapping(brought);
        return;
    }
    let node = Node::new(Value::Mapping(brought), span);
    let place = place_of(key, entries);
    entries.insert_at(place, key.to_owned(), Entry { key_span: span, node });
}

/// Where a field belongs among those of a service, in the order in which they are printed.
fn place_of(key: &str, entries: &Mapping) -> usize {
    let names: Vec<&str> = fields::root()
        .child("services")
        .any_child()
        .fields()
        .map(|(name, _)| name)
        .collect();
    let rank = |name: &str| names.iter().position(|other| *other == name);
    let own = rank(key);
    let later = entries
        .keys()
        .position(|name| rank(name).is_none_or(|other| Some(other) > own));
    later.unwrap_or(entries.len())
}
