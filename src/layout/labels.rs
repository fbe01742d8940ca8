//! Labels of edges: placed on the curve where they overlap neither a node nor another label.

use std::collections::BTreeMap;

use super::{Layout, Point, Route, Settings, Sizes};
use crate::graph::Dependencies;
use crate::sort::CompactSort;

/// Candidate positions on a curve, as curve parameters, best first.
const CANDIDATES: [f64; 13] = [
    0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.15, 0.85,
];
/// With more edges, labels may overlap other edges.
const MAX_EDGES_TO_AVOID: usize = 600;
/// Minimum distance between a label and a node or another label, in pixels.
const MARGIN: f64 = 3.0;

/// Places the labels of edges, then those of inferred links, and computes the bounds of the drawing.
pub(super) fn place_labels(graph: &Dependencies, layout: &mut Layout, settings: &Settings) {
    let sizes = settings.sizes;
    let mut occupied = AreaIndex::new(sizes);
    for (node, &corner) in layout.nodes.iter().enumerate() {
        occupied.add(Area {
            left: corner.x,
            top: corner.y,
            right: corner.x + sizes.node_width,
            bottom: corner.y + sizes.node_height + settings.space_below(node),
        });
    }
    let curves = CurveIndex::new(&layout.edges, sizes);
    // Short edges have fewer candidates, so they are labeled first.
    let mut by_length: Vec<usize> = (0..layout.edges.len()).collect();
    by_length.compact_sort_by_key(|&index| (layout.edges[index].curve.len(), index));
    for index in by_length {
        let overlapped = |area: &Area| curves.count_inside(area, index);
        place_label(&mut layout.edges[index], &mut occupied, overlapped, sizes);
    }
    for (index, link) in graph.inferred.iter().enumerate() {
        match graph.edge_index(link.dependent, link.dependency) {
            Some(edge) => layout.inferred[index] = layout.edges[edge].clone(),
            None => place_label(&mut layout.inferred[index], &mut occupied, |_| 0, sizes),
        }
    }
    compute_bounds(layout, sizes);
}

/// Chooses the free candidate that overlaps the fewest other edges, the first one among equals.
fn place_label(route: &mut Route, occupied: &mut AreaIndex, overlapped_edges: impl Fn(&Area) -> usize, sizes: &Sizes) {
    let pieces = route.curve.len() / 3;
    if pieces == 0 {
        return;
    }
    // The middle piece of the curve is tried first, then the ones next to it.
    let middle = (pieces - 1) / 2;
    let mut order: Vec<usize> = (0..pieces).collect();
    order.compact_sort_by_key(|&piece| piece.abs_diff(middle));
    let candidates = order
        .iter()
        .flat_map(|&piece| CANDIDATES.map(|parameter| curve_point(&route.curve, piece, parameter)));
    let mut best: Option<(usize, Point, Area)> = None;
    for point in candidates {
        let area = Area {
            left: point.x - sizes.label_width / 2.0,
            top: point.y - sizes.label_height / 2.0,
            right: point.x + sizes.label_width / 2.0,
            bottom: point.y + sizes.label_height / 2.0,
        };
        if occupied.overlaps(&area) {
            continue;
        }
        let cost = overlapped_edges(&area);
        if best.is_none_or(|(least, ..)| cost < least) {
            best = Some((cost, point, area));
        }
        if cost == 0 {
            break;
        }
    }
    route.label_clear = best.is_some();
    route.label = match best {
        Some((_, point, area)) => {
            occupied.add(area);
            point
        }
        None => curve_point(&route.curve, middle, 0.5),
    };
}

/// Returns the point at a parameter, from 0 to 1, of a cubic piece of a curve.
pub(super) fn curve_point(curve: &[Point], piece: usize, parameter: f64) -> Point {
    let at = |offset: usize| curve[piece * 3 + offset];
    let rest = 1.0 - parameter;
    let weights = [
        rest * rest * rest,
        3.0 * rest * rest * parameter,
        3.0 * rest * parameter * parameter,
        parameter * parameter * parameter,
    ];
    let mut point = Point::default();
    for (offset, weight) in weights.into_iter().enumerate() {
        point.x += at(offset).x * weight;
        point.y += at(offset).y * weight;
    }
    point
}

