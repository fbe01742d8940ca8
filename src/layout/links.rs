//! Links: the edges and inferred links of a graph, directed from a lower to a higher rank, without cycles.
//!
//! Ranks follow from dependencies. Inferred links affect ranks only where they connect services that no
//! dependency connects. Within a connected component they are only drawn.

use petgraph::unionfind::UnionFind;

use super::pack::Component;
use crate::graph::{Dependencies, order_and_levels, strongly_connected_components};

/// The line of the drawing that a link produces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// An index of `Dependencies::edges`.
    Edge(usize),
    /// An index of `Dependencies::inferred`.
    Inferred(usize),
}

/// A connection between two nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The node of the lower rank, drawn on the left.
    pub low: usize,
    /// The node of the higher rank.
    pub high: usize,
    /// Whether it is directed from high to low.
    pub reversed: bool,
    /// The line it produces.
    pub line: Line,
}

/// Returns the links that determine ranks, edges first, and the indices of the inferred links within a
/// connected component, which do not affect ranks. Omits self-loops, and inferred links between services that
/// also have an edge.
pub(super) fn classify(graph: &Dependencies) -> (Vec<Link>, Vec<usize>) {
    let count = graph.services.len();
    let mut links: Vec<Link> = Vec::with_capacity(graph.edges.len());
    let mut components: UnionFind<usize> = UnionFind::new(count);
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.dependency != edge.dependent {
            links.push(new_link(
                edge.dependency,
                edge.dependent,
                edge.closes_cycle,
                Line::Edge(index),
            ));
            components.union(edge.dependency, edge.dependent);
        }
    }
    let undeclared = (0..graph.inferred.len()).filter(|&index| {
        let link = &graph.inferred[index];
        !link.declared && link.dependency != link.dependent
    });
    let (inner, connecting): (Vec<usize>, Vec<usize>) = undeclared
        .partition(|&index| components.equiv(graph.inferred[index].dependency, graph.inferred[index].dependent));
    if connecting.is_empty() {
        return (links, inner);
    }
    // Connecting links may close cycles. Within a cycle they are directed by the order that edges alone give.
    let edge_pairs = links.iter().map(|link| (link.low, link.high));
    let inferred_pairs = connecting.iter().map(|&index| {
        let link = &graph.inferred[index];
        (link.dependency, link.dependent)
    });
    let cycle_of = strongly_connected_components(count, edge_pairs.clone().chain(inferred_pairs));
    let (order, _) = order_and_levels(count, edge_pairs);
    let mut position = vec![0; count];
    for (index, &service) in order.iter().enumerate() {
        position[service] = index;
    }
    for index in connecting {
        let link = &graph.inferred[index];
        let (from, to) = (link.dependency, link.dependent);
        let reversed = cycle_of[from] == cycle_of[to] && position[from] > position[to];
        links.push(new_link(from, to, reversed, Line::Inferred(index)));
    }
    (links, inner)
}

/// Adds the inferred links within a component, once ranks are known. Returns those between two nodes of the
/// same rank, which a layered drawing cannot contain.
pub(super) fn add_inner_links(
    graph: &Dependencies,
    inner: &[usize],
    ranks: &[usize],
    links: &mut Vec<Link>,
    components: &mut [Component],
) -> Vec<usize> {
    let mut same_rank = Vec::new();
    for &index in inner {
        let link = &graph.inferred[index];
        let (from, to) = (link.dependency, link.dependent);
        if ranks[from] == ranks[to] {
            same_rank.push(index);
            continue;
        }
        let component = (components.iter_mut())
            .find(|component| component.nodes.binary_search(&from).is_ok())
            .expect("an inner link connects nodes of a component");
        component.links.push(links.len());
        links.push(new_link(from, to, ranks[from] > ranks[to], Line::Inferred(index)));
    }
    same_rank
}

fn new_link(from: usize, to: usize, reversed: bool, line: Line) -> Link {
    let (low, high) = if reversed { (to, from) } else { (from, to) };
    Link {
        low,
        high,
        reversed,
        line,
    }
}
