//! Walks over the parts of a document that lead to a row with a value in a certain column.

use super::cursor::{Column, Cursor, root};
use super::{Field, FieldPath};
use crate::yaml::{Node, Value};

/// Visits the values below the root of a document before their children.
///
/// Skips subtrees in which no row has a value in `column`. The row of a visited value may still lack one.
pub fn walk(document: &Node, column: Column, visit: &mut dyn FnMut(&Field, &Node, &FieldPath<'_>)) {
    walk_below(document, root(), None, column, visit);
}

fn walk_below(
    node: &Node,
    cursor: Cursor,
    path: Option<&FieldPath<'_>>,
    column: Column,
    visit: &mut dyn FnMut(&Field, &Node, &FieldPath<'_>),
) {
    if let (Some(field), Some(path)) = (cursor.field(), path) {
        visit(field, node, path);
    }
    match (&node.value, path) {
        (Value::Mapping(entries), _) => {
            for (key, entry) in entries {
                let child = cursor.child_leading_to(column, key);
                if child.is_inside() {
                    walk_below(&entry.node, child, Some(&FieldPath::below(path, key)), column, visit);
                }
            }
        }
        (Value::Sequence(items), Some(path)) if cursor.item().leads_to(column) => {
            for (index, item) in items.iter().enumerate() {
                walk_below(item, cursor.item(), Some(&path.item(index)), column, visit);
            }
        }
        _ => {}
    }
}

/// Like [`walk`], for visitors that change the values. The children visited are those after the change.
pub fn walk_mut(document: &mut Node, column: Column, visit: &mut dyn FnMut(&Field, &mut Node, &FieldPath<'_>)) {
    walk_below_mut(document, root(), None, column, visit);
}

fn walk_below_mut(
    node: &mut Node,
    cursor: Cursor,
    path: Option<&FieldPath<'_>>,
    column: Column,
    visit: &mut dyn FnMut(&Field, &mut Node, &FieldPath<'_>),
) {
    if let (Some(field), Some(path)) = (cursor.field(), path) {
        visit(field, node, path);
    }
    match (&mut node.value, path) {
        (Value::Mapping(entries), _) => {
            for (key, entry) in entries {
                let child = cursor.child_leading_to(column, key);
                if child.is_inside() {
                    walk_below_mut(
                        &mut entry.node,
                        child,
                        Some(&FieldPath::below(path, key)),
                        column,
                        visit,
                    );
                }
            }
        }
        (Value::Sequence(items), Some(path)) if cursor.item().leads_to(column) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk_below_mut(item, cursor.item(), Some(&path.item(index)), column, visit);
            }
        }
        _ => {}
    }
}
