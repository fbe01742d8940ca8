//! The simulated processes in containers: when they are ready, how their probes end, and when they exit.

pub mod behavior;
pub(in crate::sim) mod defaults;
pub(in crate::sim) mod measured;
pub mod model;
