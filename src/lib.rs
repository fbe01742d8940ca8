//! Drydock: a playground for Docker Compose.
//!
//! Data flows through these modules:
//!
//! ```text
//! Workspace (virtual files) -> yaml::parse -> compose::load -> Project + diagnostics
//!     -> lint                     (problems that Docker Compose accepts)
//!     -> graph -> layout          (dependencies between services, and where they are drawn)
//!     -> plan -> sim -> Timeline  (what happens, when and why)
//!     -> export, share, playground -> ui
//! ```
//!
//! The modules are listed in import order: each uses only modules above it. The library is pure: the clock, the random
//! seed and the file system are arguments.

// A blank line after each module keeps rustfmt from sorting them.

pub mod hash;

mod sort;

pub mod spelling;

pub mod version;

pub mod source;

pub mod diagnostic;

pub mod yaml;

pub mod compose;

mod dockerfile;

mod images;

pub mod lint;

pub mod graph;

pub mod layout;

pub mod plan;

pub mod sim;

pub mod findings;

pub mod export;

pub mod import;

pub mod share;

pub mod playground;
