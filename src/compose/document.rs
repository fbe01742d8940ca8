//! The passes over a single document: interpolation, merging, validation and canonicalization.

use std::rc::Rc;

use super::canonical::{self, UnparsableForms};
use super::discover;
use super::interpolation::{self, InterpolationContext};
use super::loader::{Loader, Scope};
use super::{fields, merge, paths, resolve_paths, schema, unique};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{self, FailureStage, MergeTag, Node, Parsed, SyntaxTree, Value};

/// A compose file whose documents are merged into a model.
#[derive(Debug)]
pub struct ComposeFile<'a> {
    /// Path as Docker Compose prints it.
    pub path: &'a str,
    /// The scope of the project that the file is part of.
    pub scope: &'a Scope,
    parsed: Rc<Parsed>,
}

/// A document of a compose file.
#[derive(Debug)]
pub struct Document {
    /// Root of the document.
    pub root: Node,
    /// Its `!reset` and `!override` tags.
    pub tags: Rc<[MergeTag]>,
}

/// Opens a compose file and returns its documents. `used` is where another file refers to it.
pub fn open<'a>(
    loader: &mut Loader<'_>,
    path: &'a str,
    scope: &'a Scope,
    used_at: Option<Span>,
) -> Result<(ComposeFile<'a>, Vec<Document>), Box<Diagnostic>> {
    let id = find(loader, path, used_at)?;
    let mut parsed = loader.parse_to_merge(id);
    let documents = take_documents(&mut parsed);
    for diagnostic in &parsed.diagnostics {
        loader.report.display(diagnostic.clone());
    }
    loader.report.next_stage();
    let is_parse_failure = |failure: &yaml::Failure| failure.stage == FailureStage::Parse;
    if parsed.failures.iter().any(is_parse_failure) {
        loader.report.mark_damaged(id);
    }
    Ok((ComposeFile { path, scope, parsed }, documents))
}

fn find(loader: &mut Loader<'_>, path: &str, used_at: Option<Span>) -> Result<FileId, Box<Diagnostic>> {
    let found = discover::find_compose_file(loader.files, path, &mut loader.report);
    found.map_err(|missing| Box::new(missing.at(used_at)))
}

/// Returns the documents of a file. Moves them out if there is no other reference to the file.
fn take_documents(parsed: &mut Rc<Parsed>) -> Vec<Document> {
    let Some(parsed) = Rc::get_mut(parsed) else {
        let documents = parsed.documents.iter();
        return documents
            .map(|document| new_document(document.root.clone(), &document.merge_tags))
            .collect();
    };
    // Nothing needs the syntax tree from here on; the passes that follow reuse its memory.
    parsed.syntax = SyntaxTree::default();
    let documents = parsed.documents.iter_mut();
    documents
        .map(|document| new_document(document.root.take(), &document.merge_tags))
        .collect()
}

fn new_document(root: Node, tags: &[MergeTag]) -> Document {
    Document {
        root,
        tags: Rc::from(tags),
    }
}

impl ComposeFile<'_> {
    /// Reports the error at which Docker Compose stops when it parses a document. An error after the last document has
    /// the number of documents as index.
    pub fn report_parse_failure(&self, loader: &mut Loader<'_>, index: usize) {
        if let Some(text) = self.parsed.failure(index, FailureStage::Parse) {
            loader.is_incomplete = true;
            loader
                .report
                .set_failure(format!("failed to parse {}: {text}", self.path));
        }
        if let Some(text) = self.parsed.failure(index, FailureStage::Keys) {
            loader.report.set_failure(text);
        }
    }

    /// Substitutes the variables in a document, unless interpolation is off.
    pub fn interpolate(&self, loader: &mut Loader<'_>, root: &mut Node) {
        if !loader.options.passes.interpolate {
            return;
        }
        let context = InterpolationContext {
            files: loader.files,
            environment: &self.scope.environment,
        };
        interpolation::interpolate(root, fields::root(), None, context, &mut loader.report);
        loader.report.next_stage();
    }

    /// Validates a model against the schema.
    pub fn validate(&self, loader: &mut Loader<'_>, model: &Node) {
        let prefix = format!("validating {}: ", self.path);
        let validation = schema::validate(model);
        let failure = validation.failure.map(|text| prefix.clone() + &text);
        let diagnostics = validation.diagnostics.into_iter().map(|mut diagnostic| {
            diagnostic.upstream = diagnostic.upstream.map(|text| prefix.clone() + &text);
            diagnostic
        });
        loader.report.extend_with_failure(failure, diagnostics);
    }

    /// Removes the obsolete `version` key with a warning.
    pub fn remove_version(&self, loader: &mut Loader<'_>, model: &mut Node) {
        let Some(version) = model.as_mapping_mut().and_then(|fields| fields.remove("version")) else {
            return;
        };
        let line = version.key_span.to(version.node.span);
        let warning = Diagnostic::warning(
            codes::OBSOLETE_VERSION,
            "`version` is obsolete and ignored",
            version.key_span,
        )
        .help("Remove it: Compose always uses the latest version of the file format.")
        .fix(
            "Remove `version`",
            Applicability::Safe,
            vec![remove_line(loader.files, line)],
        )
        .upstream(format!(
            "{}: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential \
                 confusion",
            self.path
        ));
        match loader.is_first_version(self.path) {
            true => loader.report.add(warning),
            false => loader.report.display(warning),
        }
    }
}

