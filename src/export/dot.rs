//! The dependency graph in DOT, the language of Graphviz.

use std::fmt::Write;

use super::{CYCLE_COLOR, Format, GraphExport, Writer};
use crate::graph::Dependencies;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "dot",
    title: "Graph as DOT",
    description: "For Graphviz",
    file_name: "PROJECT.dot",
    media_type: "text/vnd.graphviz",
    writer: Writer::Graph(write),
};

fn write(export: &GraphExport<'_>) -> String {
    digraph(&export.project.name, export.graph)
}

/// Writes a graph. Edges point from a dependency to its dependent. Optional edges are dashed, inferred edges are dotted
/// and edges of a cycle are red.
fn digraph(name: &str, graph: &Dependencies) -> String {
    let mut text = format!("digraph {} {{\n", quote(name));
    text.push_str("    rankdir=LR;\n    node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    text.push_str("    edge [fontname=\"sans-serif\", fontsize=10];\n");
    for service in &graph.services {
        let _ = writeln!(text, "    {};", quote(service.as_str()));
    }
    let name = |index: usize| quote(graph.services[index].as_str());
    for edge in &graph.edges {
        let _ = write!(text, "    {} -> {} ", name(edge.dependency), name(edge.dependent));
        let _ = write!(text, "[label={}", quote(edge.condition_word()));
        if !edge.required {
            text.push_str(", style=dashed");
        }
        if edge.in_cycle {
            let _ = write!(text, ", color=\"{CYCLE_COLOR}\", fontcolor=\"{CYCLE_COLOR}\"");
        }
        text.push_str("];\n");
    }
    for link in graph.inferred.iter().filter(|link| !link.declared) {
        let (from, to) = (name(link.dependency), name(link.dependent));
        let label = quote(&link.variable);
        let _ = writeln!(
            text,
            "    {from} -> {to} [label={label}, style=dotted, arrowhead=none];"
        );
    }
    text.push_str("}\n");
    text
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample_graph;

    #[test]
    fn graph_is_written_as_a_digraph() {
        assert_eq!(
            digraph("my \"demo\"", &sample_graph()),
            r##"digraph "my \"demo\"" {
    rankdir=LR;
    node [shape=box, style=rounded, fontname="sans-serif"];
    edge [fontname="sans-serif", fontsize=10];
    "a";
    "cache";
    "db";
    "web";
    "a" -> "a" [label="started", color="#b3261e", fontcolor="#b3261e"];
    "cache" -> "web" [label="started", style=dashed];
    "db" -> "web" [label="healthy"];
    "cache" -> "db" [label="HOST", style=dotted, arrowhead=none];
}
"##
        );
    }
}
