//! Network simplex: assigns integers to vertices so that the weighted sum of edge lengths is minimal.
//!
//! Follows section 2 of Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs", 1993. A
//! spanning tree of tight edges is improved step by step: a tree edge with a negative cut value leaves, and the
//! tightest edge that reconnects the two halves enters. Traversals are loops, not recursion, and the number of
//! steps is bounded: a sum that is not quite minimal still gives a usable drawing.

/// A constraint between two vertices: `value[to] - value[from] >= min_length`.
#[derive(Debug, Clone, Copy)]
pub(super) struct SimplexEdge {
    pub from: usize,
    pub to: usize,
    /// Minimum length.
    pub min_length: i64,
    /// Cost of each unit of length.
    pub weight: i64,
}

const NONE: usize = usize::MAX;

/// Improves `values` in at most `max_steps` steps. They must satisfy all constraints, and the edges must connect
/// all vertices.
pub(super) fn minimize(values: &mut [i64], edges: &[SimplexEdge], max_steps: usize) {
    if values.len() < 2 {
        return;
    }
    let mut tree = Tree::new(values, edges);
    if !tree.is_spanning() {
        return;
    }
    let mut search_from = 0;
    for _ in 0..max_steps {
        let Some(leaving) = tree.find_leaving(search_from) else {
            break;
        };
        search_from = (leaving + 1) % edges.len();
        let Some(entering) = tree.find_entering(leaving) else {
            break;
        };
        tree.exchange(leaving, entering);
    }
}

