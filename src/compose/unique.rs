//! Removes repeated items from lists.
//!
//! The field table defines which items are the same. A later item replaces an earlier one in its position. Docker
//! Compose does this before it validates the schema, so it also rejects items that have no identity.

use super::field_path::FieldPath;
use super::fields::{self, Column, Identity};
use crate::diagnostic::Diagnostic;
use crate::hash::{FastBuildHasher, FastMap};
use crate::yaml::{Node, Value};

/// Removes repeated items from every list of the model that has an identity.
pub fn remove_repeated_items(model: &mut Node, diagnostics: &mut Vec<Diagnostic>) {
    fields::walk_mut(model, Column::Identity, &mut |field, node, path| {
        if let (Some(identity), Value::Sequence(items)) = (field.identity, &mut node.value) {
            *items = unique_items(std::mem::take(items), identity, path, diagnostics);
        }
    });
}

/// Returns the items without those that a later one replaces, and without those that have no identity.
fn unique_items(
    items: Vec<Node>,
    identity: Identity,
    path: &FieldPath<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Node> {
    if let [only] = items.as_slice() {
        let error = identity(only, path, 0).err();
        let kept = if error.is_none() { items } else { Vec::new() };
        diagnostics.extend(error.map(|diagnostic| *diagnostic));
        return kept;
    }
    let mut kept: Vec<Node> = Vec::with_capacity(items.len());
    let mut indexes: FastMap<String, usize> =
        FastMap::with_capacity_and_hasher(items.len(), FastBuildHasher::default());
    for (index, item) in items.into_iter().enumerate() {
        match identity(&item, path, index) {
            Ok(key) => match indexes.get(&key) {
                Some(&earlier) => kept[earlier] = item,
                None => {
                    indexes.insert(key, kept.len());
                    kept.push(item);
                }
            },
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    kept
}
