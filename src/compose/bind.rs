//! Binds a canonical, normalized project to the types of Docker Compose.
//!
//! The result, the *resolved tree*, is the project as `docker compose config` writes it in YAML before it doubles `$`,
//! with keys in the same order. [`render`](super::render) converts it to JSON. Text that cannot be converted, such as an
//! invalid duration, size, command or number, is reported here, after the schema, as Docker Compose does.
//! Source: the recorded cases, and the observed behavior of Docker Compose.

mod collections;
mod convert;
mod model;

use smol_str::SmolStr;

pub use model::{ProjectParts, build_project};

use super::attributes::long_form;
use super::fields::{self, Cursor, Field, ValueType};
use super::go;
use super::project::Spanned;
use crate::diagnostic::{Diagnostic, codes};
use crate::sort::CompactSort;
use crate::yaml::{Entry, Mapping, Node, Value};

/// The result of binding a project.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The resolved tree.
    pub resolved: Node,
    /// The values that could not be converted. An `upstream` is the text that Docker Compose prints for this error
    /// alone.
    pub diagnostics: Vec<Diagnostic>,
    /// The text that Docker Compose prints for all errors together.
    pub failure: Option<String>,
    /// The warnings that Docker Compose prints.
    pub warnings: Vec<String>,
    /// The shell operators that end commands written as text.
    pub truncated_commands: Vec<Spanned<String>>,
}

/// Whether the variables of a project have been interpolated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    /// They have been interpolated, so the project has been canonicalized completely.
    Done,
    /// They have not, so values and short forms may contain variables.
    Skipped,
}

/// Binds a canonical, normalized project.
pub fn bind(root: Node, interpolation: Interpolation) -> Bound {
    let mut binder = Binder::new(interpolation);
    let mut resolved = binder.bind_fields(root, fields::root());
    ensure_services(&mut resolved);
    let decode_failure = decode_failure(&binder.errors);
    let with_upstream = |error: DecodeError| error.diagnostic.upstream(format!("{DECODING_FAILED}{}", error.line));
    let errors = binder.errors.into_iter().map(with_upstream);
    let mut diagnostics: Vec<Diagnostic> = errors.chain(binder.panic_diagnostics).collect();
    diagnostics.compact_sort_by_key(Diagnostic::source_order);
    Bound {
        resolved,
        diagnostics,
        failure: binder.panic.or(decode_failure),
        warnings: binder.warnings,
        truncated_commands: binder.truncated_commands,
    }
}

const DECODING_FAILED: &str = "decoding failed due to the following error(s):\n\n";

/// Returns the text that Docker Compose prints for all values that could not be converted.
fn decode_failure(errors: &[DecodeError]) -> Option<String> {
    // The decoder stops at the first error of a value.
    let is_first = |index: usize| index == 0 || errors[index - 1].path != errors[index].path;
    let first_errors = errors.iter().enumerate().filter(|(index, _)| is_first(*index));
    let lines: Vec<&str> = first_errors.map(|(_, error)| error.line.as_str()).collect();
    (!lines.is_empty()).then(|| format!("{DECODING_FAILED}{}", lines.join("\n")))
}

/// A value that could not be converted.
struct DecodeError {
    /// The path, such as `services[web].command`.
    path: String,
    /// The line that Docker Compose prints: `'services[web].command' invalid command line string`.
    line: String,
    diagnostic: Diagnostic,
}

/// A segment of a path as the decoder prints it.
#[derive(Debug, Clone)]
enum Segment {
    Field(&'static str, Cursor),
    Key(SmolStr),
    Item(usize),
}

/// The state of binding.
struct Binder {
    interpolation: Interpolation,
    /// The path of the current value.
    path: Vec<Segment>,
    errors: Vec<DecodeError>,
    truncated_commands: Vec<Spanned<String>>,
    /// Diagnostics about values on which Docker Compose panics.
    panic_diagnostics: Vec<Diagnostic>,
    /// The text that Docker Compose prints when it panics.
    panic: Option<String>,
    warnings: Vec<String>,
}

impl Binder {
    fn new(interpolation: Interpolation) -> Self {
        Binder {
            interpolation,
            path: Vec::new(),
            errors: Vec::new(),
            truncated_commands: Vec::new(),
            panic_diagnostics: Vec::new(),
            panic: None,
            warnings: Vec::new(),
        }
    }

