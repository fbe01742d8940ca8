//! Properties that hold for every drawing, and measures of quality.

use proptest::prelude::*;

use super::labels::curve_point;
use super::*;
use crate::compose::{Condition, ServiceName};
use crate::graph::{Edge, InferredLink};
use crate::source::{FileId, Span};

fn graph(count: usize, pairs: &[(usize, usize)], inferred: &[(usize, usize)]) -> Dependencies {
    let span = Span::new(FileId(0), 0..0);
    let names = (0..count).map(|index| ServiceName::from(format!("s{index:05}").as_str()));
    let edges = pairs
        .iter()
        .map(|&(dependent, dependency)| Edge::new(dependent, dependency, Condition::Healthy, span));
    let inferred = inferred.iter().map(|&(dependent, dependency)| InferredLink {
        dependent,
        dependency,
        variable: "HOST".to_owned(),
        span,
        declared: false,
    });
    Dependencies::from_edges(names.collect(), edges.collect(), inferred.collect())
}

/// A pseudorandom number generator with the same results on every platform.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Builds a realistic graph: each service depends on up to three earlier ones.
fn stack(count: usize, seed: u64) -> Dependencies {
    let mut random = Random(seed);
    let mut pairs = Vec::new();
    for dependent in 1..count {
        for _ in 0..random.below(4) {
            let window = if random.below(3) == 0 {
                dependent
            } else {
                dependent.min(30)
            };
            pairs.push((dependent, dependent - 1 - random.below(window)));
        }
    }
    graph(count, &pairs, &[])
}

/// Whether a point is inside a node.
fn inside(point: Point, corner: Point, sizes: &Sizes) -> bool {
    let tolerance = 0.01;
    point.x > corner.x + tolerance
        && point.x < corner.x + sizes.node_width - tolerance
        && point.y > corner.y + tolerance
        && point.y < corner.y + sizes.node_height - tolerance
}

/// Whether a point is on the left or the right side of a node.
fn on_side(point: Point, corner: Point, sizes: &Sizes) -> bool {
    let side = |x: f64| (point.x - x).abs() < 0.01;
    let is_between = point.y > corner.y && point.y < corner.y + sizes.node_height;
    is_between && (side(corner.x) || side(corner.x + sizes.node_width))
}

#[track_caller]
fn check(graph: &Dependencies, sizes: &Sizes) -> Layout {
    let layout = arrange(graph, sizes);
    let second = arrange(graph, sizes);
    assert_eq!(layout, second, "layout must be deterministic");
    for (a, first) in layout.nodes.iter().enumerate() {
        assert!(first.x >= -0.01 && first.x + sizes.node_width <= layout.width + 0.01);
        assert!(first.y >= -0.01 && first.y + sizes.node_height <= layout.height + 0.01);
        for second in &layout.nodes[a + 1..] {
            let apart = (first.x - second.x).abs() >= sizes.node_width - 0.01
                || (first.y - second.y).abs() >= sizes.node_height - 0.01;
            assert!(apart, "{first:?} and {second:?} overlap");
        }
    }
    let edges = graph
        .edges
        .iter()
        .map(|edge| (edge.dependency, edge.dependent, edge.closes_cycle));
    let inferred = graph
        .inferred
        .iter()
        .map(|link| (link.dependency, link.dependent, true));
    let routes = layout.edges.iter().chain(&layout.inferred);
    for ((from, to, closes_cycle), route) in edges.chain(inferred).zip(routes) {
        check_route(&layout, route, (from, to), sizes);
        if !closes_cycle && graph.inferred.is_empty() {
            assert!(
                layout.nodes[from].x + sizes.node_width <= layout.nodes[to].x,
                "a dependency is left of its dependent"
            );
        }
    }
    check_labels(&layout, sizes);
    layout
}

