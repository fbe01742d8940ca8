//! Drydock: a playground for Docker Compose.
//!
//! The data's way, one seam after the other:
//!
//! ```text
//! Workspace (virtual files) -> yaml::parse -> compose::load -> Project + diagnostics
//!     -> graph -> layout          (what depends on what, and where it is drawn)
//!     -> plan -> sim -> Timeline  (what happens, when and why)
//!     -> export, share, playground -> ui
//! ```
//!
//! Modules stand in reading order; each may use those above it, never those below. The library is
//! pure: clock, random seed and file system are arguments.

pub mod hash;

pub mod spelling;

pub mod source;

pub mod diagnostic;

pub mod yaml;

pub mod compose;

pub mod dockerfile;

pub mod images;

pub mod lint;

pub mod graph;

pub mod layout;

pub mod plan;

pub mod sim;

pub mod findings;

pub mod export;

pub mod share;

pub mod playground;
