//! The whole application without a browser: state, actions, effects.
//!
//! [`State`] is everything the page knows. [`update`] is the only thing that changes it: it takes an
//! [`Action`] and returns [`Effect`]s, which whoever owns a browser carries out. Nothing here knows of
//! pixels on a screen beyond what a drawing is made of, nor of the clock.

mod action;
mod analysis;
pub mod annotations;
pub mod drawing;
pub mod examples;
mod exporting;
mod files;
#[cfg(test)]
mod fixture;
mod hints;
pub mod lanes;
pub mod paint;
mod playback;
pub mod problems;
mod saved;
pub mod scale;
mod settings;
mod shared;
pub mod spell;
mod spot;
mod state;
pub mod units;
mod update;
pub mod viewport;
mod why;

pub use action::{Action, Effect};
pub use analysis::{Analysis, Empty, Outcome, Picture, analyze};
pub use exporting::{Download, Format};
pub use files::{COMPOSE_NAMES, File, Files, Language, PathFault};
pub use hints::Hint;
pub use playback::{Playback, Speed};
pub use saved::{Key, Stored};
pub use settings::{Border, Settings, Theme};
pub use shared::Shared;
pub use spot::Spot;
pub use state::{Dialog, LinkCopy, Pane, Saving, State, Tab, Toast, Undo};
pub use update::update;
pub use why::{Answer, Step};
