//! The pass that makes paths on the host absolute.

use super::fields::{self, Column};
use super::paths::BaseDirectory;
use crate::diagnostic::Diagnostic;
use crate::yaml::Node;

/// Rewrites every relative path in a canonical model.
pub fn resolve_paths(model: &mut Node, base: BaseDirectory<'_>, diagnostics: &mut Vec<Diagnostic>) {
    fields::walk_mut(model, Column::HostPath, &mut |field, node, _| {
        if let Some(resolve) = field.host_path {
            resolve(node, base, diagnostics);
        }
    });
}
