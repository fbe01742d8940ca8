//! Tests on graphs that are given as text.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::source::FileId;

fn span() -> Span {
    Span::new(FileId(0), 0..0)
}

/// Builds a graph from comma-separated `dependent dependency` pairs and names of services without edges.
fn graph(text: &str) -> Dependencies {
    let lines: Vec<Vec<&str>> = text.split(',').map(|line| line.split_whitespace().collect()).collect();
    let names: BTreeSet<&str> = lines.iter().flatten().copied().collect();
    let index: BTreeMap<&str, usize> = names.iter().copied().zip(0..).collect();
    let edges = lines.iter().filter(|line| line.len() == 2);
    let edges = edges.map(|line| Edge::new(index[line[0]], index[line[1]], Condition::Started, span()));
    Dependencies::from_edges(
        names.iter().map(|&name| name.into()).collect(),
        edges.collect(),
        Vec::new(),
    )
}

fn names(graph: &Dependencies, indices: &[usize]) -> String {
    let names: Vec<&str> = indices.iter().map(|&index| graph.services[index].as_str()).collect();
    names.join(" ")
}

#[test]
fn order_and_levels_follow_the_longest_chain() {
    for (text, order, levels) in [
        ("web db", "db web", &[0, 1][..]),
        ("c a,c b,d c,d a,e", "a b c d e", &[0, 0, 1, 2, 0]),
        ("a z,a y,y z", "z y a", &[2, 1, 0]),
        ("b a,b a", "a b", &[0, 1]),
    ] {
        let graph = graph(text);
        assert_eq!(names(&graph, &graph.order), order, "{text}");
        assert_eq!(graph.levels, levels, "{text}");
        assert!(graph.cycles.is_empty(), "{text}");
    }
}

#[test]
fn cycles_are_found_and_every_service_is_ordered() {
    for (text, cycles, example, closing) in [
        ("a b,b a", 1, "a b", 1),
        ("a a", 1, "a", 1),
        ("a b,b c,c a,d a,c x", 1, "a b c", 1),
        ("a b,b a,c d,d c,c a", 2, "a b", 2),
    ] {
        let graph = graph(text);
        assert_eq!(graph.cycles.len(), cycles, "{text}");
        assert_eq!(names(&graph, &graph.cycles[0].example), example, "{text}");
        assert_eq!(
            graph.edges.iter().filter(|edge| edge.closes_cycle).count(),
            closing,
            "{text}"
        );
        assert_eq!(graph.order.len(), graph.services.len(), "{text}");
    }
    let graph = graph("a b,b a,c a");
    let in_cycle: Vec<bool> = graph.edges.iter().map(|edge| edge.in_cycle).collect();
    assert_eq!(in_cycle, [true, true, false]);
}

#[test]
fn critical_path_is_the_heaviest_chain() {
    let graph = graph("web api,api db,api cache,job db");
    let weight = |service: usize| match graph.services[service].as_str() {
        "cache" => 10,
        "job" => 7,
        _ => 4,
    };
    let path = graph.critical_path(weight);
    assert_eq!(
        (names(&graph, &path.services).as_str(), path.total),
        ("cache api web", 18)
    );
    let unweighted = graph.critical_path(|_| 0);
    assert_eq!(names(&graph, &unweighted.services), "cache api web");
    assert_eq!(Dependencies::default().critical_path(|_| 1), CriticalPath::default());
}

#[test]
fn graph_with_a_cycle_has_a_critical_path() {
    let graph = graph("a b,b c,c a");
    assert_eq!(graph.critical_path(|_| 1).services.len(), 3);
}

#[test]
fn long_chains_do_not_overflow_the_stack() {
    let services: Vec<ServiceName> = (0..20_000)
        .map(|index| format!("s{index:05}").as_str().into())
        .collect();
    let chain = (1..20_000).map(|index| Edge::new(index, index - 1, Condition::Healthy, span()));
    let graph = Dependencies::from_edges(services, chain.collect(), Vec::new());
    assert_eq!(graph.levels[19_999], 19_999);
    assert_eq!(graph.critical_path(|_| 1).services.len(), 20_000);
}
