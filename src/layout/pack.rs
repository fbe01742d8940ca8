//! Parts of a graph that no edge connects: found, and packed into one drawing.

use petgraph::unionfind::UnionFind;

use super::links::{Line, Link};
use super::{Frame, Layout, Point, Route};
use crate::graph::Dependencies;

/// Width to height that the whole drawing aims at.
const ASPECT: f64 = 1.6;

/// Nodes that edges connect.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The nodes, sorted.
    pub nodes: Vec<usize>,
    /// The links between them, in order.
    pub links: Vec<usize>,
}

/// A part with coordinates of its own.
#[derive(Debug)]
pub(super) struct Drawing {
    /// Upper left corners, in the part's order.
    pub nodes: Vec<Point>,
    /// Ways, in the order of the part's links.
    pub routes: Vec<Route>,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The connected parts, largest first, and the nodes that no link touches.
pub(super) fn parts(count: usize, links: &[Link]) -> (Vec<Part>, Vec<usize>) {
    let mut sets: UnionFind<usize> = UnionFind::new(count);
    let mut alone = vec![true; count];
    for link in links {
        sets.union(link.low, link.high);
        alone[link.low] = false;
        alone[link.high] = false;
    }
    let labels = sets.into_labeling();
    let mut part_of = vec![usize::MAX; count];
    let mut parts: Vec<Part> = Vec::new();
    for node in (0..count).filter(|&node| !alone[node]) {
        let part = &mut part_of[labels[node]];
        if *part == usize::MAX {
            *part = parts.len();
            parts.push(Part::default());
        }
        parts[*part].nodes.push(node);
    }
    for (index, link) in links.iter().enumerate() {
        parts[part_of[labels[link.low]]].links.push(index);
    }
    parts.sort_by_key(|part| (std::cmp::Reverse(part.nodes.len()), part.nodes[0]));
    let alone = (0..count).filter(|&node| alone[node]).collect();
    (parts, alone)
}

/// Puts the drawings on shelves, and the lone nodes in a grid below.
pub(super) fn pack(
    graph: &Dependencies,
    links: &[Link],
    parts: &[Part],
    drawings: Vec<Drawing>,
    alone: &[usize],
    frame: &Frame,
) -> Layout {
    let sizes = frame.sizes;
    let mut layout = Layout {
        nodes: vec![Point::default(); graph.services.len()],
        edges: vec![Route::default(); graph.edges.len()],
        inferred: vec![Route::default(); graph.inferred.len()],
        width: 0.0,
        height: 0.0,
    };
    let gap = Point {
        x: sizes.node_gap * 2.0,
        y: sizes.node_gap * 1.5,
    };
    let area: f64 = drawings
        .iter()
        .map(|drawing| (drawing.width + gap.x) * (drawing.height + gap.y))
        .sum();
    let widest = drawings.iter().map(|drawing| drawing.width).fold(0.0, f64::max);
    let limit = widest.max((area * ASPECT).sqrt());
    let mut corner = Point::default();
    for (part, drawing) in parts.iter().zip(drawings) {
        if corner.x > 0.0 && corner.x + drawing.width > limit {
            corner = Point {
                x: 0.0,
                y: layout.height + gap.y,
            };
        }
        layout.width = layout.width.max(corner.x + drawing.width);
        layout.height = layout.height.max(corner.y + drawing.height);
        let right = corner.x + drawing.width + gap.x;
        put(&mut layout, links, part, drawing, corner);
        corner.x = right;
    }
    put_alone(&mut layout, alone, gap, frame);
    layout
}

fn put(layout: &mut Layout, links: &[Link], part: &Part, drawing: Drawing, corner: Point) {
    let moved = |point: Point| Point {
        x: point.x + corner.x,
        y: point.y + corner.y,
    };
    for (&node, point) in part.nodes.iter().zip(drawing.nodes) {
        layout.nodes[node] = moved(point);
    }
    for (&link, mut route) in part.links.iter().zip(drawing.routes) {
        route.curve.iter_mut().for_each(|point| *point = moved(*point));
        match links[link].line {
            Line::Edge(index) => layout.edges[index] = route,
            Line::Inferred(index) => layout.inferred[index] = route,
        }
    }
}

/// A grid as wide as what is above it, or of the same shape as a whole where there is less.
fn put_alone(layout: &mut Layout, alone: &[usize], gap: Point, frame: &Frame) {
    if alone.is_empty() {
        return;
    }
    let sizes = frame.sizes;
    let cell = Point {
        x: sizes.node_width + sizes.node_gap,
        y: sizes.node_height + sizes.node_gap,
    };
    let area = cell.x * cell.y * alone.len() as f64 + layout.width * layout.height;
    let width = layout.width.max((area * ASPECT).sqrt());
    let columns = (((width + sizes.node_gap) / cell.x) as usize).max(1);
    let mut top = if layout.height > 0.0 {
        layout.height + gap.y
    } else {
        0.0
    };
    for row in alone.chunks(columns) {
        for (column, &node) in row.iter().enumerate() {
            let x = column as f64 * cell.x;
            layout.nodes[node] = Point { x, y: top };
            layout.width = layout.width.max(x + sizes.node_width);
        }
        let below = row.iter().map(|&node| frame.below(node)).fold(0.0, f64::max);
        layout.height = top + sizes.node_height + below;
        top += cell.y + below;
    }
}
