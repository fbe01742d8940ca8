//! Simulation: what Docker Compose and the engine do with a project, event by event, and why.
//!
//! | module | contents | uses |
//! |-|-|-|
//! | `process` | what the process in a container does, from `x-sim`, images and Dockerfiles | - |
//! | `run` | virtual time: scenarios, the agenda, tasks, the event loop | `process` |
//! | `timeline` | what happened: records with causes, lanes, explanations | `run` |
//! | `engine` | the container engine, which runs, probes and restarts containers | `timeline` |
//! | `compose` | the Docker Compose client, one file for each command | `engine` |
//! | `simulation` | runs a scenario and returns its timeline | all of the above |
//! | `questions` | what-if questions, answered by further simulations | all of the above |
//!
//! Each module uses only modules above it. The engine knows nothing of commands and of dependencies between services;
//! the client reads the state of containers and reacts to the engine's notices. The rules are those of Docker Compose
//! v2.40.3 and of engines before and since version 25.
//!
//! A run depends only on its input: time is counted in whole milliseconds, there is no clock, and no randomness
//! unless a seed is given. Each record has its cause, so that "why?" follows a chain of causes.

mod process;

mod run;

mod timeline;

mod engine;

mod compose;

mod simulation;

pub mod questions;

pub use engine::{Health, Status};
pub use questions::{Insight, Suggestion};
pub use run::{Costs, Ending, Externals, Fault, FaultKind, Observation, Scenario, Step, Time, When, format_duration};
pub use simulation::{simulate, simulate_steps};
pub(crate) use timeline::FinalState;
pub use timeline::{
    CommandLine, CommandRun, Event, Gate, GateOutcome, Inputs, Lane, LoadedStep, Phase, Probe, ProbeResult, Reason,
    Record, RecordId, Segment, Snapshot, Stream, Subject, Timeline, to_text, to_trace,
};
