//! Images: `up` builds missing images, with `--build` all images, and pulls the others.
//!
//! Without a new build an image does not change when its Dockerfile does. A container of an older image with the same
//! tag is outdated. Builds take no simulated time. Source: compose `pkg/compose/build.go` and `convergence.go`.

use std::rc::Rc;

use super::client::Client;
use crate::compose::{Service, ServiceName};
use crate::plan::{PullMode, Selection, Up};
use crate::sim::process::behavior::Origin;
use crate::sim::process::model::Model;
use crate::sim::{Event, RecordId};

impl Client {
    /// Pulls and builds the images of the services.
    pub(super) fn build_images(&self, services: &Selection, up: &Up, cause: RecordId) {
        for (name, selected) in &services.services {
            let service = &selected.service;
            if up.pull != PullMode::Never {
                self.pull_image(service);
            }
            let Some(model) = self.loaded.models.get(name) else {
                continue;
            };
            let Some(build) = &model.build else { continue };
            let is_built = self.engine().built_image(&build.tag).is_some();
            if is_built && !up.build && pull_policy(service) != Some("build") {
                continue;
            }
            self.print_stderr(format!("{name} Built"));
            if self.call_engine(|engine| engine.build_image(build, model)) {
                self.record(Event::ImageBuilt(build.tag.clone()), cause);
            }
        }
    }

    fn pull_image(&self, service: &Service) {
        if let (Some(image), None) = (&service.image, &service.build)
            && !matches!(pull_policy(service), Some("never" | "build"))
        {
            self.call_engine(|engine| engine.pull_image(&image.value));
        }
    }

    /// Returns the fingerprint of the built image that a new container of a service gets.
    pub(super) fn built_image(&self, model: &Model) -> Option<u64> {
        let tag = &model.build.as_ref()?.tag;
        let engine = self.engine();
        engine.built_image(tag)?.build.as_ref().map(|build| build.fingerprint)
    }

    /// Returns the model of a service, with the image's properties as of the time at which it was built.
    pub(super) fn model_as_built(&self, service: &ServiceName, model: &Rc<Model>) -> Rc<Model> {
        let engine = self.engine();
        let image = model.build.as_ref().and_then(|build| engine.built_image(&build.tag));
        let Some(image) = image.filter(|image| image.build != model.build) else {
            return Rc::clone(model);
        };
        let service = self.project().services.get(service);
        let has_own_check = service.is_some_and(|service| service.healthcheck.is_some());
        let mut model_at_build = Model::clone(model);
        if model_at_build.behavior.origin != Origin::Declared {
            model_at_build.behavior = image.behavior.clone();
        }
        if !has_own_check {
            model_at_build.check.clone_from(&image.check);
            model_at_build.has_check_config = image.has_check_config;
        }
        Rc::new(model_at_build)
    }
}

fn pull_policy(service: &Service) -> Option<&str> {
    service.pull_policy.as_ref().map(|policy| policy.value.as_str())
}
