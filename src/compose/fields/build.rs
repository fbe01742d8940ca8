//! Rows.

use super::Field;

/// Rows.
pub const BUILD: &[Field] = &[];
