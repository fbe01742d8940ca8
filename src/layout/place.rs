//! Coordinates within layers: straight long edges, nodes in the middle of their neighbors.
//!
//! Brandes and Köpf, "Fast and simple horizontal coordinate assignment", 2001: vertices are aligned
//! with their median neighbors to blocks, in four ways (from either side, leaning up or down); each
//! way is packed tightly, and a vertex takes the mean of its two middle coordinates. Blocks are packed
//! by longest paths, which keeps every distance.

use super::layered::Layered;
use super::pack::Part;
use super::{Frame, tighten};
use crate::hash::FastSet;

/// The middle of each vertex; 0 is the top of the uppermost.
pub(super) fn middles(layered: &Layered, part: &Part, frame: &Frame) -> Vec<f64> {
    let extents = Extents::new(layered, part, frame);
    let conflicts = conflicts(layered);
    let mut ways: Vec<Vec<f64>> = Vec::with_capacity(4);
    for from_before in [true, false] {
        for mirrored in [false, true] {
            let view = View::new(layered, from_before, mirrored);
            let roots = align(layered, &view, &conflicts);
            let mut middles = compact(&view, &roots, &extents);
            if mirrored {
                middles.iter_mut().for_each(|middle| *middle = -*middle);
            }
            ways.push(middles);
        }
    }
    let mut middles = balance(&mut ways, &extents);
    tighten::tighten(layered, &mut middles, &extents);
    middles
}

/// How far each vertex reaches from its middle, and the space between two.
pub(super) struct Extents {
    above: Vec<f64>,
    below: Vec<f64>,
    bends_from: usize,
    gap: f64,
}

impl Extents {
    fn new(layered: &Layered, part: &Part, frame: &Frame) -> Self {
        let half = frame.sizes.node_height / 2.0;
        let mut extents = Extents {
            above: vec![half; layered.nodes],
            below: part.nodes.iter().map(|&node| half + frame.below(node)).collect(),
            bends_from: layered.nodes,
            gap: frame.sizes.node_gap,
        };
        extents.above.resize(layered.ranks.len(), 0.0);
        extents.below.resize(layered.ranks.len(), 0.0);
        extents
    }

    /// The distance of the middles of two neighbors, where `upper` is above `lower`.
    pub fn distance(&self, upper: usize, lower: usize) -> f64 {
        let bends = usize::from(upper >= self.bends_from) + usize::from(lower >= self.bends_from);
        let part = [1.0, 0.6, 0.45][bends];
        self.below[upper] + self.gap * part + self.above[lower]
    }

    /// Top and bottom of all.
    pub fn of_all(&self, middles: &[f64]) -> (f64, f64) {
        let mut extent = (f64::INFINITY, f64::NEG_INFINITY);
        for (vertex, &middle) in middles.iter().enumerate() {
            extent.0 = extent.0.min(middle - self.above[vertex]);
            extent.1 = extent.1.max(middle + self.below[vertex]);
        }
        extent
    }
}

/// Edges that cross an inner segment of a long edge; the long edge has the right of way.
fn conflicts(layered: &Layered) -> FastSet<(usize, usize)> {
    let mut conflicts = FastSet::default();
    for pair in layered.layers.windows(2) {
        let (upper, layer) = (&pair[0], &pair[1]);
        let mut left = 0;
        let mut done = 0;
        for (place, &vertex) in layer.iter().enumerate() {
            let inner = layered.before[vertex]
                .iter()
                .find(|&&other| layered.is_bend(vertex) && layered.is_bend(other));
            if inner.is_none() && place + 1 < layer.len() {
                continue;
            }
            let right = inner.map_or(upper.len() - 1, |&other| layered.positions[other]);
            for &between in &layer[done..=place] {
                for &other in &layered.before[between] {
                    let at = layered.positions[other];
                    if at < left || at > right {
                        conflicts.insert((other, between));
                    }
                }
            }
            done = place + 1;
            left = right;
        }
    }
    conflicts
}

/// One of the four ways to look at the layers.
struct View<'a> {
    layers: Vec<Vec<usize>>,
    positions: Vec<usize>,
    neighbors: &'a [Vec<usize>],
    from_before: bool,
    mirrored: bool,
}

