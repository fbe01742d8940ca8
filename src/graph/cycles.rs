//! Dependency cycles, and the edges to ignore so that the rest has an order.
//!
//! A cycle is a strongly connected component of more than one service, or a service that depends on itself.
//! The ignored edges are a small feedback arc set, found with the greedy heuristic of Eades, Lin and Smyth.

use std::collections::VecDeque;

use petgraph::algo::{greedy_feedback_arc_set, kosaraju_scc};
use petgraph::graph::{DiGraph, NodeIndex};

use super::Edge;

const UNVISITED: usize = usize::MAX;

/// Services that wait for each other, so that none of them can start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cycle {
    /// The services, sorted.
    services: Vec<usize>,
    /// The edges between them, as sorted indices of `Dependencies::edges`.
    edges: Vec<usize>,
    /// A shortest cycle through the first service by name. Each service depends on the next, and the last on
    /// the first.
    pub(crate) example: Vec<usize>,
}

/// Finds the cycles, and sets [`Edge::in_cycle`] and [`Edge::closes_cycle`].
pub(super) fn mark_cycles(count: usize, edges: &mut [Edge]) -> Vec<Cycle> {
    let pairs = edges.iter().map(|edge| (edge.dependency, edge.dependent));
    let component_of = strongly_connected_components(count, pairs);
    let mut cycles: Vec<Cycle> = Vec::new();
    // Index of the cycle that a component forms, if it has an edge.
    let mut cycle_of: Vec<Option<usize>> = vec![None; component_of.len()];
    for (index, edge) in edges.iter_mut().enumerate() {
        let component = component_of[edge.dependent];
        if component != component_of[edge.dependency] {
            continue;
        }
        edge.in_cycle = true;
        let cycle = *cycle_of[component].get_or_insert_with(|| {
            cycles.push(Cycle {
                services: Vec::new(),
                edges: Vec::new(),
                example: Vec::new(),
            });
            cycles.len() - 1
        });
        cycles[cycle].edges.push(index);
    }
    for (service, &component) in component_of.iter().enumerate() {
        if let Some(cycle) = cycle_of[component] {
            cycles[cycle].services.push(service);
        }
    }
    for cycle in &mut cycles {
        cycle.example = shortest_cycle(count, cycle, edges);
        for index in feedback_edges(count, cycle, edges) {
            edges[index].closes_cycle = true;
        }
    }
    cycles
}

/// Returns the number of each vertex's strongly connected component. Components are numbered from 0.
pub(crate) fn strongly_connected_components(count: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(count, 0);
    for _ in 0..count {
        graph.add_node(());
    }
    graph.extend_with_edges(edges.map(|(from, to)| (NodeIndex::<u32>::new(from), NodeIndex::new(to))));
    let mut component_of = vec![0; count];
    for (number, members) in kosaraju_scc(&graph).iter().enumerate() {
        for member in members {
            component_of[member.index()] = number;
        }
    }
    component_of
}

/// Returns edges of a cycle without which the services are acyclic: a feedback arc set.
fn feedback_edges(count: usize, cycle: &Cycle, edges: &[Edge]) -> Vec<usize> {
    let mut node_of = vec![0; count];
    let mut graph: DiGraph<(), usize> = DiGraph::new();
    for &service in &cycle.services {
        node_of[service] = graph.add_node(()).index();
    }
    for &index in &cycle.edges {
        let from = NodeIndex::new(node_of[edges[index].dependency]);
        let to = NodeIndex::new(node_of[edges[index].dependent]);
        graph.add_edge(from, to, index);
    }
    greedy_feedback_arc_set(&graph).map(|edge| *edge.weight()).collect()
}

/// Returns a shortest cycle through the first service, found by breadth-first search.
fn shortest_cycle(count: usize, cycle: &Cycle, edges: &[Edge]) -> Vec<usize> {
    let mut dependencies = vec![Vec::new(); count];
    for &index in &cycle.edges {
        dependencies[edges[index].dependent].push(edges[index].dependency);
    }
    let start = cycle.services[0];
    let mut predecessor = vec![UNVISITED; count];
    let mut queue = VecDeque::from([start]);
    while let Some(service) = queue.pop_front() {
        for &dependency in &dependencies[service] {
            if dependency == start {
                let mut path = vec![service];
                while path[path.len() - 1] != start {
                    path.push(predecessor[path[path.len() - 1]]);
                }
                path.reverse();
                return path;
            }
            if predecessor[dependency] == UNVISITED {
                predecessor[dependency] = service;
                queue.push_back(dependency);
            }
        }
    }
    vec![start]
}
