//! The analysis of the files: everything that the page shows about a project, computed after each change.

use super::drawing::Drawing;
use super::files::{Files, Language};
use super::inlay_hints::{self, InlayHint};
use super::problems::{self, Counts, Problem};
use crate::compose::{self, LoadOptions, Project};
use crate::diagnostic::Severity;
use crate::export::canonical;
use crate::findings;
use crate::graph::Dependencies;
use crate::sim::{self, Insight, Scenario, Timeline};
use crate::source::Workspace;

/// The problems in the current files.
#[derive(Debug)]
pub struct Analysis {
    /// The analyzed files.
    pub(super) workspace: Workspace,
    /// The problems in source order.
    pub problems: Vec<Problem>,
    /// Number of problems.
    pub counts: Counts,
    /// Whether Docker Compose would refuse the files.
    pub failed: bool,
    /// Why there is nothing to show in the preview, if so.
    pub empty: Option<EmptyReason>,
}

impl Analysis {
    /// Returns the errors that prevent loading. Errors in Dockerfiles do not: only builds read those.
    pub fn loading_errors(&self) -> impl Iterator<Item = &Problem> {
        let is_loaded = |problem: &&Problem| {
            let path = problem.location.as_ref().map(|location| location.path.as_str());
            path.is_none_or(|path| Language::of(path) != Language::Dockerfile)
        };
        let errors = self.problems.iter();
        errors
            .filter(|problem| problem.diagnostic.severity == Severity::Error)
            .filter(is_loaded)
    }
}

/// Why there is nothing to show in the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyReason {
    /// There is no compose file.
    NoComposeFile,
    /// The compose file is empty.
    EmptyFile,
    /// The project has no active services.
    NoServices,
    /// The project does not load.
    Errors,
}

/// Everything that is computed from a valid version of the project.
#[derive(Debug)]
pub struct Preview {
    /// The files that were loaded.
    pub workspace: Workspace,
    /// The project.
    pub project: Project,
    /// The dependency graph.
    pub(super) graph: Dependencies,
    /// The drawing of the graph.
    pub drawing: Drawing,
    /// The simulation of `docker compose up`.
    pub timeline: Timeline,
    /// The most important fact about the simulation.
    pub insight: Option<Insight>,
    /// Results of the simulation for the editor.
    pub(super) inlay_hints: Vec<InlayHint>,
    /// The canonical file, as `docker compose config` prints it, with relative paths.
    pub resolved: String,
}

/// The result of an analysis.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The problems.
    pub analysis: Analysis,
    /// The preview, if the project is valid.
    pub preview: Option<Preview>,
}

/// Analyzes the files. Unchanged parts of the previous preview's drawing are reused.
pub(super) fn analyze(files: &Files, previous: Option<&Preview>) -> Outcome {
    let workspace = files.workspace();
    let loaded = compose::load(&workspace, &LoadOptions::default());
    let empty = empty_reason(files, loaded.project.as_ref());
    let project = loaded.project.filter(|project| !project.services.is_empty());
    let preview = project.map(|project| preview(project, &workspace, previous));
    let project = preview.as_ref().map(|preview| &preview.project);
    let timeline = preview.as_ref().map(|preview| &preview.timeline);
    let diagnostics = findings::all(loaded.diagnostics, project, &workspace, timeline);
    let problems = problems::list(&workspace, diagnostics);
    Outcome {
        analysis: Analysis {
            counts: Counts::of(&problems),
            failed: loaded.failure.is_some(),
            workspace,
            problems,
            empty,
        },
        preview,
    }
}

fn preview(project: Project, workspace: &Workspace, previous: Option<&Preview>) -> Preview {
    let graph = Dependencies::of(&project);
    let drawing = Drawing::of(&project, &graph, workspace, previous.map(|preview| &preview.drawing));
    let timeline = sim::simulate(&project, workspace, &Scenario::up());
    Preview {
        insight: timeline.insight(&project),
        inlay_hints: inlay_hints::all(&project, &timeline, workspace),
        resolved: canonical::write(&project),
        workspace: workspace.clone(),
        project,
        graph,
        drawing,
        timeline,
    }
}

fn empty_reason(files: &Files, project: Option<&Project>) -> Option<EmptyReason> {
    let Some(text) = files.compose_file().and_then(|path| files.text(path)) else {
        return Some(EmptyReason::NoComposeFile);
    };
    if text.trim().is_empty() {
        return Some(EmptyReason::EmptyFile);
    }
    match project {
        None => Some(EmptyReason::Errors),
        Some(project) if project.services.is_empty() => Some(EmptyReason::NoServices),
        Some(_) => None,
    }
}

impl Default for Analysis {
    fn default() -> Self {
        Analysis {
            workspace: Workspace::new("/project"),
            problems: Vec::new(),
            counts: Counts::default(),
            failed: false,
            empty: None,
        }
    }
}
