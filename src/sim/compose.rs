//! The Docker Compose client: what commands do, what they print and how they end.
//!
//! Commands are tasks in virtual time. Each is a file in `commands`; the phases that several commands share are the
//! other files. The engine reports changes as notices, which the [`Machine`] passes on to commands.

mod attach;
mod behavior;
mod client;
mod commands;
mod create;
mod hooks;
mod images;
mod labels;
mod machine;
mod polling;
mod provider;
mod resources;
mod shell;
mod start;
mod stop;
mod wait;
mod walk;
mod watch;

pub(in crate::sim) use machine::{Machine, Shared, Wakeup};
pub(in crate::sim) use shell::run_commands;
