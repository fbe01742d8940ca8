//! Virtual time: the agenda of what is due, the tasks that wait for it, and the loop that runs a scenario.

pub(in crate::sim) mod agenda;
pub(in crate::sim) mod executor;
pub(in crate::sim) mod jitter;
pub(in crate::sim) mod kernel;
pub(in crate::sim) mod scenario;
pub(in crate::sim) mod time;
