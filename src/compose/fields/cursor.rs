//! The rows of the table as a tree of path segments, and a cursor that follows a document through it.

use std::sync::OnceLock;

use indexmap::IndexMap;

use super::{Field, Omit, build, deploy, resources, service};
use crate::hash::FastBuildHasher;

/// Returns all rows, grouped by section. Rows of one mapping are in the order in which they are printed.
pub fn all() -> impl Iterator<Item = &'static Field> {
    [
        resources::TOP_LEVEL,
        service::SERVICE,
        service::NESTED,
        build::BUILD,
        deploy::DEPLOY,
        resources::RESOURCES,
    ]
    .into_iter()
    .flatten()
}

/// A position in the file format: a path pattern such as `services.*.ports[]`.
#[derive(Debug, Default)]
struct TreeNode {
    field: Option<&'static Field>,
    named: IndexMap<&'static str, TreeNode, FastBuildHasher>,
    any_key: Option<Box<TreeNode>>,
    item: Option<Box<TreeNode>>,
    /// For each [`Column`], whether a row here or below has a value in it.
    filled: [bool; COLUMNS],
    /// The ranks of the named fields that are printed even if they are not set.
    always_printed: Vec<usize>,
    /// Whether the schema may leave a value here unchecked, depending on its key.
    may_be_unchecked: bool,
}

/// A column that most rows leave empty. Passes skip the parts of a document that lead to no row with a value in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// `Field::identity`.
    Identity,
    /// `Field::canonical`.
    Canonical,
    /// `Field::default`.
    Default,
    /// `Field::check`.
    Check,
    /// `Field::cast`.
    Cast,
    /// `Field::host_path`.
    HostPath,
    /// `Field::normalize`.
    Normalize,
    /// `Field::adapt`.
    Adapt,
}

const COLUMNS: usize = 8;

impl TreeNode {
    /// Marks the columns that `field` fills. It is the row of this position or of a position below it.
    fn mark_filled(&mut self, field: &Field) {
        let columns = [
            field.identity.is_some(),
            field.canonical.is_some(),
            field.default.is_some(),
            field.check.is_some(),
            field.cast.is_some(),
            field.host_path.is_some(),
            field.normalize.is_some(),
            field.adapt.is_some(),
        ];
        for (filled, column) in self.filled.iter_mut().zip(columns) {
            *filled |= column;
        }
    }

    /// Computes what depends on the finished children.
    fn finalize(&mut self) {
        for (rank, child) in self.named.values_mut().enumerate() {
            child.finalize();
            if child.field.is_some_and(|field| field.omit == Omit::Never) {
                self.always_printed.push(rank);
            }
        }
        if let Some(child) = &mut self.any_key {
            child.finalize();
            child.may_be_unchecked = self.field.is_some_and(|field| field.shape.has_unchecked_keys());
        }
        if let Some(item) = &mut self.item {
            item.finalize();
        }
    }
}

/// A position in the file format. It is outside the format in an extension or below an unknown key.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    node: Option<&'static TreeNode>,
}

/// Returns the top of the file format.
pub fn root() -> Cursor {
    static ROOT: OnceLock<TreeNode> = OnceLock::new();
    Cursor {
        node: Some(ROOT.get_or_init(build_tree)),
    }
}

fn build_tree() -> TreeNode {
    let mut root = TreeNode::default();
    for field in all() {
        let mut node = &mut root;
        node.mark_filled(field);
        for segment in field.path.split('.').filter(|segment| !segment.is_empty()) {
            let name = segment.trim_end_matches("[]");
            if !name.is_empty() {
                node = match name {
                    "*" => node.any_key.get_or_insert_default(),
                    name => node.named.entry(name).or_default(),
                };
                node.mark_filled(field);
            }
            for _ in 0..(segment.len() - name.len()) / 2 {
                node = node.item.get_or_insert_default();
                node.mark_filled(field);
            }
        }
        node.field = Some(field);
    }
    root.finalize();
    root
}

impl Cursor {
    /// Returns a position outside the file format.
    pub fn outside() -> Cursor {
        Cursor { node: None }
    }

    /// Returns whether this position is inside the file format.
    pub fn is_inside(self) -> bool {
        self.node.is_some()
    }

