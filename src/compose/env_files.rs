//! Env files and label files of services: `env_file` and `label_file`.
//!
//! Runs after the consistency checks, so the files of disabled services are never read. References in an env file are
//! looked up in the variables of the project, then in the service's own `environment`, then in earlier lines and files;
//! those in a label file in earlier label files and lines. The service's own values override those of the files.
//! Source: the observed behavior of Docker Compose.

use super::dotenv::{self, Assignment, EnvFile, Format};
use super::environment::{self, Environment};
use super::fields;
use super::go;
use super::report::Report;
use super::selection::ServiceSelection;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace, join};
use crate::yaml::{Entry, Mapping, Node, Origin, Value, VariableSource};

/// Reads the env files of all enabled services into their `environment`, and removes `env_file`.
pub fn read_env_files(
    files: &Workspace,
    environment: &Environment,
    selection: &mut ServiceSelection,
    report: &mut Report,
) {
    for service in selection.enabled.values_mut() {
        resolve_names(environment, &mut service.node);
        read_service_env_files(files, environment, &mut service.node, report);
    }
}

/// Reads the label files of all enabled services into their `labels`, and removes `label_file`.
///
/// Docker Compose does this only once, so a service that is enabled later because it is named keeps the field.
pub fn read_label_files(files: &Workspace, selection: &mut ServiceSelection, report: &mut Report) {
    for service in selection.enabled.values_mut() {
        read_service_label_files(files, &mut service.node, report);
    }
}

/// Sets names without a value in `environment` to the project's variable of the same name.
fn resolve_names(environment: &Environment, service: &mut Node) {
    let entries = service.get_path_mut(&["environment"]).and_then(Node::as_mapping_mut);
    for (name, entry) in entries.into_iter().flatten() {
        if entry.node.is_null()
            && let Some((value, origin)) = environment.value_and_origin(name)
        {
            entry.node = entry.node.take().with_origin(origin);
            entry.node.value = Value::String(value.into());
        }
    }
}

fn read_service_env_files(files: &Workspace, environment: &Environment, service: &mut Node, report: &mut Report) {
    let Some(list) = take_field(service, "env_file") else {
        return;
    };
    let own = field_entries(service, "environment");
    let mut values = Mapping::default();
    for entry in list.as_sequence().unwrap_or_default() {
        let Some(file) = find_env_file(files, entry, report) else {
            continue;
        };
        let earlier = values.keys();
        let earlier = earlier.filter_map(|name| Some((name.to_string(), string_value(&values, name)?)));
        let env_file = dotenv::parse_after(earlier.collect(), file.text, file.format, &mut |name| match environment
            .value(name)
        {
            Some(value) => Some(value.to_owned()),
            None => string_value(&own, name),
        });
        add_assignments(&file, env_file, &mut values, report);
    }
    set_field(service, "environment", values, own, list.span);
}

fn read_service_label_files(files: &Workspace, service: &mut Node, report: &mut Report) {
    let Some(list) = take_field(service, "label_file") else {
        return;
    };
    let mut values = Mapping::default();
    for entry in list.as_sequence().unwrap_or_default() {
        let path = entry.as_str().unwrap_or_default();
        let Some(id) = find_file(files, path, report) else {
            report.add(missing_file(files, "label", path, entry.span));
            continue;
        };
        let file = NamedFile {
            id,
            path,
            text: files.file(id).text(),
            format: Format::Dotenv,
            used_at: entry.span,
        };
        let label_file = dotenv::parse(file.text, file.format, &mut |name| string_value(&values, name));
        add_assignments(&file, label_file, &mut values, report);
    }
    let own = field_entries(service, "labels");
    set_field(service, "labels", values, own, list.span);
}

/// A file that a service names.
struct NamedFile<'a> {
    id: FileId,
    path: &'a str,
    text: &'a str,
    format: Format,
    /// Where the service names the file.
    used_at: Span,
}

/// Returns the file of an `env_file` entry. Reports a required file that is missing, and an unknown format.
fn find_env_file<'a>(files: &'a Workspace, entry: &'a Node, report: &mut Report) -> Option<NamedFile<'a>> {
    let path_node = entry.get("path").unwrap_or(entry);
    let path = path_node.as_str().unwrap_or_default();
    let Some(id) = find_file(files, path, report) else {
        let is_required = entry.get("required").and_then(Node::as_bool) != Some(false);
        if is_required || is_directory(files, path) {
            report.add(missing_file(files, "env", path, path_node.span));
        }
        return None;
    };
    let format_node = entry.get("format");
    let format = match format_node.and_then(Node::as_str) {
        None | Some("") => Format::Dotenv,
        Some("raw") => Format::Raw,
        Some(other) => {
            let span = format_node.map_or(entry.span, |format| format.span);
            report.add(unknown_format(other, span));
            return None;
        }
    };
    Some(NamedFile {
        id,
        path,
        text: files.file(id).text(),
        format,
        used_at: path_node.span,
    })
}

