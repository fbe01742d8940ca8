//! Edges as curves: each leaves a node at a port on its side, is horizontal within the layers it crosses, and
//! enters the other node at a port.
//!
//! Curves change their height only in the gaps between layers, so that none passes through a node.

use super::layered::Layered;
use super::links::Link;
use super::pack::{Component, Drawing};
use super::{Layout, Point, Route, Settings, Sizes};
use crate::graph::Dependencies;
use crate::sort::CompactSort;

/// Preferred distance between two ports of a side, in pixels.
const PORT_DISTANCE: f64 = 14.0;
/// Distance between links that are routed below all nodes, in pixels.
const LANE_DISTANCE: f64 = 10.0;

/// Draws a component whose vertices have coordinates.
pub(super) fn draw(
    layered: &Layered,
    component: &Component,
    links: &[Link],
    centers: &[f64],
    settings: &Settings,
) -> Drawing {
    let sizes = settings.sizes;
    let columns = column_positions(layered, centers, sizes);
    let nodes: Vec<Point> = (0..layered.nodes)
        .map(|node| Point {
            x: columns[layered.ranks[node]],
            y: centers[node] - sizes.node_height / 2.0,
        })
        .collect();
    let ports = place_ports(layered, centers, sizes);
    let node_bottoms = nodes
        .iter()
        .zip(&component.nodes)
        .map(|(corner, &node)| corner.y + sizes.node_height + settings.space_below(node));
    let bottom = centers.iter().copied().chain(node_bottoms).fold(0.0, f64::max);
    let mut lanes = 0;
    let mut routes = Vec::with_capacity(component.links.len());
    for (index, &link) in component.links.iter().enumerate() {
        let mut pen = Pen::default();
        let (start, end) = ports[index];
        let chain = &layered.chains[index];
        let right_of_rank = |rank: usize| columns[rank] + sizes.node_width;
        let right_of = |vertex: usize| right_of_rank(layered.ranks[vertex]);
        pen.move_to(right_of(chain[0]), start);
        if layered.is_routed_below(index) {
            lanes += 1;
            let lane = bottom + sizes.node_gap * 0.5 + LANE_DISTANCE * f64::from(lanes);
            pen.line_to(columns[layered.ranks[chain[0]] + 1], lane);
            pen.line_to(right_of_rank(layered.ranks[chain[1]] - 1), lane);
        } else {
            for &dummy in &chain[1..chain.len() - 1] {
                pen.line_to(columns[layered.ranks[dummy]], centers[dummy]);
                pen.line_to(right_of(dummy), centers[dummy]);
            }
        }
        pen.line_to(columns[layered.ranks[chain[chain.len() - 1]]], end);
        routes.push(pen.finish(links[link].reversed));
    }
    let lanes_height = if lanes > 0 {
        sizes.node_gap * 0.5 + LANE_DISTANCE * f64::from(lanes)
    } else {
        0.0
    };
    Drawing {
        width: columns.last().map_or(0.0, |&left| left + sizes.node_width),
        height: bottom + lanes_height,
        nodes,
        routes,
    }
}

/// Returns the left side of each layer. Gaps are wider where edges cross a large height, to keep them legible.
fn column_positions(layered: &Layered, centers: &[f64], sizes: &Sizes) -> Vec<f64> {
    let mut left = 0.0;
    let mut columns = Vec::with_capacity(layered.layers.len());
    for layer in &layered.layers {
        columns.push(left);
        let heights = layer.iter().flat_map(|&vertex| {
            let next = &layered.after[vertex];
            next.iter().map(move |&other| (centers[other] - centers[vertex]).abs())
        });
        let max_height = heights.fold(0.0, f64::max);
        let extra_gap = ((max_height - 3.0 * sizes.layer_gap) * 0.08).clamp(0.0, sizes.layer_gap);
        left += sizes.node_width + sizes.layer_gap + extra_gap;
    }
    columns
}

