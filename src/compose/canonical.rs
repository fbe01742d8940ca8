//! Canonical forms: every short form becomes its long one.
//!
//! Runs after validation of each merged document, so that uniqueness and checks need to know one form only.
//! A short form that can't be read is reported and left as it is.

use super::fields::{self, Column, Cursor, FieldPath};
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// What becomes of a short form that can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnparsableForms {
    /// It is reported.
    Reported,
    /// Ports and volumes are left as they are: variables may stand in them.
    Kept,
}

const KEPT: [&str; 2] = ["services.*.ports", "services.*.volumes[]"];

/// Turns all short forms of a document into long ones.
pub fn canonicalize(root: &mut Node, unreadable: UnparsableForms) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    entries(root, fields::root(), unreadable, None, &mut found);
    drop_empty_name_servers(root);
    found
}

/// Adds the default values that Compose adds before it checks.
pub fn fill_defaults(root: &mut Node) {
    fill(root, fields::root());
}

/// Looks for the faults that the schema does not know of, in a canonical document with defaults.
pub fn check(root: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    check_entries(root, fields::root(), None, &mut found);
    found
}

fn below<'a>(at: Option<&'a FieldPath<'a>>, key: &'a str) -> FieldPath<'a> {
    match at {
        Some(at) => at.child(key),
        None => FieldPath::top_level(key),
    }
}

fn entries(
    node: &mut Node,
    cursor: Cursor,
    unreadable: UnparsableForms,
    at: Option<&FieldPath<'_>>,
    found: &mut Vec<Diagnostic>,
) {
    for (key, entry) in node.as_mapping_mut().into_iter().flatten() {
        let to = cursor.child_leading_to(Column::Canonical, key);
        if to.is_inside() {
            value(&mut entry.node, to, unreadable, &below(at, key), found);
        }
    }
}

fn value(
    node: &mut Node,
    cursor: Cursor,
    unreadable: UnparsableForms,
    at: &FieldPath<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if let Some(field) = cursor.field()
        && let Some(canonical) = field.canonical
    {
        let written = (unreadable == UnparsableForms::Kept && KEPT.contains(&field.path)).then(|| node.clone());
        let before = found.len();
        canonical(node, at, found);
        if let Some(written) = written.filter(|_| found.len() > before) {
            found.truncate(before);
            *node = written;
            return;
        }
    }
    match &mut node.value {
        Value::Mapping(_) => entries(node, cursor, unreadable, Some(at), found),
        Value::Sequence(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                value(item, cursor.item(), unreadable, &at.item(index), found);
            }
        }
        _ => {}
    }
}

/// An empty name server means none: an unset variable leaves such a one.
fn drop_empty_name_servers(root: &mut Node) {
    let services = root.as_mapping_mut().and_then(|root| root.get_mut("services"));
    for (_, service) in services
        .and_then(|services| services.node.as_mapping_mut())
        .into_iter()
        .flatten()
    {
        let dns = service.node.as_mapping_mut().and_then(|service| service.get_mut("dns"));
        if let Some(Value::Sequence(items)) = dns.map(|dns| &mut dns.node.value) {
            items.retain(|item| !item.is_null() && item.as_str() != Some(""));
        }
    }
}

fn fill(node: &mut Node, cursor: Cursor) {
    if let Some(default) = cursor.field().and_then(|field| field.default) {
        default(node);
    }
    match &mut node.value {
        Value::Mapping(mapping) => {
            for (key, entry) in mapping {
                let to = cursor.child_leading_to(Column::Default, key);
                if to.is_inside() {
                    fill(&mut entry.node, to);
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| fill(item, cursor.item())),
        _ => {}
    }
}

fn check_entries(node: &Node, cursor: Cursor, at: Option<&FieldPath<'_>>, found: &mut Vec<Diagnostic>) {
    for (key, entry) in node.as_mapping().into_iter().flatten() {
        let to = cursor.child_leading_to(Column::Check, key);
        if to.is_inside() {
            check_value(&entry.node, to, &below(at, key), found);
        }
    }
}

fn check_value(node: &Node, cursor: Cursor, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(check) = cursor.field().and_then(|field| field.check) {
        check(node, at, found);
    }
    match &node.value {
        Value::Mapping(_) => check_entries(node, cursor, Some(at), found),
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                check_value(item, cursor.item(), &at.item(index), found);
            }
        }
        _ => {}
    }
}
