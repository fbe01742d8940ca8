//! What a containerized process does: when it is ready, how probes of it end, when it exits.

pub mod behavior;
pub(in crate::sim) mod defaults;
pub(in crate::sim) mod measured;
pub mod model;