/// Returns for each link the height at which it leaves its lower node and enters its higher node. The ports of a
/// side are in the order of the other ends of their links.
fn place_ports(layered: &Layered, centers: &[f64], sizes: &Sizes) -> Vec<(f64, f64)> {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); layered.nodes];
    let mut entering: Vec<Vec<usize>> = vec![Vec::new(); layered.nodes];
    for (link, chain) in layered.chains.iter().enumerate() {
        leaving[chain[0]].push(link);
        entering[chain[chain.len() - 1]].push(link);
    }
    let mut ports = vec![(0.0, 0.0); layered.chains.len()];
    // Links that are routed below use the lowest ports.
    let sort_key = |link: usize, vertex: usize| {
        if layered.is_routed_below(link) {
            f64::INFINITY
        } else {
            centers[vertex]
        }
    };
    let dummy_center = |link: usize, vertex: usize| {
        (!layered.is_routed_below(link) && layered.is_dummy(vertex)).then(|| centers[vertex])
    };
    for node in 0..layered.nodes {
        let next = |link: usize| layered.chains[link][1];
        let links = &mut leaving[node];
        links.compact_sort_by(|&a, &b| sort_key(a, next(a)).total_cmp(&sort_key(b, next(b))).then(a.cmp(&b)));
        let distance = port_distance(layered, links, next, sizes);
        let target = |index: usize| dummy_center(links[index], next(links[index]));
        let heights = spread_ports(links.len(), centers[node], distance, sizes, target);
        for (&link, height) in links.iter().zip(heights) {
            ports[link].0 = height;
        }
    }
    for node in 0..layered.nodes {
        let previous = |link: usize| layered.chains[link][layered.chains[link].len() - 2];
        let links = &mut entering[node];
        links.compact_sort_by(|&a, &b| {
            let order = sort_key(a, previous(a)).total_cmp(&sort_key(b, previous(b)));
            order.then(a.cmp(&b))
        });
        let distance = port_distance(layered, links, previous, sizes);
        let target = |index: usize| {
            let link = links[index];
            let is_direct = layered.chains[link].len() == 2 && !layered.is_routed_below(link);
            if is_direct {
                Some(ports[link].0)
            } else {
                dummy_center(link, previous(link))
            }
        };
        let heights = spread_ports(links.len(), centers[node], distance, sizes, target);
        for (&link, height) in links.iter().zip(heights) {
            ports[link].1 = height;
        }
    }
    for (link, chain) in layered.chains.iter().enumerate() {
        if layered.is_routed_below(link) {
            continue;
        }
        let (low, high) = (chain[0], chain[chain.len() - 1]);
        let is_only_port = (leaving[low].len() == 1, entering[high].len() == 1);
        straighten(&mut ports[link], chain, centers, is_only_port, sizes);
    }
    ports
}

/// Returns the preferred distance between the ports of a side: enough for labels if two links connect the same two
/// nodes.
fn port_distance(layered: &Layered, links: &[usize], next: impl Fn(usize) -> usize, sizes: &Sizes) -> f64 {
    let is_parallel = |pair: &[usize]| next(pair[0]) == next(pair[1]) && !layered.is_dummy(next(pair[0]));
    if links.windows(2).any(is_parallel) {
        sizes.label_height + 6.0
    } else {
        PORT_DISTANCE
    }
}

/// Returns the heights of `count` ports around the center of a node's side. They are shifted by up to 12% of the
/// node's height if that makes a link horizontal. `target` returns the height at which a port's link continues.
fn spread_ports(
    count: usize,
    center: f64,
    distance: f64,
    sizes: &Sizes,
    target: impl Fn(usize) -> Option<f64>,
) -> Vec<f64> {
    let gaps = count.saturating_sub(1) as f64;
    let distance = if gaps > 0.0 {
        (sizes.node_height * 0.7 / gaps).min(distance)
    } else {
        0.0
    };
    let top = center - distance * gaps / 2.0;
    let height = |index: usize| top + distance * index as f64;
    let max_shift = sizes.node_height * 0.12;
    let shifts = (0..count).filter_map(|index| target(index).map(|y| y - height(index)));
    let shift = shifts
        .min_by(|a, b| a.abs().total_cmp(&b.abs()))
        .filter(|shift| shift.abs() <= max_shift);
    (0..count).map(|index| height(index) + shift.unwrap_or(0.0)).collect()
}

