//! `!reset` and `!override`: what a document takes away from the model before it joins it.
//!
//! The parser has already dropped the values tagged `!reset` and kept those tagged `!override`; what is
//! left to do is to remove whatever stands at the same paths in earlier files and bases.

use super::fields::Part;
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
        if parts.next() == Some(Part::Key("services")) && parts.next() == Some(Part::Key(name)) {
            remove(service, parts);
        }
    }
}

fn part(part: &KeyOrIndex) -> Part<'_> {
    match part {
        KeyOrIndex::Key(key) => Part::Key(key),
        KeyOrIndex::Index(index) => Part::Item(*index),
    }
}

fn remove<'a>(node: &mut Node, mut parts: impl Iterator<Item = Part<'a>>) {
    // A list keeps its items: Docker Compose finds only keys.
    let (Some(Part::Key(key)), Value::Mapping(entries)) = (parts.next(), &mut node.value) else {
        return;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        entries.remove(key);
    } else if let Some(entry) = entries.get_mut(key) {
        remove_below(&mut entry.node, &mut parts);
    }
}

fn remove_below<'a>(node: &mut Node, parts: &mut dyn Iterator<Item = Part<'a>>) {
    remove(node, parts);
}
