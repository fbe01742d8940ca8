//! Hash maps and sets with one fast hasher and a fixed seed.
//!
//! The seed is fixed so that runs are deterministic and need no randomness from the machine. Keys
//! chosen to collide slow down only the person who wrote them.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

/// Builds the hasher of all maps and sets.
pub type FastBuildHasher = foldhash::fast::FixedState;

/// A hash map for lookups. Iteration order is unspecified, so it is never iterated.
pub type FastMap<K, V> = HashMap<K, V, FastBuildHasher>;

/// A hash set for lookups. Iteration order is unspecified, so it is never iterated.
pub type FastSet<T> = HashSet<T, FastBuildHasher>;

/// The state of one hash computation.
pub type FastHasher = <FastBuildHasher as BuildHasher>::Hasher;

/// Returns a hasher with no input yet.
pub fn hasher() -> FastHasher {
    FastBuildHasher::default().build_hasher()
}
