//! A layered drawing of the dependency graph, from left to right in starting order. Pure geometry.
//!
//! An edge is drawn from the dependency (left) to the dependent (right). The steps are those of Sugiyama:
//!
//! 1. The edges that close a cycle are reversed.
//! 2. Each node gets a rank, so that edges are short (network simplex).
//! 3. An edge that spans several ranks gets a dummy vertex in each rank between its ends.
//! 4. The vertices of each rank are ordered to reduce edge crossings.
//! 5. Vertices get coordinates that keep long edges straight (Brandes and Köpf, then network simplex).
//! 6. Connected components are packed into rows. Isolated nodes form a grid below them.
//!
//! Guarantees: nodes do not overlap, no edge passes through a node, edges begin and end on the sides of their
//! nodes, and the same graph gives the same drawing. Effort is bounded for large graphs.

mod coordinates;
mod crossings;
mod labels;
mod layered;
mod links;
mod pack;
mod rank;
mod refine;
mod route;
mod simplex;

use crate::graph::Dependencies;

/// A point, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Distance from the left.
    pub x: f64,
    /// Distance from the top.
    pub y: f64,
}

/// Sizes of nodes, gaps and labels, in pixels.
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

/// A finished drawing. Its upper left corner is (0, 0).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// Upper left corner of each node, by index of [`Dependencies::services`].
    pub nodes: Vec<Point>,
    /// Route of each edge, by index of [`Dependencies::edges`].
    pub edges: Vec<Route>,
    /// Route of each inferred link, by index of [`Dependencies::inferred`]. A link between two services that
    /// also have an edge shares the edge's route.
    pub inferred: Vec<Route>,
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
}

/// The line of an edge, from the dependency to the dependent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// The start, then three points (two control points and an end) for each cubic Bézier curve.
    pub curve: Vec<Point>,
    /// Center of its label, on the curve.
    pub label: Point,
    /// Whether the label overlaps no node and no other label. A label without enough space is best shown only
    /// while the pointer is on its edge.
    pub label_clear: bool,
}

impl Route {
    /// Returns the curve as the `d` attribute of an SVG path, rounded to tenths of a pixel.
    pub(crate) fn svg_path(&self) -> String {
        let mut path = String::new();
        for (index, point) in self.curve.iter().enumerate() {
            path.push_str(match index {
                0 => "M",
                _ if index % 3 == 1 => "C",
                _ => " ",
            });
            path.push_str(&format!("{} {}", round_to_tenth(point.x), round_to_tenth(point.y)));
        }
        path
    }
}

fn round_to_tenth(value: f64) -> f64 {
    // Adding zero turns -0 into 0.
    (value * 10.0).round() / 10.0 + 0.0
}

/// Draws a graph.
pub fn arrange(graph: &Dependencies, sizes: &Sizes) -> Layout {
    arrange_with_space_below(graph, sizes, &[])
}

/// Draws a graph, and keeps a space below each node free of nodes, edges and labels. `space_below` contains the
/// heights of these spaces, by index of [`Dependencies::services`]. Missing heights are 0.
pub(crate) fn arrange_with_space_below(graph: &Dependencies, sizes: &Sizes, space_below: &[f64]) -> Layout {
    let count = graph.services.len();
    let settings = Settings { sizes, space_below };
    let (mut links, inner_links) = links::classify(graph);
    let mut ranks = rank::lowest_ranks(count, &links);
    let (mut components, isolated) = pack::connected_components(count, &links);
    for component in &components {
        rank::shorten_links(&mut ranks, component, &links);
    }
    let same_rank = links::add_inner_links(graph, &inner_links, &ranks, &mut links, &mut components);
    let mut drawings = Vec::with_capacity(components.len());
    for component in &components {
        let mut layered = layered::Layered::new(component, &links, &ranks);
        crossings::reduce(&mut layered);
        let centers = coordinates::centers(&layered, component, &settings);
        drawings.push(route::draw(&layered, component, &links, &centers, &settings));
    }
    let mut layout = pack::pack(graph, &links, &components, drawings, &isolated, &settings);
    route::draw_self_loops(graph, &mut layout, sizes);
    route::draw_same_rank_links(graph, &same_rank, &mut layout, sizes);
    labels::place_labels(graph, &mut layout, &settings);
    layout
}

/// The parameters of a drawing.
#[derive(Debug, Clone, Copy)]
struct Settings<'a> {
    sizes: &'a Sizes,
    space_below: &'a [f64],
}

impl Settings<'_> {
    /// Returns the space to keep free below a node.
    fn space_below(&self, node: usize) -> f64 {
        self.space_below.get(node).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests;
