//! `!reset` and `!override`: what a document takes away from the model before it joins it.
//!
//! The parser has already dropped the values tagged `!reset` and kept those tagged `!override`; what is
//! left to do is to remove whatever stands at the same paths in earlier files and bases.

use super::field_path::PathSegment;
use crate::yaml::{KeyOrIndex, MergeTag, Node, Value};

/// Removes from `model` what stands at the tags' paths.
pub fn apply(tags: &[MergeTag], model: &mut Node) {
    for tag in tags {
        remove(model, tag.path.iter().map(part));
    }
}

/// As [`apply`], to a service that the document would call `name`.
pub fn apply_to_service(tags: &[MergeTag], name: &str, service: &mut Node) {
    for tag in tags {
        let mut parts = tag.path.iter().map(part);
        if parts.next() == Some(PathSegment::Key("services")) && parts.next() == Some(PathSegment::Key(name)) {
            remove(service, parts);
        }
    }
}

fn part(part: &KeyOrIndex) -> PathSegment<'_> {
    match part {
        KeyOrIndex::Key(key) => PathSegment::Key(key),
        KeyOrIndex::Index(index) => PathSegment::Item(*index),
    }
}

fn remove<'a>(node: &mut Node, mut parts: impl Iterator<Item = PathSegment<'a>>) {
    // A list keeps its items: Docker Compose finds only keys.
    let (Some(PathSegment::Key(key)), Value::Mapping(entries)) = (parts.next(), &mut node.value) else {
        return;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        entries.remove(key);
    } else if let Some(entry) = entries.get_mut(key) {
        remove_below(&mut entry.node, &mut parts);
    }
}

fn remove_below<'a>(node: &mut Node, parts: &mut dyn Iterator<Item = PathSegment<'a>>) {
    remove(node, parts);
}
