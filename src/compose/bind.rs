//! Binding: the canonical project becomes what Docker Compose's types hold, and is printed as they print.
//!
//! The result, the *resolved tree*, is the project as `docker compose config` writes it in YAML, keys in the
//! same order, before `$` is doubled; [`render`](super::render) makes JSON of it. Text that does not convert -
//! durations, sizes, commands, numbers - is reported here, after the schema, as Docker Compose does.
//! Source: the recorded cases, and probes of the real binary.

mod collections;
mod convert;
mod model;

pub use model::{ProjectParts, build_project};

use smol_str::SmolStr;

use super::attributes::scalar;
use super::fields::{self, Cursor, Field, ValueType};
use super::project::Spanned;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Entry, Mapping, Node, Value};

/// What binding makes of a project.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The resolved tree.
    pub resolved: Node,
    /// What did not convert. An `upstream` is the text Docker Compose would print if it were alone.
    pub diagnostics: Vec<Diagnostic>,
    /// The text Docker Compose prints for all of them together.
    pub failure: Option<String>,
    /// The warnings Docker Compose prints.
    pub warnings: Vec<String>,
    /// The shell operators at which commands were cut off.
    pub truncated_commands: Vec<Spanned<String>>,
}

/// Binds a canonical, normalized project. Where it is `written`, variables stand in it, and short forms that hold
/// some.
pub fn bind(root: Node, written: bool) -> Bound {
    let mut binder = Binder {
        written,
        ..Binder::default()
    };
    let mut resolved = binder.fields(root, fields::root());
    complete(&mut resolved);
    let (faults, remarks) = (binder.faults, binder.remarks);
    let mut lines: Vec<&str> = Vec::with_capacity(faults.len());
    for (index, fault) in faults.iter().enumerate() {
        // The decoder leaves a value at its first fault.
        if index == 0 || faults[index - 1].path != fault.path {
            lines.push(&fault.line);
        }
    }
    let refusal = (!lines.is_empty()).then(|| format!("{PREFIX}{}", lines.join("\n")));
    let upstream = |fault: Fault| fault.finding.upstream(format!("{PREFIX}{}", fault.line));
    let mut diagnostics: Vec<Diagnostic> = faults.into_iter().map(upstream).chain(remarks).collect();
    diagnostics.sort_by_key(Diagnostic::source_order);
    Bound {
        resolved,
        diagnostics,
        failure: binder.crash.or(refusal),
        warnings: binder.warnings,
        truncated_commands: binder.truncated_commands,
    }
}

const PREFIX: &str = "decoding failed due to the following error(s):\n\n";

/// One value that did not convert.
struct Fault {
    /// `services[web].command`.
    path: String,
    /// `'services[web].command' invalid command line string`.
    line: String,
    finding: Diagnostic,
}

/// A part of a path as the decoder's errors write it.
#[derive(Debug, Clone)]
enum Step {
    Field(&'static str, Cursor),
    Key(SmolStr),
    Item(usize),
}

#[derive(Default)]
struct Binder {
    written: bool,
    path: Vec<Step>,
    faults: Vec<Fault>,
    /// What Docker Compose crashes on.
    remarks: Vec<Diagnostic>,
    truncated_commands: Vec<Spanned<String>>,
    /// What it says when it crashes.
    crash: Option<String>,
    warnings: Vec<String>,
}

impl Binder {
    /// `services[web].ports[0].target`.
    fn path(&self) -> String {
        let mut path = String::new();
        let dot = |path: &mut String| {
            if !path.is_empty() {
                path.push('.');
            }
        };
        for step in &self.path {
            match step {
                Step::Field(name, cursor) => {
                    dot(&mut path);
                    match cursor.field().is_some_and(Field::is_untagged) {
                        true => path.push_str(&(name[..1].to_ascii_uppercase() + &name[1..])),
                        false => path.push_str(name),
                    }
                }
                Step::Key(key) => path.push_str(&format!("[{key}]")),
                Step::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    fn fault(&mut self, upstream: &str, finding: Diagnostic) {
        let path = self.path();
        let line = format!("'{path}' {upstream}");
        self.faults.push(Fault { path, line, finding });
    }

    fn below<T>(&mut self, step: Step, bind: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let result = bind(self);
        self.path.pop();
        result
    }

    /// A value of some form; nothing when it is left out.
    fn value(&mut self, node: Node, cursor: Cursor) -> Option<Node> {
        let form = cursor.field().map_or(ValueType::Any, |field| field.value_type);
        match form {
            ValueType::Fields | ValueType::Structure => self.structure(node, cursor, form),
            ValueType::Named => self.named(node, cursor),
            ValueType::List => self.list(node, cursor),
            form => self.leaf(node, form),
        }
    }

    fn structure(&mut self, node: Node, cursor: Cursor, form: ValueType) -> Option<Node> {
        if node.as_mapping().is_none() {
            self.not_a_mapping(&node, cursor);
            return None;
        }
        let bound = self.fields(node, cursor);
        let empty = bound.as_mapping().is_some_and(Mapping::is_empty);
        (form == ValueType::Fields || !empty).then_some(bound)
    }

    /// The schema does not look at networks and models with odd names, so that anything may stand there.
    fn not_a_mapping(&mut self, node: &Node, cursor: Cursor) {
        let kind = match &node.value {
            Value::Sequence(_) => "slice",
            // To the decoder a time is a structure, with none of the fields.
            Value::Null | Value::Mapping(_) | Value::Timestamp(_) => return,
            value => scalar::go_type(value),
        };
        // To the decoder an empty list is nothing, where nothing may stand.
        let optional = cursor.field().is_some_and(|field| field.path == "services.*.models.*");
        if optional && node.as_sequence().is_some_and(<[Node]>::is_empty) {
            return;
        }
        let unseen =
            |field: &Field| self.written || matches!(field.path, "networks.*" | "models.*" | "services.*.models.*");
        if cursor.field().is_some_and(unseen) {
            let finding = Diagnostic::error(codes::WRONG_TYPE, "this must be a mapping", node.span);
            self.fault(&format!("expected a map or struct, got \"{kind}\""), finding);
        }
    }

    /// The fields in the order of the table, then extensions by name. Fields that are not known are dropped.
    fn fields(&mut self, mut node: Node, cursor: Cursor) -> Node {
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
                let node = entry.node.take();
                extensions.insert_unique(
                    key.clone(),
                    Entry {
                        key_span: entry.key_span,
                        node,
                    },
                );
            }
            ranks.extend(rank);
            rank.is_some()
        });
        for &rank in cursor.always_printed() {
            if !ranks.contains(&rank)
                && let Some((name, child)) = cursor.nth(rank)
                && let Some(zero) = child.field().and_then(|field| convert::zero(field.value_type))
            {
                fields.insert_unique(SmolStr::new_static(name), scalar::entry(Node::new(zero, span)));
                ranks.push(rank);
            }
        }
        fields.sort_by_ranks(&mut ranks);
        let mut below = ranks.into_iter().filter_map(|rank| cursor.nth(rank));
        fields.retain(|_, entry| {
            let bound = below
                .next()
                .and_then(|(name, child)| self.field(name, child, entry.node.take()));
            bound.map(|bound| entry.node = bound).is_some()
        });
        extensions.sort_keys();
        for (key, mut entry) in extensions {
            convert::sort(&mut entry.node);
            fields.insert_unique(key, entry);
        }
        node
    }