/// Returns the file at a path. The path is relative to the working folder if paths are not resolved.
fn find_file(files: &Workspace, path: &str, report: &mut Report) -> Option<FileId> {
    let file = files.find(path);
    if file.is_none() && !path.is_empty() {
        report.add_missing_path(join(files.root(), path));
    }
    file
}

/// Adds the assignments of a file to `values`, and reports its errors. Later assignments win.
fn add_assignments(file: &NamedFile<'_>, env_file: EnvFile, values: &mut Mapping, report: &mut Report) {
    environment::report_unset_variables(file.id, &env_file, report);
    for error in &env_file.errors {
        let mut diagnostic =
            environment::invalid_line(file.id, file.path, error).label(file.used_at, "the file is named here");
        if file.format == Format::Raw {
            diagnostic.upstream = Some(format!("failed to parse env_file {}: {}", file.path, error.upstream));
        }
        report.add(diagnostic);
    }
    for assignment in env_file.assignments {
        if let Some((key, entry)) = assignment_entry(file, assignment) {
            values.insert(key, entry);
        }
    }
}

/// Converts an assignment to an entry; `None` for a bare name without a value.
fn assignment_entry(file: &NamedFile<'_>, assignment: Assignment) -> Option<(String, Entry)> {
    let value_span = Span::new(file.id, assignment.value_range);
    let mut node = Node::string(assignment.value?, value_span).with_origin(Origin::EnvFile { used_at: file.used_at });
    for reference in assignment.references {
        node = node.with_origin(Origin::Variable {
            name: reference.name,
            source: VariableSource::Fallback,
        });
    }
    let entry = Entry {
        key_span: Span::new(file.id, assignment.key_range),
        node,
    };
    Some((assignment.key, entry))
}

/// Whether a non-empty path is a directory.
fn is_directory(files: &Workspace, path: &str) -> bool {
    !path.is_empty() && files.is_folder(path)
}

fn take_field(service: &mut Node, key: &str) -> Option<Node> {
    Some(service.as_mapping_mut()?.remove(key)?.node)
}

/// Returns the entries of a field that is a mapping.
fn field_entries(service: &Node, key: &str) -> Mapping {
    let entries = service.get(key).and_then(Node::as_mapping);
    entries.cloned().unwrap_or_default()
}

fn string_value(entries: &Mapping, name: &str) -> Option<String> {
    entries.get(name)?.node.as_str().map(str::to_owned)
}

/// Sets a field to the values of files and the service's own values, sorted as Docker Compose prints them.
fn set_field(service: &mut Node, key: &str, mut values: Mapping, own: Mapping, span: Span) {
    values.extend(own);
    values.sort_keys();
    let Some(service) = service.as_mapping_mut() else {
        return;
    };
    if values.is_empty() {
        return;
    }
    if let Some(entry) = service.get_mut(key) {
        entry.node.value = Value::Mapping(values);
        return;
    }
    let entry = Entry {
        key_span: span,
        node: Node::new(Value::Mapping(values), span),
    };
    service.insert_at(field_position(key, service), key.to_owned(), entry);
}

/// Returns the index at which a field is inserted, so that the fields stay in the order in which they are printed.
fn field_position(key: &str, service: &Mapping) -> usize {
    let names: Vec<&str> = fields::root()
        .child("services")
        .any_child()
        .fields()
        .map(|(name, _)| name)
        .collect();
    let rank = |name: &str| names.iter().position(|other| *other == name);
    let own_rank = rank(key);
    let is_later = |name: &str| rank(name).is_none_or(|other| Some(other) > own_rank);
    let first_later = service.keys().position(|name| is_later(name));
    first_later.unwrap_or(service.len())
}

fn unknown_format(format: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::UNKNOWN_FORMAT,
        format!("unknown env file format `{format}`"),
        span,
    )
    .help("Write `raw`, or remove the field for the default format.")
    .upstream(format!("unsupported env_file format {}", go::quote(format)))
}

/// Returns the error for a missing env file or label file.
fn missing_file(files: &Workspace, kind: &str, path: &str, span: Span) -> Diagnostic {
    let (message, upstream) = match is_directory(files, path) {
        true => (
            format!("`{path}` is a directory, not a file"),
            format!("failed to read {path}: read {path}: is a directory"),
        ),
        false => (
            format!("file `{path}` does not exist"),
            format!("{kind} file {path} not found: stat {path}: no such file or directory"),
        ),
    };
    let help = match kind {
        "env" => "Add the file, correct the path, or write `path:` with the path and `required: false`.",
        _ => "Add the file, or correct the path.",
    };
    Diagnostic::error(codes::MISSING_FILE, message, span)
        .help(help)
        .upstream(upstream)
}
