//! Rows.

use super::Field;

/// Rows.
pub const SERVICE: &[Field] = &[];
/// Rows.
pub const PARTS: &[Field] = &[];
