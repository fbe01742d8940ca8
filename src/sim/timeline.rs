//! What a simulation leaves behind: records with their causes, and a lane for each container.
//!
//! Everything a view shows is here or computed from here; `at` is a binary search, so that scrubbing
//! costs nothing. Records are in order of time; every one but the first command has a cause, which
//! stands before it.

mod event;
mod find;
pub(in crate::sim) mod history;
mod inputs;
mod lane;
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
pub(in crate::sim) use trace::recorded_name;
pub use trace::{FinalState, final_states, to_trace};
pub use why::Reason;

use std::rc::Rc;

use crate::compose::{Project, ServiceName};
use crate::diagnostic::Diagnostic;
use crate::sim::{Ending, Time};

/// A simulated run.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Everything that happened, in order.
    pub records: Vec<Record>,
    /// One lane a container, in the order of services by dependency, then by number.
    pub lanes: Vec<Lane>,
    /// The commands, in the order they began.
    pub commands: Vec<CommandRun>,
    /// When all services were ready for the first time: running, and healthy where they have a check,
    /// or exited with 0.
    pub ready: Option<Time>,
    /// The end of what is shown.
    pub end: Time,
    /// Why it ends there.
    pub ending: Ending,
    /// What is wrong with the behaviors that the files describe.
    pub diagnostics: Vec<Diagnostic>,
    /// What it was made from; to be run again with a change.
    pub inputs: Rc<Inputs>,
}

impl Timeline {
    /// The project it is about: that of the first command that could load it.
    pub fn project(&self) -> Option<&Project> {
        self.inputs.steps.iter().find_map(|step| match step {
            LoadedStep::Project { project, .. } => Some(&**project),
            LoadedStep::Refused(_) => None,
        })
    }

    /// The record of an id.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
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
