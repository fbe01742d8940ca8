//! The dependency graph as a Mermaid flowchart, which GitHub and GitLab render in Markdown.

use std::fmt::Write;

use super::{CYCLE_COLOR, Format, Writer};
use crate::graph::Dependencies;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "mermaid",
    title: "Graph as Mermaid",
    description: "For Markdown that renders Mermaid",
    file_name: "PROJECT.mmd",
    media_type: "text/plain",
    writer: Writer::Graph(|export| flowchart(export.graph)),
};

/// Writes a graph. Edges point from a dependency to its dependent. Optional and inferred edges are dotted, and edges of
/// a cycle are red.
pub fn flowchart(graph: &Dependencies) -> String {
    let mut text = String::from("flowchart LR\n");
    for (index, service) in graph.services.iter().enumerate() {
        let _ = writeln!(text, "    s{index}[\"{}\"]", escape(service.as_str()));
    }
    let mut in_cycle = Vec::new();
    for (index, edge) in graph.edges.iter().enumerate() {
        let arrow = if edge.required { "-->" } else { "-.->" };
        let (from, to) = (edge.dependency, edge.dependent);
        let _ = writeln!(text, "    s{from} {arrow}|{}| s{to}", edge.condition_word());
        if edge.in_cycle {
            in_cycle.push(index.to_string());
        }
    }
    for link in graph.inferred.iter().filter(|link| !link.declared) {
        let (from, to) = (link.dependency, link.dependent);
        let _ = writeln!(text, "    s{from} -.-|\"{}\"| s{to}", escape(&link.variable));
    }
    if !in_cycle.is_empty() {
        let _ = writeln!(text, "    linkStyle {} stroke:{CYCLE_COLOR}", in_cycle.join(","));
    }
    text
}

/// Escapes text between quotes: a character that ends the text or is read as HTML becomes its Mermaid code.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' => {
                let _ = write!(escaped, "#{};", character as u32);
            }
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample_graph;

    #[test]
    fn graph_is_written_as_a_flowchart() {
        assert_eq!(
            flowchart(&sample_graph()),
            "flowchart LR
    s0[\"a\"]
    s1[\"cache\"]
    s2[\"db\"]
    s3[\"web\"]
    s0 -->|started| s0
    s1 -.->|started| s3
    s2 -->|healthy| s3
    s1 -.-|\"HOST\"| s2
    linkStyle 0 stroke:#b3261e
"
        );
        assert_eq!(escape("a\"b#<c>\n"), "a#34;b#35;#60;c#62; ");
    }
}
