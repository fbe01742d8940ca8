//! The dependency graph as a self-contained SVG image: colors for light and dark mode, text for screen readers, no
//! scripts and no fonts.

use std::fmt::Write;

use super::{Format, GraphExport, Writer};
use crate::compose::{Condition, Project, Service};
use crate::graph::{Dependencies, Edge};
use crate::layout::{self, Layout, Point, Sizes};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "svg",
    title: "Graph as SVG",
    description: "For documents and slides",
    file_name: "PROJECT.svg",
    media_type: "image/svg+xml",
    writer: Writer::Graph(write),
};

/// Space around the graph.
const MARGIN: f64 = 24.0;
/// Space to the left of the text in a node.
const INDENT: f64 = 20.0;

/// The style sheet. It has no variables, because some image viewers do not support them.
const STYLE: &str = "
  svg { background: #f4f6f8; }
  text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #16202b; }
  .node rect { fill: #fff; stroke: #bcc6d1; }
  .name { font-size: 14px; font-weight: 600; }
  .image { font-size: 11px; fill: #4c5a69; font-family: ui-monospace, Menlo, Consolas, monospace; }
  .edge path { fill: none; stroke-width: 1.75; }
  .edge rect { fill: #fff; }
  .edge text { font-size: 11px; font-weight: 600; text-anchor: middle; }
  .optional path { stroke-dasharray: 6 4; }
  .link path { fill: none; stroke: #bcc6d1; stroke-width: 1.5; stroke-dasharray: 1.5 4; stroke-linecap: round; }
  .started path, .started rect { stroke: #66737f; } .started text, .started .tip { fill: #66737f; }
  .healthy path, .healthy rect { stroke: #0c7d52; } .healthy text, .healthy .tip { fill: #0c7d52; }
  .completed path, .completed rect { stroke: #7a3fc4; } .completed text, .completed .tip { fill: #7a3fc4; }
  .cycle path, .cycle rect { stroke: #b3261e; } .cycle text, .cycle .tip { fill: #b3261e; }
  .edge .tip { stroke: none; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1218; }
    text { fill: #e4ebf2; }
    .node rect { fill: #1a232d; stroke: #3a4857; }
    .image { fill: #a3b1bf; }
    .edge rect { fill: #1a232d; }
    .link path { stroke: #3a4857; }
    .started path, .started rect { stroke: #7f8e9d; } .started text, .started .tip { fill: #7f8e9d; }
    .healthy path, .healthy rect { stroke: #3ecf8e; } .healthy text, .healthy .tip { fill: #3ecf8e; }
    .completed path, .completed rect { stroke: #c39bff; } .completed text, .completed .tip { fill: #c39bff; }
    .cycle path, .cycle rect { stroke: #ff7b72; } .cycle text, .cycle .tip { fill: #ff7b72; }
  }
";

/// Text of an image.
struct Captions {
    /// Name of the project.
    title: String,
    /// Second line of each node.
    sources: Vec<String>,
}

fn write(export: &GraphExport<'_>) -> String {
    let project = export.project;
    let captions = Captions {
        title: project.name.clone(),
        sources: project
            .services
            .values()
            .map(|service| source(service, project))
            .collect(),
    };
    match export.layout {
        Some((layout, sizes)) => image(export.graph, layout, sizes, &captions),
        None => {
            let sizes = Sizes::default();
            image(export.graph, &layout::arrange(export.graph, &sizes), &sizes, &captions)
        }
    }
}

/// Returns the image of a service, or the folder that it is built from.
fn source(service: &Service, project: &Project) -> String {
    let Some(build) = &service.build else {
        let image = service.image.as_ref();
        return image.map(|image| image.value.clone()).unwrap_or_default();
    };
    let relative = build.context.strip_prefix(&project.directory);
    let context = relative.map_or(build.context.as_str(), |path| path.trim_start_matches('/'));
    format!("build {}", if context.is_empty() { "." } else { context })
}

/// Writes the image of a graph.
fn image(graph: &Dependencies, layout: &Layout, sizes: &Sizes, captions: &Captions) -> String {
    let (width, height) = (layout.width + 2.0 * MARGIN, layout.height + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"{:.0} {:.0} {width:.0} {height:.0}\" role=\"img\" aria-labelledby=\"title desc\">\n",
        -MARGIN, -MARGIN,
    );
    let _ = writeln!(svg, "<title id=\"title\">{}</title>", escape(&captions.title));
    let _ = writeln!(svg, "<desc id=\"desc\">{}</desc>", escape(&description(graph)));
    let _ = writeln!(svg, "<style>{STYLE}</style>");
    svg.push_str("<defs>\n");
    for class in ["started", "healthy", "completed", "cycle"] {
        let _ = writeln!(
            svg,
            "<marker id=\"arrow-{class}\" class=\"edge {class}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" \
             markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8Z\"/></marker>"
        );
    }
    svg.push_str("</defs>\n");
    for (link, route) in graph.inferred.iter().zip(&layout.inferred) {
        if !link.declared {
            let _ = writeln!(svg, "<g class=\"link\"><path d=\"{}\"/></g>", route.svg_path());
        }
    }
    write_edges(&mut svg, graph, layout, sizes);
    for (index, corner) in layout.nodes.iter().enumerate() {
        let source = captions.sources.get(index).map_or("", String::as_str);
        write_node(&mut svg, *corner, graph.services[index].as_str(), source, sizes);
    }
    svg.push_str("</svg>\n");
    svg
}

fn write_edges(svg: &mut String, graph: &Dependencies, layout: &Layout, sizes: &Sizes) {
    for (edge, route) in graph.edges.iter().zip(&layout.edges) {
        let class = edge_class(edge);
        let optional = if edge.required { "" } else { " optional" };
        let path = route.svg_path();
        let _ = writeln!(
            svg,
            "<g class=\"edge {class}{optional}\"><path d=\"{path}\" marker-end=\"url(#arrow-{class})\"/></g>"
        );
    }
    // Labels are above all lines.
    for (edge, route) in graph.edges.iter().zip(&layout.edges) {
        if route.label_clear {
            let (width, height) = (sizes.label_width, sizes.label_height);
            let _ = writeln!(
                svg,
                "<g class=\"edge {}\"><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width}\" height=\"{height}\" rx=\"{}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
                edge_class(edge),
                route.label.x - width / 2.0,
                route.label.y - height / 2.0,
                height / 2.0,
                route.label.x,
                route.label.y + 4.0,
                edge.condition_word(),
            );
        }
    }
}

fn edge_class(edge: &Edge) -> &'static str {
    match edge.condition {
        _ if edge.in_cycle => "cycle",
        Condition::Started => "started",
        Condition::Healthy => "healthy",
        Condition::Completed => "completed",
    }
}

fn write_node(svg: &mut String, corner: Point, name: &str, source: &str, sizes: &Sizes) {
    let width = sizes.node_width - INDENT * 1.5;
    let _ = writeln!(
        svg,
        "<g class=\"node\" transform=\"translate({:.1} {:.1})\"><title>{}</title>\
         <rect width=\"{}\" height=\"{}\" rx=\"8\"/><text class=\"name\" x=\"{INDENT}\" y=\"{:.1}\">{}</text>\
         <text class=\"image\" x=\"{INDENT}\" y=\"{:.1}\">{}</text></g>",
        corner.x,
        corner.y,
        escape(name),
        sizes.node_width,
        sizes.node_height,
        sizes.node_height * 0.42,
        escape(&shorten(name, width / 8.0)),
        sizes.node_height * 0.7,
        escape(&shorten(source, width / 6.7)),
    );
}

/// Replaces the middle of a text with an ellipsis if it has more characters than `limit`.
fn shorten(text: &str, limit: f64) -> String {
    let limit = limit as usize;
    let count = text.chars().count();
    if count <= limit || limit < 4 {
        return text.to_owned();
    }
    let (head, tail) = (limit / 2, limit - limit / 2 - 1);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{start}\u{2026}{end}")
}

/// Describes a graph for screen readers.
fn description(graph: &Dependencies) -> String {
    let sentences = graph.edges.iter().map(|edge| {
        let (dependent, dependency) = (&graph.services[edge.dependent], &graph.services[edge.dependency]);
        format!("{dependent} waits for {dependency} to be {}.", edge.condition_word())
    });
    let sentences: Vec<String> = sentences.collect();
    format!("{} services. {}", graph.services.len(), sentences.join(" "))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML can't contain control characters.
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::CYCLE_COLOR;
    use super::*;
    use crate::export::sample_graph;
    use crate::layout::arrange;

    #[test]
    fn image_is_complete_and_well_formed() {
        let (graph, sizes) = (sample_graph(), Sizes::default());
        let captions = Captions {
            title: "a <b> & \"c\"".to_owned(),
            sources: vec!["registry.example.com/team/very-long-name:1.2.3".to_owned()],
        };
        let svg = image(&graph, &arrange(&graph, &sizes), &sizes, &captions);
        assert!(svg.contains("a &lt;b&gt; &amp; &quot;c&quot;") && svg.contains("web waits for db to be healthy."));
        for (part, times) in [
            ("<g class=\"node\"", 4),
            ("marker-end", 3),
            ("class=\"link\"", 1),
            (" optional", 1),
        ] {
            assert_eq!(svg.matches(part).count(), times, "{part}");
        }
        assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count());
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }

    #[test]
    fn edges_have_the_colors_of_the_page() {
        let page = concat!(
            include_str!("../../static/css/tokens.css"),
            include_str!("../../static/css/base.css")
        );
        let text_between = |text: &'static str, start: &str, end: &str| {
            let after = text.split_once(start).expect(start).1;
            after.split_once(end).expect(end).0
        };
        let (light, dark) = STYLE.split_once("@media").expect("the style sheet has dark colors");
        for state in ["started", "healthy", "completed", "cycle"] {
            // `.cycle,\n.broken {` has a second selector.
            let rule = text_between(page, &format!("\n.{state}"), "}");
            let mut token = text_between(rule, "--edge: var(", ")");
            let mut value = text_between(page, &format!("{token}: "), ";");
            while let Some(next) = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) {
                token = next;
                value = text_between(page, &format!("{token}: "), ";");
            }
            let (in_light, in_dark) = text_between(value, "light-dark(", ")")
                .split_once(", ")
                .expect("two colors");
            let stroke = format!(".{state} rect {{ stroke: ");
            assert_eq!(text_between(light, &stroke, ";"), in_light, "{state}, light");
            assert_eq!(text_between(dark, &stroke, ";"), in_dark, "{state}, dark");
        }
        assert!(light.contains(&format!(".cycle rect {{ stroke: {CYCLE_COLOR};")));
    }

    #[test]
    fn middle_of_a_long_text_is_replaced() {
        for (text, limit, expected) in [("abc", 5.0, "abc"), ("abcdefgh", 5.0, "ab\u{2026}gh"), ("", 9.0, "")] {
            assert_eq!(shorten(text, limit), expected);
        }
    }
}
