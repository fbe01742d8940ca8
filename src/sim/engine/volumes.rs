//! The content of volumes: what a process finds in them when it starts.
//!
//! A database reads its password and its names from variables only while its volume is empty. Later changes of the
//! variables are ignored, and a record says so.

use std::rc::Rc;

use super::Engine;
use crate::sim::process::model::Model;
use crate::sim::{Event, RecordId};

impl Engine {
    /// Changes the behavior of a container whose volumes contain initialized data: it does not need the variables for
    /// the initialization.
    pub(super) fn use_initialized_behavior(&mut self, container: usize) {
        let model = self.containers[container].model();
        let Some(data) = &model.data else { return };
        let is_initialized = |name: &String| {
            let volume = self.volumes.get(name);
            volume.is_some_and(|volume| volume.initialized_with.is_some())
        };
        if let Some(behavior) = &data.initialized
            && data.volumes.iter().all(is_initialized)
        {
            let model = Model {
                behavior: behavior.clone(),
                ..Model::clone(model)
            };
            self.containers[container].config.model = Rc::new(model);
        }
    }

    /// Initializes the volumes of a container that has just been started, and records the variables that it ignores
    /// because a volume was initialized with other values.
    pub(super) fn initialize_volumes(&mut self, container: usize, run: u32, cause: RecordId) {
        let model = Rc::clone(self.containers[container].model());
        let Some(data) = &model.data else { return };
        // A run that fails does not complete the initialization.
        let run_fails = model.behavior.exit_rule(run).is_some_and(|rule| rule.code != 0);
        for name in &data.volumes {
            let Some(volume) = self.volumes.get_mut(name) else {
                continue;
            };
            let Some(initial) = &volume.initialized_with else {
                if !run_fails {
                    volume.initialized_with = Some(data.variables.clone());
                }
                continue;
            };
            let names = initial.keys().chain(data.variables.keys());
            let mut changed: Vec<String> = names
                .filter(|name| initial.get(*name) != data.variables.get(*name))
                .cloned()
                .collect();
            changed.sort();
            changed.dedup();
            if !changed.is_empty() {
                let event = Event::VariablesIgnored {
                    volume: name.clone(),
                    variables: changed,
                };
                self.record_change(container, event, cause, model.span);
            }
        }
    }
}
