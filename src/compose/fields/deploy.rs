//! Rows.

use super::Field;

/// Rows.
pub const DEPLOY: &[Field] = &[];
