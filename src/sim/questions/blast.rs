//! The blast radius: what else falls when one service fails.

use crate::compose::ServiceName;
use crate::sim::behaviour::ExitRule;
use crate::sim::model::Model;
use crate::sim::{Fault, FaultKind, Phase, Timeline};

/// What else falls when one service fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blast {
    /// The service that fails.
    pub service: ServiceName,
    /// Services that are never started when it ends with an error as soon as it is started.
    pub never_started: Vec<ServiceName>,
    /// Services that are in another state at the end when it is killed after all has settled.
    pub taken_along: Vec<(ServiceName, Phase)>,
    /// After being killed it comes back by itself.
    pub comes_back: bool,
}

/// What else falls when a service fails, at its start and later.
pub fn blast_radius(timeline: &Timeline, service: &ServiceName) -> Blast {
    let broken = timeline.again(|model| {
        if model.service == *service {
            break_down(model);
        }
    });
    let names = || {
        let mut names: Vec<ServiceName> = timeline.lanes.iter().map(|lane| lane.service.clone()).collect();
        names.dedup();
        names.into_iter().filter(|name| name != service)
    };
    let never_started = names().filter(|name| timeline.started(name).is_some() && broken.started(name).is_none());
    let mut scenario = timeline.inputs.scenario.clone();
    scenario.faults.push(Fault {
        at: timeline.end.0,
        service: service.clone(),
        kind: FaultKind::Killed,
    });
    let killed = timeline.again_in(&scenario, |_| {});
    let before = timeline.at(timeline.end);
    let after = killed.at(killed.end);
    let taken_along = names().filter_map(|name| {
        let phase = *after.services.get(&name)?;
        (before.services.get(&name) != Some(&phase)).then_some((name, phase))
    });
    let is_up = |phase: Option<&Phase>| matches!(phase, Some(Phase::Running | Phase::Healthy | Phase::Starting));
    Blast {
        service: service.clone(),
        never_started: never_started.collect(),
        taken_along: taken_along.collect(),
        comes_back: is_up(after.services.get(service)),
    }
}

fn break_down(model: &mut Model) {
    model.behaviour.exits = vec![ExitRule {
        after: 100,
        code: 1,
        times: None,
    }];
    model.behaviour.set_ready_after(None, 1);
}
