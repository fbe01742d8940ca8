//! Builders for the long form of a value that is written in a short form.

use smol_str::SmolStr;

use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Value};

/// Returns a node with another value and the same position and provenance.
pub fn with_value(node: &Node, value: Value) -> Node {
    Node {
        value,
        span: node.span,
        provenance: node.provenance.clone(),
    }
}

/// Returns a node for a part of a text, with the position and provenance of the whole text.
pub fn with_text(node: &Node, text: &str) -> Node {
    with_value(node, Value::String(text.into()))
}

/// Returns an entry whose key has the position of its value.
pub fn entry(node: Node) -> Entry {
    Entry {
        key_span: node.span,
        node,
    }
}

/// Returns a mapping at the position of a short form.
pub fn mapping(span: Span, entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let entries = entries.into_iter();
    let mut mapping = Mapping::with_capacity(entries.size_hint().0);
    entries.for_each(|(key, node)| mapping.insert_unique(SmolStr::new_static(key), entry(node)));
    Node::new(Value::Mapping(mapping), span)
}

/// Turns a text into a mapping with the text under `key`. Leaves other values unchanged.
pub fn wrap_text(node: &mut Node, key: &'static str) {
    if node.as_str().is_some() {
        let text = node.take();
        *node = mapping(text.span, [(key, text)]);
    }
}
