//! Questions to a run: what if a setting were different, what if a service failed, what would be better.
//!
//! Each is answered by running the same scenario again with a change; nothing is estimated.

mod advise;
mod blast;
mod sweep;
mod tune;

pub(super) use advise::advice;
pub use advise::{Suggestion, advise};
pub use blast::{Blast, Failure, Onset, blast, blast_radius};
pub use sweep::{Parameter, Point, safe_ranges, sweep};
pub use tune::{Effect, Goal, Settings, Tuning, tune};

use std::rc::Rc;

use crate::compose::ServiceName;
use crate::sim::kernel::{LoadedStep, play};
use crate::sim::model::Model;
use crate::sim::{Lane, Phase, Scenario, Time, Timeline};

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

    /// The services of which a container has failed or is unhealthy at the end, each once.
    pub fn lost(&self) -> Vec<ServiceName> {
        let is_lost = |lane: &&Lane| {
            let last = lane.segments.last();
            last.is_some_and(|last| matches!(last.phase, Phase::Failed | Phase::Unhealthy))
        };
        let mut names: Vec<ServiceName> = (self.lanes.iter().filter(is_lost))
            .map(|lane| lane.service.clone())
            .collect();
        names.dedup();
        names
    }

    /// When the last of a service's containers began its first run; `None` while one has not.
    pub fn started(&self, service: &ServiceName) -> Option<Time> {
        let lanes = self.lanes.iter().filter(|lane| lane.service == *service);
        lanes.map(Lane::started).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}

impl Lane {
    /// When its first start call began.
    pub fn started(&self) -> Option<Time> {
        let is_running = |phase| !matches!(phase, Phase::Absent | Phase::Created | Phase::Waiting);
        let first = self.segments.iter().find(|segment| is_running(segment.phase))?;
        Some(first.from)
    }
}
