//! Interpolation: substitutes variables in the values of a document, and casts the results.
//!
//! Keys are never interpolated. Each value records the variables that contributed to it. A field of another type than
//! string is cast afterwards, whether or not it contained a variable. Source: the observed behavior of Docker Compose.

use std::ops::Range;

use super::cast;
use super::environment::Environment;
use super::field_path::FieldPath;
use super::fields::{Cast, Column, Cursor};
use super::report::Report;
use super::template::{self, Outcome, Reference, TemplateError};
use super::unset_variables::{self, ExpectedValue, FieldType};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{Span, Workspace};
use crate::yaml::{Node, Origin, Value, VariableSource};

/// The inputs of interpolation other than the document.
#[derive(Debug, Clone, Copy)]
pub struct InterpolationContext<'a> {
    /// The files, to locate references inside values.
    pub files: &'a Workspace,
    /// The variables.
    pub environment: &'a Environment,
}

/// Substitutes variables in all strings below `node`, and casts the results. `path` is `None` for the root.
pub fn interpolate(
    node: &mut Node,
    cursor: Cursor,
    path: Option<&FieldPath<'_>>,
    context: InterpolationContext<'_>,
    report: &mut Report,
) {
    match &mut node.value {
        Value::Mapping(entries) => {
            for (key, entry) in entries.iter_mut() {
                let path = FieldPath::below(path, key);
                let cursor = cursor.child_leading_to(Column::Cast, key);
                interpolate(&mut entry.node, cursor, Some(&path), context, report);
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let path = path.map_or(FieldPath::top_level(""), |path| path.item(index));
                interpolate(item, cursor.item_or_entry(), Some(&path), context, report);
            }
        }
        Value::String(_) => interpolate_string(node, cursor, path, context, report),
        _ => {}
    }
}

fn interpolate_string(
    node: &mut Node,
    cursor: Cursor,
    path: Option<&FieldPath<'_>>,
    context: InterpolationContext<'_>,
    report: &mut Report,
) {
    if substitute(node, cursor, path, context, report) {
        cast_string(node, cursor, path, report);
    }
}

/// Substitutes the variables in a string. Returns false if the template is invalid.
fn substitute(
    node: &mut Node,
    cursor: Cursor,
    path: Option<&FieldPath<'_>>,
    context: InterpolationContext<'_>,
    report: &mut Report,
) -> bool {
    let template = node.as_str().unwrap_or_default();
    if !template.contains('$') {
        return true;
    }
    let mut lookup = |name: &str| context.environment.value(name).map(str::to_owned);
    let substituted = template::substitute(template, &mut lookup);
    let field_type = cursor.field().and_then(|field| field.cast).map(field_type);
    let expected = |range: &Range<usize>| unset_variables::expected_value(path, template, range, field_type);
    let is_unset = |reference: &&Reference| reference.outcome == Outcome::Blank;
    if substituted.references.iter().any(|reference| is_unset(&reference)) {
        let location = StringLocation::of(node, context.files);
        for reference in substituted.references.iter().filter(is_unset) {
            report.add(unset_variable(reference, &location, context));
            report.add_unset_variable(&reference.name, expected(&reference.range));
        }
    }
    if let Some(error) = substituted.error {
        let location = StringLocation::of(node, context.files);
        let expected = expected(&error.range());
        if let TemplateError::Required { name, .. } = &error {
            report.add_unset_variable(name, expected);
        }
        let path = path.map(FieldPath::with_brackets).unwrap_or_default();
        report.add(template_error(&error, expected, &location, context).upstream(error.at_path(&path)));
        return false;
    }
    record_variables(node, substituted.references, context.environment);
    node.value = Value::String(substituted.text.into());
    true
}

fn field_type(cast: Cast) -> FieldType {
    match cast {
        Cast::Bool => FieldType::Boolean,
        Cast::Int | Cast::Int64 | Cast::Float | Cast::Float32 => FieldType::Number,
    }
}

/// Records in a value which variables contributed to it.
fn record_variables(node: &mut Node, references: Vec<Reference>, environment: &Environment) {
    for reference in references.into_iter().filter(|reference| reference.is_used) {
        let source = match environment.get(&reference.name) {
            Some(variable) if reference.outcome == Outcome::Value => variable.source.clone(),
            _ => VariableSource::Fallback,
        };
        *node = node.take().with_origin(Origin::Variable {
            name: reference.name,
            source,
        });
    }
}

/// Where a string is in its file.
struct StringLocation {
    node_span: Span,
    /// Offset at which the string begins, if the file contains it verbatim.
    start: Option<usize>,
}

impl StringLocation {
    fn of(node: &Node, files: &Workspace) -> Self {
        let written = files.text(node.span);
        let offset = node.as_str().and_then(|text| written.find(text));
        StringLocation {
            node_span: node.span,
            start: offset.map(|offset| node.span.start as usize + offset),
        }
    }

    /// Returns the span of a part of the string, or of the whole value if the file does not contain it verbatim.
    fn span_of(&self, range: &Range<usize>) -> Span {
        match self.start {
            Some(start) => Span::new(self.node_span.file, start + range.start..start + range.end),
            None => self.node_span,
        }
    }
}

