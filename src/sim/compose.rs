//! The Docker Compose client: what each command does, which lines it prints and how it ends.

pub(in crate::sim) mod attach;
pub(in crate::sim) mod client;
pub(in crate::sim) mod create;
pub(in crate::sim) mod images;
pub(in crate::sim) mod labels;
pub(in crate::sim) mod look;
pub(in crate::sim) mod once;
pub(in crate::sim) mod provider;
pub(in crate::sim) mod resources;
pub(in crate::sim) mod start;
pub(in crate::sim) mod stop;
pub(in crate::sim) mod wait;
pub(in crate::sim) mod walk;
pub(in crate::sim) mod watch;
