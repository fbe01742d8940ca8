//! The graph as a Mermaid flowchart, as GitHub and GitLab draw it in Markdown.

use std::fmt::Write;

use crate::graph::Dependencies;

/// The flowchart. Arrows run from the dependency to its dependent, as in the drawing; optional
/// dependencies are dotted, links inferred from environment values too, edges on a cycle red.
pub fn write(graph: &Dependencies) -> String {
    let mut text = String::from("flowchart LR\n");
    for (index, service) in graph.services.iter().enumerate() {
        let _ = writeln!(text, "    s{index}[\"{}\"]", escape(service.as_str()));
    }
    let mut on_cycle = Vec::new();
    for (index, edge) in graph.edges.iter().enumerate() {
        let arrow = if edge.required { "-->" } else { "-.->" };
        let (from, to) = (edge.dependency, edge.dependent);
        let _ = writeln!(text, "    s{from} {arrow}|{}| s{to}", edge.condition_word());
        if edge.in_cycle {
            on_cycle.push(index.to_string());
        }
    }
    for link in graph.inferred.iter().filter(|link| !link.declared) {
        let (from, to) = (link.dependency, link.dependent);
        let _ = writeln!(text, "    s{from} -.-|\"{}\"| s{to}", escape(&link.variable));
    }
    if !on_cycle.is_empty() {
        let _ = writeln!(text, "    linkStyle {} stroke:#c0264b", on_cycle.join(","));
    }
    text
}

/// Text inside quotes: Mermaid's own character codes for what would end it or be read as HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' => {
                let _ = write!(escaped, "#{};", sign as u32);
            }
            sign if sign.is_control() => escaped.push(' '),
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::svg::sample;

    #[test]
    fn a_flowchart() {
        assert_eq!(
            write(&sample()),
            "flowchart LR
    s0[\"a\"]
    s1[\"cache\"]
    s2[\"db\"]
    s3[\"web\"]
    s0 -->|started| s0
    s1 -.->|started| s3
    s2 -->|healthy| s3
    s1 -.-|\"HOST\"| s2
    linkStyle 0 stroke:#c0264b
"
        );
        assert_eq!(escape("a\"b#<c>\n"), "a#34;b#35;#60;c#62; ");
    }
}
