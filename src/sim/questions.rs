//! Questions to a run: what if a setting were different, what if a service failed, what would be better.
//!
//! Each is answered by running the same scenario again with a change; nothing is estimated.

mod advise;
mod blast;
mod insight;
mod sweep;
mod tune;

pub use advise::{Suggestion, advise};
pub use blast::{Blast, Failure, Onset, blast, blast_radius};
pub use insight::Insight;
pub use sweep::{Parameter, Point, safe_ranges, sweep};
pub use tune::{Effect, Goal, Settings, Tuning, tune};

use std::rc::Rc;

use crate::compose::ServiceName;
use crate::sim::play;
use crate::sim::process::model::Model;
use crate::sim::{LoadedStep, Scenario, Timeline};

impl Timeline {
    /// The same run with the model of a service changed.
    pub fn again(&self, service: &ServiceName, change: impl Fn(&mut Model)) -> Timeline {
        let mut steps = self.inputs.steps.clone();
        for step in &mut steps {
            if let LoadedStep::Project { models, .. } = step
                && let Some(model) = Rc::make_mut(models).get_mut(service)
            {
                change(Rc::make_mut(model));
            }
        }
        play(steps, &self.inputs.scenario)
    }

    /// A run of another scenario on the same project.
    pub fn again_in(&self, scenario: &Scenario) -> Timeline {
        play(self.inputs.steps.clone(), scenario)
    }
}
