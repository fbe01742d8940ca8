//! The inputs of a simulation, and the final states of its containers.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compose::{Project, ServiceName};
use crate::diagnostic::{Diagnostic, codes};
use crate::plan::ProjectOptions;
use crate::sim::process::model::Model;
use crate::sim::{FinalState, Scenario};
use crate::source::Workspace;

/// The inputs of a simulation. They allow simulating it again with a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// The project of each step of the scenario.
    pub(in crate::sim) steps: Vec<LoadedStep>,
    /// The commands and the properties of the machine.
    pub scenario: Scenario,
    /// The project that the scenario is about.
    pub(in crate::sim) main_project: Option<String>,
    /// The states of the containers at the end.
    pub(in crate::sim) final_states: Vec<FinalState>,
}

/// The project that a step works on, or the error with which Docker Compose rejects it.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadedStep {
    /// The project was loaded.
    Project {
        /// The project.
        project: Rc<Project>,
        /// The models of its services.
        models: Rc<BTreeMap<ServiceName, Rc<Model>>>,
    },
    /// The project was rejected with this error.
    Refused(String),
}

impl LoadedStep {
    /// Builds the models of a project's services. Adds problems with their behaviors to `diagnostics`.
    pub fn new(project: Rc<Project>, files: &Workspace, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let models = Model::for_project(&project, files, diagnostics);
        for model in &models {
            diagnostics.extend(unknown_needs(model, &models));
        }
        LoadedStep::Project {
            project,
            models: Rc::new(models.into_iter().map(|model| (model.service.clone(), model)).collect()),
        }
    }

    /// Loads the project of each step, once for all steps with the same project options.
    pub fn for_each(scenario: &Scenario, mut load: impl FnMut(&ProjectOptions) -> LoadedStep) -> Vec<LoadedStep> {
        let mut cache: BTreeMap<ProjectOptions, LoadedStep> = BTreeMap::new();
        let steps = scenario.steps.iter().map(|step| {
            let options = step.project();
            let loaded = cache.get(&options).cloned().unwrap_or_else(|| load(&options));
            cache.insert(options, loaded.clone());
            loaded
        });
        steps.collect()
    }
}

/// Returns diagnostics about the services that a behavior needs and that do not exist.
fn unknown_needs(model: &Model, models: &[Rc<Model>]) -> Vec<Diagnostic> {
    let is_known = |name: &ServiceName| models.iter().any(|model| model.service == *name);
    let unknown = model.behavior.needs.iter().filter(|name| !is_known(name));
    unknown
        .map(|name| {
            let message = format!("`{}` needs `{name}`, which is not a service", model.service);
            Diagnostic::warning(codes::INVALID_X_SIM, message, model.span).help("In the simulation it never connects.")
        })
        .collect()
}
