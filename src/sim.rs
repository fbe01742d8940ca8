//! Simulation: what Docker Compose and the engine do with a project, event by event, and why.
//!
//! Two programs run side by side and only meet through the state of containers. The *client*
//! (`compose`) walks the services once per command and polls; it is written as tasks in virtual time. The
//! *engine* (`engine`) runs containers, probes and restarts them; it knows nothing of dependencies. What a
//! process does is in `process`. The rules are those of Docker Compose v2.40.3 and of engines before and after 25.
//!
//! A run depends on its input alone: integer milliseconds, one agenda, no clock, no randomness unless
//! a seed is given. Every record has its cause, so that "why?" is a walk.

mod compose;
mod engine;
mod process;
pub mod questions;
mod run;
mod timeline;

pub use engine::container::{Health, Status};
pub use process::{behavior, model};
pub use questions::{Insight, Suggestion};
pub use run::kernel::{play, run};
pub use run::scenario::{Costs, Externals, Fault, FaultKind, Scenario, Step, Watch, When};
pub use run::time::{Time, length};
pub use timeline::{
    CommandLine, CommandRun, Ending, Event, FinalState, Gate, GateOutcome, Inputs, Lane, LoadedStep, Phase, Probe,
    ProbeResult, Reason, Record, RecordId, Segment, Snapshot, Stream, Subject, Timeline, final_states, to_text,
    to_trace,
};
