//! Variables in texts, and what the texts then become.
//!
//! Walks the values of a document, never its keys. Each value remembers which variables made it. A field
//! that is no text is cast afterwards, whether or not it held a variable.
//! Source: the answers of the real binary.

use super::template::{self, Outcome, Reference, TemplateError};
use super::{cast, go};
use std::ops::Range;

use super::environment::Environment;
use super::field_path::FieldPath;
use super::fields::{Cast, Column, Cursor};
use super::report::Report;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Node, Origin, Value, VariableSource};

/// Substitutes variables in every text below `node`, and casts what is to be no text.
pub fn expand(node: &mut Node, cursor: Cursor, at: Option<&FieldPath<'_>>, world: World<'_>, report: &mut Report) {
    match &mut node.value {
        Value::Mapping(entries) => {
            for (key, entry) in entries.iter_mut() {
                let place = FieldPath::below(at, key);
                expand(
                    &mut entry.node,
                    cursor.child_leading_to(Column::Cast, key),
                    Some(&place),
                    world,
                    report,
                );
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let place = at.map_or(FieldPath::top_level(""), |at| at.item(index));
                expand(item, cursor.item_or_entry(), Some(&place), world, report);
            }
        }
        Value::String(_) => expand_text(node, cursor, at, world, report),
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
    /// The `.env` that variables can be added to.
    pub env_file: Option<FileId>,
}

impl World<'_> {
    /// Adds a line to `.env`, where there is one.
    fn set_in_env_file(self, name: &str) -> Option<(String, Vec<Edit>)> {
        let file = self.env_file?;
        let text = self.files.file(file).text();
        let ended = text.is_empty() || text.ends_with('\n');
        let edit = Edit {
            span: Span::new(file, text.len()..text.len()),
            text: format!("{}{name}=\n", if ended { "" } else { "\n" }),
        };
        Some((format!("Add `{name}` to .env"), vec![edit]))
    }
}

fn expand_text(node: &mut Node, cursor: Cursor, at: Option<&FieldPath<'_>>, world: World<'_>, report: &mut Report) {
    let template = node.as_str().unwrap_or_default();
    if template.as_bytes().contains(&b'$') {
        let substituted = template::substitute(template, &mut |name| world.environment.value(name).map(str::to_owned));
        let blank = |reference: &&Reference| reference.outcome == Outcome::Blank;
        if substituted.references.iter().any(|reference| blank(&reference)) {
            let location = TextLocation::of(node, world.files);
            for reference in substituted.references.iter().filter(blank) {
                report.add(unset(reference, &location, world));
            }
        }
        if let Some(error) = substituted.error {
            let location = TextLocation::of(node, world.files);
            let path = at.map(FieldPath::with_brackets).unwrap_or_default();
            report.add(explain(&error, &location, world).upstream(error.at_path(&path)));
            return;
        }
        let taken = node.take();
        *node = with_variables(taken, substituted.references, world.environment);
        node.value = Value::String(substituted.text.into());
    }
    cast_text(node, cursor, at, report);
}

/// Notes which variables made a value.
fn with_variables(mut node: Node, references: Vec<Reference>, environment: &Environment) -> Node {
    for reference in references.into_iter().filter(|reference| reference.used) {
        let source = match environment.get(&reference.name) {
            Some(variable) if reference.outcome == Outcome::Value => variable.source.clone(),
            _ => VariableSource::Fallback,
        };
        node = node.with_origin(Origin::Variable {
            name: reference.name,
            source,
        });
    }
    node
}

/// Where the characters of a text are written.
struct TextLocation {
    whole: Span,
    /// Where the text begins in its file, when it stands there as it is.
    begin: Option<usize>,
}

impl TextLocation {
    fn of(node: &Node, files: &Workspace) -> Self {
        let written = files.text(node.span);
        let inside = node.as_str().and_then(|text| written.find(text));
        TextLocation {
            whole: node.span,
            begin: inside.map(|offset| node.span.start as usize + offset),
        }
    }

    /// The place of a part of the text; the whole text where that can't be said.
    fn span_of(&self, range: &Range<usize>) -> Span {
        match self.begin {
            Some(begin) => Span::new(self.whole.file, begin + range.start..begin + range.end),
            None => self.whole,
        }
    }
}

