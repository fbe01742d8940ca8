//! Volumes as state: what a process finds in them when it starts.
//!
//! A database takes its password and its names from its variables only while its volume is empty. Later
//! changes are ignored, which the run says.

use std::rc::Rc;

use crate::sim::engine::world::World;
use crate::sim::process::model::Model;
use crate::sim::{Event, RecordId};

impl World {
    /// A run that finds its data goes on with it, whatever it would need to make it.
    pub(in crate::sim) fn find_data(&mut self, container: usize) {
        let model = &self.containers[container].model;
        let Some(data) = &model.data else { return };
        let is_filled = |name: &String| {
            let volume = self.volumes.get(name);
            volume.is_some_and(|volume| volume.filled_with.is_some())
        };
        if let Some(behavior) = &data.initialized
            && data.volumes.iter().all(is_filled)
        {
            let behavior = behavior.clone();
            let model = Model {
                behavior,
                ..Model::clone(model)
            };
            self.containers[container].model = Rc::new(model);
        }
    }

    /// Fills the volumes of a run's data, or finds them filled already.
    pub(in crate::sim) fn open_data(&mut self, container: usize, run: u32, cause: RecordId) {
        let model = Rc::clone(&self.containers[container].model);
        let Some(data) = &model.data else { return };
        // What fails at its start fills nothing.
        let fails = model.behavior.exit_of(run).is_some_and(|rule| rule.code != 0);
        for name in &data.volumes {
            let Some(volume) = self.volumes.get_mut(name) else {
                continue;
            };
            let Some(filled) = &volume.filled_with else {
                if !fails {
                    volume.filled_with = Some(data.variables.clone());
                }
                continue;
            };
            let names = filled.keys().chain(data.variables.keys());
            let mut variables: Vec<String> = names
                .filter(|name| filled.get(*name) != data.variables.get(*name))
                .cloned()
                .collect();
            variables.sort();
            variables.dedup();
            if !variables.is_empty() {
                let volume = name.clone();
                self.note(container, Event::KeptData { volume, variables }, cause, model.span);
            }
        }
    }
}
