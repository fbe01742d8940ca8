//! What is known of common images: data, from images.yaml.

use crate::compose::Service;
use crate::sim::behaviour::Behaviour;
use crate::source::Workspace;

/// How a service is taken to behave without an `x-sim`.
pub fn behaviour(_service: &Service, _files: &Workspace) -> Behaviour {
    Behaviour::default()
}
