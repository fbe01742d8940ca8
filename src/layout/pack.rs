//! Connected components: how they are found, and how their drawings are packed into one.

use std::cmp::Reverse;

use petgraph::unionfind::UnionFind;

use super::links::{Line, Link};
use super::{Layout, Point, Route, Settings};
use crate::graph::Dependencies;
use crate::sort::CompactSort;

/// Target ratio of width to height of the whole drawing.
const ASPECT: f64 = 1.6;

/// Nodes that are connected by links.
#[derive(Debug, Clone, Default)]
pub(super) struct Component {
    /// The nodes, sorted.
    pub nodes: Vec<usize>,
    /// The links between them, sorted.
    pub links: Vec<usize>,
}

/// A drawing of a component. Its upper left corner is (0, 0).
#[derive(Debug)]
pub(super) struct Drawing {
    /// Upper left corners of the component's nodes.
    pub nodes: Vec<Point>,
    /// Routes of the component's links.
    pub routes: Vec<Route>,
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
}

/// Returns the connected components, largest first, and the nodes without links.
pub(super) fn connected_components(count: usize, links: &[Link]) -> (Vec<Component>, Vec<usize>) {
    let mut sets: UnionFind<usize> = UnionFind::new(count);
    let mut is_isolated = vec![true; count];
    for link in links {
        sets.union(link.low, link.high);
        is_isolated[link.low] = false;
        is_isolated[link.high] = false;
    }
    let labels = sets.into_labeling();
    let mut component_of: Vec<Option<usize>> = vec![None; count];
    let mut components: Vec<Component> = Vec::new();
    for node in (0..count).filter(|&node| !is_isolated[node]) {
        let component = *component_of[labels[node]].get_or_insert_with(|| {
            components.push(Component::default());
            components.len() - 1
        });
        components[component].nodes.push(node);
    }
    for (index, link) in links.iter().enumerate() {
        let component = component_of[labels[link.low]].expect("the ends of a link are in a component");
        components[component].links.push(index);
    }
    components.compact_sort_by_key(|component| (Reverse(component.nodes.len()), component.nodes[0]));
    let isolated = (0..count).filter(|&node| is_isolated[node]).collect();
    (components, isolated)
}

/// Packs the drawings of components into rows, with a grid of isolated nodes below.
pub(super) fn pack(
    graph: &Dependencies,
    links: &[Link],
    components: &[Component],
    drawings: Vec<Drawing>,
    isolated: &[usize],
    settings: &Settings,
) -> Layout {
    let sizes = settings.sizes;
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
    let max_row_width = widest.max((area * ASPECT).sqrt());
    let mut corner = Point::default();
    for (component, drawing) in components.iter().zip(drawings) {
        if corner.x > 0.0 && corner.x + drawing.width > max_row_width {
            corner = Point {
                x: 0.0,
                y: layout.height + gap.y,
            };
        }
        layout.width = layout.width.max(corner.x + drawing.width);
        layout.height = layout.height.max(corner.y + drawing.height);
        let right = corner.x + drawing.width + gap.x;
        place_drawing(&mut layout, links, component, drawing, corner);
        corner.x = right;
    }
    place_isolated(&mut layout, isolated, gap, settings);
    layout
}

fn place_drawing(layout: &mut Layout, links: &[Link], component: &Component, drawing: Drawing, corner: Point) {
    let translate = |point: Point| Point {
        x: point.x + corner.x,
        y: point.y + corner.y,
    };
    for (&node, point) in component.nodes.iter().zip(drawing.nodes) {
        layout.nodes[node] = translate(point);
    }
    for (&link, mut route) in component.links.iter().zip(drawing.routes) {
        route.curve.iter_mut().for_each(|point| *point = translate(*point));
        match links[link].line {
            Line::Edge(index) => layout.edges[index] = route,
            Line::Inferred(index) => layout.inferred[index] = route,
        }
    }
}

/// Places isolated nodes in a grid. It is as wide as the drawing above it, or wider if the whole drawing would
/// otherwise be narrower than [`ASPECT`].
fn place_isolated(layout: &mut Layout, isolated: &[usize], gap: Point, settings: &Settings) {
    if isolated.is_empty() {
        return;
    }
    let sizes = settings.sizes;
    let cell = Point {
        x: sizes.node_width + sizes.node_gap,
        y: sizes.node_height + sizes.node_gap,
    };
    let area = cell.x * cell.y * isolated.len() as f64 + layout.width * layout.height;
    let width = layout.width.max((area * ASPECT).sqrt());
    let columns = (((width + sizes.node_gap) / cell.x) as usize).max(1);
    let mut top = if layout.height > 0.0 {
        layout.height + gap.y
    } else {
        0.0
    };
    for row in isolated.chunks(columns) {
        for (column, &node) in row.iter().enumerate() {
            let x = column as f64 * cell.x;
            layout.nodes[node] = Point { x, y: top };
            layout.width = layout.width.max(x + sizes.node_width);
        }
        let space_below = row.iter().map(|&node| settings.space_below(node)).fold(0.0, f64::max);
        layout.height = top + sizes.node_height + space_below;
        top += cell.y + space_below;
    }
}