/// Returns the edit that removes a span, with its whole line if there is nothing else on it.
fn remove_line(files: &Workspace, span: Span) -> Edit {
    let file = files.file(span.file);
    let line_start = file.line_start(file.line_column(span.start as usize).line);
    let next_line = file.line_start(file.line_column(span.end as usize).line + 1);
    let before = file.text()[line_start..span.start as usize].trim();
    let after = file.text()[span.end as usize..next_line].trim();
    let is_alone = before.is_empty() && (after.is_empty() || after.starts_with('#'));
    let span = match is_alone {
        true => Span::new(span.file, line_start..next_line),
        false => span,
    };
    Edit {
        span,
        text: String::new(),
    }
}

/// Reports a document that is not a mapping. Returns whether it is one.
pub fn check_is_mapping(loader: &mut Loader<'_>, root: &Node) -> bool {
    let message = match &root.value {
        Value::Mapping(_) => return true,
        Value::Null => "this document is empty",
        Value::Sequence(_) => "expected a mapping at the top level, got a list",
        _ => "expected a mapping at the top level, got a single value",
    };
    loader.report.add(
        Diagnostic::error(codes::NOT_A_MAPPING, message, root.span)
            .help("Write `services:` at the top level, and the services below it.")
            .upstream("top-level object must be a mapping"),
    );
    loader.is_incomplete = true;
    false
}

/// Merges a document into the model of the earlier ones, and removes repeated list entries.
pub fn merge(loader: &mut Loader<'_>, model: Option<Node>, root: Node) -> Node {
    loader.report.next_stage();
    let mut diagnostics = Vec::new();
    let mut model = match model {
        None => root,
        Some(mut model) => {
            if let (Some(entries), Value::Mapping(later)) = (model.as_mapping_mut(), root.value) {
                merge::merge_entries(entries, later, fields::root(), None, &mut diagnostics);
            }
            model
        }
    };
    unique::remove_repeated_items(&mut model, &mut diagnostics);
    loader.report.extend(diagnostics);
    loader.report.next_stage();
    model
}

/// Converts the short forms in a model to long ones, and removes list entries that turn out to be repeated.
pub fn canonicalize(loader: &mut Loader<'_>, model: &mut Node) {
    let unparsable = match loader.options.passes.interpolate {
        true => UnparsableForms::Reported,
        false => UnparsableForms::Kept,
    };
    let diagnostics = canonical::canonicalize(model, unparsable);
    loader.report.extend(diagnostics);
    let mut diagnostics = Vec::new();
    unique::remove_repeated_items(model, &mut diagnostics);
    loader.report.extend(diagnostics);
}

/// Resolves the relative paths in a model against a directory.
pub fn resolve_paths(loader: &mut Loader<'_>, model: &mut Node, directory: &str) {
    let base = paths::BaseDirectory {
        path: directory,
        home: loader.home(),
    };
    let mut diagnostics = Vec::new();
    resolve_paths::resolve_paths(model, base, &mut diagnostics);
    loader.report.extend(diagnostics);
}
