//! The result of a simulation: records with their causes, and a lane for each container.
//!
//! All views are computed from a timeline. The state at a time is found by binary search, so that moving the playhead
//! is cheap. Records are in chronological order. Every record except those of commands has a cause, which precedes it.

mod event;
mod find;
pub(in crate::sim) mod history;
mod inputs;
mod lane;
pub(in crate::sim) mod obstacle;
mod question;
mod record;
mod snapshot;
mod text;
mod trace;
pub(in crate::sim) mod why;

pub use event::{Event, ProbeResult};
pub use inputs::{Inputs, LoadedStep};
pub use lane::{Gate, GateOutcome, Lane, Phase, Probe, Segment};
pub use record::{CommandLine, CommandRun, Record, RecordId, Stream, Subject};
pub use snapshot::Snapshot;
pub use text::to_text;
pub(crate) use trace::FinalState;
pub(in crate::sim) use trace::recorded_name;
pub use trace::to_trace;
pub use why::Reason;

use std::rc::Rc;

use crate::compose::{Project, ServiceName};
use crate::diagnostic::Diagnostic;
use crate::sim::{Ending, Time};

/// A simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The events in chronological order.
    pub records: Vec<Record>,
    /// A lane for each container, sorted by the dependencies of its service, then by its number.
    pub lanes: Vec<Lane>,
    /// The commands in the order in which they began.
    pub commands: Vec<CommandRun>,
    /// When startup completed: when all containers were running - healthy, if they have a health check - or had exited
    /// with code 0, for the first time.
    pub ready: Option<Time>,
    /// The end of the simulation.
    pub end: Time,
    /// Why the simulation ended.
    pub ending: Ending,
    /// Problems with the behaviors in the files.
    pub diagnostics: Vec<Diagnostic>,
    /// The inputs of the simulation.
    pub inputs: Rc<Inputs>,
}

impl Timeline {
    /// Returns the project of the first command that could load one.
    pub fn project(&self) -> Option<&Project> {
        self.inputs.steps.iter().find_map(|step| match step {
            LoadedStep::Project { project, .. } => Some(&**project),
            LoadedStep::Refused(_) => None,
        })
    }

    /// Returns the record with an id.
    pub(crate) fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
    }

    /// Returns the services with a container that has failed or is unhealthy at the end, each once.
    pub fn failed_services(&self) -> Vec<ServiceName> {
        let has_failed = |lane: &&Lane| {
            let last = lane.segments.last();
            last.is_some_and(|last| matches!(last.phase, Phase::Failed | Phase::Unhealthy))
        };
        let mut names: Vec<ServiceName> = (self.lanes.iter().filter(has_failed))
            .map(|lane| lane.service.clone())
            .collect();
        names.dedup();
        names
    }

    /// Returns when startup completed, including the processes of services without a health check: when the last
    /// process of a container that keeps running was ready. `None` if startup never completed for Docker Compose.
    pub fn startup_completed(&self) -> Option<Time> {
        let last_process = self.lanes.iter().filter_map(|lane| lane.ready.first()).max();
        self.ready
            .map(|ready| last_process.map_or(ready, |last| ready.max(*last)))
    }

    /// Returns when the last of a service's containers started for the first time; `None` if one never started.
    pub fn started(&self, service: &ServiceName) -> Option<Time> {
        let lanes = self.lanes.iter().filter(|lane| lane.service == *service);
        lanes.map(Lane::started).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}
