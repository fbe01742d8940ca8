//! The pass that adapts a normalized model to the chosen version of Docker Compose.

use super::fields::{self, Column};
use crate::version::ComposeVersion;
use crate::yaml::Node;

/// Rewrites what the version writes differently than v2.40, whose model the other passes build.
pub fn adapt(model: &mut Node, version: ComposeVersion) {
    if version == ComposeVersion::V2_40 {
        return;
    }
    fields::walk_mut(model, Column::Adapt, &mut |field, node, _| {
        if let Some(adapt) = field.adapt {
            adapt(node, version);
        }
    });
}
