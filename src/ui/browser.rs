//! The browser: the only place that names web_sys. Everything else speaks through these.

pub mod clipboard;
pub mod clock;
pub mod dialog;
pub mod download;
pub mod drop;
pub mod editor;
pub mod events;
pub mod field;
pub mod frame;
pub mod location;
pub mod pointer;
pub mod size;
pub mod storage;
pub mod theme;
