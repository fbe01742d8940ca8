//! Whole numbers of 64 bits, with and without a sign.

use std::fmt;
use std::num::TryFromIntError;

/// A whole number from the least of 64 bits with a sign to the greatest without one.
///
/// It is an `i128` that asks no more of its place than other values do: aligned as the processor likes it, every node
/// of a document would be larger by a seventh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(Rust, packed(8))]
pub struct Integer(i128);

impl Integer {
    /// The number.
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
