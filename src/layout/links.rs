//! Edges as the layout sees them: from a lower rank to a higher one, without circles.
//!
//! Dependencies decide where nodes stand. Inferred links only bring together what no dependency
//! connects; within a part they are drawn between the nodes where these are.

use petgraph::unionfind::UnionFind;

use super::LinkUse;
use super::pack::Part;
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

/// Connections that decide where nodes stand, edges first, and the inferred links that don't. What a
/// service has with itself is left out, and so are inferred links that say the same as an edge.
pub(super) fn of(graph: &Dependencies, inferred: LinkUse) -> (Vec<Link>, Vec<usize>) {
    let count = graph.services.len();
    let mut links: Vec<Link> = Vec::with_capacity(graph.edges.len());
    let mut parts: UnionFind<usize> = UnionFind::new(count);
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.dependency != edge.dependent {
            links.push(link(
                edge.dependency,
                edge.dependent,
                edge.closes_cycle,
                Line::Edge(index),
            ));
            parts.union(edge.dependency, edge.dependent);
        }
    }
    if inferred == LinkUse::Ignored {
        return (links, Vec::new());
    }
    let undeclared = (0..graph.inferred.len()).filter(|&index| {
        let told = &graph.inferred[index];
        !told.declared && told.dependency != told.dependent
    });
    let (loose, joining): (Vec<usize>, Vec<usize>) =
        undeclared.partition(|&index| parts.equiv(graph.inferred[index].dependency, graph.inferred[index].dependent));
    if joining.is_empty() {
        return (links, loose);
    }
    // They may close circles of their own. Between services of one circle they follow the order that
    // edges alone give; all others run as they are.
    let pairs = links.iter().map(|link| (link.low, link.high));
    let told = joining.iter().map(|&index| &graph.inferred[index]);
    let told = told.map(|link| (link.dependency, link.dependent));
    let component = components(count, pairs.clone().chain(told));
    let (order, _) = order_and_levels(count, pairs);
    let mut place = vec![0; count];
    for (at, &service) in order.iter().enumerate() {
        place[service] = at;
    }
    for index in joining {
        let told = &graph.inferred[index];
        let (from, to) = (told.dependency, told.dependent);
        let reversed = component[from] == component[to] && place[from] > place[to];
        links.push(link(from, to, reversed, Line::Inferred(index)));
    }
    (links, loose)
}

/// Adds the loose links to their parts, now that ranks are known. Those between nodes of one rank can't
/// be part of a layered drawing and are given back.
pub(super) fn add_loose(
    graph: &Dependencies,
    loose: &[usize],
    ranks: &[usize],
    links: &mut Vec<Link>,
    parts: &mut [Part],
) -> Vec<usize> {
    let mut level = Vec::new();
    for &index in loose {
        let told = &graph.inferred[index];
        let (from, to) = (told.dependency, told.dependent);
        if ranks[from] == ranks[to] {
            level.push(index);
            continue;
        }
        let part = parts.iter_mut().find(|part| part.nodes.binary_search(&from).is_ok());
        let part = part.expect("the ends of a loose link have edges, so they are in a part");
        part.links.push(links.len());
        links.push(link(from, to, ranks[from] > ranks[to], Line::Inferred(index)));
    }
    level
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
