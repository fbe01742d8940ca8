//! Where values are in the model while aliases are followed, and when that goes in circles.

use std::collections::{BTreeSet, HashMap};

use crate::yaml::syntax::SyntaxId;

/// One step from a collection to a member.
#[derive(Debug, Clone, Copy)]
pub(super) enum PathStep {
    /// The value of a key.
    Key(SyntaxId),
    /// An item, from 0.
    Index(usize),
}

/// The paths at which each anchor has been used.
#[derive(Default)]
pub(super) struct Places {
    paths: HashMap<SyntaxId, BTreeSet<String>>,
}

impl Places {
    /// Notes that an anchor is used at a path. Answers the path of an earlier use that contains this
    /// one or is contained in it: that is what compose-go takes for a cycle, true or not.
    pub(super) fn visit(&mut self, target: SyntaxId, path: &str) -> Option<String> {
        let paths = self.paths.entry(target).or_default();
        if !path.contains("<<") {
            let outer = path
                .match_indices('.')
                .map(|(dot, _)| &path[..dot])
                .find(|&outer| paths.contains(outer));
            let below = format!("{path}.");
            let inner = || {
                paths
                    .range(below.clone()..)
                    .next()
                    .filter(|inner| inner.starts_with(&below))
            };
            if let Some(found) = outer.or_else(|| inner().map(String::as_str)) {
                return Some(found.to_owned());
            }
        }
        paths.insert(path.to_owned());
        None
    }
}
