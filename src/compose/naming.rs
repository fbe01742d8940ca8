//! Chooses the project name.
//!
//! Unless the command line gives a name, Docker Compose reads the first document of every file for a `name` before
//! anything else. It reports an error of this first reading without the name of the file.
//! Source: the observed behavior of Docker Compose.

use std::rc::Rc;

use super::discover::LoadContext;
use super::fields;
use super::interpolation::{self, InterpolationContext};
use super::loader::Loader;
use super::options::LoadOptions;
use super::project_name;
use super::report::Report;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{
    Document, Entry, FailureStage, KeyOrIndex, Mapping, MergeTag, MergeTagKind, Node, Parsed, SyntaxKind, Value,
};

/// The chosen project name.
#[derive(Debug)]
pub struct ProjectName {
    /// The name. It is empty if nothing valid remains of the `name` of a file.
    pub name: String,
    /// The `name` of a file.
    span: Option<Span>,
}

impl ProjectName {
    /// Returns the error for an empty name. Docker Compose reports it after it has merged the files.
    pub fn error(&self) -> Option<Diagnostic> {
        let error = || {
            Diagnostic::error(codes::INVALID_PROJECT_NAME, "the project has no name", self.span)
                .help("Add a `name:` of lower-case letters and digits at the top level.")
                .upstream("project name must not be empty")
        };
        self.name.is_empty().then(error)
    }
}

/// Chooses the project name. Returns `None` after an error.
pub fn decide_name(loader: &mut Loader<'_>, context: &LoadContext, paths: &[String]) -> Option<ProjectName> {
    let (files, options) = (loader.files, loader.options);
    let ids: Vec<FileId> = paths.iter().filter_map(|path| files.find(path)).collect();
    let parsed: Vec<Rc<Parsed>> = ids.into_iter().map(|file| loader.parse(file)).collect();
    let report = &mut loader.report;
    let name_in_first_document = |parsed: &Parsed| name_of(files, parsed, parsed.documents.first()?);
    if options.project_name.as_deref().unwrap_or_default().is_empty() {
        for parsed in &parsed {
            if let Some(text) = parsed.failure(0, FailureStage::Name) {
                report.set_failure(text);
            }
            if name_in_first_document(parsed).is_some() {
                break;
            }
        }
    }
    if let Some((name, span)) = requested_name(options, context) {
        if project_name::is_valid(name) {
            return Some(ProjectName {
                name: name.to_owned(),
                span,
            });
        }
        report.add(project_name::invalid_name(name, span));
        return None;
    }
    let written = last_name(files, &parsed);
    let span = written.as_ref().map(|node| node.span);
    let mut name = match written {
        Some(node) => interpolated_name(files, context, options, node, report)?,
        None => String::new(),
    };
    if options.passes.normalize {
        name = project_name::normalize(&name);
    }
    // The directory's name is the default only if no first document has a name, even one that normalizes to nothing.
    if name.is_empty() && !parsed.iter().any(|parsed| name_in_first_document(parsed).is_some()) {
        let directory_name = context.directory.rsplit('/').next().unwrap_or_default();
        name = project_name::normalize(directory_name);
    }
    Some(ProjectName { name, span })
}

/// Returns the name that the command line or COMPOSE_PROJECT_NAME requests, with the span of the variable if an env file
/// sets it.
fn requested_name<'a>(options: &'a LoadOptions, context: &'a LoadContext) -> Option<(&'a str, Option<Span>)> {
    const VARIABLE: &str = "COMPOSE_PROJECT_NAME";
    let is_given = |name: &&str| !name.is_empty();
    let environment = &context.environment;
    let from_environment = || {
        Some((
            environment.value(VARIABLE).filter(is_given)?,
            environment.span(VARIABLE),
        ))
    };
    let from_options = options.project_name.as_deref().filter(is_given);
    from_options.map(|name| (name, None)).or_else(from_environment)
}

/// Returns the last `name` in all documents of all files.
fn last_name(files: &Workspace, parsed: &[Rc<Parsed>]) -> Option<Node> {
    parsed.iter().rev().find_map(|parsed| {
        let mut documents = parsed.documents.iter().rev();
        documents.find_map(|document| name_of(files, parsed, document))
    })
}

/// Returns the `name` of a document. A number is taken as written, and a name tagged `!reset` counts: the first
/// reading of Docker Compose does not know that tag.
fn name_of(files: &Workspace, parsed: &Parsed, document: &Document) -> Option<Node> {
    let Some(name) = document.root.get("name") else {
        return reset_name(parsed, document);
    };
    let text = match &name.value {
        Value::String(text) => text,
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => return None,
        _ => files.text(name.span),
    };
    (!text.is_empty()).then(|| Node::string(text.to_owned(), name.span))
}

fn reset_name(parsed: &Parsed, document: &Document) -> Option<Node> {
    let resets_name =
        |tag: &&MergeTag| tag.path == [KeyOrIndex::Key("name".to_owned())] && tag.kind == MergeTagKind::Reset;
    let reset = document.merge_tags.iter().find(resets_name)?;
    let (_, written) = parsed
        .syntax
        .nodes()
        .find(|(_, node)| node.tag.as_ref().is_some_and(|tag| tag.span == reset.span))?;
    match &written.kind {
        SyntaxKind::Scalar { text, .. } if !text.is_empty() => Some(Node::string(text.clone(), written.span)),
        _ => None,
    }
}

/// Substitutes the variables in a name. Returns `None` after an error.
fn interpolated_name(
    files: &Workspace,
    context: &LoadContext,
    options: &LoadOptions,
    name: Node,
    report: &mut Report,
) -> Option<String> {
    let span = name.span;
    if !options.passes.interpolate {
        return name.as_str().map(str::to_owned);
    }
    let entry = Entry {
        key_span: span,
        node: name,
    };
    let fields: Mapping = [("name".to_owned(), entry)].into_iter().collect();
    let mut root = Node::new(Value::Mapping(fields), span);
    let had_failed = report.has_failed();
    let context = InterpolationContext {
        files,
        environment: &context.environment,
    };
    interpolation::interpolate(&mut root, fields::root(), None, context, report);
    if !had_failed && report.has_failed() {
        return None;
    }
    Some(root.get("name")?.as_str().unwrap_or_default().to_owned())
}