fn unset(reference: &Reference, location: &TextLocation, world: World<'_>) -> Diagnostic {
    let name = &reference.name;
    let place = location.span_of(&reference.range);
    let mut diagnostic = Diagnostic::warning(
        codes::UNSET_VARIABLE,
        format!("the variable `{name}` is not set, so nothing stands here"),
        place,
    )
    .help(format!(
        "Set it in `.env`, or give it a default: `${{{name}:-default}}`."
    ))
    .upstream(unset_text(name));
    if let Some((title, edits)) = world.set_in_env_file(name) {
        diagnostic = diagnostic.fix(title, Applicability::ChangesBehavior, edits);
    }
    if location.begin.is_none() {
        return diagnostic;
    }
    let edit = Edit {
        span: place,
        text: format!("${{{name}:-}}"),
    };
    diagnostic.fix("Say that it may be empty", Applicability::Safe, vec![edit])
}

/// What Docker Compose warns of when a variable has no value.
pub fn unset_text(name: &str) -> String {
    format!(
        "The {} variable is not set. Defaulting to a blank string.",
        go::quote(name)
    )
}

fn explain(error: &TemplateError, location: &TextLocation, world: World<'_>) -> Diagnostic {
    let place = location.span_of(&error.range());
    match error {
        TemplateError::Invalid { template, .. } => {
            let message = match template.contains('}') {
                true => "this `${` does not go on as a variable must",
                false => "this `${` is never closed",
            };
            let diagnostic = Diagnostic::error(codes::INVALID_TEMPLATE, message, place)
                .help("A variable is `${NAME}` or `${NAME:-default}`, on one line; for a plain `$` write `$$`.");
            match location.begin {
                None => diagnostic,
                Some(_) => diagnostic.fix(
                    "Write `$$`: no variable is meant",
                    Applicability::ChangesBehavior,
                    vec![Edit {
                        span: place.start_point(),
                        text: "$".to_owned(),
                    }],
                ),
            }
        }
        TemplateError::Required { name, message, .. } => {
            let wish = match message.is_empty() {
                true => format!("the variable `{name}` must be set"),
                false => format!("the variable `{name}` must be set: {message}"),
            };
            let diagnostic = Diagnostic::error(codes::MISSING_VARIABLE, wish, place)
                .help(format!("Add a line `{name}=...` to `.env`."));
            match world.set_in_env_file(name) {
                Some((title, edits)) => diagnostic.fix(title, Applicability::ChangesBehavior, edits),
                None => diagnostic,
            }
        }
    }
}

/// A field that is a number or a truth value turns from text into one.
fn cast_text(node: &mut Node, cursor: Cursor, at: Option<&FieldPath<'_>>, report: &mut Report) {
    let (Some(kind), Some(text)) = (cursor.field().and_then(|field| field.cast), node.as_str()) else {
        return;
    };
    match cast::convert(text, kind) {
        Ok(converted) => {
            if let Some(warning) = converted.warning {
                let message = format!("`{text}` is not a truth value any more");
                report.add(
                    Diagnostic::warning(codes::OLD_BOOLEAN, message, node.span)
                        .help("Write `true` or `false`.")
                        .upstream(warning),
                );
            }
            node.value = converted.value;
        }
        Err(reason) => {
            let path = at.map(FieldPath::with_brackets).unwrap_or_default();
            let message = match text.is_empty() {
                true => "this must be a number or truth value, but is empty".to_owned(),
                false => format!("`{text}` is not what this field holds"),
            };
            report.add(
                Diagnostic::error(codes::WRONG_KIND, message, node.span)
                    .help(match kind {
                        Cast::Bool => "Write `true` or `false`.",
                        Cast::Int | Cast::Int64 => "Write a whole number.",
                        Cast::Float | Cast::Float32 => "Write a number.",
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
    let Some(services) = model.get_path_mut(&["services"]).and_then(Node::as_mapping_mut) else {
        return;
    };
    for service in services.values_mut() {
        let Some(Value::Sequence(items)) = service.node.get_path_mut(&["environment"]).map(|node| &mut node.value)
        else {
            continue;
        };
        for item in items {
            let Some(variable) = item.as_str().and_then(|name| environment.get(name)) else {
                continue;
            };
            let name = item.as_str().unwrap_or_default().to_owned();
            let text = format!("{name}={}", variable.value);
            let source = variable.source.clone();
            *item = item.take().with_origin(Origin::Variable { name, source });
            item.value = Value::String(text.into());
        }
    }
}
