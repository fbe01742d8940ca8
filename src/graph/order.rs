//! Orders over plain adjacency: topological order, levels, and what can be reached.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A topological order, lowest number among equals, and for each vertex the length of the longest
/// way to it. The pairs run from first to then and have no cycle; what lies on one anyway comes last.
pub(crate) fn order_and_levels(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> (Vec<usize>, Vec<usize>) {
    let mut next = vec![Vec::new(); count];
    let mut waits_for = vec![0_usize; count];
    for (first, then) in pairs {
        next[first].push(then);
        waits_for[then] += 1;
    }
    let mut free: BinaryHeap<Reverse<usize>> = (0..count)
        .filter(|&vertex| waits_for[vertex] == 0)
        .map(Reverse)
        .collect();
    let mut order = Vec::with_capacity(count);
    let mut levels = vec![0; count];
    while let Some(Reverse(vertex)) = free.pop() {
        order.push(vertex);
        for &then in &next[vertex] {
            levels[then] = levels[then].max(levels[vertex] + 1);
            waits_for[then] -= 1;
            if waits_for[then] == 0 {
                free.push(Reverse(then));
            }
        }
    }
    order.extend((0..count).filter(|&vertex| waits_for[vertex] > 0));
    (order, levels)
}

/// All that can be reached from a vertex in one step or more, sorted.
pub(super) fn reachable(next: &[Vec<usize>], start: usize) -> Vec<usize> {
    let mut seen = vec![false; next.len()];
    let mut open = vec![start];
    while let Some(vertex) = open.pop() {
        for &other in &next[vertex] {
            if !seen[other] {
                seen[other] = true;
                open.push(other);
            }
        }
    }
    (0..next.len()).filter(|&vertex| seen[vertex]).collect()
}
