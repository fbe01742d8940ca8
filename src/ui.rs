//! The page.
//!
//! [`App`] owns the state and carries out effects; everything below it is a pure function of its props,
//! and tells what happens by actions.

mod app;
mod browser;
mod dialogs;
mod editor;
mod files;
mod graph;
mod icon;
mod navigation;
mod notices;
mod problems;
mod prose;
mod resolved;
mod status;
mod timeline;
mod topbar;
mod why;
mod widgets;

pub use app::App;
