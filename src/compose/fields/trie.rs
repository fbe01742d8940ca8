//! The rows as a tree of path parts, and a cursor that walks it beside a document.

use std::sync::OnceLock;

use indexmap::IndexMap;

use super::{Field, build, deploy, resources, service};
use crate::hash::Hashing;
use crate::spelling::edit_distance;

/// All rows: by section, those of one mapping in the order in which they are printed.
pub fn all() -> impl Iterator<Item = &'static Field> {
    [
        resources::TOP,
        service::SERVICE,
        service::PARTS,
        build::BUILD,
        deploy::DEPLOY,
        resources::RESOURCES,
    ]
    .into_iter()
    .flatten()
}

#[derive(Debug, Default)]
struct Branch {
    field: Option<&'static Field>,
    named: IndexMap<&'static str, Branch, Hashing>,
    any: Option<Box<Branch>>,
    item: Option<Box<Branch>>,
    /// Which columns are filled here or anywhere below, by [`Column`].
    filled: [bool; COLUMNS],
    /// The ranks of the named fields below that are printed even when nobody wrote them.
    printed: Vec<usize>,
}

/// A column of the table that most rows leave empty: what leads to no such row need not be walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// `identity` of a row.
    Identity,
    /// `canonical` of a row.
    Canonical,
    /// `default` of a row.
    Default,
    /// `check` of a row.
    Check,
    /// `cast` of a row.
    Cast,
}

const COLUMNS: usize = 5;

impl Branch {
    /// Notes what is always printed, here and below, once all rows stand.
    fn settle(&mut self) {
        for (rank, branch) in self.named.values_mut().enumerate() {
            branch.settle();
            if branch.field.is_some_and(|field| field.value_type.is_always_printed()) {
                self.printed.push(rank);
            }
        }
        self.any
            .iter_mut()
            .chain(&mut self.item)
            .for_each(|branch| branch.settle());
    }

    /// Notes that a row stands here or below.
    fn leads_to(&mut self, field: &Field) {
        let columns = [
            field.identity.is_some(),
            field.canonical.is_some(),
            field.default.is_some(),
            field.check.is_some(),
            field.cast.is_some(),
        ];
        for (filled, column) in self.filled.iter_mut().zip(columns) {
            *filled |= column;
        }
    }
}

/// Where in the file format a walker stands; it may be outside, in an extension or an unknown key.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    branch: Option<&'static Branch>,
}

/// The top of the file format.
pub fn root() -> Cursor {
    static ROOT: OnceLock<Branch> = OnceLock::new();
    Cursor {
        branch: Some(ROOT.get_or_init(grow)),
    }
}

fn grow() -> Branch {
    let mut root = Branch::default();
    for field in all() {
        let mut branch = &mut root;
        branch.leads_to(field);
        for part in field.path.split('.').filter(|part| !part.is_empty()) {
            let name = part.trim_end_matches("[]");
            if !name.is_empty() {
                branch = match name {
                    "*" => branch.any.get_or_insert_default(),
                    name => branch.named.entry(name).or_default(),
                };
                branch.leads_to(field);
            }
            for _ in 0..(part.len() - name.len()) / 2 {
                branch = branch.item.get_or_insert_default();
                branch.leads_to(field);
            }
        }
        branch.field = Some(field);
    }
    root.settle();
    root
}

impl Cursor {
    /// Outside the file format.
    pub fn outside() -> Cursor {
        Cursor { branch: None }
    }

    /// Below a key.
    pub fn child(self, key: &str) -> Cursor {
        Cursor {
            branch: self
                .branch
                .and_then(|branch| branch.named.get(key).or(branch.any.as_deref())),
        }
    }

    /// Below a key, when that leads to a row with something in a column; else outside.
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

    /// Where a named field stands in the order of [`children`](Self::children).
    pub fn rank(self, key: &str) -> Option<usize> {
        self.branch?.named.get_index_of(key)
    }

    /// The named field of a rank.
    pub fn nth(self, rank: usize) -> Option<(&'static str, Cursor)> {
        let (name, branch) = self.branch?.named.get_index(rank)?;
        Some((name, Cursor { branch: Some(branch) }))
    }

    /// Below any item.
    pub fn item(self) -> Cursor {
        Cursor {
            branch: self.branch.and_then(|branch| branch.item.as_deref()),
        }
    }

    /// Below any item, where a list that stands in the place of a mapping counts as one with any key.
    pub fn item_or_entry(self) -> Cursor {
        let below = |branch: &'static Branch| branch.item.as_deref().or(branch.any.as_deref());
        Cursor {
            branch: self.branch.and_then(below),
        }
    }

