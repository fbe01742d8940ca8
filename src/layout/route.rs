//! Edges as curves: out of a port on the side of a node, across gaps in one bend each, level past
//! every layer they pass, and into a port of the other node.
//!
//! Curves bend only in the gaps between layers, where no node is; that is why none passes through one.

use super::layered::Layered;
use super::links::Link;
use super::pack::{Drawing, Part};
use super::{Frame, Layout, Point, Route, Sizes};
use crate::graph::Dependencies;

/// Space between two ports of a side, where there is room.
const PORT_SPACE: f64 = 14.0;
/// Space between edges that go round below all nodes.
const LANE_SPACE: f64 = 10.0;

/// Draws a part whose vertices have their middles.
pub(super) fn draw(layered: &Layered, part: &Part, links: &[Link], middles: &[f64], frame: &Frame) -> Drawing {
    let sizes = frame.sizes;
    let columns = columns(layered, middles, sizes);
    let nodes = (0..layered.nodes).map(|node| Point {
        x: columns[layered.ranks[node]],
        y: middles[node] - sizes.node_height / 2.0,
    });
    let nodes: Vec<Point> = nodes.collect();
    let ports = ports(layered, middles, sizes);
    let bottoms = nodes.iter().zip(&part.nodes);
    let bottoms = bottoms.map(|(corner, &node)| corner.y + sizes.node_height + frame.below(node));
    let bottom = middles.iter().copied().chain(bottoms).fold(0.0, f64::max);
    let mut lanes = 0;
    let mut routes = Vec::with_capacity(part.links.len());
    for (at, &link) in part.links.iter().enumerate() {
        let mut pen = Pen::default();
        let (out, into) = ports[at];
        let chain = &layered.chains[at];
        let right_of = |vertex: usize| columns[layered.ranks[vertex]] + sizes.node_width;
        pen.move_to(right_of(chain[0]), out);
        if layered.goes_round(at) {
            lanes += 1;
            let lane = bottom + sizes.node_gap * 0.5 + LANE_SPACE * f64::from(lanes);
            pen.bend_to(columns[layered.ranks[chain[0]] + 1], lane);
            pen.bend_to(right_of_rank(&columns, layered.ranks[chain[1]] - 1, sizes), lane);
        } else {
            for &bend in &chain[1..chain.len() - 1] {
                pen.bend_to(columns[layered.ranks[bend]], middles[bend]);
                pen.bend_to(right_of(bend), middles[bend]);
            }
        }
        pen.bend_to(columns[layered.ranks[chain[chain.len() - 1]]], into);
        routes.push(pen.finish(links[link].reversed));
    }
    let round = if lanes > 0 {
        sizes.node_gap * 0.5 + LANE_SPACE * f64::from(lanes)
    } else {
        0.0
    };
    Drawing {
        width: columns.last().map_or(0.0, |&left| left + sizes.node_width),
        height: bottom + round,
        nodes,
        routes,
    }
}

fn right_of_rank(columns: &[f64], rank: usize, sizes: &Sizes) -> f64 {
    columns[rank] + sizes.node_width
}

/// The left side of each layer. Gaps grow a little where edges climb far, so that they stay legible.
fn columns(layered: &Layered, middles: &[f64], sizes: &Sizes) -> Vec<f64> {
    let mut left = 0.0;
    let mut columns = Vec::with_capacity(layered.layers.len());
    for layer in &layered.layers {
        columns.push(left);
        let climbs = layer.iter().flat_map(|&vertex| {
            let next = &layered.after[vertex];
            next.iter().map(move |&other| (middles[other] - middles[vertex]).abs())
        });
        let climb = climbs.fold(0.0, f64::max);
        let extra = ((climb - 3.0 * sizes.layer_gap) * 0.08).clamp(0.0, sizes.layer_gap);
        left += sizes.node_width + sizes.layer_gap + extra;
    }
    columns
}

