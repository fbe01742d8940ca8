//! Simulation: what Docker Compose and the engine do with a project, event by event, and why.
//!
//! Two programs run side by side and only meet through the state of containers. The *client*
//! (`client`, `resources`, `images`, `create`, `start`, `wait`, `attach`, `stop`, `once`, `provider`,
//! `watch`, `labels`, `look`) walks the services once per command and polls; it is written as tasks in virtual time. The
//! *engine* (`engine`, `probe`, `restart`, `ports`, `volumes`) runs containers, probes and restarts them;
//! it knows nothing of dependencies. What a process does is its `behavior`. The rules are those of Docker Compose v2.40.3 and of engines before and after 25.
//!
//! A run depends on its input alone: integer milliseconds, one agenda, no clock, no randomness unless
//! a seed is given. Every record has its cause, so that "why?" is a walk.

mod agenda;
mod attach;
pub mod behavior;
mod chance;
mod client;
mod container;
mod create;
mod defaults;
mod engine;
mod find;
mod history;
mod images;
mod insight;
mod kernel;
mod labels;
mod look;
mod measured;
pub mod model;
mod once;
mod ports;
mod probe;
mod provider;
pub mod questions;
mod resources;
mod restart;
mod scenario;
mod snapshot;
mod start;
mod stop;
mod task;
mod text;
mod time;
mod timeline;
mod trace;
mod volumes;
mod wait;
mod walk;
mod watch;
mod why;
mod world;

pub use container::{Health, Status};
pub use insight::Insight;
pub use kernel::{Inputs, LoadedStep, play, run};
pub use questions::Suggestion;
pub use scenario::{Costs, Externals, Fault, FaultKind, Scenario, Step, Watch, When};
pub use text::to_text;
pub use time::{Time, length};
pub use timeline::{
    CommandLine, CommandRun, Ending, Event, Gate, GateOutcome, Lane, Phase, Probe, ProbeResult, Reason, Record,
    RecordId, Segment, Snapshot, Stream, Subject, Timeline,
};
pub use trace::{FinalState, final_states, to_trace};
