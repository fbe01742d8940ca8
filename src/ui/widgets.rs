//! Parts that any view may use.

pub mod dialog;
pub mod menu;
pub mod splitter;