/// Moves the ports of a link by up to 30% of a node's height if that makes it horizontal. Only a port that is the
/// only one on its side is moved.
fn straighten(ports: &mut (f64, f64), chain: &[usize], centers: &[f64], is_only_port: (bool, bool), sizes: &Sizes) {
    let max_shift = sizes.node_height * 0.3;
    let is_direct = chain.len() == 2;
    let (low, high) = (chain[0], chain[chain.len() - 1]);
    let height_after_low = if is_direct { ports.1 } else { centers[chain[1]] };
    if is_only_port.0 && (height_after_low - centers[low]).abs() <= max_shift {
        ports.0 = height_after_low;
    }
    let height_before_high = if is_direct {
        ports.0
    } else {
        centers[chain[chain.len() - 2]]
    };
    if is_only_port.1 && (height_before_high - centers[high]).abs() <= max_shift {
        ports.1 = height_before_high;
    }
}

/// Draws a curve that is horizontal at each point, with one S-shaped curve between two points of different height.
#[derive(Default)]
struct Pen {
    curve: Vec<Point>,
    /// End of a horizontal line that is not drawn yet, because it may continue.
    horizontal_to: Option<Point>,
}

impl Pen {
    fn move_to(&mut self, x: f64, y: f64) {
        self.curve.push(Point { x, y });
    }

    fn line_to(&mut self, x: f64, y: f64) {
        let last = self.curve[self.curve.len() - 1];
        let start = self.horizontal_to.take().unwrap_or(last);
        if (y - start.y).abs() < 0.01 {
            self.horizontal_to = Some(Point { x, y: last.y });
            return;
        }
        if start.x > last.x {
            self.draw_straight(start);
        }
        let middle = (start.x + x) / 2.0;
        self.curve.push(Point { x: middle, y: start.y });
        self.curve.push(Point { x: middle, y });
        self.curve.push(Point { x, y });
    }

    fn draw_straight(&mut self, to: Point) {
        let last = self.curve[self.curve.len() - 1];
        for ratio in [1.0 / 3.0, 2.0 / 3.0] {
            self.curve.push(Point {
                x: last.x + (to.x - last.x) * ratio,
                y: last.y + (to.y - last.y) * ratio,
            });
        }
        self.curve.push(to);
    }

    fn finish(mut self, reversed: bool) -> Route {
        if let Some(to) = self.horizontal_to.take() {
            self.draw_straight(to);
        }
        if reversed {
            self.curve.reverse();
        }
        Route {
            curve: self.curve,
            ..Route::default()
        }
    }
}

/// Draws a loop over the upper right corner of each service that depends on itself.
pub(super) fn draw_self_loops(graph: &Dependencies, layout: &mut Layout, sizes: &Sizes) {
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.dependency != edge.dependent {
            continue;
        }
        let corner = layout.nodes[edge.dependent];
        let right = corner.x + sizes.node_width;
        let size = (sizes.node_gap * 0.6).min(sizes.layer_gap * 0.4);
        let (start, end) = (corner.y + sizes.node_height * 0.3, right - sizes.node_width * 0.2);
        layout.edges[index].curve = [
            (right, start),
            (right + size, start),
            (right + size, corner.y - size),
            (end, corner.y - size),
            (end - size, corner.y - size),
            (end - size, corner.y - size * 0.6),
            (end - size * 0.5, corner.y),
        ]
        .map(|(x, y)| Point { x, y })
        .to_vec();
    }
}

/// Draws an arc on the right for each inferred link between two nodes of the same layer.
pub(super) fn draw_same_rank_links(graph: &Dependencies, links: &[usize], layout: &mut Layout, sizes: &Sizes) {
    for &index in links {
        let link = &graph.inferred[index];
        let (from, to) = (layout.nodes[link.dependency], layout.nodes[link.dependent]);
        let port = |node: Point, other: Point| Point {
            x: node.x + sizes.node_width,
            y: node.y + sizes.node_height * if other.y > node.y { 0.8 } else { 0.2 },
        };
        let (start, end) = (port(from, to), port(to, from));
        let width = (24.0 + (end.y - start.y).abs() * 0.1).min(sizes.layer_gap * 0.5);
        let control_point = |point: Point| Point {
            x: point.x + width,
            ..point
        };
        layout.inferred[index].curve = vec![start, control_point(start), control_point(end), end];
    }
}
