//! The graph in Graphviz's language.

use std::fmt::Write;

use crate::graph::Dependencies;

/// The graph. Arrows run from the dependency to its dependent; what is optional is dashed, what is
/// inferred dotted, what lies on a cycle red.
pub fn write(name: &str, graph: &Dependencies) -> String {
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
            text.push_str(", color=\"#c0264b\", fontcolor=\"#c0264b\"");
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
    use crate::export::svg::sample;

    #[test]
    fn a_digraph() {
        assert_eq!(
            write("my \"demo\"", &sample()),
            r##"digraph "my \"demo\"" {
    rankdir=LR;
    node [shape=box, style=rounded, fontname="sans-serif"];
    edge [fontname="sans-serif", fontsize=10];
    "a";
    "cache";
    "db";
    "web";
    "a" -> "a" [label="started", color="#c0264b", fontcolor="#c0264b"];
    "cache" -> "web" [label="started", style=dashed];
    "db" -> "web" [label="healthy"];
    "cache" -> "db" [label="HOST", style=dotted, arrowhead=none];
}
"##
        );
    }
}
