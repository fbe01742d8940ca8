//! The application without a browser: state, actions and effects.
//!
//! [`State`] is everything that the page knows. Only [`update`] changes it: it applies an [`Action`] and returns the
//! [`Effect`]s that the browser has to perform. The application reads no clock and does not know the screen.
//!
//! The submodules are listed in dependency order. Each uses only those above it; in `update/`, `saving` and `toast`
//! come before the others.

mod shared;

pub mod text;

pub mod utf16;

pub mod highlight;

pub mod scale;

pub mod viewport;

mod location;

mod view;

mod selection;

mod files;

pub mod examples;

mod settings;

mod storage;

mod projects;

mod playback;

mod fixes;

pub mod problems;

mod service_errors;

pub mod drawing;

pub mod lane_names;

pub mod lanes;

mod inlay_hints;

mod analysis;

mod explanation;

mod download;

mod help;

mod state;

mod link;

mod unsaved;

mod save_timer;

mod action;

pub mod annotations;

mod update;

#[cfg(test)]
mod fixture;

pub use action::{Action, Effect};
pub use analysis::{Analysis, EmptyReason, Preview};
pub use download::Download;
pub use explanation::{Cause, Explanation};
pub use files::{File, Files, Language, normalize_project_name};
pub use help::HelpTopic;
pub use location::Location;
pub use playback::{Playback, Speed};
pub use projects::{ProjectRow, Projects, Summary};
pub use save_timer::SaveTimer;
pub use selection::Selection;
pub use service_errors::ServiceErrors;
pub use settings::{Settings, Split, Theme};
pub use shared::Shared;
pub use state::{Dialog, LinkCopy, SaveStatus, State, Toast, Undo};
pub use storage::{ProjectId, StorageKey, StoredTexts};
pub use unsaved::UnsavedEdits;
pub use update::update;
pub use view::{Column, OpenViews, View};
