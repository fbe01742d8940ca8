//! Questions about a simulation: the effects of a setting or a failure, and better settings.
//!
//! Each is answered with another simulation of the changed project or scenario. Nothing is estimated.

mod advise;
mod blast;
mod insertion;
mod insight;
mod sweep;
mod tune;
mod verdict;

pub use advise::{Suggestion, advise};
pub use blast::{Blast, Failure, Onset, blast, blast_radius};
pub use insight::Insight;
pub use sweep::{Parameter, Point, safe_ranges, sweep};
pub use tune::{Effect, Goal, Settings, Tuning, tune};
pub use verdict::verdict;

use std::rc::Rc;

use crate::compose::ServiceName;
use crate::sim::process::model::Model;
use crate::sim::simulate_steps;
use crate::sim::{LoadedStep, Scenario, Timeline};

impl Timeline {
    /// Simulates the same scenario with a changed model of a service.
    pub(crate) fn rerun_with_model(&self, service: &ServiceName, change: impl Fn(&mut Model)) -> Timeline {
        let mut steps = self.inputs.steps.clone();
        for step in &mut steps {
            if let LoadedStep::Project { models, .. } = step
                && let Some(model) = Rc::make_mut(models).get_mut(service)
            {
                change(Rc::make_mut(model));
            }
        }
        simulate_steps(steps, &self.inputs.scenario)
    }

    /// Simulates another scenario with the same project.
    pub(crate) fn rerun_with_scenario(&self, scenario: &Scenario) -> Timeline {
        simulate_steps(self.inputs.steps.clone(), scenario)
    }
}
