//! Hashing: one fast hasher for all maps, with a fixed seed.
//!
//! The standard library's hasher took a fifth of the time of a load, and its seed is taken from the machine. Who
//! chooses the keys here waits for the answer alone, so that keys made to collide hurt nobody else.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

/// The hasher.
pub type Hashing = foldhash::fast::FixedState;

/// A map without order: to look up in, never to walk.
pub type Lookup<K, V> = HashMap<K, V, Hashing>;

/// A set without order: to look up in, never to walk.
pub type Known<T> = HashSet<T, Hashing>;

/// What takes the parts of something to make one number of it. All parts go one way, which is code once.
pub struct Hashed(<Hashing as BuildHasher>::Hasher);

/// One that has taken nothing yet.
pub fn start() -> Hashed {
    Hashed(Hashing::default().build_hasher())
}

impl Hasher for Hashed {
    #[inline(never)]
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// The hash of a text.
pub fn of(text: &str) -> u64 {
    let mut hasher = start();
    hasher.write(text.as_bytes());
    hasher.finish()
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