impl<'a> View<'a> {
    fn new(layered: &'a Layered, from_before: bool, mirrored: bool) -> Self {
        let mut layers = layered.layers.clone();
        if !from_before {
            layers.reverse();
        }
        if mirrored {
            layers.iter_mut().for_each(|layer| layer.reverse());
        }
        let mut positions = vec![0; layered.positions.len()];
        for layer in &layers {
            for (position, &vertex) in layer.iter().enumerate() {
                positions[vertex] = position;
            }
        }
        let neighbors = if from_before { &layered.before } else { &layered.after };
        View {
            layers,
            positions,
            neighbors,
            from_before,
            mirrored,
        }
    }

    fn key(&self, vertex: usize, neighbor: usize) -> (usize, usize) {
        if self.from_before {
            (neighbor, vertex)
        } else {
            (vertex, neighbor)
        }
    }
}

/// The first vertex of each vertex's block.
fn align(layered: &Layered, view: &View, conflicts: &FastSet<(usize, usize)>) -> Vec<usize> {
    let mut roots: Vec<usize> = (0..layered.ranks.len()).collect();
    let mut sorted = Vec::new();
    for layer in &view.layers {
        let mut free_from = 0;
        for &vertex in layer {
            sorted.clear();
            sorted.extend_from_slice(&view.neighbors[vertex]);
            sorted.sort_by_key(|&other| view.positions[other]);
            let count = sorted.len();
            if count == 0 {
                continue;
            }
            for &other in &sorted[(count - 1) / 2..=count / 2] {
                let place = view.positions[other];
                if place >= free_from && !conflicts.contains(&view.key(vertex, other)) {
                    roots[vertex] = roots[other];
                    free_from = place + 1;
                    break;
                }
            }
        }
    }
    roots
}

/// Coordinates of the blocks: each as far up as those above allow, then down to close needless gaps.
fn compact(view: &View, roots: &[usize], extents: &Extents) -> Vec<f64> {
    let count = roots.len();
    let mut next: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    let mut waits_for = vec![0_usize; count];
    for layer in &view.layers {
        for pair in layer.windows(2) {
            let distance = if view.mirrored {
                extents.distance(pair[1], pair[0])
            } else {
                extents.distance(pair[0], pair[1])
            };
            next[roots[pair[0]]].push((roots[pair[1]], distance));
            waits_for[roots[pair[1]]] += 1;
        }
    }
    let mut order: Vec<usize> = (0..count)
        .filter(|&vertex| roots[vertex] == vertex && waits_for[vertex] == 0)
        .collect();
    let mut at = vec![0.0_f64; count];
    let mut done = 0;
    while done < order.len() {
        let block = order[done];
        done += 1;
        for &(other, distance) in &next[block] {
            at[other] = at[other].max(at[block] + distance);
            waits_for[other] -= 1;
            if waits_for[other] == 0 {
                order.push(other);
            }
        }
    }
    for &block in order.iter().rev() {
        let room = next[block].iter().map(|&(other, distance)| at[other] - distance);
        let room = room.fold(f64::INFINITY, f64::min);
        if room.is_finite() {
            at[block] = at[block].max(room);
        }
    }
    roots.iter().map(|&root| at[root]).collect()
}

/// Shifts the four ways onto the narrowest of them, and takes the mean of the two middle values.
fn balance(ways: &mut [Vec<f64>], extents: &Extents) -> Vec<f64> {
    let frames: Vec<(f64, f64)> = ways.iter().map(|way| extents.of_all(way)).collect();
    let narrowest = frames.iter().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let narrowest = narrowest.copied().unwrap_or_default();
    for (index, way) in ways.iter_mut().enumerate() {
        let shift = if index % 2 == 0 {
            narrowest.0 - frames[index].0
        } else {
            narrowest.1 - frames[index].1
        };
        way.iter_mut().for_each(|middle| *middle += shift);
    }
    let mut middles: Vec<f64> = (0..extents.above.len())
        .map(|vertex| {
            let mut values: Vec<f64> = ways.iter().map(|way| way[vertex]).collect();
            values.sort_by(f64::total_cmp);
            (values[1] + values[2]) / 2.0
        })
        .collect();
    let (top, _) = extents.of_all(&middles);
    middles.iter_mut().for_each(|middle| *middle -= top);
    middles
}
