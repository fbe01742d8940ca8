//! Refinement of coordinates: minimizes the weighted sum of height differences along links.
//!
//! Uses network simplex, with an additional vertex for each segment of a link (Gansner and others, 1993, section
//! 4.2). It is slower than the alignment before it, so large components are left as they are. Afterwards nodes
//! are centered where several heights are equally good.

use super::coordinates::Extents;
use super::layered::Layered;
use super::simplex::{self, SimplexEdge};
use crate::sort::CompactSort;

/// Components with more vertices and segments are not refined.
const MAX_VERTICES: usize = 500;
/// Bound on the effort: steps times vertices and edges.
const MAX_EFFORT: usize = 3_000_000;
/// Coordinate units in a pixel.
const UNITS_PER_PIXEL: f64 = 4.0;

/// Improves the centers of vertices. Minimum distances are kept.
pub(super) fn refine(layered: &Layered, centers: &mut [f64], extents: &Extents) {
    let count = layered.ranks.len();
    let segments: usize = layered.after.iter().map(Vec::len).sum();
    if count + segments > MAX_VERTICES {
        return;
    }
    let mut values: Vec<i64> = centers
        .iter()
        .map(|center| (center * UNITS_PER_PIXEL).round() as i64)
        .collect();
    let mut edges = Vec::with_capacity(count + 2 * segments);
    for layer in &layered.layers {
        for pair in layer.windows(2) {
            edges.push(SimplexEdge {
                from: pair[0],
                to: pair[1],
                min_length: (extents.distance(pair[0], pair[1]) * UNITS_PER_PIXEL).floor() as i64,
                weight: 0,
            });
        }
    }
    for vertex in 0..count {
        for &other in &layered.after[vertex] {
            let segment = values.len();
            values.push(values[vertex].min(values[other]));
            for to in [vertex, other] {
                edges.push(SimplexEdge {
                    from: segment,
                    to,
                    min_length: 0,
                    weight: segment_weight(layered, vertex, other),
                });
            }
        }
    }
    let max_steps = MAX_EFFORT / (values.len() + edges.len());
    simplex::minimize(&mut values, &edges, max_steps);
    for (center, value) in centers.iter_mut().zip(values) {
        *center = value as f64 / UNITS_PER_PIXEL;
    }
    for _ in 0..3 {
        center_nodes(layered, centers, extents);
    }
    let (top, _) = extents.bounds(centers);
    centers.iter_mut().for_each(|center| *center -= top);
}

/// Inner segments of long links weigh more, so that these links are straight.
fn segment_weight(layered: &Layered, a: usize, b: usize) -> i64 {
    if layered.is_dummy(a) && layered.is_dummy(b) {
        6
    } else {
        1
    }
}

/// Moves each node to the center of its range of best heights, as far as its neighbors in the layer allow.
fn center_nodes(layered: &Layered, centers: &mut [f64], extents: &Extents) {
    for layer in &layered.layers {
        for (position, &vertex) in layer.iter().enumerate() {
            if layered.is_dummy(vertex) {
                continue;
            }
            let Some((low, high)) = best_range(layered, centers, vertex) else {
                continue;
            };
            let above = position.checked_sub(1).map(|above| layer[above]);
            let min = above.map_or(f64::NEG_INFINITY, |upper| {
                centers[upper] + extents.distance(upper, vertex)
            });
            let below = layer.get(position + 1);
            let max = below.map_or(f64::INFINITY, |&lower| centers[lower] - extents.distance(vertex, lower));
            if min <= max {
                centers[vertex] = ((low + high) / 2.0).clamp(min, max);
            }
        }
    }
}

/// Returns the range of heights at which the weighted sum of height differences to the neighbors is minimal: the
/// weighted median.
fn best_range(layered: &Layered, centers: &[f64], vertex: usize) -> Option<(f64, f64)> {
    let neighbors = layered.before[vertex].iter().chain(&layered.after[vertex]);
    let mut heights: Vec<(f64, i64)> = neighbors
        .map(|&other| (centers[other], segment_weight(layered, vertex, other)))
        .collect();
    heights.compact_sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: i64 = heights.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0;
    for (index, (height, weight)) in heights.iter().enumerate() {
        sum += weight;
        if sum * 2 > total {
            return Some((*height, *height));
        }
        if sum * 2 == total {
            return Some((*height, heights[index + 1].0));
        }
    }
    None
}