    /// Returns the row of this position.
    pub fn field(self) -> Option<&'static Field> {
        self.node.and_then(|node| node.field)
    }

    /// Returns the position below a key.
    pub fn child(self, key: &str) -> Cursor {
        Cursor {
            node: self
                .node
                .and_then(|node| node.named.get(key).or(node.any_key.as_deref())),
        }
    }

    /// Returns the position below any key of a mapping from names to values.
    pub fn any_child(self) -> Cursor {
        Cursor {
            node: self.node.and_then(|node| node.any_key.as_deref()),
        }
    }

    /// Returns the position below a key, or a position outside the file format if no row there or further below fills
    /// the column.
    pub fn child_leading_to(self, column: Column, key: &str) -> Cursor {
        if !self.leads_to(column) {
            return Cursor::outside();
        }
        let child = self.child(key);
        if child.leads_to(column) {
            child
        } else {
            Cursor::outside()
        }
    }

    /// Returns whether a row here or below fills the column.
    pub fn leads_to(self, column: Column) -> bool {
        self.node.is_some_and(|node| node.filled[column as usize])
    }

    /// Returns the position of the items of a list.
    pub fn item(self) -> Cursor {
        Cursor {
            node: self.node.and_then(|node| node.item.as_deref()),
        }
    }

    /// Returns the position of the items of a list, or of the values of a mapping that may be written as a list.
    pub fn item_or_entry(self) -> Cursor {
        let below = |node: &'static TreeNode| node.item.as_deref().or(node.any_key.as_deref());
        Cursor {
            node: self.node.and_then(below),
        }
    }

    /// Returns the position below a key that has its own row.
    pub fn field_named(self, key: &str) -> Option<Cursor> {
        let node = self.node?.named.get(key);
        node.map(|node| Cursor { node: Some(node) })
    }

    /// Returns whether a key has its own row.
    pub fn has_field(self, key: &str) -> bool {
        self.field_named(key).is_some()
    }

    /// Returns the named fields with their positions, in the order in which they are printed.
    pub fn fields(self) -> impl Iterator<Item = (&'static str, Cursor)> {
        self.node
            .into_iter()
            .flat_map(|node| node.named.iter())
            .map(|(name, node)| (*name, Cursor { node: Some(node) }))
    }

    /// Returns the index of a named field in [`fields`](Self::fields).
    pub fn rank(self, key: &str) -> Option<usize> {
        self.node?.named.get_index_of(key)
    }

    /// Returns the named field with this rank.
    pub fn nth(self, rank: usize) -> Option<(&'static str, Cursor)> {
        let (name, node) = self.node?.named.get_index(rank)?;
        Some((name, Cursor { node: Some(node) }))
    }

    /// Returns the ranks of the named fields that are printed even if they are not set.
    pub fn always_printed(self) -> &'static [usize] {
        self.node.map_or(&[], |node| &node.always_printed)
    }

    /// Returns whether the schema leaves values here unchecked if their key is not a valid name.
    pub fn may_be_unchecked(self) -> bool {
        self.node.is_some_and(|node| node.may_be_unchecked)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_is_found_at_its_path_and_documented() {
        let mut seen = HashSet::new();
        for field in all() {
            assert!(seen.insert(field.path), "{} has two rows", field.path);
            assert!(
                field.docs.description.ends_with('.'),
                "{} lacks a description",
                field.path
            );
            assert!(!field.docs.example.is_empty(), "{} lacks an example", field.path);
            let mut cursor = root();
            for segment in field.path.split('.').filter(|segment| !segment.is_empty()) {
                let name = segment.trim_end_matches("[]");
                cursor = if name.is_empty() { cursor } else { cursor.child(name) };
                assert!(cursor.field().is_some(), "{}: {name} has no row", field.path);
                for _ in 0..segment.matches("[]").count() {
                    cursor = cursor.item();
                }
            }
            assert_eq!(cursor.field().map(|field| field.path), Some(field.path));
        }
    }

    #[test]
    fn extensions_and_unknown_keys_are_outside() {
        let service = root().child("services").child("web");
        assert!(service.child("ports").item().child("target").is_inside());
        assert!(!service.child("x-foo").is_inside() && !service.child("prots").child("x").is_inside());
    }
}
