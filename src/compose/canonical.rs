//! Canonical forms, defaults and checks of single fields, as the field table defines them.
//!
//! Canonicalization runs after the validation of each merged document, so that all later passes know only the long
//! form of every field.

use super::fields::{self, Column};
use crate::diagnostic::Diagnostic;
use crate::yaml::Node;

/// The treatment of a short form that cannot be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnparsableForms {
    /// It is reported.
    Reported,
    /// It is kept unchanged if its row in the table allows that, because it may contain variables.
    Kept,
}

/// Converts all short forms of a document to their long form.
pub fn canonicalize(document: &mut Node, unparsable: UnparsableForms) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    fields::walk_mut(document, Column::Canonical, &mut |field, node, path| {
        let Some(canonical) = field.canonical else {
            return;
        };
        let may_keep = unparsable == UnparsableForms::Kept && field.keeps_unparsable;
        let written = may_keep.then(|| node.clone());
        let count = diagnostics.len();
        canonical(node, path, &mut diagnostics);
        if let Some(written) = written.filter(|_| diagnostics.len() > count) {
            diagnostics.truncate(count);
            *node = written;
        }
    });
    diagnostics
}

/// Adds the defaults that Docker Compose adds before it checks a project.
pub fn add_defaults(document: &mut Node) {
    fields::walk_mut(document, Column::Default, &mut |field, node, _| {
        if let Some(default) = field.default {
            default(node);
        }
    });
}

/// Checks a canonical document with defaults for errors that the schema cannot express.
pub fn check_fields(document: &Node) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    fields::walk(document, Column::Check, &mut |field, node, path| {
        if let Some(check) = field.check {
            check(node, path, &mut diagnostics);
        }
    });
    diagnostics
}
