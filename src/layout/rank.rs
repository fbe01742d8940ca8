//! Ranks: in which layer a node stands.

use super::links::Link;
use super::pack::Part;
use super::simplex::{self, Span};
use crate::graph::order_and_levels;
use std::collections::BTreeMap;

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
    fold(&mut values, &spans);
    let lowest = values.iter().copied().min().unwrap_or(0);
    for (&node, value) in part.nodes.iter().zip(values) {
        ranks[node] = (value - lowest) as usize;
    }
}

/// A rank of more nodes than this times the number of ranks makes a drawing much higher than wide.
const LONG: usize = 5;
/// Nodes in a rank that are never too many.
const ALWAYS_FITS: usize = 10;

/// Folds ranks that are much longer than the drawing is wide: of the dependents of a hub that nothing
/// depends on, some move to the ranks after, and of the many roots of one service some move before.
fn fold(ranks: &mut [i64], spans: &[Span]) {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for &rank in ranks.iter() {
        *sizes.entry(rank).or_default() += 1;
    }
    let longest = sizes.values().copied().max().unwrap_or(0);
    if longest <= LONG * sizes.len() {
        return;
    }
    let most = ALWAYS_FITS.max(((ranks.len() as f64).sqrt() * 1.6) as usize);
    let mut last = vec![true; ranks.len()];
    let mut first = vec![true; ranks.len()];
    for span in spans {
        last[span.from] = false;
        first[span.to] = false;
    }
    push(ranks, &last, most, 1);
    push(ranks, &first, most, -1);
}

/// Moves nodes that may move on by a step, rank by rank, until each rank has few enough or none to move.
fn push(ranks: &mut [i64], may_move: &[bool], most: usize, step: i64) {
    let mut nodes: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (node, &rank) in ranks.iter().enumerate() {
        nodes.entry(rank * step).or_default().push(node);
    }
    let mut next = nodes.keys().next().copied();
    while let Some(rank) = next {
        let here = nodes.get(&rank).map_or(&[][..], Vec::as_slice);
        let moving = here.iter().copied().filter(|&node| may_move[node]).rev();
        let mut moving: Vec<usize> = moving.take(here.len().saturating_sub(most)).collect();
        moving.sort_unstable();
        for &node in &moving {
            ranks[node] += step;
        }
        if !moving.is_empty() {
            nodes.entry(rank + 1).or_default().extend(moving);
        }
        next = nodes.range(rank + 1..).next().map(|(&rank, _)| rank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ranks_are_folded() {
        let span = |from, to| Span {
            from,
            to,
            length: 1,
            weight: 1,
        };
        let hub: Vec<Span> = (1..=25).map(|node| span(0, node)).collect();
        let mut ranks = vec![1; 26];
        ranks[0] = 0;
        fold(&mut ranks, &hub);
        let of = |ranks: &[i64], rank| ranks.iter().filter(|&&other| other == rank).count();
        assert_eq!([0, 1, 2, 3].map(|rank| of(&ranks, rank)), [1, 10, 10, 5]);

        let web: Vec<Span> = (1..=12).map(|node| span(node, 0)).collect();
        let mut ranks = vec![0; 13];
        ranks[0] = 1;
        fold(&mut ranks, &web);
        assert_eq!([-1, 0, 1].map(|rank| of(&ranks, rank)), [2, 10, 1]);
    }
}
