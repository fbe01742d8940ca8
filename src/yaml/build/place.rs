//! Where values are in the model while aliases are followed, and when that goes in circles.

use std::collections::btree_map::{BTreeMap, Entry};

use crate::hash::FastMap;
use crate::yaml::syntax::SyntaxId;

/// One step from a collection to a member.
#[derive(Debug, Clone, Copy)]
pub(super) enum PathStep {
    /// The value of a key.
    Key(SyntaxId),
    /// An item, from 0.
    Index(usize),
}

/// What is known of a use of an anchor.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It was not used there before.
    New,
    /// It was used at this very path.
    Again,
    /// It was used at this other path, which contains this one or is contained in it. That is what
    /// compose-go takes for a cycle, true or not.
    Cycle(String),
}

/// The paths at which each anchor has been used, with their order.
#[derive(Default)]
pub(super) struct Places {
    paths: FastMap<SyntaxId, BTreeMap<String, usize>>,
}

impl Places {
    /// Notes that an anchor is used at a path.
    pub(super) fn visit(&mut self, target: SyntaxId, path: &str) -> Use {
        let paths = self.paths.entry(target).or_default();
        if !path.contains("<<") {
            let below = format!("{path}.");
            let outer = path
                .match_indices('.')
                .filter_map(|(dot, _)| paths.get_key_value(&path[..dot]));
            let inner = paths
                .range(below.clone()..)
                .take_while(|(inner, _)| inner.starts_with(&below));
            if let Some((earliest, _)) = outer.chain(inner).min_by_key(|&(_, order)| order) {
                return Use::Cycle(earliest.clone());
            }
        }
        let order = paths.len();
        match paths.entry(path.to_owned()) {
            Entry::Occupied(_) => Use::Again,
            Entry::Vacant(slot) => {
                slot.insert(order);
                Use::New
            }
        }
    }
}
