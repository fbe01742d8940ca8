//! Images that are built: `up` builds what is missing, and with `--build` what has changed.
//!
//! An image stays as it was built: without `--build` a changed Dockerfile changes nothing, and a container
//! made from an older image of the same tag is made anew by the next `up`. How long a build takes is not
//! known, so it takes no time. Source: compose `pkg/compose/build.go` and `convergence.go`.

use std::rc::Rc;

use crate::compose::{Service, ServiceName};
use crate::plan::{PullMode, Selection, Up};
use crate::sim::compose::client::Client;
use crate::sim::engine::world::World;
use crate::sim::process::behavior::Origin;
use crate::sim::process::model::Model;
use crate::sim::{Event, Externals, RecordId};

impl Client {
    /// Builds the images of the services of `users` that are missing, or all when the command says so.
    pub(in crate::sim) fn build_images(&self, users: &Selection, up: &Up, cause: RecordId) {
        for (name, selected) in &users.services {
            self.pull(&selected.service, up);
            let Some(model) = self.stage.models.get(name) else {
                continue;
            };
            let Some(build) = &model.build else { continue };
            let always = selected
                .service
                .pull_policy
                .as_ref()
                .is_some_and(|policy| policy.value == "build");
            let known = self
                .shared
                .world()
                .images
                .get(&build.tag)
                .and_then(|image| image.build.clone());
            if known.is_some() && !up.build && !always {
                continue;
            }
            self.say(format!("{name} Built"));
            if known.as_ref() == Some(build) {
                // All its layers are there already: it is the same image.
                continue;
            }
            self.shared.world().images.insert(build.tag.clone(), Rc::clone(model));
            self.note(Event::ImageBuilt(build.tag.clone()), cause);
        }
    }

    /// Brings the image of a service, unless it is to be there already.
    fn pull(&self, service: &Service, up: &Up) {
        let policy = service.pull_policy.as_ref().map(|policy| policy.value.as_str());
        let (Some(image), None, false) = (&service.image, &service.build, up.pull == PullMode::Never) else {
            return;
        };
        let mut world = self.shared.world();
        if world.knows_images() && !matches!(policy, Some("never" | "build")) {
            world.pulled.insert(tagged(&image.value));
        }
    }

    /// What the engine says when the image of a container isn't there.
    pub(in crate::sim) fn missing_image(&self, service: &Service) -> Option<String> {
        let (Some(image), None) = (&service.image, &service.build) else {
            return None;
        };
        let world = self.shared.world();
        if !world.knows_images() {
            return None;
        }
        let name = tagged(&image.value);
        let is_there = world.pulled.contains(&name) || world.images.keys().any(|built| tagged(built) == name);
        (!is_there).then(|| format!("Error response from daemon: No such image: {name}"))
    }

    /// What the image that a container of a service gets was built from.
    pub(in crate::sim) fn image_of(&self, model: &Model) -> Option<u64> {
        let tag = &model.build.as_ref()?.tag;
        let world = self.shared.world();
        world.images.get(tag)?.build.as_ref().map(|build| build.form)
    }

    /// A service's model with what the image brings as it was when it was built.
    pub(in crate::sim) fn as_built(&self, service: &ServiceName, model: &Rc<Model>) -> Rc<Model> {
        let world = self.shared.world();
        let built = model.build.as_ref().and_then(|build| world.images.get(&build.tag));
        let Some(built) = built.filter(|built| built.build != model.build) else {
            return Rc::clone(model);
        };
        let written = (self.stage.project.services.get(service)).is_some_and(|service| service.healthcheck.is_some());
        let mut older = Model::clone(model);
        if older.behavior.origin != Origin::Written {
            older.behavior = built.behavior.clone();
        }
        if !written {
            older.check.clone_from(&built.check);
            older.check_configured = built.check_configured;
        }
        Rc::new(older)
    }
}

impl World {
    /// Before a run nothing is known of its images, unless the engine is fresh.
    fn knows_images(&self) -> bool {
        self.scenario.externals != Externals::Presumed
    }
}

/// An image's name with its tag.
fn tagged(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    if last.contains([':', '@']) {
        image.to_owned()
    } else {
        format!("{image}:latest")
    }
}
