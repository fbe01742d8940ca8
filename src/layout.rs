//! A layered layout of the dependency graph: pure geometry, time flowing left to right.
//!
//! An edge is drawn from the dependency (left) to the dependent (right): from what opens the gate to
//! what waits at it. Deterministic.

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
}

/// A finished drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// Upper left corner of each node, by index of [`Dependencies::services`].
    pub nodes: Vec<Point>,
    /// Each edge's way, by index of [`Dependencies::edges`].
    pub edges: Vec<Route>,
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
}

/// The way of an edge.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// A beginning, then three points (two controls and an end) for each cubic curve.
    pub curve: Vec<Point>,
    /// Where a label sits without touching a node.
    pub label: Point,
}

/// Places nodes and edges.
pub fn arrange(graph: &Dependencies, sizes: &Sizes) -> Layout {
    let _ = (graph, sizes);
    Layout::default()
}
