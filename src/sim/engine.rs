//! The container engine: starts, probes, restarts and stops containers. It knows nothing of dependencies.

pub(in crate::sim) mod container;
pub(in crate::sim) mod lifecycle;
pub(in crate::sim) mod ports;
pub(in crate::sim) mod probe;
pub(in crate::sim) mod restart;
pub(in crate::sim) mod volumes;
pub(in crate::sim) mod world;
