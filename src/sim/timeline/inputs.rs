//! What a timeline was made from: the projects, the scenario, and how its containers ended.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compose::{Project, ServiceName};
use crate::diagnostic::{Diagnostic, codes};
use crate::plan::ProjectOptions;
use crate::sim::process::model::Model;
use crate::sim::{FinalState, Scenario};
use crate::source::Workspace;

/// What a timeline was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// The project of each step, or why it can't be loaded.
    pub(in crate::sim) steps: Vec<LoadedStep>,
    /// The commands and the machine.
    pub scenario: Scenario,
    /// The project that the scenario is about.
    pub(in crate::sim) main_project: Option<String>,
    /// The containers' states at the end.
    pub(in crate::sim) finals: Vec<FinalState>,
}

/// A project with its services' models, or the error that Docker Compose ends a command with.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadedStep {
    /// It is loaded.
    Project {
        /// The project.
        project: Rc<Project>,
        /// Its services' models.
        models: Rc<BTreeMap<ServiceName, Rc<Model>>>,
    },
    /// It is refused.
    Refused(String),
}

impl LoadedStep {
    /// A project, with the models of its services; what is wrong with them goes into `diagnostics`.
    pub fn of(project: Rc<Project>, files: &Workspace, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let models = Model::all(&project, files, diagnostics);
        for model in &models {
            diagnostics.extend(unknown_needs(model, &models));
        }
        LoadedStep::Project {
            project,
            models: Rc::new(models.into_iter().map(|model| (model.service.clone(), model)).collect()),
        }
    }

    /// The project of each step, loaded once for all commands that say the same about it.
    pub fn for_each(scenario: &Scenario, mut load: impl FnMut(&ProjectOptions) -> LoadedStep) -> Vec<LoadedStep> {
        let mut known: BTreeMap<ProjectOptions, LoadedStep> = BTreeMap::new();
        let steps = scenario.steps.iter().map(|step| {
            let options = step.project();
            let loaded = known.get(&options).cloned().unwrap_or_else(|| load(&options));
            known.insert(options, loaded.clone());
            loaded
        });
        steps.collect()
    }
}

/// Services that a behavior needs and that do not exist.
fn unknown_needs(model: &Model, models: &[Rc<Model>]) -> Vec<Diagnostic> {
    let is_known = |name: &ServiceName| models.iter().any(|model| model.service == *name);
    let unknown = model.behavior.needs.iter().filter(|name| !is_known(name));
    unknown
        .map(|name| {
            let message = format!("`{}` needs `{name}`, which is not a service", model.service);
            Diagnostic::warning(codes::BEHAVIOR, message, model.span).help("In the simulation it will never connect.")
        })
        .collect()
}
