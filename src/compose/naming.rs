//! The project's name, and the first look into files that goes with it.
//!
//! Docker Compose reads the first document of every file for a `name` before anything else, unless the
//! command line gives one. What that look stumbles over it reports without naming the file.
//! Source: the answers of the real binary.

use std::rc::Rc;

use super::assemble::Assembly;
use super::discover::{LoadContext, Naming, invalid_name, is_project_name, naming, normalized};
use super::environment::Environment;
use super::fields;
use super::interpolation::{self, World};
use super::options::LoadOptions;
use super::report::Report;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Workspace};
use crate::yaml::{
    Document, FailureStage, KeyOrIndex, Mapping, MergeTag, MergeTagKind, Node, Parsed, SyntaxKind, Value,
};

/// The text of a document's `name`, as written; a number's digits are text here too. This look does not know
/// `!reset`, so that a name so tagged counts.
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

/// Decides the project's name from all files; `None` when an error stands in the way.
pub fn decide(work: &mut Assembly<'_>, context: &LoadContext, paths: &[String]) -> Option<String> {
    let (files, options) = (work.files, work.options);
    let ids: Vec<FileId> = paths.iter().filter_map(|path| files.find(path)).collect();
    let parsed: Vec<Rc<Parsed>> = ids.into_iter().map(|file| work.parsed(file)).collect();
    let report = &mut work.report;
    if options.project_name.as_deref().unwrap_or_default().is_empty() {
        for parsed in &parsed {
            if let Some(text) = parsed.failure(0, FailureStage::Name) {
                report.fail(text);
            }
            let first = parsed.documents.first();
            if first.is_some_and(|first| name_of(files, parsed, first).is_some()) {
                break;
            }
        }
    }
    let first = parsed.iter().any(|parsed| {
        let first = parsed.documents.first();
        first.is_some_and(|first| name_of(files, parsed, first).is_some())
    });
    let fallback = match naming(options, context, first) {
        Naming::Given(name) if is_project_name(&name) => return Some(name),
        Naming::Given(name) => {
            report.add(invalid_name(&name));
            return None;
        }
        Naming::InFile => String::new(),
        Naming::Folder(name) => name,
    };
    let documents = parsed
        .iter()
        .flat_map(|parsed| parsed.documents.iter().map(move |document| (parsed, document)));
    let named = documents
        .filter_map(|(parsed, document)| name_of(files, parsed, document))
        .next_back();
    let mut name = String::new();
    let mut place = None;
    if let Some(node) = named {
        place = Some(node.span);
        name = interpolated(files, options, &context.environment, node, report)?;
    }
    if options.passes.normalize {
        name = normalized(&name);
    }
    if name.is_empty() {
        name = fallback;
    }
    if name.is_empty() {
        report.add(
            Diagnostic::error(codes::INVALID_PROJECT_NAME, "the project has no name", place)
                .help("Add `name:` at the top, in lower case letters and digits.")
                .upstream("project name must not be empty"),
        );
        return None;
    }
    Some(name)
}

fn interpolated(
    files: &Workspace,
    options: &LoadOptions,
    environment: &Environment,
    node: Node,
    report: &mut Report,
) -> Option<String> {
    let span = node.span;
    if !options.passes.interpolate {
        return node.as_str().map(str::to_owned);
    }
    let entry = crate::yaml::Entry { key_span: span, node };
    let entries: Mapping = [("name".to_owned(), entry)].into_iter().collect();
    let mut root = Node::new(Value::Mapping(entries), span);
    let failed = report.failed();
    let world = World {
        files,
        environment,
        env_file: None,
    };
    interpolation::expand(&mut root, fields::root(), None, world, report);
    if !failed && report.failed() {
        return None;
    }
    Some(root.get("name")?.as_str().unwrap_or_default().to_owned())
}
