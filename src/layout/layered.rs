//! A connected part as layers of vertices: nodes, and bends where long edges pass a rank.

use super::links::Link;
use super::pack::Part;

/// Above so many bends in one part, the longest edges go round below all nodes instead.
const MOST_BENDS: usize = 12_000;

/// Vertices in layers. Those below `nodes` are the part's nodes in its order, the others are bends.
#[derive(Debug)]
pub(super) struct Layered {
    /// How many vertices are nodes.
    pub nodes: usize,
    /// The rank of each vertex.
    pub ranks: Vec<usize>,
    /// The neighbors of each vertex in the layer before.
    pub before: Vec<Vec<usize>>,
    /// The neighbors of each vertex in the layer after.
    pub after: Vec<Vec<usize>>,
    /// The vertices of each rank, top to bottom.
    pub layers: Vec<Vec<usize>>,
    /// The place of each vertex in its layer.
    pub positions: Vec<usize>,
    /// For each link of the part its vertices, low to high; only its ends where it goes round.
    pub chains: Vec<Vec<usize>>,
}

impl Layered {
    /// Builds the layers of a part, not yet in a good order.
    pub fn new(part: &Part, links: &[Link], ranks: &[usize]) -> Self {
        let nodes = part.nodes.len();
        let first = part.nodes.iter().map(|&node| ranks[node]).min().unwrap_or(0);
        let mut layered = Layered {
            nodes,
            ranks: part.nodes.iter().map(|&node| ranks[node] - first).collect(),
            before: vec![Vec::new(); nodes],
            after: vec![Vec::new(); nodes],
            layers: Vec::new(),
            positions: Vec::new(),
            chains: vec![Vec::new(); part.links.len()],
        };
        let local = |node: usize| part.nodes.binary_search(&node).expect("a link's ends are in its part");
        let ends = part
            .links
            .iter()
            .map(|&link| (local(links[link].low), local(links[link].high)));
        let ends: Vec<(usize, usize)> = ends.collect();
        let mut by_length: Vec<usize> = (0..ends.len()).collect();
        by_length.sort_by_key(|&at| layered.ranks[ends[at].1] - layered.ranks[ends[at].0]);
        let mut straight = vec![true; ends.len()];
        let mut bends = 0;
        for at in by_length {
            bends += layered.ranks[ends[at].1] - layered.ranks[ends[at].0] - 1;
            straight[at] = bends <= MOST_BENDS;
        }
        for (at, &(low, high)) in ends.iter().enumerate() {
            if straight[at] {
                layered.connect(at, low, high);
            } else {
                layered.chains[at] = vec![low, high];
            }
        }
        let depth = layered.ranks.iter().max().map_or(0, |&deepest| deepest + 1);
        layered.positions = vec![0; layered.ranks.len()];
        let mut layers = vec![Vec::new(); depth];
        for (vertex, &rank) in layered.ranks.iter().enumerate() {
            layers[rank].push(vertex);
        }
        layered.set_layers(layers);
        layered
    }

    fn connect(&mut self, at: usize, low: usize, high: usize) {
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
        self.chains[at] = chain;
    }

    /// Whether a link of the part goes round below all nodes.
    pub fn goes_round(&self, at: usize) -> bool {
        let chain = &self.chains[at];
        self.ranks[chain[chain.len() - 1]] - self.ranks[chain[0]] >= chain.len()
    }

    /// Whether a vertex is a bend of a long edge.
    pub fn is_bend(&self, vertex: usize) -> bool {
        vertex >= self.nodes
    }

    /// Takes over another order.
    pub fn set_layers(&mut self, layers: Vec<Vec<usize>>) {
        self.layers = layers;
        for layer in &self.layers {
            for (position, &vertex) in layer.iter().enumerate() {
                self.positions[vertex] = position;
            }
        }
    }
}
