//! The page.
//!
//! [`App`] owns the state and performs effects. Everything below it consists of pure functions of the state, which
//! dispatch actions.

mod app;
mod browser;
mod dialogs;
mod editor;
mod empty;
mod explanation;
mod files;
mod graph;
mod icon;
mod insight;
mod navigation;
mod notices;
mod problems;
mod resolved;
mod rich_text;
mod selection;
mod simulation;
mod status;
mod timeline;
mod topbar;
mod views;
mod welcome;
mod widgets;

pub use app::App;
