//! Labels: on the curve, where they touch neither a node nor each other.

use std::collections::BTreeMap;

use super::{Frame, Layout, LinkUse, Point, Route, Sizes};
use crate::graph::Dependencies;

/// Where on a curve to try, as parts of its length, best first.
const TRIES: [f64; 13] = [
    0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.15, 0.85,
];
/// Above so many edges, labels may lie on other edges.
const MOST_LOOKED_AT: usize = 600;
/// Space between a label and what it must not touch.
const MARGIN: f64 = 3.0;

/// Finds a place for each label, edges first, and closes the drawing's frame around everything.
pub(super) fn put(graph: &Dependencies, layout: &mut Layout, around: &Frame) {
    let sizes = around.sizes;
    let mut taken = Boxes::new(sizes);
    for (node, &corner) in layout.nodes.iter().enumerate() {
        taken.add(Area {
            left: corner.x,
            top: corner.y,
            right: corner.x + sizes.node_width,
            bottom: corner.y + sizes.node_height + around.below(node),
        });
    }
    let lines = Lines::new(&layout.edges, sizes);
    // Short edges have little choice, so they choose first.
    let mut by_length: Vec<usize> = (0..layout.edges.len()).collect();
    by_length.sort_by_key(|&index| (layout.edges[index].curve.len(), index));
    for index in by_length {
        put_one(
            &mut layout.edges[index],
            &mut taken,
            |area| lines.crossed_by(area, index),
            sizes,
        );
    }
    for (index, link) in graph.inferred.iter().enumerate() {
        let edge = graph.edge_index(link.dependent, link.dependency);
        match edge.filter(|_| around.hints.links == LinkUse::Drawn) {
            Some(edge) => layout.inferred[index] = layout.edges[edge].clone(),
            None => put_one(&mut layout.inferred[index], &mut taken, |_| 0, sizes),
        }
    }
    frame(layout, sizes);
}

/// Takes the first place that is free and crosses no other edge, or else the one that crosses fewest.
fn put_one(route: &mut Route, taken: &mut Boxes, crossed: impl Fn(&Area) -> usize, sizes: &Sizes) {
    let pieces = route.curve.len() / 3;
    if pieces == 0 {
        return;
    }
    // The bend in the middle first, then those beside it.
    let middle = (pieces - 1) / 2;
    let mut order: Vec<usize> = (0..pieces).collect();
    order.sort_by_key(|&piece| piece.abs_diff(middle));
    let tries = order
        .iter()
        .flat_map(|&piece| TRIES.map(|part| on_curve(&route.curve, piece, part)));
    let mut best: Option<(usize, Point, Area)> = None;
    for point in tries {
        let area = Area {
            left: point.x - sizes.label_width / 2.0,
            top: point.y - sizes.label_height / 2.0,
            right: point.x + sizes.label_width / 2.0,
            bottom: point.y + sizes.label_height / 2.0,
        };
        if taken.touches(&area) {
            continue;
        }
        let cost = crossed(&area);
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
            taken.add(area);
            point
        }
        None => on_curve(&route.curve, middle, 0.5),
    };
}

/// A point of one cubic piece of a curve.
pub(super) fn on_curve(curve: &[Point], piece: usize, part: f64) -> Point {
    let at = |offset: usize| curve[piece * 3 + offset];
    let rest = 1.0 - part;
    let weights = [
        rest * rest * rest,
        3.0 * rest * rest * part,
        3.0 * rest * part * part,
        part * part * part,
    ];
    let mut point = Point::default();
    for (offset, weight) in weights.into_iter().enumerate() {
        point.x += at(offset).x * weight;
        point.y += at(offset).y * weight;
    }
    point
}

