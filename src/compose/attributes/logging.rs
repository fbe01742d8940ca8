//! `logging`.

use crate::yaml::Node;

/// Returns whether the options of two logging sections merge: they have the same driver, or one has none.
pub fn has_same_driver(earlier: &Node, later: &Node) -> bool {
    match (earlier.get("driver"), later.get("driver")) {
        (Some(earlier), Some(later)) => earlier.value == later.value,
        _ => true,
    }
}
