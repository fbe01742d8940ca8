//! Access to the sections of a merged model.

use std::collections::BTreeMap;

use super::paths;
use super::report::Report;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Entry, Mapping, Node, Value};

/// Whether a model has no sections.
pub fn is_empty(model: &Node) -> bool {
    model.as_mapping().is_none_or(Mapping::is_empty)
}

/// Returns the error for a project without sections.
pub fn empty_project(first_file: Option<FileId>) -> Diagnostic {
    let start = first_file.map(|file| Span::new(file, 0..0));
    Diagnostic::error(codes::EMPTY_FILE, "the project is empty", start)
        .help("Add `services:` and below it a service with an `image`.")
        .upstream("empty compose file")
}

/// Sets the project name, which overrides the `name` in the files.
pub fn set_project_name(model: &mut Node, name: &str) {
    let span = model.span.start_point();
    let Some(sections) = model.as_mapping_mut() else {
        return;
    };
    let value = Value::String(name.into());
    match sections.get_mut("name") {
        Some(entry) => entry.node.value = value,
        None => {
            let reason = "the project name is given on the command line, or derived from the directory name";
            let entry = Entry {
                key_span: span,
                node: Node::default(value, span, reason),
            };
            sections.insert("name".to_owned(), entry);
        }
    }
}

/// Moves the services out of a model.
pub fn take_services(model: &mut Node) -> Mapping {
    match model.get_path_mut(&["services"]).map(|services| &mut services.value) {
        Some(Value::Mapping(services)) => std::mem::take(services),
        _ => Mapping::default(),
    }
}

/// Puts services into a model. Adds the section if it is missing.
pub fn put_services(model: &mut Node, services: BTreeMap<String, Entry>) {
    let span = model.span.start_point();
    let Some(sections) = model.as_mapping_mut() else {
        return;
    };
    let section = sections.get_or_insert_with("services", || Entry {
        key_span: span,
        node: Node::default(Value::Null, span, "a project always has a list of services"),
    });
    section.node.value = Value::Mapping(services.into_iter().collect());
}

/// Reports the Dockerfiles of builds that are not in the workspace, so that the caller can add them.
pub fn report_missing_dockerfiles(files: &Workspace, services: &BTreeMap<String, Entry>, report: &mut Report) {
    for service in services.values() {
        let field = |key: &str| service.node.get_path(&["build", key]).and_then(Node::as_str);
        if let (Some(context), Some(dockerfile)) = (field("context"), field("dockerfile"))
            && context.starts_with('/')
        {
            let path = paths::resolve(context, dockerfile);
            if files.find(&path).is_none() {
                report.add_missing_path(path);
            }
        }
    }
}
