//! Access to the browser. Only these modules name `web_sys` and `js_sys`.

pub mod clipboard;
pub mod clock;
pub mod dialog;
pub mod document;
pub mod download;
pub mod editor;
pub mod events;
pub mod file_import;
pub mod focus;
pub mod frame;
pub mod input;
pub mod pointer;
pub mod size;
pub mod storage;
pub mod theme;
pub mod url;
