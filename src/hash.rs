//! Hash maps and sets with one fast hasher and a fixed seed.
//!
//! The seed is fixed so that runs are deterministic and need no randomness from the machine. Keys
//! chosen to collide slow down only the person who wrote them.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

/// The hasher of all maps and sets.
pub type Hashing = foldhash::fast::FixedState;

/// A hash map for lookups. Iteration order is unspecified, so it is never iterated.
pub type FastMap<K, V> = HashMap<K, V, Hashing>;

/// A hash set for lookups. Iteration order is unspecified, so it is never iterated.
pub type FastSet<T> = HashSet<T, Hashing>;

/// The state of one hash computation.
pub type Hasher = <Hashing as BuildHasher>::Hasher;

/// Returns a hasher that has read nothing yet.
pub fn hasher() -> Hasher {
    Hashing::default().build_hasher()
}

/// Returns the hash of a value. The same value has the same hash in every run.
pub fn of<T: std::hash::Hash + ?Sized>(value: &T) -> u64 {
    Hashing::default().hash_one(value)
}

/// The first and the last eight bytes of a text, which overlap in a shorter one: with its length they are all of a text
/// of up to 16 bytes. Most keys are, and need no call to be compared.
#[inline]
pub fn ends(text: &str) -> (u64, u64) {
    let bytes = text.as_bytes();
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into());
    }
    match *bytes {
        [] => (0, 0),
        [only] => (only.into(), 0),
        [first, .., last] => (first.into(), u64::from(bytes[1]) << 8 | u64::from(last)),
    }
}

/// How long a text may be for its ends to be all of it.
const SHORT: usize = 16;

/// Whether two texts are equal, quickly seen for those that are short.
#[inline]
pub fn is_same(left: &str, right: &str) -> bool {
    left.len() == right.len() && ends(left) == ends(right) && (left.len() <= SHORT || left == right)
}

/// A number for the ends of a text, all its bits mixed: for tables of few texts, where [`of`] would take longer.
#[inline]
pub fn glance(text: &str) -> u64 {
    // Any odd numbers of many bits do.
    let (first, last) = ends(text);
    (first.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ last).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// What is quickly seen of a text, as one bit of 64: of two texts with different bits it is known that they differ.
#[inline]
pub fn bit(text: &str) -> u64 {
    1 << (glance(text) >> 58)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_when_all_their_bytes_are() {
        let texts = [
            "",
            "a",
            "b",
            "ab",
            "ba",
            "abc",
            "axc",
            "abcd",
            "abcde",
            "abxde",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
            "abcdefghijklmnop",
            "abcdefgxijklmnop",
            "abcdefghijklmnopq",
            "abcdefghxjklmnopq",
            "ä",
            "ö",
        ];
        for (at, left) in texts.iter().enumerate() {
            for (other, right) in texts.iter().enumerate() {
                assert_eq!(is_same(left, right), at == other, "{left} {right}");
            }
        }
    }
}
