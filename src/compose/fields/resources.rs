//! Rows.

use super::Field;

/// Rows.
pub const TOP: &[Field] = &[];
/// Rows.
pub const RESOURCES: &[Field] = &[];
