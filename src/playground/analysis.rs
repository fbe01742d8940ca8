//! The analysis of the files: everything that the page shows about a project, computed after each change.

use std::collections::{BTreeMap, BTreeSet};

use super::drawing::Drawing;
use super::files::{File, Files, Language};
use super::inlay_hints::{self, InlayHint};
use super::problems::{self, Counts, Problem};
use super::service_errors::{self, ServiceErrors};
use crate::compose::{self, LoadOptions, Project};
use crate::diagnostic::Severity;
use crate::export::canonical;
use crate::findings;
use crate::graph::Dependencies;
use crate::sim::{self, Insight, Scenario, Timeline};
use crate::source::Workspace;
use crate::yaml::{self, Node};

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
    /// The profiles of services that are off.
    pub off_profiles: BTreeSet<String>,
}

impl Analysis {
    /// Whether these are the problems in the given files.
    pub(super) fn is_of(&self, files: &Files) -> bool {
        let is_same = |file: &File| {
            let id = self.workspace.find(&file.path);
            id.is_some_and(|id| self.workspace.file(id).text() == file.text)
        };
        self.workspace.files().count() == files.iter().count() && files.iter().all(is_same)
    }

    /// Returns the errors that prevent loading. Errors in Dockerfiles are not among them, because only builds read
    /// Dockerfiles.
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
    /// The project has no services.
    NoServices,
    /// All services belong to profiles that are not active.
    NoActiveServices,
    /// The compose file only includes other files, and none of their services is known.
    OnlyInclude,
    /// The project does not load.
    Errors,
}

/// Everything that is computed from the project.
#[derive(Debug)]
pub struct Preview {
    /// The files that were loaded.
    pub workspace: Workspace,
    /// The project.
    pub project: Project,
    /// Whether the project does not load, so that the preview shows only the parts that could be read.
    pub is_partial: bool,
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
    /// The canonical file, with relative paths. `None` if the project does not load.
    pub resolved: Option<String>,
}

/// The result of an analysis.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The problems.
    pub analysis: Analysis,
    /// The preview, if at least one service is known.
    pub preview: Option<Preview>,
}

/// Analyzes the files. Unchanged parts of the previous preview's drawing are reused.
pub(super) fn analyze(files: &Files, previous: Option<&Preview>) -> Outcome {
    let workspace = files.workspace();
    let loaded = compose::load(&workspace, &LoadOptions::default());
    let is_partial = loaded.project.is_none();
    let project = loaded.project.or(loaded.partial);
    let empty = empty_reason(files, project.as_ref(), is_partial);
    let off_profiles = project.as_ref().map(off_profiles).unwrap_or_default();
    let project = project.filter(|project| !project.services.is_empty());
    let timeline = project
        .as_ref()
        .map(|project| sim::simulate(project, &workspace, &Scenario::up()));
    let errors = match &project {
        Some(project) => service_errors::by_service(project, &workspace, &loaded.diagnostics),
        None => BTreeMap::new(),
    };
    let complete = project.as_ref().filter(|_| !is_partial);
    let diagnostics = findings::all(
        loaded.diagnostics,
        &loaded.unset_variables,
        complete,
        &workspace,
        timeline.as_ref().filter(|_| !is_partial),
    );
    let problems = problems::list(&workspace, diagnostics);
    let preview = project
        .zip(timeline)
        .map(|(project, timeline)| preview(project, is_partial, timeline, &workspace, &errors, previous));
    Outcome {
        analysis: Analysis {
            counts: Counts::of(&problems),
            failed: loaded.failure.is_some(),
            workspace,
            problems,
            empty,
            off_profiles,
        },
        preview,
    }
}

fn preview(
    project: Project,
    is_partial: bool,
    timeline: Timeline,
    workspace: &Workspace,
    errors: &BTreeMap<String, ServiceErrors>,
    previous: Option<&Preview>,
) -> Preview {
    let graph = Dependencies::of(&project);
    let drawing = Drawing::of(
        &project,
        &graph,
        workspace,
        errors,
        previous.map(|preview| &preview.drawing),
    );
    Preview {
        insight: timeline.insight(&project).filter(|_| !is_partial),
        inlay_hints: match is_partial {
            true => Vec::new(),
            false => inlay_hints::all(&project, &timeline, workspace),
        },
        resolved: (!is_partial).then(|| canonical::write(&project)),
        workspace: workspace.clone(),
        project,
        is_partial,
        graph,
        drawing,
        timeline,
    }
}

fn empty_reason(files: &Files, project: Option<&Project>, is_partial: bool) -> Option<EmptyReason> {
    if project.is_some_and(|project| !project.services.is_empty()) {
        return None;
    }
    let Some(text) = files.compose_file().and_then(|path| files.text(path)) else {
        return Some(EmptyReason::NoComposeFile);
    };
    Some(match content(text) {
        Content::Nothing => EmptyReason::EmptyFile,
        Content::OnlyInclude => EmptyReason::OnlyInclude,
        Content::Other => match project {
            Some(project) if !project.disabled.is_empty() => EmptyReason::NoActiveServices,
            Some(_) if !is_partial => EmptyReason::NoServices,
            _ => EmptyReason::Errors,
        },
    })
}

/// Returns the profiles of services that are off.
fn off_profiles(project: &Project) -> BTreeSet<String> {
    let services = project.disabled.values();
    services.flat_map(|service| service.profiles.iter().cloned()).collect()
}

/// The content of a compose file without services.
enum Content {
    /// Only white space and comments.
    Nothing,
    /// `include`, but no `services`.
    OnlyInclude,
    /// Anything else.
    Other,
}

fn content(text: &str) -> Content {
    let mut files = Workspace::new("/");
    let id = files.set("compose.yaml", text);
    let parsed = yaml::parse(id, files.file(id));
    let mut roots = parsed.documents.iter().map(|document| &document.root);
    let has_nothing = text.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#')
    });
    if has_nothing {
        return Content::Nothing;
    }
    let only_includes = |root: &Node| root.get("include").is_some() && root.get("services").is_none();
    match roots.any(only_includes) {
        true => Content::OnlyInclude,
        false => Content::Other,
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
            off_profiles: BTreeSet::new(),
        }
    }
}