/// A spanning tree of tight edges, rooted at vertex 0.
struct Tree<'a> {
    values: &'a mut [i64],
    edges: &'a [SimplexEdge],
    /// Edges at each vertex.
    incident: Vec<Vec<usize>>,
    in_tree: Vec<bool>,
    /// Edge to the parent of each vertex; `NONE` at the root.
    parent: Vec<usize>,
    /// Postorder numbers: the subtree of a vertex has the numbers `low..=lim`.
    low: Vec<usize>,
    lim: Vec<usize>,
    /// Cut value of each tree edge.
    cut: Vec<i64>,
    /// Total weight of the edges that leave each vertex minus that of the edges that enter it.
    net_weight: Vec<i64>,
    /// Vertices in postorder.
    order: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn new(values: &'a mut [i64], edges: &'a [SimplexEdge]) -> Self {
        let count = values.len();
        let mut incident = vec![Vec::new(); count];
        let mut net_weight = vec![0; count];
        for (index, edge) in edges.iter().enumerate() {
            net_weight[edge.from] += edge.weight;
            net_weight[edge.to] -= edge.weight;
            incident[edge.from].push(index);
            incident[edge.to].push(index);
        }
        let mut tree = Tree {
            values,
            edges,
            incident,
            in_tree: vec![false; edges.len()],
            parent: vec![NONE; count],
            low: vec![0; count],
            lim: vec![0; count],
            cut: vec![0; edges.len()],
            net_weight,
            order: Vec::with_capacity(count),
        };
        tree.build();
        if tree.is_spanning() {
            tree.number_vertices();
            tree.compute_cut_values();
        }
        tree
    }

    fn is_spanning(&self) -> bool {
        self.in_tree.iter().filter(|&&in_tree| in_tree).count() + 1 == self.values.len()
    }

    fn slack(&self, edge: usize) -> i64 {
        let edge = &self.edges[edge];
        self.values[edge.to] - self.values[edge.from] - edge.min_length
    }

    fn other_end(&self, edge: usize, vertex: usize) -> usize {
        let edge = &self.edges[edge];
        if edge.from == vertex { edge.to } else { edge.from }
    }

    /// Builds the tree from vertex 0. When no tight edge extends it, shifts the whole tree until one does.
    fn build(&mut self) {
        let mut is_member = vec![false; self.values.len()];
        is_member[0] = true;
        let mut members = vec![0];
        let mut pending = vec![0];
        // Edges that are not tight. Those with both ends in the tree are dropped before each shift.
        let mut border: Vec<usize> = Vec::new();
        loop {
            while let Some(vertex) = pending.pop() {
                for index in 0..self.incident[vertex].len() {
                    let edge = self.incident[vertex][index];
                    let other = self.other_end(edge, vertex);
                    if is_member[other] {
                        continue;
                    }
                    if self.slack(edge) == 0 {
                        self.in_tree[edge] = true;
                        is_member[other] = true;
                        members.push(other);
                        pending.push(other);
                    } else {
                        border.push(edge);
                    }
                }
            }
            border.retain(|&edge| !(is_member[self.edges[edge].from] && is_member[self.edges[edge].to]));
            let Some(&tightest) = border.iter().min_by_key(|&&edge| (self.slack(edge), edge)) else {
                return;
            };
            let slack = self.slack(tightest);
            let (shift, vertex) = if is_member[self.edges[tightest].from] {
                (slack, self.edges[tightest].from)
            } else {
                (-slack, self.edges[tightest].to)
            };
            for &member in &members {
                self.values[member] += shift;
            }
            pending.push(vertex);
        }
    }

    /// Assigns parents and postorder numbers.
    fn number_vertices(&mut self) {
        self.order.clear();
        self.parent[0] = NONE;
        let mut counter = 0;
        // Depth-first search: each vertex on the path with the number of its edges already followed.
        let mut path = vec![(0, 0)];
        self.low[0] = 0;
        while let Some(&mut (vertex, ref mut next)) = path.last_mut() {
            let child_edge = self.incident[vertex][*next..]
                .iter()
                .position(|&edge| self.in_tree[edge] && edge != self.parent[vertex]);
            match child_edge {
                Some(offset) => {
                    let edge = self.incident[vertex][*next + offset];
                    *next += offset + 1;
                    let child = self.other_end(edge, vertex);
                    self.parent[child] = edge;
                    self.low[child] = counter;
                    path.push((child, 0));
                }
                None => {
                    self.lim[vertex] = counter;
                    counter += 1;
                    self.order.push(vertex);
                    path.pop();
                }
            }
        }
    }

    /// Whether a vertex is in the subtree of another.
    fn is_in_subtree(&self, vertex: usize, root: usize) -> bool {
        self.low[root] <= self.lim[vertex] && self.lim[vertex] <= self.lim[root]
    }

    /// Computes the cut value of each tree edge: the weight of the edges from one half of the tree to the other
    /// in the edge's direction, minus that of the edges in the opposite direction. Edges within a half cancel
    /// out in the sum of net weights.
    fn compute_cut_values(&mut self) {
        let mut net_weight = self.net_weight.clone();
        for &vertex in &self.order {
            let parent_edge = self.parent[vertex];
            if parent_edge == NONE {
                continue;
            }
            let SimplexEdge { from, to, .. } = self.edges[parent_edge];
            self.cut[parent_edge] = if from == vertex {
                net_weight[vertex]
            } else {
                -net_weight[vertex]
            };
            let parent = if from == vertex { to } else { from };
            net_weight[parent] += net_weight[vertex];
        }
    }

    /// Finds a tree edge with a negative cut value, searching cyclically from an index.
    fn find_leaving(&self, search_from: usize) -> Option<usize> {
        let count = self.edges.len();
        (search_from..count)
            .chain(0..search_from)
            .find(|&edge| self.in_tree[edge] && self.cut[edge] < 0)
    }

    /// Finds the tightest edge in the opposite direction to a leaving one, from the half of its head to that of
    /// its tail.
    fn find_entering(&self, leaving: usize) -> Option<usize> {
        let SimplexEdge { from, to, .. } = self.edges[leaving];
        let (root, head_in_subtree) = if self.parent[to] == leaving {
            (to, true)
        } else {
            (from, false)
        };
        let subtree = &self.order[self.low[root]..=self.lim[root]];
        let mut best: Option<(i64, usize)> = None;
        for &vertex in subtree {
            for &edge in &self.incident[vertex] {
                let is_opposite = if head_in_subtree {
                    self.edges[edge].from == vertex
                } else {
                    self.edges[edge].to == vertex
                };
                if is_opposite && !self.in_tree[edge] && !self.is_in_subtree(self.other_end(edge, vertex), root) {
                    let candidate = (self.slack(edge), edge);
                    if best.is_none_or(|best| candidate < best) {
                        best = Some(candidate);
                    }
                }
            }
        }
        best.map(|(_, edge)| edge)
    }

    /// Replaces a tree edge with another, and shifts the subtree below the leaving edge to make the entering one
    /// tight.
    fn exchange(&mut self, leaving: usize, entering: usize) {
        let slack = self.slack(entering);
        let SimplexEdge { from, to, .. } = self.edges[leaving];
        let (root, shift) = if self.parent[to] == leaving {
            (to, slack)
        } else {
            (from, -slack)
        };
        for position in self.low[root]..=self.lim[root] {
            self.values[self.order[position]] += shift;
        }
        self.in_tree[leaving] = false;
        self.in_tree[entering] = true;
        self.number_vertices();
        self.compute_cut_values();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total_length(values: &[i64], edges: &[SimplexEdge]) -> i64 {
        edges
            .iter()
            .map(|edge| edge.weight * (values[edge.to] - values[edge.from]))
            .sum()
    }

    #[test]
    fn total_length_is_minimal() {
        // The paper's example: the minimal total length of its 9 edges is 10.
        let pairs = [(0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (0, 5), (4, 6), (5, 6), (6, 7)];
        let edges: Vec<SimplexEdge> = pairs
            .iter()
            .map(|&(from, to)| SimplexEdge {
                from,
                to,
                min_length: 1,
                weight: 1,
            })
            .collect();
        let mut values = [0, 1, 2, 3, 1, 1, 2, 4];
        minimize(&mut values, &edges, 100);
        assert_eq!(total_length(&values, &edges), 10);
        assert!(
            edges
                .iter()
                .all(|edge| values[edge.to] - values[edge.from] >= edge.min_length)
        );
    }
}