    /// The row, unless this is an extension or an unknown key.
    pub fn field(self) -> Option<&'static Field> {
        self.branch.and_then(|branch| branch.field)
    }

    /// Whether this is inside the file format, not in an extension or below an unknown key.
    pub fn is_inside(self) -> bool {
        self.branch.is_some()
    }

    /// The ranks of the named fields below that are printed even when nobody wrote them.
    pub fn always_printed(self) -> &'static [usize] {
        self.branch.map_or(&[], |branch| &branch.printed)
    }

    /// Whether any row here or below has something in a column.
    pub fn leads_to(self, column: Column) -> bool {
        self.branch.is_some_and(|branch| branch.filled[column as usize])
    }

    /// The named fields below with their cursors, in the order in which they are printed.
    pub fn children(self) -> impl Iterator<Item = (&'static str, Cursor)> {
        self.branch
            .into_iter()
            .flat_map(|branch| branch.named.iter())
            .map(|(name, branch)| (*name, Cursor { branch: Some(branch) }))
    }

    /// Below a key that has a row of its own, not that of any key.
    pub fn field_named(self, key: &str) -> Option<Cursor> {
        let branch = self.branch?.named.get(key);
        branch.map(|branch| Cursor { branch: Some(branch) })
    }

    /// Whether a key has a row of its own, not that of any key.
    pub fn has_field(self, key: &str) -> bool {
        self.field_named(key).is_some()
    }
}

/// What an unknown key was probably meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggestion {
    /// A sibling with a similar name.
    Similar(&'static str),
    /// A key of something below a sibling: `deploy.resources.limits`.
    Below(&'static str),
    /// A service's key that stands too far out or in.
    OfService,
    /// A top-level key that stands too far in.
    OfTop,
}

/// What `key` below `cursor` was probably meant to be.
pub fn suggest(cursor: Cursor, key: &str) -> Option<Suggestion> {
    if root().child("services").child("any").has_field(key) {
        return Some(Suggestion::OfService);
    }
    if root().has_field(key) {
        return Some(Suggestion::OfTop);
    }
    let lower = key.to_ascii_lowercase().replace('-', "_");
    let limit = (key.chars().count() / 3).clamp(1, 3);
    let nearest = cursor
        .children()
        .map(|(name, _)| (edit_distance(&lower, name), name))
        .filter(|&(distance, _)| distance <= limit)
        .min();
    nearest
        .map(|(_, name)| Suggestion::Similar(name))
        .or_else(|| below(cursor, key))
}

/// Where below the cursor a key is at home, nearest first.
fn below(cursor: Cursor, key: &str) -> Option<Suggestion> {
    let here = cursor.field()?.path;
    let parents = all().filter(|field| field.name() == key).filter_map(|field| {
        let parent = field.path.strip_suffix(key)?.strip_suffix('.')?;
        let parent = parent.strip_prefix(here)?.strip_prefix('.')?;
        (!parent.contains('*')).then_some(parent)
    });
    let parent = parents.min_by_key(|parent| parent.matches('.').count())?;
    Some(Suggestion::Below(parent.trim_end_matches("[]")))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_is_found_at_its_own_path_and_documented() {
        let mut seen = HashSet::new();
        for field in all() {
            assert!(seen.insert(field.path), "{} has two rows", field.path);
            assert!(field.docs.doc.ends_with('.'), "{} lacks a sentence", field.path);
            assert!(!field.docs.example.is_empty(), "{} lacks an example", field.path);
            let mut cursor = root();
            for part in field.path.split('.').filter(|part| !part.is_empty()) {
                let name = part.trim_end_matches("[]");
                cursor = if name.is_empty() { cursor } else { cursor.child(name) };
                assert!(cursor.field().is_some(), "{}: {name} has no row", field.path);
                for _ in 0..part.matches("[]").count() {
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

    #[test]
    fn typing_mistakes_are_recognized() {
        let service = root().child("services").child("web");
        for (key, expected) in [
            ("enviroment", Some(Suggestion::Similar("environment"))),
            ("environments", Some(Suggestion::Similar("environment"))),
            ("Image", Some(Suggestion::Similar("image"))),
            ("depends-on", Some(Suggestion::Similar("depends_on"))),
            ("prots", Some(Suggestion::Similar("ports"))),
            ("services", Some(Suggestion::OfTop)),
            ("replicas", Some(Suggestion::Below("deploy"))),
            ("start_period", Some(Suggestion::Below("healthcheck"))),
            ("max_attempts", Some(Suggestion::Below("deploy.restart_policy"))),
            ("quux", None),
        ] {
            assert_eq!(suggest(service, key), expected, "{key}");
        }
        assert_eq!(suggest(root(), "healthcheck"), Some(Suggestion::OfService));
    }
}