    fn field(&mut self, name: &'static str, cursor: Cursor, node: Node) -> Option<Node> {
        self.below(Step::Field(name, cursor), |binder| binder.value(node, cursor))
    }

    fn named(&mut self, mut node: Node, cursor: Cursor) -> Option<Node> {
        let Value::Mapping(mapping) = &mut node.value else {
            return None;
        };
        let always = matches!(self.path[..], [Step::Field("services", _)]);
        if mapping.is_empty() && !always {
            return None;
        }
        // Names of these are the user's own: Docker Compose does not take `x-` for an extension there.
        let users = self.path.len() == 1 || cursor.field().is_some_and(|field| field.name() == "depends_on");
        if !users {
            collections::set_extensions_apart(mapping);
        }
        mapping.sort_keys();
        for (name, entry) in mapping {
            let child = cursor.child(name);
            if self.path.len() == 1 && entry.node.is_null() {
                entry.node.value = Value::Mapping(Mapping::default());
            }
            let (span, provenance) = (entry.node.span, entry.node.provenance.clone());
            let bound = self.below(Step::Key(name.clone()), |binder| binder.value(entry.node.take(), child));
            entry.node = bound.unwrap_or(Node {
                value: Value::Null,
                span,
                provenance,
            });
        }
        Some(node)
    }

    fn list(&mut self, mut node: Node, cursor: Cursor) -> Option<Node> {
        let Value::Sequence(items) = &mut node.value else {
            return None;
        };
        let written = std::mem::take(items);
        for (index, item) in written.into_iter().enumerate() {
            items.extend(self.below(Step::Item(index), |binder| binder.value(item, cursor.item())));
        }
        (!items.is_empty()).then_some(node)
    }
}

/// What Docker Compose's types add: `services` is always there.
fn complete(resolved: &mut Node) {
    let span = resolved.span;
    let Some(top) = resolved.as_mapping_mut() else {
        return;
    };
    top.get_or_insert_with("services", || {
        let none = Node::new(Value::Mapping(Mapping::default()), span);
        Entry {
            key_span: span,
            node: none,
        }
    });
}

/// What Docker Compose's consistency check adds to a service that is on: `scale` fills the replicas of `deploy`.
pub fn fill_replicas(service: &mut Node) {
    let Some(scale) = service.as_mapping().and_then(|fields| fields.get("scale")).cloned() else {
        return;
    };
    let deploy = service.get_path_mut(&["deploy"]).and_then(Node::as_mapping_mut);
    if let Some(deploy) = deploy.filter(|deploy| !deploy.contains_key("replicas")) {
        let at = usize::from(deploy.contains_key("mode"));
        deploy.insert_at(at, "replicas".to_owned(), scale);
    }
}

/// Another value in the place of `node`, with its provenance.
fn same_place(node: &Node, value: Value) -> Node {
    Node {
        value,
        span: node.span,
        provenance: node.provenance.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn node(value: Value) -> Node {
        Node::new(value, Span::new(FileId(0), 0..0))
    }

    fn mapping(entries: Vec<(&str, Node)>) -> Node {
        let entry = |(key, node): (&str, Node)| (key.to_owned(), crate::compose::attributes::scalar::entry(node));
        node(Value::Mapping(entries.into_iter().map(entry).collect()))
    }

    #[test]
    fn faults_of_one_project_are_told_together() {
        let text = |text: &str| node(Value::String(text.into()));
        let service = mapping(vec![("stop_grace_period", text("10")), ("mem_limit", text("lots"))]);
        let bound = bind(mapping(vec![("services", mapping(vec![("a", service)]))]), false);
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
