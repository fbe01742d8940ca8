//! Integers that fit into 64 bits, signed or unsigned.

use std::fmt;
use std::num::TryFromIntError;

/// An integer from `i64::MIN` to `u64::MAX`.
///
/// It stores an `i128` with the alignment of a `u64`: aligned to 16 bytes, it would make every
/// [`Node`](super::Node) a seventh larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(Rust, packed(8))]
pub struct Integer(i128);

impl Integer {
    /// Returns the number.
    pub fn get(self) -> i128 {
        self.0
    }
}

impl From<i128> for Integer {
    fn from(number: i128) -> Self {
        Integer(number)
    }
}

impl From<i64> for Integer {
    fn from(number: i64) -> Self {
        Integer(number.into())
    }
}

impl TryFrom<Integer> for i64 {
    type Error = TryFromIntError;

    fn try_from(number: Integer) -> Result<Self, Self::Error> {
        number.get().try_into()
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
