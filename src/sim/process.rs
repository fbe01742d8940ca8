//! The simulated processes in containers: when they are ready, how their probes end, and when they exit.

pub(crate) mod behavior;
pub(crate) mod defaults;
pub(crate) mod measured;
pub(crate) mod model;