/// For each link where it leaves its lower node and where it enters its higher node, top to bottom in
/// the order of the other ends.
fn ports(layered: &Layered, middles: &[f64], sizes: &Sizes) -> Vec<(f64, f64)> {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); layered.nodes];
    let mut entering: Vec<Vec<usize>> = vec![Vec::new(); layered.nodes];
    for (at, chain) in layered.chains.iter().enumerate() {
        leaving[chain[0]].push(at);
        entering[chain[chain.len() - 1]].push(at);
    }
    let mut ports = vec![(0.0, 0.0); layered.chains.len()];
    // What goes round leaves and enters lowest.
    let far = |at: usize, vertex: usize| {
        if layered.goes_round(at) {
            f64::INFINITY
        } else {
            middles[vertex]
        }
    };
    let level =
        |at: usize, vertex: usize| (!layered.goes_round(at) && layered.is_bend(vertex)).then(|| middles[vertex]);
    for node in 0..layered.nodes {
        let next = |at: usize| layered.chains[at][1];
        leaving[node].sort_by(|&a, &b| far(a, next(a)).total_cmp(&far(b, next(b))).then(a.cmp(&b)));
        let space = space(layered, &leaving[node], next, sizes);
        let links = &leaving[node];
        let target = |place: usize| level(links[place], next(links[place]));
        spread(links, middles[node], space, sizes, target, |at, y| ports[at].0 = y);
    }
    for node in 0..layered.nodes {
        let last = |at: usize| layered.chains[at][layered.chains[at].len() - 2];
        entering[node].sort_by(|&a, &b| far(a, last(a)).total_cmp(&far(b, last(b))).then(a.cmp(&b)));
        let space = space(layered, &entering[node], last, sizes);
        let links = &entering[node];
        let leaves: Vec<f64> = links.iter().map(|&at| ports[at].0).collect();
        let target = |place: usize| {
            let (at, direct) = (links[place], layered.chains[links[place]].len() == 2);
            if direct && !layered.goes_round(at) {
                Some(leaves[place])
            } else {
                level(at, last(at))
            }
        };
        spread(links, middles[node], space, sizes, target, |at, y| ports[at].1 = y);
    }
    for (at, chain) in layered.chains.iter().enumerate() {
        if layered.goes_round(at) {
            continue;
        }
        let (low, high) = (chain[0], chain[chain.len() - 1]);
        let lone = (leaving[low].len() == 1, entering[high].len() == 1);
        straighten(
            &mut ports[at],
            (middles[low], middles[high]),
            chain,
            middles,
            lone,
            sizes,
        );
    }
    ports
}

/// The space between ports: room for labels where two edges run side by side.
fn space(layered: &Layered, links: &[usize], next: impl Fn(usize) -> usize, sizes: &Sizes) -> f64 {
    let twice = |pair: &[usize]| next(pair[0]) == next(pair[1]) && !layered.is_bend(next(pair[0]));
    if links.windows(2).any(twice) {
        sizes.label_height + 6.0
    } else {
        PORT_SPACE
    }
}

/// Spreads the ports of a side around its middle, moved a little where that makes an edge level:
/// `target` is the height at which the edge of a place goes on.
fn spread(
    links: &[usize],
    middle: f64,
    space: f64,
    sizes: &Sizes,
    target: impl Fn(usize) -> Option<f64>,
    mut set: impl FnMut(usize, f64),
) {
    let gaps = links.len().saturating_sub(1) as f64;
    let space = if gaps > 0.0 {
        (sizes.node_height * 0.7 / gaps).min(space)
    } else {
        0.0
    };
    let top = middle - space * gaps / 2.0;
    let port = |place: usize| top + space * place as f64;
    let reach = sizes.node_height * 0.12;
    let shifts = (0..links.len()).filter_map(|place| target(place).map(|y| y - port(place)));
    let shift = shifts
        .min_by(|a, b| a.abs().total_cmp(&b.abs()))
        .filter(|shift| shift.abs() <= reach);
    for (place, &at) in links.iter().enumerate() {
        set(at, port(place) + shift.unwrap_or(0.0));
    }
}

