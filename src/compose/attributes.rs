//! Attributes: what is known of one field each - its forms, its defaults, its faults.
//!
//! The field table points here; the passes only walk.

pub mod build;
pub mod bytes;
pub mod depends_on;
pub mod develop;
pub mod devices;
pub mod duration;
pub mod env_file;
pub mod environment;
pub mod extends;
pub mod external;
pub mod include;
pub mod mounts;
pub mod networks;
pub mod ports;
pub mod scalar;
pub mod shell_words;
pub mod text_list;
pub mod ulimits;
pub mod volumes;
