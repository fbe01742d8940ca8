//! Hashing: one fast hasher for all maps, with a fixed seed.
//!
//! The standard library's hasher took a fifth of the time of a load, and its seed is taken from the machine. Who
//! chooses the keys here waits for the answer alone, so that keys made to collide hurt nobody else.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

/// The hasher.
pub type Hashing = foldhash::fast::FixedState;

/// A map without order: to look up in, never to walk.
pub type Lookup<K, V> = HashMap<K, V, Hashing>;

/// What takes the parts of something to make one number of it.
pub type Hashed = <Hashing as BuildHasher>::Hasher;

/// One that has taken nothing yet.
pub fn start() -> Hashed {
    Hashing::default().build_hasher()
}

/// The hash of a text.
pub fn of(text: &str) -> u64 {
    let mut hasher = start();
    hasher.write(text.as_bytes());
    hasher.finish()
}
