//! Components that any view can use.

pub mod arrow_head;
pub mod dialog;
pub mod menu;
pub mod splitter;