/// Shifts everything so that it begins at 0, 0, and measures it.
fn frame(layout: &mut Layout, sizes: &Sizes) {
    let mut whole = Area {
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
            whole.include(point, Point::default());
        }
        if route.label_clear {
            whole.include(&route.label, half);
        }
    }
    let shift = |point: &mut Point| {
        point.x -= whole.left;
        point.y -= whole.top;
    };
    layout.nodes.iter_mut().for_each(shift);
    for route in layout.edges.iter_mut().chain(&mut layout.inferred) {
        route.curve.iter_mut().for_each(shift);
        shift(&mut route.label);
    }
    layout.width = whole.right - whole.left;
    layout.height = whole.bottom - whole.top;
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
    fn include(&mut self, point: &Point, around: Point) {
        self.left = self.left.min(point.x - around.x);
        self.top = self.top.min(point.y - around.y);
        self.right = self.right.max(point.x + around.x);
        self.bottom = self.bottom.max(point.y + around.y);
    }

    fn holds(&self, point: &Point) -> bool {
        self.left <= point.x && point.x <= self.right && self.top <= point.y && point.y <= self.bottom
    }

    fn meets(&self, other: &Area) -> bool {
        self.left < other.right + MARGIN
            && other.left < self.right + MARGIN
            && self.top < other.bottom + MARGIN
            && other.top < self.bottom + MARGIN
    }
}

/// Points of all edges, close together, that are found by where they are.
struct Lines {
    cell: Point,
    cells: BTreeMap<(i64, i64), Vec<(usize, Point)>>,
}

impl Lines {
    fn new(edges: &[Route], sizes: &Sizes) -> Self {
        let mut lines = Lines {
            cell: Point {
                x: sizes.label_width.max(8.0),
                y: sizes.label_height.max(8.0),
            },
            cells: BTreeMap::new(),
        };
        // In a drawing of very many edges nobody reads single labels.
        if edges.len() > MOST_LOOKED_AT {
            return lines;
        }
        for (index, route) in edges.iter().enumerate() {
            for piece in 0..route.curve.len() / 3 {
                let (from, to) = (route.curve[piece * 3], route.curve[piece * 3 + 3]);
                let length = (to.x - from.x).abs() + (to.y - from.y).abs();
                let steps = (length / 8.0).ceil().clamp(1.0, 400.0);
                for step in 0..=steps as usize {
                    let point = on_curve(&route.curve, piece, step as f64 / steps);
                    lines
                        .cells
                        .entry(lines.cell_of(point))
                        .or_default()
                        .push((index, point));
                }
            }
        }
        lines
    }

    fn cell_of(&self, point: Point) -> (i64, i64) {
        (
            (point.x / self.cell.x).floor() as i64,
            (point.y / self.cell.y).floor() as i64,
        )
    }

    /// How many edges but one pass through a rectangle.
    fn crossed_by(&self, area: &Area, own: usize) -> usize {
        let corner = |x, y| self.cell_of(Point { x, y });
        let (first, last) = (corner(area.left, area.top), corner(area.right, area.bottom));
        let mut met = Vec::new();
        for column in first.0..=last.0 {
            for row in first.1..=last.1 {
                let points = self.cells.get(&(column, row)).into_iter().flatten();
                let inside = points.filter(|(index, point)| *index != own && area.holds(point));
                met.extend(inside.map(|(index, _)| *index));
            }
        }
        met.sort_unstable();
        met.dedup();
        met.len()
    }
}

/// Rectangles that are found by where they are.
struct Boxes {
    cell: Point,
    cells: BTreeMap<(i64, i64), Vec<Area>>,
}

impl Boxes {
    fn new(sizes: &Sizes) -> Self {
        Boxes {
            cell: Point {
                x: sizes.node_width.max(sizes.label_width).max(1.0),
                y: sizes.node_height.max(sizes.label_height).max(1.0),
            },
            cells: BTreeMap::new(),
        }
    }

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

    fn touches(&self, area: &Area) -> bool {
        self.cells(area)
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .any(|other| other.meets(area))
    }
}
