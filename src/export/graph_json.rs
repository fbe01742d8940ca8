//! The dependency graph as JSON, for scripts.

use serde::Serialize;

use super::{Format, GraphExport, Writer};
use crate::compose::DependencySource;
use crate::graph::Dependencies;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "json",
    title: "Graph as JSON",
    description: "For scripts: edges, order, cycles, critical path",
    file_name: "PROJECT.graph.json",
    media_type: "application/json",
    writer: Writer::Graph(write),
};

fn write(export: &GraphExport<'_>) -> String {
    graph_json(&export.project.name, export.graph)
}

#[derive(Serialize)]
struct Graph<'a> {
    project: &'a str,
    services: Vec<Service<'a>>,
    edges: Vec<Edge<'a>>,
    inferred: Vec<Inferred<'a>>,
    order: Vec<&'a str>,
    cycles: Vec<Vec<&'a str>>,
    critical_path: Vec<&'a str>,
}

#[derive(Serialize)]
struct Service<'a> {
    name: &'a str,
    level: usize,
    needs: Vec<&'a str>,
    needed_by: Vec<&'a str>,
}

#[derive(Serialize)]
struct Edge<'a> {
    dependent: &'a str,
    dependency: &'a str,
    condition: &'static str,
    required: bool,
    source: &'static str,
    in_cycle: bool,
}

#[derive(Serialize)]
struct Inferred<'a> {
    dependent: &'a str,
    dependency: &'a str,
    variable: &'a str,
    declared: bool,
}

/// Writes a graph with its order, levels, cycles and critical path, indented. The critical path is computed
/// from conditions alone, without simulated durations.
fn graph_json(project: &str, graph: &Dependencies) -> String {
    let name = |index: usize| graph.services[index].as_str();
    let names = |indices: &[usize]| indices.iter().map(|&index| name(index)).collect::<Vec<_>>();
    let services = (0..graph.services.len()).map(|index| Service {
        name: name(index),
        level: graph.levels[index],
        needs: names(graph.dependencies(index)),
        needed_by: names(graph.dependents(index)),
    });
    let edges = graph.edges.iter().map(|edge| Edge {
        dependent: name(edge.dependent),
        dependency: name(edge.dependency),
        condition: edge.condition.name(),
        required: edge.required,
        source: source(edge.source),
        in_cycle: edge.in_cycle,
    });
    let inferred = graph.inferred.iter().map(|link| Inferred {
        dependent: name(link.dependent),
        dependency: name(link.dependency),
        variable: &link.variable,
        declared: link.declared,
    });
    let critical = graph.critical_path(|service| graph.condition_weight(service));
    let graph = Graph {
        project,
        services: services.collect(),
        edges: edges.collect(),
        inferred: inferred.collect(),
        order: names(&graph.order),
        cycles: graph.cycles.iter().map(|cycle| names(&cycle.example)).collect(),
        critical_path: names(&critical.services),
    };
    let mut text = serde_json::to_string_pretty(&graph).expect("a graph has only strings, numbers and lists");
    text.push('\n');
    text
}

fn source(source: DependencySource) -> &'static str {
    match source {
        DependencySource::DependsOn => "depends_on",
        DependencySource::Links => "links",
        DependencySource::NetworkMode => "network_mode",
        DependencySource::Namespace => "namespace",
        DependencySource::VolumesFrom => "volumes_from",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample_graph;

    #[test]
    fn graph_is_written_as_json() {
        let value: serde_json::Value =
            serde_json::from_str(&graph_json("demo", &sample_graph())).expect("the export is JSON");
        for (pointer, expected) in [
            ("/project", "\"demo\""),
            ("/services/3/needs", r#"["cache","db"]"#),
            ("/services/3/level", "1"),
            ("/edges/2/condition", "\"service_healthy\""),
            ("/edges/1/required", "false"),
            ("/cycles/0", r#"["a"]"#),
            ("/inferred/0/variable", "\"HOST\""),
            ("/critical_path", r#"["db","web"]"#),
        ] {
            let found = value.pointer(pointer).map(ToString::to_string);
            assert_eq!(found.as_deref(), Some(expected), "{pointer}");
        }
    }
}
