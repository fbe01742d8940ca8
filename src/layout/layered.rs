//! A connected component as layers of vertices: its nodes, and dummy vertices where long links cross a rank.

use super::links::Link;
use super::pack::Component;
use crate::sort::CompactSort;

/// Maximum number of dummy vertices in a component. Longer links are routed below all nodes instead.
const MAX_DUMMIES: usize = 12_000;

/// Vertices in layers. Vertices below `nodes` are the component's nodes in order; the others are dummies.
#[derive(Debug)]
pub(super) struct Layered {
    /// Number of vertices that are nodes.
    pub nodes: usize,
    /// Rank of each vertex.
    pub ranks: Vec<usize>,
    /// Neighbors of each vertex in the previous layer.
    pub before: Vec<Vec<usize>>,
    /// Neighbors of each vertex in the next layer.
    pub after: Vec<Vec<usize>>,
    /// Vertices of each rank, top to bottom.
    pub layers: Vec<Vec<usize>>,
    /// Position of each vertex in its layer.
    pub positions: Vec<usize>,
    /// Vertices of each of the component's links, from low to high. A link that is routed below has only its
    /// ends.
    pub chains: Vec<Vec<usize>>,
}

impl Layered {
    /// Builds the layers of a component, in arbitrary order.
    pub fn new(component: &Component, links: &[Link], ranks: &[usize]) -> Self {
        let nodes = component.nodes.len();
        let first_rank = component.nodes.iter().map(|&node| ranks[node]).min().unwrap_or(0);
        let mut layered = Layered {
            nodes,
            ranks: component.nodes.iter().map(|&node| ranks[node] - first_rank).collect(),
            before: vec![Vec::new(); nodes],
            after: vec![Vec::new(); nodes],
            layers: Vec::new(),
            positions: Vec::new(),
            chains: vec![Vec::new(); component.links.len()],
        };
        let vertex_of =
            |node: usize| (component.nodes.binary_search(&node)).expect("the ends of a link are in its component");
        let ends: Vec<(usize, usize)> = (component.links.iter())
            .map(|&link| (vertex_of(links[link].low), vertex_of(links[link].high)))
            .collect();
        // Short links get their dummies first.
        let mut by_length: Vec<usize> = (0..ends.len()).collect();
        by_length.compact_sort_by_key(|&link| layered.ranks[ends[link].1] - layered.ranks[ends[link].0]);
        let mut has_dummies = vec![true; ends.len()];
        let mut dummies = 0;
        for link in by_length {
            dummies += layered.ranks[ends[link].1] - layered.ranks[ends[link].0] - 1;
            has_dummies[link] = dummies <= MAX_DUMMIES;
        }
        for (link, &(low, high)) in ends.iter().enumerate() {
            if has_dummies[link] {
                layered.add_chain(link, low, high);
            } else {
                layered.chains[link] = vec![low, high];
            }
        }
        let depth = layered.ranks.iter().max().map_or(0, |&last| last + 1);
        layered.positions = vec![0; layered.ranks.len()];
        let mut layers = vec![Vec::new(); depth];
        for (vertex, &rank) in layered.ranks.iter().enumerate() {
            layers[rank].push(vertex);
        }
        layered.set_layers(layers);
        layered
    }

    /// Connects the ends of a link, with a dummy in each rank between them.
    fn add_chain(&mut self, link: usize, low: usize, high: usize) {
        let mut chain = vec![low];
        for rank in self.ranks[low] + 1..self.ranks[high] {
            chain.push(self.ranks.len());
            self.ranks.push(rank);
            self.before.push(Vec::new());
            self.after.push(Vec::new());
        }
        chain.push(high);
        for pair in chain.windows(2) {
            self.after[pair[0]].push(pair[1]);
            self.before[pair[1]].push(pair[0]);
        }
        self.chains[link] = chain;
    }

    /// Whether a link of the component is routed below all nodes.
    pub fn is_routed_below(&self, link: usize) -> bool {
        let chain = &self.chains[link];
        self.ranks[chain[chain.len() - 1]] - self.ranks[chain[0]] >= chain.len()
    }

    /// Whether a vertex is a dummy.
    pub fn is_dummy(&self, vertex: usize) -> bool {
        vertex >= self.nodes
    }

    /// Replaces the order of all layers.
    pub fn set_layers(&mut self, layers: Vec<Vec<usize>>) {
        self.layers = layers;
        for layer in &self.layers {
            for (position, &vertex) in layer.iter().enumerate() {
                self.positions[vertex] = position;
            }
        }
    }
}
