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

/// The paths at which each anchor has been used.
#[derive(Default)]
pub(super) struct Places {
    paths: HashMap<SyntaxId, BTreeSet<String>>,
}

impl Places {
    /// Notes that an anchor is used at a path.
    pub(super) fn visit(&mut self, target: SyntaxId, path: &str) -> Use {
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
                return Use::Cycle(found.to_owned());
            }
        }
        if paths.insert(path.to_owned()) {
            Use::New
        } else {
            Use::Again
        }
    }
}
