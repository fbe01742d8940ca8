//! The measured stages, from files to a simulated start. They run natively and in a browser, on the example and on
//! generated projects.

pub mod cases;
pub mod generate;
#[cfg(target_arch = "wasm32")]
pub mod page;
pub mod simulation;

use drydock::compose::{self, LoadOptions, Loaded, Project};
use drydock::graph::Dependencies;
use drydock::layout::{self, Layout, Sizes};
use drydock::sim::{self, Scenario, Timeline};
use drydock::source::Workspace;

/// Loads the files.
pub fn load(files: &Workspace) -> Loaded {
    compose::load(files, &LoadOptions::default())
}

/// Returns the dependency graph.
pub fn graph(project: &Project) -> Dependencies {
    Dependencies::of(project)
}

/// Computes the layout of the graph.
pub fn layout(graph: &Dependencies) -> Layout {
    layout::arrange(graph, &Sizes::default())
}

/// Simulates `docker compose up -d`.
pub fn simulate(project: &Project, files: &Workspace) -> Timeline {
    sim::simulate(project, files, &Scenario::up())
}

/// Runs all stages, as the page does after each change. Returns a number that depends on all stages, so that none is
/// optimized away.
pub fn analyze(files: &Workspace) -> usize {
    let loaded = load(files);
    let Some(project) = loaded.project else {
        return loaded.diagnostics.len();
    };
    let graph = graph(&project);
    let layout = layout(&graph);
    let timeline = simulate(&project, files);
    loaded.diagnostics.len() + layout.nodes.len() + graph.edges.len() + timeline.records.len()
}
