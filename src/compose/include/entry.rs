//! The entries of `include`, as Docker Compose decodes them.

use super::diagnostics;
use crate::compose::go;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// An entry of `include`.
#[derive(Debug)]
pub struct IncludeEntry {
    /// Compose files as written.
    pub paths: Vec<String>,
    /// Project directory as written.
    pub project_directory: Option<String>,
    /// Env files as written.
    pub env_files: Vec<String>,
    /// The whole entry.
    pub span: Span,
}

/// Parses the value of `include`. Returns the valid entries, and the errors of the others.
pub fn parse(include: &Node) -> (Vec<IncludeEntry>, Vec<Diagnostic>) {
    let items = match &include.value {
        Value::Null => return (Vec::new(), Vec::new()),
        Value::Sequence(items) => items,
        _ => return (Vec::new(), vec![diagnostics::not_a_list(include)]),
    };
    let mut entries = Vec::new();
    let mut errors: Vec<Diagnostic> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match parse_entry(item, index) {
            Ok(entry) => entries.extend(entry),
            Err(error) => errors.push(*error),
        }
    }
    combine_upstream(&mut errors);
    (entries, errors)
}

/// Gives all errors the text that Docker Compose prints, which has the errors of all entries.
fn combine_upstream(errors: &mut [Diagnostic]) {
    let lines: Vec<String> = errors.iter().filter_map(|error| error.upstream.clone()).collect();
    let text = format!("decoding failed due to the following error(s):\n\n{}", lines.join("\n"));
    for error in errors {
        error.upstream = Some(text.clone());
    }
}

/// Parses an entry; `None` for null.
fn parse_entry(item: &Node, index: usize) -> Result<Option<IncludeEntry>, Box<Diagnostic>> {
    let mut entry = IncludeEntry {
        paths: Vec::new(),
        project_directory: None,
        env_files: Vec::new(),
        span: item.span,
    };
    match &item.value {
        Value::Null => return Ok(None),
        // The decoder of Docker Compose takes a time for a structure without any of the fields.
        Value::Timestamp(_) => {}
        Value::String(path) => entry.paths.push(path.to_string()),
        Value::Mapping(_) => parse_fields(item, index, &mut entry)?,
        other => {
            let kind = match other {
                Value::Sequence(_) => "slice",
                other => go::type_name(other),
            };
            let upstream = format!("'[{index}]' expected a map or struct, got \"{kind}\"");
            return Err(Box::new(diagnostics::not_a_path(item, upstream)));
        }
    }
    Ok(Some(entry))
}

/// Parses an entry that is a mapping. Docker Compose reports the errors of all fields together.
fn parse_fields(item: &Node, index: usize, entry: &mut IncludeEntry) -> Result<(), Box<Diagnostic>> {
    let mut errors = Vec::new();
    entry.paths = parse_strings(item, index, "path", &mut errors);
    entry.project_directory = parse_directory(item, index, &mut errors);
    entry.env_files = parse_strings(item, index, "env_file", &mut errors);
    let Some((first, _)) = errors.first() else {
        return Ok(());
    };
    let lines: Vec<&str> = errors.iter().map(|(_, upstream)| upstream.as_str()).collect();
    Err(Box::new(diagnostics::invalid_field(first, lines.join("\n"))))
}

/// Parses a field that is a string or a list of strings.
fn parse_strings<'a>(item: &'a Node, index: usize, key: &str, errors: &mut Vec<(&'a Node, String)>) -> Vec<String> {
    let Some(node) = item.get(key) else {
        return Vec::new();
    };
    let strings = match &node.value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(vec![text.to_string()]),
        Value::Sequence(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    strings.unwrap_or_else(|| {
        let kind = go::type_name(&node.value);
        errors.push((node, format!("'[{index}].{key}' invalid type {kind} for string list")));
        Vec::new()
    })
}

/// Parses `project_directory`. Docker Compose also accepts an integer.
fn parse_directory<'a>(item: &'a Node, index: usize, errors: &mut Vec<(&'a Node, String)>) -> Option<String> {
    let node = item.get("project_directory")?;
    match &node.value {
        Value::Null => None,
        Value::String(path) => Some(path.to_string()).filter(|path| !path.is_empty()),
        Value::Int(number) if i64::try_from(*number).is_ok() => Some(number.to_string()),
        other => {
            let kind = go::type_name(other);
            let upstream =
                format!("'[{index}].project_directory' expected type 'string', got unconvertible type '{kind}'");
            errors.push((node, upstream));
            None
        }
    }
}
