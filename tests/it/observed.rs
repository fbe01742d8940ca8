//! What there is once a plan has been carried out.

use drydock::compose::Project;
use drydock::plan::{
    Action, Activity, Observed, ObservedContainer, Request, ResourceKind, fingerprint, reconcile, resource_fingerprint,
};

/// A command line after `docker compose`, read.
pub fn request(line: &str) -> Request {
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    Request::parse(&words).expect("it is a command")
}

/// What there is once an `up` has been carried out where there was nothing.
pub fn carried_out(project: &Project, line: &str) -> Observed {
    let plan = reconcile(project, &Observed::default(), &request(line));
    let mut observed = Observed::default();
    for operation in &plan.operations {
        let name = operation.subject.clone();
        match (operation.action, &operation.service) {
            (Action::CreateNetwork, _) => {
                let key = project.networks.iter().find(|(_, network)| network.name == name);
                let key = key.expect("it is in the file").0;
                let form = resource_fingerprint(project, ResourceKind::Network, key);
                observed.networks.insert(name, form);
            }
            (Action::CreateVolume, _) => {
                let key = project.volumes.iter().find(|(_, volume)| volume.name == name);
                let key = key.expect("it is in the file").0;
                let form = resource_fingerprint(project, ResourceKind::Volume, key);
                observed.volumes.insert(name, form);
            }
            (Action::Build, _) => {
                observed.images.insert(name);
            }
            (Action::Create, Some(service)) => observed.containers.push(ObservedContainer {
                service: service.clone(),
                number: observed.of(service).len() as u32 + 1,
                name,
                activity: Activity::Idle,
                fingerprint: fingerprint(project, service.as_str()),
            }),
            (Action::Start, _) => {
                let mut containers = observed.containers.iter_mut();
                let started = containers.find(|container| container.name == name);
                started.expect("it was created before").activity = Activity::Running;
            }
            _ => {}
        }
    }
    observed
}
