//! Variables in texts, and what the texts then become.
//!
//! Walks the values of a document, never its keys. Each value remembers which variables made it. A field
//! that is no text is cast afterwards, whether or not it held a variable.
//! Source: the answers of the real binary.

use super::environment::Environment;
use super::fields::{Cast, Cursor, Place};
use super::findings::Findings;
use super::go;
use super::interpolate::{self, Reference, TemplateError};
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::{Span, Workspace};
use crate::yaml::{Node, Step, Value, VariableSource};

/// Substitutes variables in every text below `node`, and casts what is to be no text.
pub fn expand(
    node: &mut Node,
    cursor: Cursor,
    at: Option<&Place<'_>>,
    world: World<'_>,
    found: &mut Findings,
) {
    match &mut node.value {
        Value::Mapping(entries) => {
            for (key, entry) in entries.iter_mut() {
                let place = at.map_or(Place::top(key), |at| at.key(key));
                expand(&mut entry.node, cursor.child(key), Some(&place), world, found);
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let place = at.map_or(Place::top(""), |at| at.item(index));
                expand(item, cursor.item(), Some(&place), world, found);
            }
        }
        Value::String(_) => expand_text(node, cursor, at, world, found),
        _ => {}
    }
}

/// What variables are looked up in, and where their references stand.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The files, to point into values.
    pub files: &'a Workspace,
    /// The variables.
    pub environment: &'a Environment,
}
