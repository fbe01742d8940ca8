//! Coordinates within layers, made better: the weighted sum of all climbs as small as it can be.
//!
//! Network simplex once more, over the vertices and one more for each step of an edge (Gansner and
//! others, 1993, section 4.2). It costs more than the alignment before it, so only drawings that people
//! look at whole get it. Afterwards nodes move to the middle of where they are equally well placed.

use super::layered::Layered;
use super::place::Extents;
use super::simplex::{self, Span};

/// Larger parts stay as they are.
const MOST_VERTICES: usize = 500;
/// Steps times vertices and spans.
const EFFORT: usize = 3_000_000;
/// Steps of a coordinate in a pixel.
const GRAIN: f64 = 4.0;

/// Improves the middles of vertices; all distances are kept.
pub(super) fn tighten(layered: &Layered, middles: &mut [f64], extents: &Extents) {
    let count = layered.ranks.len();
    let steps: usize = layered.after.iter().map(Vec::len).sum();
    if count + steps > MOST_VERTICES {
        return;
    }
    let mut values: Vec<i64> = middles.iter().map(|middle| (middle * GRAIN).round() as i64).collect();
    let mut spans = Vec::with_capacity(count + 2 * steps);
    for layer in &layered.layers {
        for pair in layer.windows(2) {
            spans.push(Span {
                from: pair[0],
                to: pair[1],
                length: (extents.distance(pair[0], pair[1]) * GRAIN).floor() as i64,
                weight: 0,
            });
        }
    }
    for vertex in 0..count {
        for &other in &layered.after[vertex] {
            let between = values.len();
            values.push(values[vertex].min(values[other]));
            for to in [vertex, other] {
                spans.push(Span {
                    from: between,
                    to,
                    length: 0,
                    weight: weight(layered, vertex, other),
                });
            }
        }
    }
    let allowed = EFFORT / (values.len() + spans.len());
    simplex::improve(&mut values, &spans, allowed);
    for (middle, value) in middles.iter_mut().zip(values) {
        *middle = value as f64 / GRAIN;
    }
    for _ in 0..3 {
        center(layered, middles, extents);
    }
    let (top, _) = extents.of_all(middles);
    middles.iter_mut().for_each(|middle| *middle -= top);
}

/// Long edges are to be straight; where they end, they count as much as short ones.
fn weight(layered: &Layered, a: usize, b: usize) -> i64 {
    if layered.is_bend(a) && layered.is_bend(b) { 6 } else { 1 }
}

/// Moves each node to the middle of the range in which the sum of its climbs is the same.
fn center(layered: &Layered, middles: &mut [f64], extents: &Extents) {
    for layer in &layered.layers {
        for (place, &vertex) in layer.iter().enumerate() {
            if layered.is_bend(vertex) {
                continue;
            }
            let Some((low, high)) = best_range(layered, middles, vertex) else {
                continue;
            };
            let above = place.checked_sub(1).map(|at| layer[at]);
            let first = above.map_or(f64::NEG_INFINITY, |upper| {
                middles[upper] + extents.distance(upper, vertex)
            });
            let below = layer.get(place + 1);
            let last = below.map_or(f64::INFINITY, |&lower| middles[lower] - extents.distance(vertex, lower));
            if first <= last {
                middles[vertex] = ((low + high) / 2.0).clamp(first, last);
            }
        }
    }
}

/// Between which heights the weighted sum of a vertex's climbs is least.
fn best_range(layered: &Layered, middles: &[f64], vertex: usize) -> Option<(f64, f64)> {
    let neighbors = layered.before[vertex].iter().chain(&layered.after[vertex]);
    let mut heights: Vec<(f64, i64)> = neighbors
        .map(|&other| (middles[other], weight(layered, vertex, other)))
        .collect();
    heights.sort_by(|a, b| a.0.total_cmp(&b.0));
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
