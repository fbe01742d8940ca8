//! Detects cycles of aliases the way compose-go does: by the paths at which each anchor is used.

use std::collections::btree_map::{BTreeMap, Entry};

use crate::hash::FastMap;
use crate::yaml::syntax::SyntaxId;

/// How a use of an anchor relates to earlier uses.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AliasUse {
    /// The anchor has not been used at this path.
    New,
    /// The anchor has been used at this path.
    Repeated,
    /// The anchor has been used at the given path, which is an ancestor or a descendant of this path. compose-go
    /// reports this as a cycle, even if it is not one.
    Cycle(String),
}

/// The paths at which each anchor has been used, numbered in the order of use.
#[derive(Default)]
pub(super) struct AliasPaths {
    paths: FastMap<SyntaxId, BTreeMap<String, usize>>,
}

impl AliasPaths {
    /// Records the use of an anchor at a path.
    pub(super) fn record(&mut self, anchor: SyntaxId, path: &str) -> AliasUse {
        let paths = self.paths.entry(anchor).or_default();
        if !path.contains("<<") {
            let prefix = format!("{path}.");
            let ancestors = path
                .match_indices('.')
                .filter_map(|(dot, _)| paths.get_key_value(&path[..dot]));
            let descendants = paths
                .range(prefix.clone()..)
                .take_while(|(descendant, _)| descendant.starts_with(&prefix));
            if let Some((first_used, _)) = ancestors.chain(descendants).min_by_key(|&(_, order)| order) {
                return AliasUse::Cycle(first_used.clone());
            }
        }
        let order = paths.len();
        match paths.entry(path.to_owned()) {
            Entry::Occupied(_) => AliasUse::Repeated,
            Entry::Vacant(slot) => {
                slot.insert(order);
                AliasUse::New
            }
        }
    }
}
