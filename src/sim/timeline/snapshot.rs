//! Snapshots: the states of all containers at a time.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::ServiceName;
use crate::sim::{Lane, LoadedStep, Phase, Time, Timeline};

/// The states of all containers at a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// The phase of each lane with its exit code; `None` before the container is created.
    pub lanes: Vec<Option<(Phase, Option<i32>)>>,
    /// The phase of each service: the worst or least advanced phase of its containers.
    pub services: BTreeMap<ServiceName, Phase>,
}

/// Returns the precedence of a phase. The phase with the lowest one represents the service.
fn precedence(phase: Phase) -> u8 {
    match phase {
        Phase::Failed => 0,
        Phase::Unhealthy => 1,
        Phase::Restarting => 2,
        Phase::Absent => 3,
        Phase::Created => 4,
        Phase::Waiting => 5,
        Phase::Starting => 6,
        Phase::Paused => 7,
        Phase::Stopped => 8,
        Phase::Removed => 9,
        Phase::Running => 10,
        Phase::Healthy => 11,
        Phase::Done => 12,
    }
}

impl Lane {
    /// Returns the phase at a time, with its exit code; `None` before the container is created.
    pub fn at(&self, time: Time) -> Option<(Phase, Option<i32>)> {
        let begun_count = self.segments.partition_point(|segment| segment.from <= time);
        let segment = self.segments.get(begun_count.checked_sub(1)?)?;
        Some((segment.phase, segment.exit_code))
    }
}

impl Timeline {
    /// Returns the states of all containers at a time.
    pub fn at(&self, time: Time) -> Snapshot {
        let lanes: Vec<_> = self.lanes.iter().map(|lane| lane.at(time)).collect();
        let mut services: BTreeMap<ServiceName, Phase> = BTreeMap::new();
        for step in &self.inputs.steps {
            if let LoadedStep::Project { project, .. } = step {
                services.extend(project.services.keys().map(|name| (name.clone(), Phase::Absent)));
            }
        }
        let mut seen_services = BTreeSet::new();
        for (lane, state) in self.lanes.iter().zip(&lanes) {
            let phase = state.map_or(Phase::Absent, |(phase, _)| phase);
            let service_phase = services.entry(lane.service.clone()).or_insert(phase);
            if seen_services.insert(&lane.service) || precedence(phase) < precedence(*service_phase) {
                *service_phase = phase;
            }
        }
        Snapshot { lanes, services }
    }
}
