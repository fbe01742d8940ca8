//! What is measured, natively and in a browser alike: the way from files to a simulated start, stage by
//! stage, on the example and on generated projects.

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
    layout::arrange(graph, &Sizes::default())
}

/// Runs `docker compose up -d`.
pub fn simulate(project: &Project, files: &Workspace) -> Timeline {
    sim::simulate(project, files, &Scenario::up())
}

/// All stages, as the page runs them at each change. Answers a number that depends on all of them, so
/// that no stage is optimized away.
pub fn analyze(files: &Workspace) -> usize {
    let loaded = load(files);
    let Some(project) = loaded.project else {
        return loaded.diagnostics.len();
    };
    let graph = graph(&project);
    let drawing = layout(&graph);
    let timeline = simulate(&project, files);
    loaded.diagnostics.len() + drawing.nodes.len() + graph.edges.len() + timeline.records.len()
}
