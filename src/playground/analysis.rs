//! From the files to everything the page shows: one pass through the library, at each change.

use super::drawing::Drawing;
use super::files::{Files, Language};
use super::hints::{self, Hint};
use super::problems::{self, Counts, Problem};
use crate::compose::{self, LoadOptions, Project, render};
use crate::diagnostic::Severity;
use crate::findings;
use crate::graph::Dependencies;
use crate::sim::{self, Insight, Scenario, Timeline};
use crate::source::Workspace;
use crate::yaml;

/// What was found in the files as they are now.
#[derive(Debug)]
pub struct Analysis {
    /// The files it is about.
    pub workspace: Workspace,
    /// The findings, in source order.
    pub problems: Vec<Problem>,
    /// How many they are.
    pub counts: Counts,
    /// Docker Compose would not load them.
    pub failed: bool,
    /// Why there is nothing to draw, where there isn't.
    pub empty: Option<Empty>,
}

impl Analysis {
    /// The errors that keep the project from loading: all but those of Dockerfiles, which only building
    /// reads.
    pub fn loading_errors(&self) -> impl Iterator<Item = &Problem> {
        let read_by_loading = |problem: &&Problem| {
            let path = problem.spot.as_ref().map(|spot| spot.path.as_str());
            path.is_none_or(|path| Language::of(path) != Language::Dockerfile)
        };
        let errors = self.problems.iter();
        errors
            .filter(|problem| problem.finding.severity == Severity::Error)
            .filter(read_by_loading)
    }
}

/// Why there is nothing to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// There is no compose file.
    NoComposeFile,
    /// The compose file is empty.
    EmptyFile,
    /// It has no services, or none is on.
    NoServices,
    /// Errors stand in the way.
    Errors,
}

/// Everything that is drawn of a project that loaded.
#[derive(Debug)]
pub struct Picture {
    /// The files it was loaded from.
    pub workspace: Workspace,
    /// The project.
    pub project: Project,
    /// What depends on what.
    pub graph: Dependencies,
    /// The graph, drawn.
    pub drawing: Drawing,
    /// The simulated start.
    pub timeline: Timeline,
    /// The most telling fact about it.
    pub insight: Option<Insight>,
    /// What the simulation adds to the editor's lines.
    pub hints: Vec<Hint>,
    /// The canonical file, as `docker compose config` prints it.
    pub resolved: String,
}

/// An analysis, and the picture where the project loaded.
#[derive(Debug)]
pub struct Outcome {
    /// The findings.
    pub analysis: Analysis,
    /// The picture.
    pub picture: Option<Picture>,
}

/// Analyzes files. `before` is the picture that is shown now; what has not changed in it stays the same
/// object.
pub fn analyze(files: &Files, before: Option<&Picture>) -> Outcome {
    let workspace = files.workspace();
    let loaded = compose::load(&workspace, &LoadOptions::default());
    let empty = emptiness(files, loaded.project.as_ref());
    let project = loaded.project.filter(|project| !project.services.is_empty());
    let picture = project.map(|project| draw(project, &workspace, before));
    let timeline = picture.as_ref().map(|picture| &picture.timeline);
    let findings = findings::all(loaded.diagnostics, &workspace, timeline);
    let problems = problems::list(&workspace, findings);
    Outcome {
        analysis: Analysis {
            counts: Counts::of(&problems),
            failed: loaded.failure.is_some(),
            workspace,
            problems,
            empty,
        },
        picture,
    }
}

fn draw(project: Project, workspace: &Workspace, before: Option<&Picture>) -> Picture {
    let graph = Dependencies::of(&project);
    let drawing = Drawing::of(&project, &graph, workspace, before.map(|picture| &picture.drawing));
    let timeline = sim::run(&project, workspace, &Scenario::up());
    Picture {
        insight: timeline.insight(&project),
        hints: hints::all(&project, &timeline, workspace),
        resolved: yaml::write(&render::yaml(&project.resolved)),
        workspace: workspace.clone(),
        project,
        graph,
        drawing,
        timeline,
    }
}

fn emptiness(files: &Files, project: Option<&Project>) -> Option<Empty> {
    let Some(path) = files.compose_file() else {
        return Some(Empty::NoComposeFile);
    };
    match project {
        _ if files.text(path).is_some_and(|text| text.trim().is_empty()) => Some(Empty::EmptyFile),
        None => Some(Empty::Errors),
        Some(project) if project.services.is_empty() => Some(Empty::NoServices),
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
