//! Topological order and levels of a graph given as pairs of vertices.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Returns a topological order, lowest number first among equals, and for each vertex the length of the
/// longest path to it. Each pair is an edge from a vertex to one that comes later. Vertices on a cycle, of
/// which callers pass none, come last.
pub(crate) fn order_and_levels(count: usize, edges: impl Iterator<Item = (usize, usize)>) -> (Vec<usize>, Vec<usize>) {
    let mut successors = vec![Vec::new(); count];
    let mut unvisited_predecessors = vec![0_usize; count];
    for (from, to) in edges {
        successors[from].push(to);
        unvisited_predecessors[to] += 1;
    }
    let mut ready: BinaryHeap<Reverse<usize>> = (0..count)
        .filter(|&vertex| unvisited_predecessors[vertex] == 0)
        .map(Reverse)
        .collect();
    let mut order = Vec::with_capacity(count);
    let mut levels = vec![0; count];
    while let Some(Reverse(vertex)) = ready.pop() {
        order.push(vertex);
        for &successor in &successors[vertex] {
            levels[successor] = levels[successor].max(levels[vertex] + 1);
            unvisited_predecessors[successor] -= 1;
            if unvisited_predecessors[successor] == 0 {
                ready.push(Reverse(successor));
            }
        }
    }
    order.extend((0..count).filter(|&vertex| unvisited_predecessors[vertex] > 0));
    (order, levels)
}
