//! Ranks: in which layer a node stands.

use super::links::Link;
use super::pack::Part;
use super::simplex::{self, Span};
use crate::graph::order_and_levels;

/// What a part may cost: steps times its nodes and edges.
const EFFORT: usize = 8_000_000;

/// The rank of each node: as low as its dependencies allow.
pub(super) fn ranks(count: usize, links: &[Link]) -> Vec<usize> {
    order_and_levels(count, links.iter().map(|link| (link.low, link.high))).1
}

/// Moves the nodes of a part so that the sum of its edges' lengths is least: a root that only a late
/// service needs stands close to it.
pub(super) fn shorten(ranks: &mut [usize], part: &Part, links: &[Link]) {
    let mut local = vec![0; part.nodes.last().map_or(0, |&last| last + 1)];
    for (at, &node) in part.nodes.iter().enumerate() {
        local[node] = at;
    }
    let spans = part.links.iter().map(|&link| Span {
        from: local[links[link].low],
        to: local[links[link].high],
        length: 1,
        weight: 1,
    });
    let spans: Vec<Span> = spans.collect();
    let mut values: Vec<i64> = part.nodes.iter().map(|&node| ranks[node] as i64).collect();
    simplex::improve(&mut values, &spans, EFFORT / (part.nodes.len() + spans.len()));
    let lowest = values.iter().copied().min().unwrap_or(0);
    for (&node, value) in part.nodes.iter().zip(values) {
        ranks[node] = (value - lowest) as usize;
    }
}
