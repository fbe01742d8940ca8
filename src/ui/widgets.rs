//! Components that any view can use.

pub mod dialog;
pub mod menu;
pub mod splitter;
