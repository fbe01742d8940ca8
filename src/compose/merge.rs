//! Merging: a later file over an earlier one, a service over the base it extends.
//!
//! Mappings join by key, lists are appended, scalars replaced, and a null leaves what was there; fields
//! with another rule say so in the table. Every value that replaces another remembers it.
//! Source: the answers of the real binary.

use super::fields::{Cursor, FieldPath, Merge};
use super::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Entry, Mapping, Node, Origin, Value};

/// Puts `over` over `base`, both standing at `at`.
pub fn merge(base: Node, over: Node, cursor: Cursor, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) -> Node {
    match cursor.field().map_or(Merge::ByKind, |field| field.merge) {
        Merge::ByKind => by_kind(base, over, cursor, at, found),
        Merge::Replace => replace(&base, over),
        Merge::KeyValues | Merge::StringOrList => append(sequence(base), sequence(over)),
        Merge::ExtraHosts => extra_hosts(sequence(base), sequence(over)),
        Merge::NamedMapping => by_kind(
            named(base, |_| Value::Null),
            named(over, |_| Value::Null),
            cursor,
            at,
            found,
        ),
        Merge::DependsOn => by_kind(named(base, started), named(over, started), cursor, at, found),
        Merge::Build => by_kind(build(base), build(over), cursor, at, found),
        Merge::Logging => logging(base, over, cursor, at, found),
        Merge::IpamConfig => ipam(base, over, cursor, at, found),
        Merge::Ulimit => replace(&base, over),
    }
}

/// Joins the entries of two mappings that stand at `at`, `None` for the top.
pub fn mappings(
    base: &mut Mapping,
    over: Mapping,
    cursor: Cursor,
    at: Option<&FieldPath<'_>>,
    found: &mut Vec<Diagnostic>,
) {
    for (key, entry) in over {
        let Some(earlier) = base.get_mut(&key) else {
            base.insert(key, entry);
            continue;
        };
        let below = at.map_or(FieldPath::top_level(&key), |at| at.child(&key));
        let taken = earlier.node.take();
        let replaces = !matches!(entry.node.value, Value::Null | Value::Mapping(_) | Value::Sequence(_));
        earlier.node = merge(taken, entry.node, cursor.child(&key), &below, found);
        if replaces {
            earlier.key_span = entry.key_span;
        }
    }
}

fn by_kind(base: Node, over: Node, cursor: Cursor, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) -> Node {
    match (&base.value, &over.value) {
        (_, Value::Null) => base,
        (Value::Mapping(_), Value::Mapping(_)) => join(base, over, cursor, at, found),
        (Value::Sequence(_), Value::Sequence(_)) => append(base, over),
        (Value::Mapping(_), _) => clash(base, &over, "a mapping", at, found),
        (Value::Sequence(_), _) => clash(base, &over, "a list", at, found),
        _ => replace(&base, over),
    }
}

fn join(mut base: Node, over: Node, cursor: Cursor, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) -> Node {
    if let (Some(entries), Value::Mapping(later)) = (base.as_mapping_mut(), over.value) {
        mappings(entries, later, cursor, Some(at), found);
    }
    base
}

fn append(mut base: Node, over: Node) -> Node {
    if let (Value::Sequence(items), Value::Sequence(later)) = (&mut base.value, over.value) {
        items.extend(later);
    }
    base
}

fn replace(base: &Node, over: Node) -> Node {
    if base.span == over.span {
        return over;
    }
    over.with_origin(Origin::Override { replaced: base.span })
}

fn clash(base: Node, over: &Node, kind: &str, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) -> Node {
    let path = at.with_brackets();
    found.push(
        Diagnostic::error(
            codes::MERGE_CLASH,
            format!("`{path}` is {kind} in the earlier file, so it can't be replaced by something else"),
            over.span,
        )
        .and(base.span, "first written here")
        .help("Files merge field by field: write the same kind of value, or `!override` before the new one.")
        .upstream(format!("cannot override {path}")),
    );
    base
}

/// A mapping as the list of its `key=value` lines, in their order as text; one text as a list of it.
pub fn sequence(mut node: Node) -> Node {
    node.value = match node.value {
        Value::Mapping(entries) => {
            let mut lines: Vec<(String, Node)> = Vec::with_capacity(entries.len());
            for (key, entry) in entries {
                key_values(&key, entry, &mut lines);
            }
            lines.sort_by(|(left, _), (right, _)| left.cmp(right));
            Value::Sequence(lines.into_iter().map(|(_, line)| line).collect())
        }
        Value::Sequence(items) => Value::Sequence(items),
        Value::String(text) => {
            let item = Node {
                value: Value::String(text),
                span: node.span,
                provenance: node.provenance.clone(),
            };
            Value::Sequence(vec![item])
        }
        _ => Value::Sequence(Vec::new()),
    };
    node
}

fn key_values(key: &str, entry: Entry, lines: &mut Vec<(String, Node)>) {
    let whole = if entry.key_span.file == entry.node.span.file {
        entry.key_span.to(entry.node.span)
    } else {
        entry.node.span
    };
    let provenance = entry.node.provenance;
    let mut line = |text: String| {
        let node = Node {
            value: Value::String(text.as_str().into()),
            span: whole,
            provenance: provenance.clone(),
        };
        lines.push((text, node));
    };
    match entry.node.value {
        Value::Null => line(key.to_owned()),
        Value::Sequence(items) => {
            for item in items {
                line(format!("{key}={}", go::format_value(&item.value)));
            }
        }
        value => line(format!("{key}={}", go::format_value(&value))),
    }
}

