//! What is measured, natively and in a browser alike: the way from files to a simulated start, stage by
//! stage, on the example and on generated projects.

pub mod generate;
#[cfg(target_arch = "wasm32")]
pub mod page;

use drydock::compose::{self, LoadOptions, Loaded, Project};
use drydock::graph::Dependencies;
use drydock::layout::{self, Layout, Sizes};
use drydock::source::Workspace;

/// Sizes like the page's.
const SIZES: Sizes = Sizes {
    node_width: 196.0,
    node_height: 76.0,
    layer_gap: 120.0,
    node_gap: 32.0,
};

/// Reads and checks the files.
pub fn load(files: &Workspace) -> Loaded {
    compose::load(files, &LoadOptions::default())
}

/// What depends on what.
pub fn graph(project: &Project) -> Dependencies {
    Dependencies::of(project)
}

/// Draws the graph.
pub fn layout(graph: &Dependencies) -> Layout {
    layout::arrange(graph, &SIZES)
}

/// All stages, as the page runs them at each change. Answers a number that depends on all of them, so
/// that no stage is optimised away.
pub fn analyse(files: &Workspace) -> usize {
    let loaded = load(files);
    let Some(project) = loaded.project else {
        return loaded.diagnostics.len();
    };
    let graph = graph(&project);
    let drawing = layout(&graph);
    loaded.diagnostics.len() + drawing.nodes.len() + graph.edges.len()
}
