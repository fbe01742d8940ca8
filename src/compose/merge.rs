//! Merges a later file over an earlier one, and a service over the service that it extends.
//!
//! Mappings merge key by key, lists are appended, scalars are replaced, and null keeps the earlier value. The field
//! table defines other rules. The provenance of a value records the value that it replaced. Source: the observed
//! behavior of Docker Compose.

use super::attributes::{key_values, kind};
use super::field_path::FieldPath;
use super::fields::{Cursor, Merge};
use super::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Mapping, Node, Origin, Value};

/// Merges `later` over `earlier`. Both are values of the field at `cursor` and `path`.
pub fn merge(
    earlier: Node,
    later: Node,
    cursor: Cursor,
    path: &FieldPath<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    match cursor.field().map_or(Merge::ByKind, |field| field.merge) {
        Merge::ByKind => merge_by_kind(earlier, later, cursor, path, diagnostics),
        Merge::Replace => replace(&earlier, later),
        Merge::AppendList => append(key_values::to_list(earlier), key_values::to_list(later)),
        Merge::AppendNewItems => append_new_items(key_values::to_list(earlier), key_values::to_list(later)),
        Merge::LongForm(to_long_form) => {
            merge_by_kind(to_long_form(earlier), to_long_form(later), cursor, path, diagnostics)
        }
        Merge::IfCompatible(is_compatible) if is_compatible(&earlier, &later) => {
            merge_by_kind(earlier, later, cursor, path, diagnostics)
        }
        Merge::IfCompatible(_) => replace(&earlier, later),
        Merge::ItemsByKey(key) => merge_items(key, earlier, later, cursor, path, diagnostics),
    }
}

/// Merges the entries of two mappings at `path`, which is `None` for the top of a document.
pub fn merge_entries(
    earlier: &mut Mapping,
    later: Mapping,
    cursor: Cursor,
    path: Option<&FieldPath<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (key, entry) in later {
        let Some(existing) = earlier.get_mut(&key) else {
            earlier.insert(key, entry);
            continue;
        };
        let is_scalar = !matches!(entry.node.value, Value::Null | Value::Mapping(_) | Value::Sequence(_));
        let path = FieldPath::below(path, &key);
        existing.node = merge(existing.node.take(), entry.node, cursor.child(&key), &path, diagnostics);
        if is_scalar {
            existing.key_span = entry.key_span;
        }
    }
}

fn merge_by_kind(
    earlier: Node,
    later: Node,
    cursor: Cursor,
    path: &FieldPath<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    match (&earlier.value, &later.value) {
        (_, Value::Null) => earlier,
        (Value::Mapping(_), Value::Mapping(_)) => merge_mappings(earlier, later, cursor, path, diagnostics),
        (Value::Sequence(_), Value::Sequence(_)) => append(earlier, later),
        (Value::Mapping(_) | Value::Sequence(_), _) => {
            diagnostics.push(kind_conflict(&earlier, &later, path));
            earlier
        }
        _ => replace(&earlier, later),
    }
}

fn merge_mappings(
    mut earlier: Node,
    later: Node,
    cursor: Cursor,
    path: &FieldPath<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    if let (Some(entries), Value::Mapping(later)) = (earlier.as_mapping_mut(), later.value) {
        merge_entries(entries, later, cursor, Some(path), diagnostics);
    }
    earlier
}

fn append(mut earlier: Node, later: Node) -> Node {
    if let (Value::Sequence(items), Value::Sequence(later)) = (&mut earlier.value, later.value) {
        items.extend(later);
    }
    earlier
}

fn append_new_items(mut earlier: Node, later: Node) -> Node {
    if let (Value::Sequence(items), Value::Sequence(later)) = (&mut earlier.value, later.value) {
        let count = items.len();
        for item in later {
            if !items[..count].iter().any(|existing| existing.value == item.value) {
                items.push(item);
            }
        }
    }
    earlier
}

fn replace(earlier: &Node, later: Node) -> Node {
    if earlier.span == later.span {
        return later;
    }
    later.with_origin(Origin::Override { replaced: earlier.span })
}

fn kind_conflict(earlier: &Node, later: &Node, path: &FieldPath<'_>) -> Diagnostic {
    let (path, kind) = (path.with_brackets(), kind::describe(&earlier.value));
    Diagnostic::error(
        codes::MERGE_TYPE_CONFLICT,
        format!(
            "`{path}` is {kind} in an earlier file and cannot be merged with {}",
            kind::describe(&later.value)
        ),
        later.span,
    )
    .label(earlier.span, format!("{kind} here"))
    .help(format!(
        "Write {kind} here too, or `!override` before the value to replace the earlier one."
    ))
    .upstream(format!("cannot override {path}"))
}

/// Merges the items of two lists that have the same value of `key`.
///
/// As in Docker Compose, every earlier item is compared with every later one, and a later item that does not match is
/// added before the earlier items that follow.
fn merge_items(
    key: &str,
    earlier: Node,
    later: Node,
    cursor: Cursor,
    path: &FieldPath<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    let (Some(earlier_items), Some(later_items)) = (earlier.as_sequence(), later.as_sequence()) else {
        let name = cursor.field().map_or("", |field| field.name());
        let path = path.with_brackets();
        diagnostics.push(
            Diagnostic::error(
                codes::MERGE_TYPE_CONFLICT,
                format!("`{name}` must be a list"),
                later.span,
            )
            .upstream(format!("{path}: unexpected type {}", go::type_name(&earlier.value))),
        );
        return earlier;
    };
    let key_of = |item: &Node| item.get(key).map(|node| node.value.clone());
    // Docker Compose merges into the earlier item in place, so items that are already in the result change too.
    let mut merged_items: Vec<Node> = earlier_items.to_vec();
    let mut result: Vec<MergedItem<'_>> = Vec::new();
    for index in 0..merged_items.len() {
        for later_item in later_items {
            let position = |item: &Node, merged_items: &[Node]| {
                let is_same = |other: &MergedItem<'_>| key_of(other.node(merged_items)) == key_of(item);
                result.iter().position(is_same)
            };
            if key_of(later_item) != key_of(&merged_items[index]) && position(later_item, &merged_items).is_none() {
                result.push(MergedItem::Later(later_item));
                continue;
            }
            let item = merged_items[index].take();
            merged_items[index] = merge_mappings(item, later_item.clone(), cursor.item(), &path.item(0), diagnostics);
            match position(&merged_items[index], &merged_items) {
                Some(position) => result[position] = MergedItem::Merged(index),
                None => result.push(MergedItem::Merged(index)),
            }
        }
    }
    let items = result.iter().map(|item| item.node(&merged_items).clone()).collect();
    Node {
        value: Value::Sequence(items),
        ..earlier
    }
}

/// An item of the merged list.
enum MergedItem<'a> {
    /// An item of the later list.
    Later(&'a Node),
    /// The index of an item of the earlier list, with everything that was merged into it.
    Merged(usize),
}

impl<'a> MergedItem<'a> {
    fn node(&self, merged_items: &'a [Node]) -> &'a Node {
        match self {
            MergedItem::Later(node) => node,
            MergedItem::Merged(index) => &merged_items[*index],
        }
    }
}