fn unset_variable(reference: &Reference, location: &StringLocation, context: InterpolationContext<'_>) -> Diagnostic {
    let name = &reference.name;
    let span = location.span_of(&reference.range);
    let diagnostic = Diagnostic::warning(
        codes::UNSET_VARIABLE,
        format!("variable `{name}` is not set; an empty string is used"),
        span,
    )
    .help(format!(
        "Set it in `.env`, or give it a default: `${{{name}:-default}}`."
    ))
    .upstream(template::unset_warning(name));
    let diagnostic = with_env_file_fix(diagnostic, name, "", context);
    if location.start.is_none() {
        return diagnostic;
    }
    let text = format!("${{{name}:-}}");
    let title = format!("Default to empty: `{text}`");
    diagnostic.fix(title, Applicability::Safe, vec![Edit { span, text }])
}

fn template_error(
    error: &TemplateError,
    expected: ExpectedValue,
    location: &StringLocation,
    context: InterpolationContext<'_>,
) -> Diagnostic {
    let span = location.span_of(&error.range());
    match error {
        TemplateError::Invalid { template, .. } => {
            let message = match template.contains('}') {
                true => "invalid variable reference after this `${`",
                false => "this `${` has no closing `}`",
            };
            let diagnostic = Diagnostic::error(codes::INVALID_TEMPLATE, message, span)
                .help("Write `${NAME}` or `${NAME:-default}` on one line. For a literal `$` write `$$`.");
            if location.start.is_none() {
                return diagnostic;
            }
            let edit = Edit {
                span: span.start_point(),
                text: "$".to_owned(),
            };
            diagnostic.fix("Escape the `$`: write `$$`", Applicability::ChangesBehavior, vec![edit])
        }
        TemplateError::Required { name, message, .. } => {
            let headline = match message.is_empty() {
                true => format!("required variable `{name}` is not set"),
                false => format!("required variable `{name}` is not set: {message}"),
            };
            let diagnostic = Diagnostic::error(codes::MISSING_VARIABLE, headline, span)
                .help(format!("Add a line `{name}=...` to `.env`."));
            with_env_file_fix(
                diagnostic,
                name,
                &unset_variables::placeholder(name, expected, 0),
                context,
            )
        }
    }
}

/// Adds the fix that sets a variable in the env file that is in effect, if there is one. A variable that the shell sets
/// would win over it.
fn with_env_file_fix(diagnostic: Diagnostic, name: &str, value: &str, context: InterpolationContext<'_>) -> Diagnostic {
    let InterpolationContext { files, environment, .. } = context;
    let edit = match (environment.get(name), environment.env_file()) {
        (Some(_), _) => environment
            .span(name)
            .map(|span| Edit::new(span, format!("{name}={value}"))),
        (None, Some(file)) => {
            let text = files.file(file).text();
            let separator = match text.is_empty() || text.ends_with('\n') {
                true => "",
                false => "\n",
            };
            let end = Span::new(file, text.len()..text.len());
            Some(Edit::new(end, format!("{separator}{name}={value}\n")))
        }
        (None, None) => None,
    };
    let Some(edit) = edit else {
        return diagnostic;
    };
    let path = files.display_path(edit.span.file);
    let title = match value.is_empty() {
        true => format!("Add `{name}` to {path}"),
        false => format!("Set `{name}` to a placeholder in {path}"),
    };
    diagnostic.fix(title, Applicability::ChangesBehavior, vec![edit])
}

/// Casts a string to the number or boolean that its field requires.
fn cast_string(node: &mut Node, cursor: Cursor, path: Option<&FieldPath<'_>>, report: &mut Report) {
    let (Some(target), Some(text)) = (cursor.field().and_then(|field| field.cast), node.as_str()) else {
        return;
    };
    match cast::convert(text, target) {
        Ok(converted) => {
            if let Some(warning) = converted.warning {
                let message = format!("`{text}` is no longer a boolean");
                report.add(
                    Diagnostic::warning(codes::LEGACY_BOOLEAN, message, node.span)
                        .help("Write `true` or `false`.")
                        .upstream(warning),
                );
            }
            node.value = converted.value;
        }
        Err(reason) => {
            let path = path.map(FieldPath::with_brackets).unwrap_or_default();
            let diagnostic = cast_error(text, target, node.span).upstream(format!(
                "error while interpolating {path}: failed to cast to expected type: {reason}"
            ));
            report.add(diagnostic);
        }
    }
}

fn cast_error(text: &str, target: Cast, span: Span) -> Diagnostic {
    let (expected, help) = match target {
        Cast::Bool => ("a boolean", "Write `true` or `false`."),
        Cast::Int | Cast::Int64 => ("an integer", "Write a whole number."),
        Cast::Float | Cast::Float32 => ("a number", "Write a number."),
    };
    let message = match text.is_empty() {
        true => format!("expected {expected}, got an empty string"),
        false => format!("expected {expected}, got `{text}`"),
    };
    Diagnostic::error(codes::FAILED_CONVERSION, message, span).help(help)
}

/// Completes list items of `environment` that are only a name with the value of that variable.
pub fn resolve_bare_names(model: &mut Node, environment: &Environment) {
    let services = model.get_path_mut(&["services"]).and_then(Node::as_mapping_mut);
    for (_, service) in services.into_iter().flatten() {
        let list = service.node.get_path_mut(&["environment"]).map(|node| &mut node.value);
        let Some(Value::Sequence(items)) = list else {
            continue;
        };
        for item in items {
            if let Some(name) = item.as_str()
                && let Some((value, origin)) = environment.value_and_origin(name)
            {
                let text = format!("{name}={value}");
                *item = item.take().with_origin(origin);
                item.value = Value::String(text.into());
            }
        }
    }
}
