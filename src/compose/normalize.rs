//! Normalization: what Docker Compose adds after it has checked a project.
//!
//! This includes the default network, default names, implied dependencies and the values of variables.
//! Source: compose-go v2.9.1 `loader.Normalize`, and the recorded cases.

use super::attributes::{ProjectContext, networks};
use super::fields::{self, Column, Cursor};
use crate::yaml::Node;

/// Normalizes a project.
pub fn normalize(model: &mut Node, project: ProjectContext<'_>) {
    networks::add_default(model);
    normalize_fields(model, fields::root(), &project);
}

fn normalize_fields(node: &mut Node, cursor: Cursor, project: &ProjectContext<'_>) {
    for (key, entry) in node.as_mapping_mut().into_iter().flatten() {
        let child = cursor.child_leading_to(Column::Normalize, key);
        if let Some(normalize) = child.field().and_then(|field| field.normalize) {
            normalize(key, entry, project);
        }
        if child.is_inside() {
            normalize_fields(&mut entry.node, child, project);
        }
    }
}