    /// Returns the path of the current value: `services[web].ports[0].target`.
    fn path(&self) -> String {
        let mut path = String::new();
        for segment in &self.path {
            match segment {
                Segment::Field(name, cursor) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    match cursor.field().is_some_and(Field::is_capitalized_in_errors) {
                        true => path.push_str(&capitalize(name)),
                        false => path.push_str(name),
                    }
                }
                Segment::Key(key) => path.push_str(&format!("[{key}]")),
                Segment::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// Reports that the current value cannot be converted.
    fn report(&mut self, upstream: &str, diagnostic: Diagnostic) {
        let path = self.path();
        let line = format!("'{path}' {upstream}");
        self.errors.push(DecodeError { path, line, diagnostic });
    }

    /// Runs `bind` with a segment added to the path.
    fn descend<T>(&mut self, segment: Segment, bind: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(segment);
        let result = bind(self);
        self.path.pop();
        result
    }

    /// Binds a value. Returns `None` if it is left out.
    fn bind_value(&mut self, mut node: Node, cursor: Cursor) -> Option<Node> {
        let Some(field) = cursor.field() else {
            convert::sort_keys(&mut node);
            return Some(node);
        };
        match field.value_type {
            ValueType::Fields | ValueType::OptionalFields | ValueType::FieldsAlwaysInJson | ValueType::EnvFile => {
                self.bind_structure(node, cursor, field)
            }
            ValueType::Named => self.bind_named(node, cursor, field),
            ValueType::List => self.bind_list(node, cursor),
            _ => self.bind_leaf(node, field),
        }
    }

    fn bind_structure(&mut self, node: Node, cursor: Cursor, field: &Field) -> Option<Node> {
        if node.as_mapping().is_none() {
            self.reject_non_mapping(&node, cursor, field);
            return None;
        }
        let bound = self.bind_fields(node, cursor);
        let is_empty = bound.as_mapping().is_some_and(Mapping::is_empty);
        (field.value_type != ValueType::FieldsAlwaysInJson || !is_empty).then_some(bound)
    }

    /// Reports a value that should be a mapping, if the schema may not have validated it.
    fn reject_non_mapping(&mut self, node: &Node, cursor: Cursor, field: &Field) {
        let is_unset = field.value_type == ValueType::OptionalFields;
        let go_kind = match &node.value {
            // The decoder treats a time as a structure without any of the fields.
            Value::Null | Value::Mapping(_) | Value::Timestamp(_) => return,
            Value::Sequence(items) if items.is_empty() && is_unset => return,
            Value::Sequence(_) => "slice",
            value => go::type_name(value),
        };
        if self.interpolation == Interpolation::Skipped || cursor.may_be_unchecked() {
            let diagnostic = Diagnostic::error(codes::WRONG_TYPE, "this must be a mapping", node.span);
            self.report(&format!("expected a map or struct, got \"{go_kind}\""), diagnostic);
        }
    }

    /// Binds the fields in the order of the table, then the extensions by name. Drops unknown fields.
    fn bind_fields(&mut self, mut node: Node, cursor: Cursor) -> Node {
        let span = node.span;
        let Value::Mapping(fields) = &mut node.value else {
            node.value = Value::Mapping(Mapping::default());
            return node;
        };
        let mut ranks = Vec::with_capacity(fields.len());
        let mut extensions = Mapping::default();
        fields.retain(|key, entry| {
            let rank = cursor.rank(key);
            if rank.is_none() && key.starts_with("x-") {
                let (key_span, node) = (entry.key_span, entry.node.take());
                extensions.insert_unique(key.clone(), Entry { key_span, node });
            }
            ranks.extend(rank);
            rank.is_some()
        });
        for &rank in cursor.always_printed() {
            if !ranks.contains(&rank)
                && let Some((name, child)) = cursor.nth(rank)
                && let Some(zero) = child.field().and_then(|field| convert::zero(field.value_type))
            {
                let zero = long_form::entry(Node::new(zero, span));
                fields.insert_unique(SmolStr::new_static(name), zero);
                ranks.push(rank);
            }
        }
        fields.sort_by_ranks(&mut ranks);
        let mut children = ranks.into_iter().filter_map(|rank| cursor.nth(rank));
        fields.retain(|_, entry| {
            let bound = children.next().and_then(|(name, child)| {
                self.descend(Segment::Field(name, child), |binder| {
                    binder.bind_value(entry.node.take(), child)
                })
            });
            bound.map(|bound| entry.node = bound).is_some()
        });
        extensions.sort_keys();
        for (key, mut entry) in extensions {
            convert::sort_keys(&mut entry.node);
            fields.insert_unique(key, entry);
        }
        node
    }

    fn bind_named(&mut self, mut node: Node, cursor: Cursor, field: &Field) -> Option<Node> {
        let Value::Mapping(mapping) = &mut node.value else {
            return None;
        };
        if mapping.is_empty() && field.omit != fields::Omit::Never {
            return None;
        }
        if !field.has_user_keys {
            collections::separate_extensions(mapping);
        }
        mapping.sort_keys();
        for (name, entry) in mapping {
            let child = cursor.child(name);
            // Docker Compose stores these mappings by value, so that null is an empty mapping.
            let is_by_value = child.field().is_some_and(|field| field.value_type == ValueType::Fields);
            if is_by_value && entry.node.is_null() {
                entry.node.value = Value::Mapping(Mapping::default());
            }
            let unset = long_form::with_value(&entry.node, Value::Null);
            let bound = self.descend(Segment::Key(name.clone()), |binder| {
                binder.bind_value(entry.node.take(), child)
            });
            entry.node = bound.unwrap_or(unset);
        }
        Some(node)
    }

    fn bind_list(&mut self, mut node: Node, cursor: Cursor) -> Option<Node> {
        let Value::Sequence(items) = &mut node.value else {
            return None;
        };
        for (index, item) in std::mem::take(items).into_iter().enumerate() {
            items.extend(self.descend(Segment::Item(index), |binder| binder.bind_value(item, cursor.item())));
        }
        (!items.is_empty()).then_some(node)
    }
}

/// Adds an empty `services` mapping to a project without one.
fn ensure_services(resolved: &mut Node) {
    let span = resolved.span;
    if let Some(sections) = resolved.as_mapping_mut() {
        sections.get_or_insert_with("services", || {
            long_form::entry(Node::new(Value::Mapping(Mapping::default()), span))
        });
    }
}

/// Returns a name with a capital first letter.
pub(super) fn capitalize(name: &str) -> String {
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    first.to_ascii_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn node(value: Value) -> Node {
        Node::new(value, Span::new(FileId(0), 0..0))
    }

    fn mapping(entries: Vec<(&str, Node)>) -> Node {
        let entry = |(key, node): (&str, Node)| (key.to_owned(), long_form::entry(node));
        node(Value::Mapping(entries.into_iter().map(entry).collect()))
    }

    #[test]
    fn all_errors_of_a_project_are_reported_together() {
        let text = |text: &str| node(Value::String(text.into()));
        let service = mapping(vec![("stop_grace_period", text("10")), ("mem_limit", text("lots"))]);
        let project = mapping(vec![("services", mapping(vec![("a", service)]))]);
        let bound = bind(project, Interpolation::Done);
        assert_eq!(
            bound.failure.as_deref(),
            Some(
                "decoding failed due to the following error(s):\n\n'services[a].mem_limit' invalid size: 'lots'\n\
                 'services[a].stop_grace_period' time: missing unit in duration \"10\""
            )
        );
        assert_eq!(bound.diagnostics.len(), 2);
    }
}
