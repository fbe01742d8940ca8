//! Cycles: which services wait for each other in a circle, and which edges to overlook so that an
//! order remains.
//!
//! A cycle is a strongly connected component of more than one service, or a service that depends on
//! itself. The overlooked edges are few, by the greedy heuristic of Eades, Lin and Smyth.

use petgraph::algo::{greedy_feedback_arc_set, kosaraju_scc};
use petgraph::graph::{DiGraph, NodeIndex};

use super::Edge;

/// Services that wait for each other, so that none of them can start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The services, sorted.
    pub services: Vec<usize>,
    /// The edges between them, as indices of `Dependencies::edges`, sorted.
    pub edges: Vec<usize>,
    /// One shortest circle, each service depending on the next and the last on the first; it begins
    /// with the first service by name that lies on it.
    pub example: Vec<usize>,
}

/// Finds the cycles and marks the edges that lie on them and those to overlook.
pub(super) fn mark(count: usize, edges: &mut [Edge]) -> Vec<Cycle> {
    let pairs = edges.iter().map(|edge| (edge.dependency, edge.dependent));
    let component = components(count, pairs);
    let mut cycles: Vec<Cycle> = Vec::new();
    let mut cycle_of = vec![usize::MAX; component.len()];
    for (index, edge) in edges.iter_mut().enumerate() {
        let home = component[edge.dependent];
        if home != component[edge.dependency] {
            continue;
        }
        edge.in_cycle = true;
        if cycle_of[home] == usize::MAX {
            cycle_of[home] = cycles.len();
            cycles.push(Cycle {
                services: Vec::new(),
                edges: Vec::new(),
                example: Vec::new(),
            });
        }
        cycles[cycle_of[home]].edges.push(index);
    }
    for (service, &home) in component.iter().enumerate() {
        if let Some(cycle) = cycles.get_mut(cycle_of[home]) {
            cycle.services.push(service);
        }
    }
    for cycle in &mut cycles {
        cycle.example = shortest_circle(count, cycle, edges);
        for index in feedback(count, cycle, edges) {
            edges[index].broken = true;
        }
    }
    cycles
}

/// For each vertex the number of its strongly connected component; the numbers are below `count`.
pub(crate) fn components(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(count, 0);
    for _ in 0..count {
        graph.add_node(());
    }
    graph.extend_with_edges(pairs.map(|(from, to)| (NodeIndex::<u32>::new(from), NodeIndex::new(to))));
    let mut component = vec![0; count];
    for (number, members) in kosaraju_scc(&graph).iter().enumerate() {
        for member in members {
            component[member.index()] = number;
        }
    }
    component
}

fn feedback(count: usize, cycle: &Cycle, edges: &[Edge]) -> Vec<usize> {
    let mut local = vec![0; count];
    let mut graph: DiGraph<(), usize> = DiGraph::new();
    for &service in &cycle.services {
        local[service] = graph.add_node(()).index();
    }
    for &index in &cycle.edges {
        let from = NodeIndex::new(local[edges[index].dependency]);
        let to = NodeIndex::new(local[edges[index].dependent]);
        graph.add_edge(from, to, index);
    }
    greedy_feedback_arc_set(&graph).map(|edge| *edge.weight()).collect()
}

/// The shortest circle through the first service of the cycle.
fn shortest_circle(count: usize, cycle: &Cycle, edges: &[Edge]) -> Vec<usize> {
    let mut next = vec![Vec::new(); count];
    for &index in &cycle.edges {
        next[edges[index].dependent].push(edges[index].dependency);
    }
    let start = cycle.services[0];
    let mut came_from = vec![usize::MAX; count];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(service) = queue.pop_front() {
        for &other in &next[service] {
            if other == start {
                let mut circle = vec![service];
                while circle[circle.len() - 1] != start {
                    circle.push(came_from[circle[circle.len() - 1]]);
                }
                circle.reverse();
                return circle;
            }
            if came_from[other] == usize::MAX {
                came_from[other] = service;
                queue.push_back(other);
            }
        }
    }
    vec![start]
}
