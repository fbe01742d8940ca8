//! `!reset` and `!override`: removes the tagged values from the model that a document is merged into.
//!
//! The parser has already dropped the values tagged `!reset` from the document and kept those tagged `!override`. This
//! pass removes the values at the same paths in earlier files and in extended services.

use crate::yaml::{KeyOrIndex, MergeTag, Node, Value};

/// Removes the values at the paths of the tags from a model.
pub fn apply(tags: &[MergeTag], model: &mut Node) {
    for tag in tags {
        remove(model, &tag.path);
    }
}

/// Removes the values that the tags name in the service `name` from that service.
pub fn apply_to_service(tags: &[MergeTag], name: &str, service: &mut Node) {
    for tag in tags {
        if let [KeyOrIndex::Key(section), KeyOrIndex::Key(tagged), path @ ..] = tag.path.as_slice()
            && section == "services"
            && tagged == name
        {
            remove(service, path);
        }
    }
}

/// Removes the value at a path. Like Docker Compose, ignores paths through list items.
fn remove(node: &mut Node, path: &[KeyOrIndex]) {
    let mut node = node;
    for (index, segment) in path.iter().enumerate() {
        let (KeyOrIndex::Key(key), Value::Mapping(entries)) = (segment, &mut node.value) else {
            return;
        };
        if index + 1 == path.len() {
            entries.remove(key);
            return;
        }
        match entries.get_mut(key) {
            Some(entry) => node = &mut entry.node,
            None => return,
        }
    }
}