/// Moves the drawing so that its upper left corner is (0, 0), and sets its width and height.
fn compute_bounds(layout: &mut Layout, sizes: &Sizes) {
    let mut bounds = Area {
        left: 0.0,
        top: 0.0,
        right: layout.width,
        bottom: layout.height,
    };
    let routes = layout.edges.iter().chain(&layout.inferred);
    for route in routes {
        let half = Point {
            x: sizes.label_width / 2.0,
            y: sizes.label_height / 2.0,
        };
        for point in &route.curve {
            bounds.include(point, Point::default());
        }
        if route.label_clear {
            bounds.include(&route.label, half);
        }
    }
    let shift = |point: &mut Point| {
        point.x -= bounds.left;
        point.y -= bounds.top;
    };
    layout.nodes.iter_mut().for_each(shift);
    for route in layout.edges.iter_mut().chain(&mut layout.inferred) {
        route.curve.iter_mut().for_each(shift);
        shift(&mut route.label);
    }
    layout.width = bounds.right - bounds.left;
    layout.height = bounds.bottom - bounds.top;
}

/// A rectangle.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    /// Enlarges the area to contain a point and a margin around it.
    fn include(&mut self, point: &Point, margin: Point) {
        self.left = self.left.min(point.x - margin.x);
        self.top = self.top.min(point.y - margin.y);
        self.right = self.right.max(point.x + margin.x);
        self.bottom = self.bottom.max(point.y + margin.y);
    }

    fn contains(&self, point: &Point) -> bool {
        self.left <= point.x && point.x <= self.right && self.top <= point.y && point.y <= self.bottom
    }

    /// Whether the distance to another area is less than [`MARGIN`].
    fn is_too_close(&self, other: &Area) -> bool {
        self.left < other.right + MARGIN
            && other.left < self.right + MARGIN
            && self.top < other.bottom + MARGIN
            && other.top < self.bottom + MARGIN
    }
}

/// Sampled points of all edges, indexed by the grid cell that contains them.
struct CurveIndex {
    cell: Point,
    cells: BTreeMap<(i64, i64), Vec<(usize, Point)>>,
}

impl CurveIndex {
    fn new(edges: &[Route], sizes: &Sizes) -> Self {
        let mut index = CurveIndex {
            cell: Point {
                x: sizes.label_width.max(8.0),
                y: sizes.label_height.max(8.0),
            },
            cells: BTreeMap::new(),
        };
        if edges.len() > MAX_EDGES_TO_AVOID {
            return index;
        }
        for (edge, route) in edges.iter().enumerate() {
            for piece in 0..route.curve.len() / 3 {
                let (from, to) = (route.curve[piece * 3], route.curve[piece * 3 + 3]);
                let length = (to.x - from.x).abs() + (to.y - from.y).abs();
                let steps = (length / 8.0).ceil().clamp(1.0, 400.0);
                for step in 0..=steps as usize {
                    let point = curve_point(&route.curve, piece, step as f64 / steps);
                    let cell = index.cell_of(point);
                    index.cells.entry(cell).or_default().push((edge, point));
                }
            }
        }
        index
    }

    fn cell_of(&self, point: Point) -> (i64, i64) {
        (
            (point.x / self.cell.x).floor() as i64,
            (point.y / self.cell.y).floor() as i64,
        )
    }

    /// Counts the edges other than `own` that pass through an area.
    fn count_inside(&self, area: &Area, own: usize) -> usize {
        let corner = |x, y| self.cell_of(Point { x, y });
        let (first, last) = (corner(area.left, area.top), corner(area.right, area.bottom));
        let mut edges = Vec::new();
        for column in first.0..=last.0 {
            for row in first.1..=last.1 {
                let points = self.cells.get(&(column, row)).into_iter().flatten();
                let inside = points.filter(|(edge, point)| *edge != own && area.contains(point));
                edges.extend(inside.map(|(edge, _)| *edge));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        edges.len()
    }
}

/// Areas of nodes and labels, indexed by the grid cells they overlap.
struct AreaIndex {
    cell: Point,
    cells: BTreeMap<(i64, i64), Vec<Area>>,
}

impl AreaIndex {
    fn new(sizes: &Sizes) -> Self {
        AreaIndex {
            cell: Point {
                x: sizes.node_width.max(sizes.label_width).max(1.0),
                y: sizes.node_height.max(sizes.label_height).max(1.0),
            },
            cells: BTreeMap::new(),
        }
    }

    /// Returns the cells that an area and its margin overlap.
    fn cells(&self, area: &Area) -> impl Iterator<Item = (i64, i64)> + use<> {
        let column = |x: f64| (x / self.cell.x).floor() as i64;
        let row = |y: f64| (y / self.cell.y).floor() as i64;
        let (first, last) = (column(area.left - MARGIN), column(area.right + MARGIN));
        let (top, bottom) = (row(area.top - MARGIN), row(area.bottom + MARGIN));
        (first..=last).flat_map(move |column| (top..=bottom).map(move |row| (column, row)))
    }

    fn add(&mut self, area: Area) {
        for cell in self.cells(&area) {
            self.cells.entry(cell).or_default().push(area);
        }
    }

    fn overlaps(&self, area: &Area) -> bool {
        self.cells(area)
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .any(|other| other.is_too_close(area))
    }
}
