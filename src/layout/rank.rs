//! Ranks: the layer of each node.

use std::collections::BTreeMap;

use super::links::Link;
use super::pack::Component;
use super::simplex::{self, SimplexEdge};
use crate::graph::order_and_levels;

/// Bound on the effort for a component: steps times its nodes and links.
const MAX_EFFORT: usize = 8_000_000;

/// Returns the rank of each node, as low as its dependencies allow.
pub(super) fn lowest_ranks(count: usize, links: &[Link]) -> Vec<usize> {
    order_and_levels(count, links.iter().map(|link| (link.low, link.high))).1
}

/// Changes the ranks of a component to minimize the total length of its links. A node without dependencies
/// moves next to its dependents, for example.
pub(super) fn shorten_links(ranks: &mut [usize], component: &Component, links: &[Link]) {
    let mut vertex_of = vec![0; component.nodes.last().map_or(0, |&last| last + 1)];
    for (vertex, &node) in component.nodes.iter().enumerate() {
        vertex_of[node] = vertex;
    }
    let edges: Vec<SimplexEdge> = (component.links.iter())
        .map(|&link| SimplexEdge {
            from: vertex_of[links[link].low],
            to: vertex_of[links[link].high],
            min_length: 1,
            weight: 1,
        })
        .collect();
    let mut values: Vec<i64> = component.nodes.iter().map(|&node| ranks[node] as i64).collect();
    simplex::minimize(&mut values, &edges, MAX_EFFORT / (component.nodes.len() + edges.len()));
    split_large_ranks(&mut values, &edges);
    let lowest = values.iter().copied().min().unwrap_or(0);
    for (&node, value) in component.nodes.iter().zip(values) {
        ranks[node] = (value - lowest) as usize;
    }
}

/// A component is too tall for its width if a rank has more than this many nodes for each rank.
const MAX_RANK_RATIO: usize = 5;
/// Ranks with up to this many nodes are never split.
const MAX_UNSPLIT_RANK_SIZE: usize = 10;

/// Splits large ranks of a component that is too tall: moves nodes without dependents to later ranks, and nodes
/// without dependencies to earlier ones.
fn split_large_ranks(ranks: &mut [i64], edges: &[SimplexEdge]) {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for &rank in ranks.iter() {
        *sizes.entry(rank).or_default() += 1;
    }
    let largest = sizes.values().copied().max().unwrap_or(0);
    if largest <= MAX_RANK_RATIO * sizes.len() {
        return;
    }
    let max_size = MAX_UNSPLIT_RANK_SIZE.max(((ranks.len() as f64).sqrt() * 1.6) as usize);
    let mut is_sink = vec![true; ranks.len()];
    let mut is_source = vec![true; ranks.len()];
    for edge in edges {
        is_sink[edge.from] = false;
        is_source[edge.to] = false;
    }
    move_surplus(ranks, &is_sink, max_size, 1);
    move_surplus(ranks, &is_source, max_size, -1);
}

/// Moves movable nodes by `step`, rank by rank, until no rank has both more than `max_size` nodes and a movable
/// node.
fn move_surplus(ranks: &mut [i64], is_movable: &[bool], max_size: usize, step: i64) {
    let mut nodes_of: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (node, &rank) in ranks.iter().enumerate() {
        nodes_of.entry(rank * step).or_default().push(node);
    }
    let mut next = nodes_of.keys().next().copied();
    while let Some(rank) = next {
        let nodes = nodes_of.get(&rank).map_or(&[][..], Vec::as_slice);
        let movable = nodes.iter().copied().filter(|&node| is_movable[node]).rev();
        let mut moving: Vec<usize> = movable.take(nodes.len().saturating_sub(max_size)).collect();
        moving.sort_unstable();
        for &node in &moving {
            ranks[node] += step;
        }
        if !moving.is_empty() {
            nodes_of.entry(rank + 1).or_default().extend(moving);
        }
        next = nodes_of.range(rank + 1..).next().map(|(&rank, _)| rank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_ranks_are_split() {
        let edge = |from, to| SimplexEdge {
            from,
            to,
            min_length: 1,
            weight: 1,
        };
        let many_dependents: Vec<SimplexEdge> = (1..=25).map(|node| edge(0, node)).collect();
        let mut ranks = vec![1; 26];
        ranks[0] = 0;
        split_large_ranks(&mut ranks, &many_dependents);
        let size_of = |ranks: &[i64], rank| ranks.iter().filter(|&&other| other == rank).count();
        assert_eq!([0, 1, 2, 3].map(|rank| size_of(&ranks, rank)), [1, 10, 10, 5]);

        let many_dependencies: Vec<SimplexEdge> = (1..=12).map(|node| edge(node, 0)).collect();
        let mut ranks = vec![0; 13];
        ranks[0] = 1;
        split_large_ranks(&mut ranks, &many_dependencies);
        assert_eq!([-1, 0, 1].map(|rank| size_of(&ranks, rank)), [2, 10, 1]);
    }
}
