//! Networks, volumes and images of the engine.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Engine;
use crate::sim::Externals;
use crate::sim::process::model::{ImageBuild, Model};

/// Networks that every engine has.
const PREDEFINED_NETWORKS: [&str; 3] = ["bridge", "host", "none"];

/// A network or a volume.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Resource {
    /// The project that created it.
    project: String,
    /// Fingerprint of its configuration.
    fingerprint: u64,
    /// Variables of the container that initialized a volume.
    pub(super) initialized_with: Option<BTreeMap<String, String>>,
}

impl Resource {
    pub(in crate::sim) fn new(project: &str, fingerprint: u64) -> Self {
        Resource {
            project: project.to_owned(),
            fingerprint,
            initialized_with: None,
        }
    }

    /// Returns the project that created it.
    pub(in crate::sim) fn project(&self) -> &str {
        &self.project
    }

    /// Returns the fingerprint of its configuration.
    pub(in crate::sim) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

impl Engine {
    /// Returns the networks by full name.
    pub(in crate::sim) fn networks(&self) -> &BTreeMap<String, Resource> {
        &self.networks
    }

    /// Creates a network with a full name.
    pub(in crate::sim) fn create_network(&mut self, name: &str, network: Resource) {
        self.networks.insert(name.to_owned(), network);
    }

    pub(in crate::sim) fn remove_network(&mut self, name: &str) {
        self.networks.remove(name);
    }

    /// Returns whether an external network is assumed to exist, regardless of the scenario's commands.
    pub(in crate::sim) fn assumes_network(&self, name: &str) -> bool {
        PREDEFINED_NETWORKS.contains(&name) || self.assumes_externals()
    }

    /// Returns the volumes by full name.
    pub(in crate::sim) fn volumes(&self) -> &BTreeMap<String, Resource> {
        &self.volumes
    }

    /// Creates an empty volume with a full name.
    pub(in crate::sim) fn create_volume(&mut self, name: &str, volume: Resource) {
        self.volumes.insert(name.to_owned(), volume);
    }

    pub(in crate::sim) fn remove_volume(&mut self, name: &str) {
        self.volumes.remove(name);
    }

    /// Returns whether all external volumes and all images are assumed to exist.
    pub(in crate::sim) fn assumes_externals(&self) -> bool {
        self.scenario.externals == Externals::AssumedToExist
    }

    /// Returns the model of the service that an image was built for, as it was at the time of the build.
    pub(in crate::sim) fn built_image(&self, tag: &str) -> Option<&Rc<Model>> {
        self.built_images.get(tag)
    }

    /// Builds an image. Returns whether it differs from the image that had the tag before.
    pub(in crate::sim) fn build_image(&mut self, build: &ImageBuild, model: &Rc<Model>) -> bool {
        let previous = self.built_images.get(&build.tag);
        if previous.is_some_and(|previous| previous.build.as_ref() == Some(build)) {
            return false;
        }
        self.built_images.insert(build.tag.clone(), Rc::clone(model));
        true
    }

    /// Pulls an image.
    pub(in crate::sim) fn pull_image(&mut self, reference: &str) {
        self.pulled_images.insert(with_tag(reference));
    }

    /// Returns the engine's error if an image is known to be missing.
    pub(in crate::sim) fn missing_image_error(&self, reference: &str) -> Option<String> {
        if self.assumes_externals() {
            return None;
        }
        let name = with_tag(reference);
        let is_built = |name: &str| self.built_images.keys().any(|built| with_tag(built) == name);
        let exists = self.pulled_images.contains(&name) || is_built(&name);
        (!exists).then(|| format!("Error response from daemon: No such image: {name}"))
    }
}

/// Returns an image reference with its tag, which is `latest` by default.
fn with_tag(reference: &str) -> String {
    let last_part = reference.rsplit('/').next().unwrap_or(reference);
    if last_part.contains([':', '@']) {
        reference.to_owned()
    } else {
        format!("{reference}:latest")
    }
}
