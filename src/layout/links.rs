//! Edges as the layout sees them: from a lower rank to a higher one, without circles.

use crate::graph::{Dependencies, components, order_and_levels};

/// Which drawn line a link stands for.
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
    /// The node of the lower rank, drawn to the left.
    pub low: usize,
    /// The node of the higher rank.
    pub high: usize,
    /// It runs against the order, from right to left.
    pub reversed: bool,
    /// What is drawn.
    pub line: Line,
}

/// All connections, edges first. What a service has with itself is left out, and so are inferred
/// links that say the same as an edge.
pub(super) fn of(graph: &Dependencies) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::with_capacity(graph.edges.len());
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.dependency != edge.dependent {
            links.push(link(edge.dependency, edge.dependent, edge.broken, Line::Edge(index)));
        }
    }
    let inferred: Vec<usize> = (0..graph.inferred.len())
        .filter(|&index| !graph.inferred[index].declared)
        .collect();
    if inferred.is_empty() {
        return links;
    }
    // Inferred links may close circles of their own. Between services of one circle they follow the
    // order that edges alone give; all others run as they are.
    let count = graph.services.len();
    let pairs = links.iter().map(|link| (link.low, link.high));
    let told = inferred.iter().map(|&index| &graph.inferred[index]);
    let told = told.map(|link| (link.dependency, link.dependent));
    let component = components(count, pairs.clone().chain(told));
    let (order, _) = order_and_levels(count, pairs);
    let mut place = vec![0; count];
    for (at, &service) in order.iter().enumerate() {
        place[service] = at;
    }
    for index in inferred {
        let told = &graph.inferred[index];
        let (from, to) = (told.dependency, told.dependent);
        let reversed = component[from] == component[to] && place[from] > place[to];
        links.push(link(from, to, reversed, Line::Inferred(index)));
    }
    links
}

fn link(from: usize, to: usize, reversed: bool, line: Line) -> Link {
    let (low, high) = if reversed { (to, from) } else { (from, to) };
    Link {
        low,
        high,
        reversed,
        line,
    }
}