fn extra_hosts(mut base: Node, over: Node) -> Node {
    if let (Value::Sequence(items), Value::Sequence(later)) = (&mut base.value, over.value) {
        let known = items.len();
        for item in later {
            if !items[..known].iter().any(|earlier| earlier.value == item.value) {
                items.push(item);
            }
        }
    }
    base
}

/// A list of names as a mapping from each to a value; anything else as it is.
fn named(mut node: Node, value: fn(&Node) -> Value) -> Node {
    if let Value::Sequence(items) = &node.value
        && items.iter().all(|item| item.as_str().is_some())
    {
        let entries = items
            .iter()
            .filter_map(|item| {
                let entry = Entry {
                    key_span: item.span,
                    node: Node {
                        value: value(item),
                        span: item.span,
                        provenance: item.provenance.clone(),
                    },
                };
                Some((item.as_str()?.to_owned(), entry))
            })
            .collect();
        node.value = Value::Mapping(entries);
    } else if !matches!(node.value, Value::Null | Value::Sequence(_) | Value::Mapping(_)) {
        // Docker Compose takes any other value for no names at all.
        node.value = Value::Mapping(Mapping::default());
    }
    node
}

fn started(name: &Node) -> Value {
    let part = |key: &str, value| {
        let node = Node::default(
            value,
            name.span,
            "The short form of depends_on waits for the start, and needs it.",
        );
        (
            key.to_owned(),
            Entry {
                key_span: name.span,
                node,
            },
        )
    };
    Value::Mapping(
        [
            part("condition", Value::String("service_started".into())),
            part("required", Value::Bool(true)),
        ]
        .into_iter()
        .collect(),
    )
}

fn build(mut node: Node) -> Node {
    if let Value::String(_) = node.value {
        let span = node.span;
        let context = node.take();
        let entry = Entry {
            key_span: span,
            node: context,
        };
        node.value = Value::Mapping([("context".to_owned(), entry)].into_iter().collect());
    } else if !matches!(node.value, Value::Null | Value::Mapping(_)) {
        // Docker Compose takes any other value for nothing at all.
        node.value = Value::Mapping(Mapping::default());
    }
    node
}

fn logging(base: Node, over: Node, cursor: Cursor, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) -> Node {
    let (Some(earlier), Some(later)) = (base.as_mapping(), over.as_mapping()) else {
        return by_kind(base, over, cursor, at, found);
    };
    let joins = match (earlier.get("driver"), later.get("driver")) {
        (Some(earlier), Some(later)) => earlier.node.value == later.node.value,
        _ => true,
    };
    if joins {
        join(base, over, cursor, at, found)
    } else {
        replace(&base, over)
    }
}

/// Every earlier entry meets every later one: those of the same subnet join, the others stand beside.
fn ipam(base: Node, over: Node, cursor: Cursor, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) -> Node {
    let (Some(earlier), Some(later)) = (base.as_sequence(), over.as_sequence()) else {
        let text = format!("{}: unexpected type {}", at.with_brackets(), go::type_name(&base.value));
        let clash = clash(base, &over, "a list", at, &mut Vec::new());
        found.push(
            Diagnostic::error(codes::MERGE_CLASH, "`config` must be a list of subnets", over.span).upstream(text),
        );
        return clash;
    };
    // Docker Compose joins into the earlier entry itself, so wherever that already stands it changes again.
    let mut joined: Vec<Node> = earlier.to_vec();
    let mut slots: Vec<Subnet<'_>> = Vec::new();
    for index in 0..joined.len() {
        for other in later {
            let known = |entry: &Node, joined: &[Node]| {
                let same = |slot: &Subnet<'_>| subnet(slot.node(joined)) == subnet(entry);
                slots.iter().position(same)
            };
            if subnet(other) != subnet(&joined[index]) && known(other, &joined).is_none() {
                slots.push(Subnet::Later(other));
                continue;
            }
            let entry = joined[index].take();
            joined[index] = join(entry, other.clone(), cursor.item(), &at.item(0), found);
            match known(&joined[index], &joined) {
                Some(slot) => slots[slot] = Subnet::Joined(index),
                None => slots.push(Subnet::Joined(index)),
            }
        }
    }
    let merged = slots.iter().map(|slot| slot.node(&joined).clone()).collect();
    Node {
        value: Value::Sequence(merged),
        ..base
    }
}

/// What stands in a place of the merged list.
enum Subnet<'a> {
    /// An entry of the later file.
    Later(&'a Node),
    /// An earlier entry, by its index, with all that was joined into it.
    Joined(usize),
}

impl<'a> Subnet<'a> {
    fn node(&self, joined: &'a [Node]) -> &'a Node {
        match self {
            Subnet::Later(node) => node,
            Subnet::Joined(index) => &joined[*index],
        }
    }
}

fn subnet(entry: &Node) -> Option<&Value> {
    entry.get("subnet").map(|node| &node.value)
}
