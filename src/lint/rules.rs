//! The list of lint rules: one file per rule, named like its code.

mod malformed_exec_form;
mod truncated_command;
mod unpinned_image;

use super::Rule;

/// All rules.
pub const ALL: &[Rule] = &[malformed_exec_form::RULE, truncated_command::RULE, unpinned_image::RULE];
