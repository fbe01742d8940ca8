//! Parses YAML the way Docker Compose does, and writes it the way `docker compose config` does.
//!
//! [`parse`] never fails: it returns a tree for any text, and diagnostics for what is wrong with it. The
//! stages are `scan` (text to tokens), `grammar` (tokens to the syntax tree) and `build` (syntax tree to
//! values: expands aliases and resolves scalars). `recover` blanks the lines around a syntax error and
//! parses again, so that several errors are reported at once.
//!
//! The reference is go-yaml v3 as compose-go v2.9.1 uses it. It follows neither YAML 1.1 nor YAML 1.2
//! exactly; its quirks and its error texts are reproduced here.

mod build;
mod explain;
mod fault;
pub mod go_format;
mod grammar;
mod integer;
mod mapping;
mod node;
mod project_name;
mod recover;
mod repair;
mod scalar;
mod scan;
mod syntax;
mod timestamp;
mod write;

pub use integer::Integer;
pub use mapping::Mapping;
pub use node::{Entry, Node, Origin, Provenance, Value, VariableSource};
pub use syntax::{Anchor, CollectionStyle, ScalarStyle, SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree, Tag};
pub use write::{write, write_legacy};

use crate::diagnostic::{Diagnostic, codes};
use crate::sort::CompactSort;
use crate::source::{FileId, SourceFile, Span};

/// A parsed file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The documents in source order; empty for a file without content.
    pub documents: Vec<Document>,
    /// The syntax tree of all documents.
    pub syntax: SyntaxTree,
    /// The diagnostics in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// The errors that Docker Compose would print, in the order in which it finds them.
    pub failures: Vec<Failure>,
}

/// A document of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The root of the document's syntax tree.
    pub syntax: SyntaxId,
    /// The document's value; null for a document without content.
    pub root: Node,
    /// The `!reset` and `!override` tags in source order. Values tagged `!reset` are not part of `root`.
    pub merge_tags: Vec<MergeTag>,
}

/// A `!reset` or `!override` tag. It removes the value that earlier files have at its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeTag {
    /// The path of the tagged value in the model. Merge keys (`<<`) are not part of it.
    pub path: Vec<KeyOrIndex>,
    /// Which tag it is.
    pub kind: MergeTagKind,
    /// Where the tag is written.
    pub span: Span,
}

/// The tags that Compose defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeTagKind {
    /// `!reset` removes both the earlier value and the tagged one.
    Reset,
    /// `!override` removes the earlier value and keeps the tagged one.
    Override,
}

/// A segment of a path in the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOrIndex {
    /// A mapping key.
    Key(String),
    /// A sequence index, from 0.
    Index(usize),
}

/// An error text that Docker Compose prints, without the file name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Index of the document with the error. A syntax error after the last document has the index after the last.
    pub document: usize,
    /// When Docker Compose finds the error.
    pub stage: FailureStage,
    /// The error text.
    pub text: String,
}

/// When Docker Compose finds an error. It may find the same error in several stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureStage {
    /// Before anything else, Docker Compose decodes the first document of each file on the command line to get
    /// the project's `name`. It prints the text as it is.
    Name,
    /// While parsing a document. It prints the text after `failed to parse FILE: `.
    Parse,
    /// While checking the keys of a parsed document. It prints the text as it is.
    Keys,
}

impl Parsed {
    /// Returns the first error text of a stage in a document.
    pub fn failure(&self, document: usize, stage: FailureStage) -> Option<&str> {
        self.failures
            .iter()
            .find(|failure| failure.document == document && failure.stage == stage)
            .map(|failure| failure.text.as_str())
    }

    /// Returns the error that stops Docker Compose when it reads this file for the project's name.
    pub fn name_failure(&self) -> Option<&str> {
        self.failure(0, FailureStage::Name)
    }
}

/// Parses a file. Never fails: damaged lines are left out of the tree and reported.
pub fn parse(file: FileId, source: &SourceFile) -> Parsed {
    let recovered = recover::parse(file, source);
    let output = recovered.output;
    let mut diagnostics = recovered.diagnostics;
    let mut failures = Vec::new();
    let mut documents = Vec::with_capacity(output.roots.len());
    let mut removed = Vec::new();
    for (index, &root) in output.roots.iter().enumerate() {
        let built = build::build(&output.syntax, root, source, &mut removed);
        diagnostics.extend(built.diagnostics);
        documents.push(Document {
            syntax: root,
            root: built.root,
            merge_tags: built.merge_tags,
        });
        for (stage, text) in [
            (FailureStage::Parse, built.failure),
            (FailureStage::Keys, built.key_failure),
        ] {
            failures.extend(text.map(|text| Failure {
                document: index,
                stage,
                text,
            }));
        }
    }
    if let Some((document, text)) = recovered.failure {
        let document = document.min(documents.len());
        // Docker Compose reaches neither the document with the syntax error nor later ones.
        failures.retain(|failure| failure.document < document);
        failures.push(Failure {
            document,
            stage: FailureStage::Parse,
            text,
        });
    }
    if let Some(text) = recovered.name_failure {
        let first_root = output.roots.first().filter(|_| text == project_name::INVALID_MERGE);
        let reset = first_root.and_then(|&root| project_name::reset_merge_value(&output.syntax, root));
        diagnostics.extend(reset.map(|span| reset_merge_diagnostic(span, &text)));
        let failure = Failure {
            document: 0,
            stage: FailureStage::Name,
            text,
        };
        failures.insert(0, failure);
    }
    diagnostics.compact_sort_by_key(Diagnostic::source_order);
    Parsed {
        documents,
        syntax: output.syntax,
        diagnostics,
        failures,
    }
}

/// Reports `<<: !reset`. `build` has nothing to report there, since `!reset` removes the value before the merge.
fn reset_merge_diagnostic(span: Span, upstream: &str) -> Diagnostic {
    Diagnostic::error(codes::YAML_BAD_MERGE, "`<<` can only merge mappings", span)
        .help("Remove this line. `!reset` has no effect here: Docker Compose first reads the file for the project's name.")
        .upstream(upstream)
}

#[cfg(test)]
mod tests;
