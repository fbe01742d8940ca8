//! Export formats, one file per format. The page and the command line offer the formats of [`FORMATS`].
//!
//! The same project always gives the same bytes. A format that only needs files exports them with their errors.

pub mod bundle;
pub mod canonical;
mod dot;
mod graph_json;
pub(crate) mod mermaid;
mod svg;
mod zip;

use crate::compose::Project;
use crate::graph::Dependencies;
use crate::layout::{Layout, Sizes};
use crate::source::Workspace;

pub(crate) use zip::crc32;

/// The color of edges in a cycle, for formats that are not styled for dark backgrounds too.
const CYCLE_COLOR: &str = "#b3261e";

/// All formats, most useful first.
pub const FORMATS: &[Format] = &[
    bundle::FORMAT,
    canonical::FORMAT,
    svg::FORMAT,
    mermaid::FORMAT,
    dot::FORMAT,
    graph_json::FORMAT,
];

/// A format that a project can be exported in.
#[derive(Debug)]
pub struct Format {
    /// The identifier on the command line and in the page.
    pub name: &'static str,
    /// The title in a menu.
    pub title: &'static str,
    /// A few words for a menu about content and use.
    pub description: &'static str,
    /// The file name, in which `PROJECT` stands for the project's name.
    file_name: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// The function that writes the export.
    pub writer: Writer,
}

/// A function that writes an export, by what it needs.
#[derive(Debug, Clone, Copy)]
pub enum Writer {
    /// Packs the files, whether or not they are a valid project.
    Files(fn(&Workspace) -> Vec<u8>),
    /// Writes a project.
    Project(fn(&Project) -> String),
    /// Writes a project's dependency graph.
    Graph(fn(&GraphExport<'_>) -> String),
}

/// A project's graph to be exported.
#[derive(Debug, Clone, Copy)]
pub struct GraphExport<'a> {
    /// The project.
    pub project: &'a Project,
    /// The graph of the project.
    pub graph: &'a Dependencies,
    /// The layout of the graph and the sizes that it is made for. Without it, an image has the default layout.
    pub layout: Option<(&'a Layout, &'a Sizes)>,
}

impl Format {
    /// Returns the name of the file with a project's export.
    pub fn file_name(&self, project: &str) -> String {
        self.file_name.replace("PROJECT", project)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

/// Returns a graph with one edge of each kind: in a cycle, optional, required and inferred.
#[cfg(test)]
fn sample_graph() -> Dependencies {
    use crate::compose::Condition;
    use crate::graph::{Edge, InferredLink};
    use crate::source::{FileId, Span};

    let span = Span::new(FileId(0), 0..0);
    let edges = vec![
        Edge::new(0, 0, Condition::Started, span),
        Edge {
            required: false,
            ..Edge::new(3, 1, Condition::Started, span)
        },
        Edge::new(3, 2, Condition::Healthy, span),
    ];
    let inferred = vec![InferredLink {
        dependent: 2,
        dependency: 1,
        variable: "HOST".to_owned(),
        span,
        declared: false,
    }];
    Dependencies::from_edges(["a", "cache", "db", "web"].map(Into::into).to_vec(), edges, inferred)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = FORMATS.iter().map(|format| format.name).collect();
        let files: BTreeSet<_> = FORMATS.iter().map(|format| format.file_name("demo")).collect();
        assert_eq!((names.len(), files.len()), (FORMATS.len(), FORMATS.len()));
        assert!(files.contains("demo.svg") && files.contains("compose.yaml"));
    }
}
