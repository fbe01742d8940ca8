//! Coordinates within layers: long links are straight, and nodes are centered on their neighbors.
//!
//! Follows Brandes and Köpf, "Fast and simple horizontal coordinate assignment", 2001. Vertices are aligned with
//! their median neighbors into blocks, in four variants: by either neighboring layer, from either end of the
//! layer. Each variant is compacted, and a vertex takes the mean of its two middle coordinates. Blocks are
//! compacted with longest paths, which keeps every minimum distance.

use super::layered::Layered;
use super::pack::Component;
use super::{Settings, refine};
use crate::hash::FastSet;

/// Returns the vertical center of each vertex. The top of the drawing is 0.
pub(super) fn centers(layered: &Layered, component: &Component, settings: &Settings) -> Vec<f64> {
    let extents = Extents::new(layered, component, settings);
    let conflicts = find_conflicts(layered);
    let mut variants: Vec<Vec<f64>> = Vec::with_capacity(4);
    for by_previous in [true, false] {
        for mirrored in [false, true] {
            let orientation = Orientation::new(layered, by_previous, mirrored);
            let roots = align(layered, &orientation, &conflicts);
            let mut centers = compact(&orientation, &roots, &extents);
            if mirrored {
                centers.iter_mut().for_each(|center| *center = -*center);
            }
            variants.push(centers);
        }
    }
    let mut centers = balance(&mut variants, &extents);
    refine::refine(layered, &mut centers, &extents);
    centers
}

/// The space that each vertex takes above and below its center, and the gap between two vertices.
pub(super) struct Extents {
    above: Vec<f64>,
    below: Vec<f64>,
    first_dummy: usize,
    gap: f64,
}

impl Extents {
    fn new(layered: &Layered, component: &Component, settings: &Settings) -> Self {
        let half = settings.sizes.node_height / 2.0;
        let mut extents = Extents {
            above: vec![half; layered.nodes],
            below: (component.nodes.iter())
                .map(|&node| half + settings.space_below(node))
                .collect(),
            first_dummy: layered.nodes,
            gap: settings.sizes.node_gap,
        };
        extents.above.resize(layered.ranks.len(), 0.0);
        extents.below.resize(layered.ranks.len(), 0.0);
        extents
    }

    /// Returns the minimum distance between the centers of two neighbors in a layer. Dummies need less space
    /// than nodes.
    pub fn distance(&self, upper: usize, lower: usize) -> f64 {
        let dummies = usize::from(upper >= self.first_dummy) + usize::from(lower >= self.first_dummy);
        let gap_ratio = [1.0, 0.6, 0.45][dummies];
        self.below[upper] + self.gap * gap_ratio + self.above[lower]
    }

    /// Returns the top and the bottom of all vertices.
    pub fn bounds(&self, centers: &[f64]) -> (f64, f64) {
        let mut bounds = (f64::INFINITY, f64::NEG_INFINITY);
        for (vertex, &center) in centers.iter().enumerate() {
            bounds.0 = bounds.0.min(center - self.above[vertex]);
            bounds.1 = bounds.1.max(center + self.below[vertex]);
        }
        bounds
    }
}

/// Returns the segments that cross an inner segment of a long link. Alignment skips them, so that long links are
/// straight.
fn find_conflicts(layered: &Layered) -> FastSet<(usize, usize)> {
    let mut conflicts = FastSet::default();
    for pair in layered.layers.windows(2) {
        let (upper, layer) = (&pair[0], &pair[1]);
        let mut left = 0;
        let mut next_position = 0;
        for (position, &vertex) in layer.iter().enumerate() {
            let inner = layered.before[vertex]
                .iter()
                .find(|&&other| layered.is_dummy(vertex) && layered.is_dummy(other));
            if inner.is_none() && position + 1 < layer.len() {
                continue;
            }
            let right = inner.map_or(upper.len() - 1, |&other| layered.positions[other]);
            for &between in &layer[next_position..=position] {
                for &other in &layered.before[between] {
                    let other_position = layered.positions[other];
                    if other_position < left || other_position > right {
                        conflicts.insert((other, between));
                    }
                }
            }
            next_position = position + 1;
            left = right;
        }
    }
    conflicts
}

/// The layers as one of the four variants processes them.
struct Orientation<'a> {
    layers: Vec<Vec<usize>>,
    positions: Vec<usize>,
    neighbors: &'a [Vec<usize>],
    by_previous: bool,
    mirrored: bool,
}

