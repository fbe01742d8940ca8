//! Virtual time: scenarios, the agenda of pending events, tasks that wait for them, and the loop that processes them.

pub(in crate::sim) mod agenda;
pub(in crate::sim) mod executor;
pub(in crate::sim) mod jitter;
pub(in crate::sim) mod kernel;
mod scenario;
mod time;

pub use kernel::Ending;
pub use scenario::{Costs, Externals, Fault, FaultKind, Observation, Scenario, Step, When};
pub use time::{Time, format_duration};
