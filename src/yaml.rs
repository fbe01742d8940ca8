//! YAML, read the way Docker Compose's parser reads it, with a place for everything.
//!
//! [`parse`] is total: whatever the text, there is a tree, and what is wrong is in the diagnostics. The
//! way: `scan` cuts tokens, `grammar` makes the syntax tree, `build` follows aliases and reads scalars.
//! After a syntax error the damaged lines are left out and the rest is read again, so that several
//! errors are found at once. [`write()`] is the way back, as `docker compose config` prints.
//!
//! The reference is go-yaml v3, which is neither YAML 1.1 nor 1.2 to the letter, below compose-go
//! v2.9.1; both are known here by their habits and error texts.

mod build;
mod explain;
mod fault;
pub mod float;
mod grammar;
mod integer;
mod mapping;
mod name;
mod node;
pub mod printing;
mod recover;
pub mod scalar;
mod scan;
mod syntax;
mod timestamp;
mod write;

pub use integer::Integer;
pub use mapping::Mapping;
pub use node::{Entry, Node, Origin, Provenance, Value, VariableSource};
pub use syntax::{Anchor, CollectionStyle, ScalarStyle, SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree, Tag};
pub use write::{write, write_older};

use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, SourceFile, Span};

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// Its documents in order; none for a file without content.
    pub documents: Vec<Document>,
    /// Everything as written, of all documents.
    pub syntax: SyntaxTree,
    /// The comments, `#` included, in order.
    pub comments: Vec<Span>,
    /// What is wrong, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// What Docker Compose would print, in the order it meets it.
    pub failures: Vec<Failure>,
}

/// One document of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its root as written.
    pub syntax: SyntaxId,
    /// Its value; null for a document without content.
    pub root: Node,
    /// The `!reset` and `!override` tags, in order. What was tagged `!reset` is not in the value.
    pub merge_tags: Vec<MergeTag>,
}

/// A tag of Compose's: the value that earlier files have at the path goes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeTag {
    /// Where in the model; merge keys are not part of it.
    pub path: Vec<KeyOrIndex>,
    /// Which tag.
    pub kind: MergeTagKind,
    /// Where the tag stands.
    pub span: Span,
}

/// The tags of Compose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeTagKind {
    /// `!reset`: the earlier value goes, and so does the tagged one.
    Reset,
    /// `!override`: the earlier value goes, the tagged one stays.
    Override,
}

/// One part of a path in the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOrIndex {
    /// A mapping's key.
    Key(String),
    /// A list's item, from 0.
    Index(usize),
}

/// An error text of Docker Compose, without the file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which document it is met in, from 0; may be one past the last.
    pub document: usize,
    /// When it is met.
    pub stage: FailureStage,
    /// The text.
    pub text: String,
}

/// When Docker Compose meets a fault. One may be listed under several stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureStage {
    /// When the first document of each file on the command line is read for the project's `name`, before
    /// anything else: the text is printed as it is.
    Name,
    /// When a document is parsed: the text is printed after `failed to parse FILE: `.
    Parse,
    /// When its keys are looked at, after parsing: the text is printed as it is.
    Keys,
}

impl Parsed {
    /// The first error text of a stage in a document.
    pub fn failure(&self, document: usize, stage: FailureStage) -> Option<&str> {
        self.failures
            .iter()
            .find(|failure| failure.document == document && failure.stage == stage)
            .map(|failure| failure.text.as_str())
    }

    /// The error text with which Docker Compose stops when it reads a named file for the project's name.
    pub fn name_failure(&self) -> Option<&str> {
        self.failure(0, FailureStage::Name)
    }
}

/// Reads a file. Never fails: there is a tree as far as the text goes.
pub fn parse(file: FileId, source: &SourceFile) -> Parsed {
    let recovered = recover::read(file, source);
    let reading = recovered.reading;
    let mut diagnostics = recovered.diagnostics;
    let mut failures = Vec::new();
    let stop = recovered.failure;
    let mut documents = Vec::with_capacity(reading.roots.len());
    let mut removed = Vec::new();
    for (index, &root) in reading.roots.iter().enumerate() {
        let built = build::build(&reading.syntax, root, source, &mut removed);
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
    if let Some((document, text)) = stop {
        let document = document.min(documents.len());
        // The document with the syntax error is never looked into, nor are those after it.
        failures.retain(|failure| failure.document < document);
        failures.push(Failure {
            document,
            stage: FailureStage::Parse,
            text,
        });
    }
    if let Some(text) = recovered.name_failure {
        let first = reading.roots.first().filter(|_| text == name::MERGE);
        let reset = first.and_then(|&root| name::reset_merge(&reading.syntax, root));
        diagnostics.extend(reset.map(|span| {
            Diagnostic::error(codes::YAML_BAD_MERGE, "`<<` can only merge mappings", span)
                .help("Remove the line: `!reset` does not apply here, since the file is first read for its name alone.")
                .upstream(text.as_str())
        }));
        let failure = Failure {
            document: 0,
            stage: FailureStage::Name,
            text,
        };
        failures.insert(0, failure);
    }
    diagnostics.sort_by_key(Diagnostic::source_order);
    Parsed {
        documents,
        syntax: reading.syntax,
        comments: reading.comments,
        diagnostics,
        failures,
    }
}

#[cfg(test)]
mod tests;