impl<'a> Orientation<'a> {
    /// Aligns by neighbors in the previous or the next layer. `mirrored` processes each layer from its bottom.
    fn new(layered: &'a Layered, by_previous: bool, mirrored: bool) -> Self {
        let mut layers = layered.layers.clone();
        if !by_previous {
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
        let neighbors = if by_previous { &layered.before } else { &layered.after };
        Orientation {
            layers,
            positions,
            neighbors,
            by_previous,
            mirrored,
        }
    }

    /// Returns a segment as [`find_conflicts`] does: the vertex of the lower rank first.
    fn segment(&self, vertex: usize, neighbor: usize) -> (usize, usize) {
        if self.by_previous {
            (neighbor, vertex)
        } else {
            (vertex, neighbor)
        }
    }
}

/// Returns the root of each vertex: the first vertex of its block.
fn align(layered: &Layered, orientation: &Orientation, conflicts: &FastSet<(usize, usize)>) -> Vec<usize> {
    let mut roots: Vec<usize> = (0..layered.ranks.len()).collect();
    let mut sorted = Vec::new();
    for layer in &orientation.layers {
        let mut first_free = 0;
        for &vertex in layer {
            sorted.clear();
            sorted.extend_from_slice(&orientation.neighbors[vertex]);
            sorted.sort_by_key(|&other| orientation.positions[other]);
            let count = sorted.len();
            if count == 0 {
                continue;
            }
            for &median in &sorted[(count - 1) / 2..=count / 2] {
                let position = orientation.positions[median];
                if position >= first_free && !conflicts.contains(&orientation.segment(vertex, median)) {
                    roots[vertex] = roots[median];
                    first_free = position + 1;
                    break;
                }
            }
        }
    }
    roots
}

/// Returns the coordinate of each vertex: each block is placed as far up as possible, then moved down towards
/// the blocks below it.
fn compact(orientation: &Orientation, roots: &[usize], extents: &Extents) -> Vec<f64> {
    let count = roots.len();
    let mut successors: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    let mut unplaced = vec![0_usize; count];
    for layer in &orientation.layers {
        for pair in layer.windows(2) {
            let distance = if orientation.mirrored {
                extents.distance(pair[1], pair[0])
            } else {
                extents.distance(pair[0], pair[1])
            };
            successors[roots[pair[0]]].push((roots[pair[1]], distance));
            unplaced[roots[pair[1]]] += 1;
        }
    }
    let mut order: Vec<usize> = (0..count)
        .filter(|&vertex| roots[vertex] == vertex && unplaced[vertex] == 0)
        .collect();
    let mut coordinates = vec![0.0_f64; count];
    let mut next_index = 0;
    while next_index < order.len() {
        let block = order[next_index];
        next_index += 1;
        for &(successor, distance) in &successors[block] {
            coordinates[successor] = coordinates[successor].max(coordinates[block] + distance);
            unplaced[successor] -= 1;
            if unplaced[successor] == 0 {
                order.push(successor);
            }
        }
    }
    for &block in order.iter().rev() {
        let limit = successors[block]
            .iter()
            .map(|&(successor, distance)| coordinates[successor] - distance)
            .fold(f64::INFINITY, f64::min);
        if limit.is_finite() {
            coordinates[block] = coordinates[block].max(limit);
        }
    }
    roots.iter().map(|&root| coordinates[root]).collect()
}

/// Aligns the variants with the smallest one, and returns the mean of the two middle coordinates of each vertex.
fn balance(variants: &mut [Vec<f64>], extents: &Extents) -> Vec<f64> {
    let bounds: Vec<(f64, f64)> = variants.iter().map(|variant| extents.bounds(variant)).collect();
    let smallest = bounds.iter().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let smallest = smallest.copied().unwrap_or_default();
    for (index, variant) in variants.iter_mut().enumerate() {
        // Every second variant is mirrored: it is aligned at the bottom.
        let shift = if index % 2 == 0 {
            smallest.0 - bounds[index].0
        } else {
            smallest.1 - bounds[index].1
        };
        variant.iter_mut().for_each(|center| *center += shift);
    }
    let mut centers: Vec<f64> = (0..extents.above.len())
        .map(|vertex| {
            let mut values: Vec<f64> = variants.iter().map(|variant| variant[vertex]).collect();
            values.sort_by(f64::total_cmp);
            (values[1] + values[2]) / 2.0
        })
        .collect();
    let (top, _) = extents.bounds(&centers);
    centers.iter_mut().for_each(|center| *center -= top);
    centers
}
