//! A layered layout of the dependency graph: pure geometry, time flowing left to right.
//!
//! An edge is drawn from the dependency (left) to the dependent (right): from what opens the gate to
//! what waits at it. The steps are Sugiyama's: an edge of each cycle is turned round, services get
//! ranks that keep edges short (network simplex), long edges get a bend on each rank they pass, the
//! order within ranks is improved until few edges cross, and coordinates keep long edges straight
//! (Brandes and Köpf, 2001; then network simplex once more). Parts that no edge connects are packed
//! side by side; services without edges stand in a grid below.
//!
//! What holds: nodes don't overlap, no edge passes through a node, edges begin and end on the borders
//! of their nodes, and the same graph gives the same drawing. Effort is bounded for large graphs.

mod crossings;
mod labels;
mod layered;
mod links;
mod pack;
mod place;
mod rank;
mod route;
mod simplex;
mod tighten;

use crate::graph::Dependencies;

/// A point, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// How big things are drawn, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Width of a node.
    pub node_width: f64,
    /// Height of a node.
    pub node_height: f64,
    /// Space between layers.
    pub layer_gap: f64,
    /// Space between nodes of a layer.
    pub node_gap: f64,
    /// Width of an edge's label.
    pub label_width: f64,
    /// Height of an edge's label.
    pub label_height: f64,
}

impl Default for Sizes {
    fn default() -> Self {
        Sizes {
            node_width: 196.0,
            node_height: 76.0,
            layer_gap: 144.0,
            node_gap: 36.0,
            label_width: 76.0,
            label_height: 22.0,
        }
    }
}

/// A finished drawing; its upper left corner is 0, 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// Upper left corner of each node, by index of [`Dependencies::services`].
    pub nodes: Vec<Point>,
    /// Each edge's way, by index of [`Dependencies::edges`].
    pub edges: Vec<Route>,
    /// The way of each inferred link, by index of [`Dependencies::inferred`]. Where there is an edge
    /// between the same services it is that edge's way. Empty where links are ignored.
    pub inferred: Vec<Route>,
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
}

/// The way of an edge, from the dependency to the dependent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// A beginning, then three points (two controls and an end) for each cubic curve.
    pub curve: Vec<Point>,
    /// The middle of its label, on the curve.
    pub label: Point,
    /// The label touches no node and no other label. Where edges are too many for that, it is better
    /// shown only when the edge is pointed at.
    pub label_clear: bool,
}

impl Route {
    /// The curve as the `d` of an SVG path, to a tenth of a pixel.
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for (index, point) in self.curve.iter().enumerate() {
            path.push_str(match index {
                0 => "M",
                _ if index % 3 == 1 => "C",
                _ => " ",
            });
            path.push_str(&format!("{} {}", tenth(point.x), tenth(point.y)));
        }
        path
    }
}

fn tenth(value: f64) -> f64 {
    // Adding zero turns -0 into 0.
    (value * 10.0).round() / 10.0 + 0.0
}

/// What a drawing should heed beside the graph. Missing entries of a list are as its default.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hints<'a> {
    /// For each service the space to keep free under its node, for what hangs on it; 0 by default.
    /// Neither nodes nor edges nor labels are drawn there.
    pub below: &'a [f64],
    /// For each service where its node was before. That order is kept unless another is much better,
    /// so that nodes don't jump when a file is edited.
    pub before: &'a [Option<Point>],
    /// Whether links inferred from environment values are drawn.
    pub links: LinkUse,
}

/// Whether inferred links are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkUse {
    /// They are, and services that only a link connects stand beside each other.
    #[default]
    Drawn,
    /// Their routes are empty, and the drawing is as if there were none.
    Ignored,
}

/// Places nodes and edges.
pub fn arrange(graph: &Dependencies, sizes: &Sizes) -> Layout {
    arrange_with(graph, sizes, &Hints::default())
}

/// As [`arrange`], with room below single nodes: see [`Hints::below`].
pub fn arrange_with_room(graph: &Dependencies, sizes: &Sizes, below: &[f64]) -> Layout {
    let hints = Hints {
        below,
        ..Hints::default()
    };
    arrange_with(graph, sizes, &hints)
}

/// As [`arrange`], with hints.
pub fn arrange_with(graph: &Dependencies, sizes: &Sizes, hints: &Hints) -> Layout {
    let count = graph.services.len();
    let frame = Frame { sizes, hints };
    let (mut links, loose) = links::of(graph, hints.links);
    let mut ranks = rank::ranks(count, &links);
    let (mut parts, alone) = pack::parts(count, &links);
    for part in &parts {
        rank::shorten(&mut ranks, part, &links);
    }
    let level = links::add_loose(graph, &loose, &ranks, &mut links, &mut parts);
    let mut drawings = Vec::with_capacity(parts.len());
    for part in &parts {
        let mut layered = layered::Layered::new(part, &links, &ranks);
        let before: Vec<Option<f64>> = part.nodes.iter().map(|&node| frame.before(node)).collect();
        crossings::reduce(&mut layered, &before);
        let middles = place::middles(&layered, part, &frame);
        drawings.push(route::draw(&layered, part, &links, &middles, &frame));
    }
    let mut layout = pack::pack(graph, &links, &parts, drawings, &alone, &frame);
    route::draw_own_loops(graph, &mut layout, sizes);
    route::draw_level_links(graph, &level, &mut layout, sizes);
    labels::put(graph, &mut layout, &frame);
    layout
}

/// Sizes and hints.
#[derive(Debug, Clone, Copy)]
struct Frame<'a> {
    sizes: &'a Sizes,
    hints: &'a Hints<'a>,
}

impl Frame<'_> {
    /// The space kept free under a node.
    fn below(&self, node: usize) -> f64 {
        self.hints.below.get(node).copied().unwrap_or(0.0)
    }

    /// How high a node was before.
    fn before(&self, node: usize) -> Option<f64> {
        self.hints.before.get(node).copied().flatten().map(|corner| corner.y)
    }
}

#[cfg(test)]
mod tests;
