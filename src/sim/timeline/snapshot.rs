//! Snapshots: all containers' states at one moment, by binary search.

use crate::compose::ServiceName;
use crate::sim::{Lane, LoadedStep, Phase, Time, Timeline};
use std::collections::{BTreeMap, BTreeSet};

/// All containers' states at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// The phase of each lane, by index.
    pub lanes: Vec<Option<(Phase, Option<i32>)>>,
    /// For each service its most telling phase: the least advanced of its containers.
    pub services: BTreeMap<ServiceName, Phase>,
}

/// How telling a phase is of its service: the smallest speaks for all containers.
fn rank(phase: Phase) -> u8 {
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
    /// The phase at a moment, with its exit code; `None` before the container is created.
    pub fn at(&self, time: Time) -> Option<(Phase, Option<i32>)> {
        let begun = self.segments.partition_point(|segment| segment.from <= time);
        let segment = self.segments.get(begun.checked_sub(1)?)?;
        Some((segment.phase, segment.exit_code))
    }
}

impl Timeline {
    /// All containers' states at a moment.
    pub fn at(&self, time: Time) -> Snapshot {
        let lanes: Vec<_> = self.lanes.iter().map(|lane| lane.at(time)).collect();
        let mut services: BTreeMap<ServiceName, Phase> = BTreeMap::new();
        for step in &self.inputs.steps {
            if let LoadedStep::Project { project, .. } = step {
                services.extend(project.services.keys().map(|name| (name.clone(), Phase::Absent)));
            }
        }
        let mut spoken_for = BTreeSet::new();
        for (lane, state) in self.lanes.iter().zip(&lanes) {
            let phase = state.map_or(Phase::Absent, |(phase, _)| phase);
            let known = services.entry(lane.service.clone()).or_insert_with(|| phase);
            if spoken_for.insert(&lane.service) || rank(phase) < rank(*known) {
                *known = phase;
            }
        }
        Snapshot { lanes, services }
    }
}
