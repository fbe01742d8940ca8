//! Syntax errors in the user's words, with a way out where there is one.

use super::fault::Fault;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceFile, Span};

/// The diagnostic of a fault; `text` is the source with earlier damage left out.
pub(super) fn diagnostic(fault: &Fault, file: FileId, source: &SourceFile, text: &str) -> Diagnostic {
    let _ = source;
    let at = fault.at.byte().min(text.len());
    Diagnostic::error("yaml-syntax", fault.kind.text(), Span::new(file, at..at)).upstream(fault.upstream())
}

/// How many letters differ between two words (inserted, removed or replaced).
pub(super) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, &candidate) in other.iter().enumerate() {
            let above = row[column + 1];
            let replaced = diagonal + usize::from(letter != candidate);
            row[column + 1] = replaced.min(above + 1).min(row[column] + 1);
            diagonal = above;
        }
    }
    row[other.len()]
}