#[track_caller]
fn check_route(layout: &Layout, route: &Route, (from, to): (usize, usize), sizes: &Sizes) {
    assert!(route.curve.len() >= 4 && route.curve.len() % 3 == 1);
    if from == to {
        return;
    }
    assert!(
        on_side(route.curve[0], layout.nodes[from], sizes),
        "the route begins at its dependency"
    );
    assert!(
        on_side(route.curve[route.curve.len() - 1], layout.nodes[to], sizes),
        "the route ends at its dependent"
    );
    for piece in 0..route.curve.len() / 3 {
        for step in 0..=12 {
            let point = curve_point(&route.curve, piece, f64::from(step) / 12.0);
            for &corner in &layout.nodes {
                assert!(
                    !inside(point, corner, sizes),
                    "{point:?} is inside the node at {corner:?}"
                );
            }
        }
    }
}

#[track_caller]
fn check_labels(layout: &Layout, sizes: &Sizes) {
    let labels: Vec<Point> = layout
        .edges
        .iter()
        .filter(|route| route.label_clear)
        .map(|route| route.label)
        .collect();
    for (index, a) in labels.iter().enumerate() {
        for b in &labels[index + 1..] {
            let apart = (a.x - b.x).abs() >= sizes.label_width || (a.y - b.y).abs() >= sizes.label_height;
            assert!(apart, "labels at {a:?} and {b:?} overlap");
        }
        for corner in &layout.nodes {
            let apart = (a.x - corner.x - sizes.node_width / 2.0).abs() >= (sizes.label_width + sizes.node_width) / 2.0
                || (a.y - corner.y - sizes.node_height / 2.0).abs() >= (sizes.label_height + sizes.node_height) / 2.0;
            assert!(apart, "the label at {a:?} overlaps the node at {corner:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn drawing_of_any_graph_is_valid(
        count in 1_usize..24,
        pairs in proptest::collection::vec((0_usize..24, 0_usize..24), 0..50),
        inferred in proptest::collection::vec((0_usize..24, 0_usize..24), 0..6),
    ) {
        let within = |pairs: Vec<(usize, usize)>| -> Vec<(usize, usize)> {
            pairs.into_iter().map(|(a, b)| (a % count, b % count)).collect()
        };
        let inferred: Vec<_> = within(inferred).into_iter().filter(|(a, b)| a != b).collect();
        check(&graph(count, &within(pairs), &inferred), &Sizes::default());
    }

    #[test]
    fn drawing_of_any_acyclic_graph_is_valid(
        pairs in proptest::collection::vec((0_usize..40, 0_usize..40), 0..90),
    ) {
        let pairs: Vec<_> = pairs.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (a.max(b), a.min(b))).collect();
        check(&graph(40, &pairs, &[]), &Sizes::default());
    }
}

#[test]
fn single_edge_is_horizontal_with_a_centered_label() {
    let sizes = Sizes::default();
    let layout = check(&graph(2, &[(1, 0)], &[]), &sizes);
    let route = &layout.edges[0];
    assert_eq!(route.curve.len(), 4);
    assert!(route.label_clear && route.curve.iter().all(|point| point.y == sizes.node_height / 2.0));
    assert_eq!(route.label.x, sizes.node_width + sizes.layer_gap / 2.0);
    assert_eq!(layout.width, 2.0 * sizes.node_width + sizes.layer_gap);
    assert_eq!(route.svg_path(), "M196 38C244 38 292 38 340 38");
}

#[test]
fn shared_dependency_is_centered_on_its_dependents() {
    let layout = check(&graph(4, &[(1, 0), (2, 0), (3, 0)], &[]), &Sizes::default());
    let middle = (layout.nodes[1].y + layout.nodes[3].y) / 2.0;
    assert!((layout.nodes[0].y - middle).abs() < 1.0, "{:?}", layout.nodes);
    assert!(layout.edges.iter().all(|route| route.label_clear));
}

#[test]
fn isolated_nodes_form_a_grid() {
    let layout = check(&graph(50, &[], &[]), &Sizes::default());
    let aspect = layout.width / layout.height;
    assert!((1.0..2.5).contains(&aspect), "{aspect}");
}

#[test]
fn space_below_nodes_is_kept_free() {
    let graph = graph(5, &[(1, 0), (2, 0), (3, 0)], &[]);
    let sizes = Sizes::default();
    let below = [0.0, 40.0, 0.0, 0.0, 40.0];
    let (compact, spaced) = (
        arrange(&graph, &sizes),
        arrange_with_space_below(&graph, &sizes, &below),
    );
    let column = |layout: &Layout| layout.nodes[1..4].iter().map(|corner| corner.y).collect::<Vec<_>>();
    assert_eq!(column(&compact), [0.0, 112.0, 224.0]);
    assert_eq!(column(&spaced), [0.0, 152.0, 264.0]);
    assert_eq!(spaced.height, spaced.nodes[4].y + sizes.node_height + 40.0);
}

#[test]
fn inferred_links_do_not_move_nodes_with_dependencies() {
    // Services 0 and 1 are dependencies of 2. Service 1 refers to 0, and 2 to the otherwise isolated 3.
    let layout = check(&graph(4, &[(2, 0), (2, 1)], &[(1, 0), (2, 3)]), &Sizes::default());
    assert_eq!(layout.nodes[0].x, layout.nodes[1].x);
    assert_eq!(layout.nodes[3].x, layout.nodes[0].x);
}

#[test]
fn self_loop_is_inside_the_drawing() {
    let layout = check(&graph(1, &[(0, 0)], &[]), &Sizes::default());
    assert!(
        layout.edges[0]
            .curve
            .iter()
            .all(|point| point.x >= 0.0 && point.y >= 0.0)
    );
}

#[test]
fn complete_graph_exceeds_the_limit_of_dummies() {
    let pairs: Vec<(usize, usize)> = (0..120).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    let layout = arrange(&graph(120, &pairs, &[]), &Sizes::default());
    assert_eq!(layout.edges.len(), 7_140);
}

/// Compares the number of crossings with those of dagre 3.1.3 and Graphviz 16.1 (`dot`) for the same graphs.
#[test]
fn crossings_are_close_to_graphviz() {
    println!("nodes edges seed  ours dagre   dot");
    let mut sums = (0, 0);
    for (count, seed, dagre, dot) in [
        (15, 1, 3, 2),
        (15, 2, 10, 3),
        (15, 5, 5, 1),
        (30, 3, 27, 11),
        (30, 9, 24, 9),
        (50, 3, 98, 44),
        (50, 4, 73, 42),
    ] {
        let layout = check(&stack(count, seed), &Sizes::default());
        let ours = count_drawn_crossings(&layout);
        println!("{count:5} {:5} {seed:4} {ours:5} {dagre:5} {dot:5}", layout.edges.len());
        assert!(ours <= dagre, "{count} {seed}: {ours}");
        sums = (sums.0 + ours, sums.1 + dot);
    }
    assert!(
        sums.0 * 5 <= sums.1 * 6,
        "the total exceeds that of Graphviz by more than a fifth: {sums:?}"
    );
}

/// Counts the crossings of drawn edges, approximated by polygonal chains.
fn count_drawn_crossings(layout: &Layout) -> usize {
    let lines: Vec<Vec<Point>> = layout
        .edges
        .iter()
        .map(|route| {
            let pieces = 0..route.curve.len() / 3;
            pieces
                .flat_map(|piece| (0..=16).map(move |step| (piece, f64::from(step) / 16.0)))
                .map(|(piece, parameter)| curve_point(&route.curve, piece, parameter))
                .collect()
        })
        .collect();
    let mut crossings = 0;
    for (index, a) in lines.iter().enumerate() {
        for b in &lines[index + 1..] {
            let hits = a.windows(2).flat_map(|a| b.windows(2).map(move |b| (a, b)));
            crossings += hits.filter(|(a, b)| cross(a, b)).count();
        }
    }
    crossings
}

fn cross(a: &[Point], b: &[Point]) -> bool {
    let turn = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    turn(a[0], a[1], b[0]) * turn(a[0], a[1], b[1]) < 0.0 && turn(b[0], b[1], a[0]) * turn(b[0], b[1], a[1]) < 0.0
}
