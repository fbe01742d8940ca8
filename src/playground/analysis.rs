//! From the files to everything the page shows: one pass through the library, at each change.

use super::drawing::Drawing;
use super::files::Files;
use super::hints::{self, Hint};
use super::problems::{self, Counts, Problem};
use crate::compose::{self, LoadOptions, Project, render};
use crate::diagnostic::Diagnostic;
use crate::graph::Dependencies;
use crate::sim::{self, Insight, Scenario, Timeline};
use crate::sort;
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
    /// Why there is nothing to draw, where there isn't.
    pub empty: Option<Empty>,
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

/// Analyses files. `before` is the picture that is shown now; what has not changed in it stays the same
/// object.
pub fn analyse(files: &Files, before: Option<&Picture>) -> Outcome {
    let workspace = files.workspace();
    let loaded = compose::load(&workspace, &LoadOptions::default());
    let mut findings = loaded.diagnostics;
    let empty = emptiness(files, loaded.project.as_ref());
    let project = loaded.project.filter(|project| !project.services.is_empty());
    let picture = project.map(|project| draw(project, &workspace, before, &mut findings));
    sort::by_key(&mut findings, |finding| finding.source_order());
    let problems = problems::list(&workspace, findings);
    Outcome {
        analysis: Analysis {
            counts: Counts::of(&problems),
            workspace,
            problems,
            empty,
        },
        picture,
    }
}

fn draw(project: Project, workspace: &Workspace, before: Option<&Picture>, findings: &mut Vec<Diagnostic>) -> Picture {
    let graph = Dependencies::of(&project);
    let drawing = Drawing::of(&project, &graph, workspace, before.map(|picture| &picture.drawing));
    let timeline = sim::run(&project, workspace, &Scenario::up());
    findings.extend(timeline.diagnostics.iter().cloned());
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
            empty: None,
        }
    }
}
