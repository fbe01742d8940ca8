//! The list of lint rules: one file per rule, named like its code.

mod command_cut_off;
mod exec_form;
mod unpinned_image;

use super::Rule;

/// All rules.
pub const ALL: &[Rule] = &[command_cut_off::RULE, exec_form::RULE, unpinned_image::RULE];