/// Moves a port that is alone on its side a little where that makes the edge straight.
fn straighten(
    ports: &mut (f64, f64),
    ends: (f64, f64),
    chain: &[usize],
    middles: &[f64],
    lone: (bool, bool),
    sizes: &Sizes,
) {
    let reach = sizes.node_height * 0.3;
    let direct = chain.len() == 2;
    let beyond_low = if direct { ports.1 } else { middles[chain[1]] };
    if lone.0 && (beyond_low - ends.0).abs() <= reach {
        ports.0 = beyond_low;
    }
    let beyond_high = if direct {
        ports.0
    } else {
        middles[chain[chain.len() - 2]]
    };
    if lone.1 && (beyond_high - ends.1).abs() <= reach {
        ports.1 = beyond_high;
    }
}

/// Draws level at each point, with one bend between two points of different height.
#[derive(Default)]
struct Pen {
    curve: Vec<Point>,
    level_from: Option<Point>,
}

impl Pen {
    fn move_to(&mut self, x: f64, y: f64) {
        self.curve.push(Point { x, y });
    }

    fn bend_to(&mut self, x: f64, y: f64) {
        let here = self
            .level_from
            .take()
            .unwrap_or_else(|| self.curve[self.curve.len() - 1]);
        let last = self.curve[self.curve.len() - 1];
        let to = Point { x, y };
        if (y - here.y).abs() < 0.01 {
            self.level_from = Some(Point { x, y: last.y });
            return;
        }
        if here.x > last.x {
            self.straight(here);
        }
        let middle = (here.x + x) / 2.0;
        self.curve.push(Point { x: middle, y: here.y });
        self.curve.push(Point { x: middle, y });
        self.curve.push(to);
    }

    fn straight(&mut self, to: Point) {
        let last = self.curve[self.curve.len() - 1];
        for part in [1.0 / 3.0, 2.0 / 3.0] {
            self.curve.push(Point {
                x: last.x + (to.x - last.x) * part,
                y: last.y + (to.y - last.y) * part,
            });
        }
        self.curve.push(to);
    }

    fn finish(mut self, reversed: bool) -> Route {
        if let Some(to) = self.level_from.take() {
            self.straight(to);
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

/// A loop over the right upper corner for each service that depends on itself.
pub(super) fn draw_own_loops(graph: &Dependencies, layout: &mut Layout, sizes: &Sizes) {
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.dependency != edge.dependent {
            continue;
        }
        let corner = layout.nodes[edge.dependent];
        let right = corner.x + sizes.node_width;
        let reach = (sizes.node_gap * 0.6).min(sizes.layer_gap * 0.4);
        let (out, into) = (corner.y + sizes.node_height * 0.3, right - sizes.node_width * 0.2);
        layout.edges[index].curve = [
            (right, out),
            (right + reach, out),
            (right + reach, corner.y - reach),
            (into, corner.y - reach),
            (into - reach, corner.y - reach),
            (into - reach, corner.y - reach * 0.6),
            (into - reach * 0.5, corner.y),
        ]
        .map(|(x, y)| Point { x, y })
        .to_vec();
    }
}

/// An arc on the right for each inferred link between two nodes of one layer.
pub(super) fn draw_level_links(graph: &Dependencies, links: &[usize], layout: &mut Layout, sizes: &Sizes) {
    for &index in links {
        let told = &graph.inferred[index];
        let (from, to) = (layout.nodes[told.dependency], layout.nodes[told.dependent]);
        let side = |own: Point, other: Point| Point {
            x: own.x + sizes.node_width,
            y: own.y + sizes.node_height * if other.y > own.y { 0.8 } else { 0.2 },
        };
        let (start, end) = (side(from, to), side(to, from));
        let reach = (24.0 + (end.y - start.y).abs() * 0.1).min(sizes.layer_gap * 0.5);
        let beside = |point: Point| Point {
            x: point.x + reach,
            ..point
        };
        layout.inferred[index].curve = vec![start, beside(start), beside(end), end];
    }
}
