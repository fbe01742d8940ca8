//! Variables in texts, and what the texts then become.
//!
//! Walks the values of a document, never its keys. Each value remembers which variables made it. A field
//! that is no text is cast afterwards, whether or not it held a variable.
//! Source: the answers of the real binary.

use super::environment::Environment;
use super::fields::{Cursor, Place};
use super::findings::Findings;
use super::cast;
use crate::diagnostic::Diagnostic;
use crate::source::Workspace;
use crate::yaml::{Node, Step, Value};

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

fn expand_text(node: &mut Node, cursor: Cursor, at: Option<&Place<'_>>, world: World<'_>, found: &mut Findings) {
    let _ = world;
    cast_text(node, cursor, at, found);
}

/// A field that is a number or a truth value turns from text into one.
fn cast_text(node: &mut Node, cursor: Cursor, at: Option<&Place<'_>>, found: &mut Findings) {
    let (Some(kind), Some(text)) = (cursor.field().and_then(|field| field.cast), node.as_str()) else {
        return;
    };
    match cast::cast(text, kind) {
        Ok(converted) => {
            if let Some(warning) = converted.warning {
                let message = format!("`{text}` is not a truth value any more");
                found.add(
                    Diagnostic::warning("old-boolean", message, node.span)
                        .help("Write `true` or `false`.")
                        .upstream(warning),
                );
            }
            node.value = converted.value;
        }
        Err(reason) => {
            let path = at.map(Place::with_brackets).unwrap_or_default();
            let message = match text.is_empty() {
                true => "this must be a number or truth value, but is empty".to_owned(),
                false => format!("`{text}` is not what this field holds"),
            };
            found.add(
                Diagnostic::error("wrong-kind", message, node.span)
                    .help(match kind {
                        super::fields::Cast::Bool => "Write `true` or `false`.",
                        super::fields::Cast::Int | super::fields::Cast::Int64 => "Write a whole number.",
                        super::fields::Cast::Float | super::fields::Cast::Float32 => "Write a number.",
                    })
                    .upstream(format!(
                        "error while interpolating {path}: failed to cast to expected type: {reason}"
                    )),
            );
        }
    }
}

/// Gives list entries of `environment` that are a bare name the value that the variable has.
pub fn resolve_named(model: &mut Node, environment: &Environment) {
    let Some(services) = model.at_mut(&["services"]).and_then(Node::as_mapping_mut) else {
        return;
    };
    for service in services.values_mut() {
        let Some(Value::Sequence(items)) = service.node.at_mut(&["environment"]).map(|node| &mut node.value) else {
            continue;
        };
        for item in items {
            let Some(variable) = item.as_str().and_then(|name| environment.get(name)) else {
                continue;
            };
            let name = item.as_str().unwrap_or_default().to_owned();
            let text = format!("{name}={}", variable.value);
            let source = variable.source.clone();
            let span = item.span;
            *item = std::mem::replace(item, Node::new(Value::Null, span)).with(Step::Variable { name, source });
            item.value = Value::String(text);
        }
    }
}
