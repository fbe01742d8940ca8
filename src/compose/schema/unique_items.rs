//! Search for equal items in a list, with the validator's notion of equality.

use std::hash::Hash;

use crate::compose::go::{self, Precision};
use crate::hash::FastMap;
use crate::yaml::go_format::quote;
use crate::yaml::{Node, Value};

/// Number of items up to which the validator compares every pair instead of hashing.
const PAIRWISE_LIMIT: usize = 20;

/// Finds the first item that equals an earlier one. Returns the indices of both, the earlier one first.
pub(super) fn find_equal(items: &[Node]) -> Option<(usize, usize)> {
    if items.len() < 2 {
        return None;
    }
    if items.iter().all(|item| item.as_str().is_some()) {
        return find_repeated(items.iter().filter_map(Node::as_str));
    }
    let fingerprints: Vec<String> = items.iter().map(fingerprint).collect();
    if items.len() > PAIRWISE_LIMIT {
        return find_repeated(fingerprints.into_iter());
    }
    (1..items.len()).find_map(|second| {
        // The validator parses a text as a number if a number follows, but not if the number comes first.
        let is_equal = |first: &usize| {
            let parsed = || go::parse_float(items[*first].as_str()?, Precision::Double).ok();
            fingerprints[*first] == fingerprints[second]
                || finite_number(&items[second]).is_some_and(|number| parsed() == Some(number))
        };
        (0..second).find(is_equal).map(|first| (first, second))
    })
}

fn find_repeated<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> Option<(usize, usize)> {
    let mut seen: FastMap<K, usize> = FastMap::default();
    let mut keys = keys.enumerate();
    keys.find_map(|(index, key)| Some((seen.insert(key, index)?, index)))
}

fn finite_number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Int(value) => Some(value.get() as f64),
        Value::Float(value) => Some(*value).filter(|value| value.is_finite()),
        _ => None,
    }
}

/// Returns a text that is the same for equal values. The order of keys does not matter.
fn fingerprint(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => format!("{:e}", value.get() as f64),
        Value::Float(value) => format!("{value:e}"),
        Value::Timestamp(text) | Value::String(text) => quote(text),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(fingerprint).collect();
            format!("[{}]", items.join(","))
        }
        Value::Mapping(mapping) => {
            let mut entries: Vec<String> = mapping
                .iter()
                .map(|(key, entry)| format!("{}:{}", quote(key), fingerprint(&entry.node)))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
    }
}
