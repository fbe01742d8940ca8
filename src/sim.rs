//! Simulation: what Docker Compose and the engine do with a project, event by event, and why.

mod time;
mod timeline;

pub use time::Time;
pub use timeline::{
    CommandLine, CommandRun, Ending, Event, Gate, GateOutcome, Lane, Phase, Probe, ProbeResult, Reason, Record,
    RecordId, Segment, Snapshot, Stream, Subject, Timeline,
};
