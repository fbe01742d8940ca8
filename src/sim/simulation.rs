//! A simulation: runs the commands of a scenario on a machine and returns the timeline.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compose::{Project, Service, ServiceName};
use crate::hash::FastMap;
use crate::plan::ProjectOptions;
use crate::sim::compose::{Machine, Shared, Wakeup, run_commands};
use crate::sim::engine::{Container, DueEvent, Engine};
use crate::sim::run::executor::Executor;
use crate::sim::run::kernel::{System, run_until_end};
use crate::sim::timeline::recorded_name;
use crate::sim::{CommandRun, Ending, FinalState, Inputs, LoadedStep, Scenario, Subject, Time, Timeline};
use crate::sort::CompactSort;
use crate::source::Workspace;

/// Runs a scenario on a project. `files` contains the Dockerfiles.
pub fn simulate(project: &Project, files: &Workspace, scenario: &Scenario) -> Timeline {
    let mut diagnostics = Vec::new();
    let loaded = LoadedStep::new(Rc::new(project.clone()), files, &mut diagnostics);
    let steps = vec![loaded; scenario.steps.len()];
    Timeline {
        diagnostics,
        ..simulate_steps(steps, scenario)
    }
}

/// Runs a scenario. `steps` has the project of each step of the scenario.
pub fn simulate_steps(steps: Vec<LoadedStep>, scenario: &Scenario) -> Timeline {
    let scenario = Rc::new(scenario.clone());
    let main_project = main_project(&steps, &scenario);
    let machine = Machine::new(Rc::clone(&scenario), main_project.clone());
    let mut simulation = Simulation {
        machine: Shared::new(machine),
        executor: Executor::default(),
    };
    let machine = simulation.machine.clone();
    machine.spawn(run_commands(machine.clone(), steps.clone()));
    let (end, ending) = run_until_end(&mut simulation, &scenario);
    // The tasks share the machine, so they are dropped first.
    drop(simulation);
    let mut machine = machine.borrow_mut();
    let (engine, commands) = machine.take_results();
    engine.history_mut().finish(end);
    let inputs = Inputs {
        steps,
        scenario: (*scenario).clone(),
        final_states: final_states(engine.containers(), main_project.as_deref()),
        main_project,
    };
    build_timeline(engine, commands, inputs, end, ending)
}

/// A machine with its tasks.
struct Simulation {
    machine: Shared,
    executor: Executor,
}

impl System for Simulation {
    type Event = DueEvent;

    fn now(&self) -> Time {
        self.machine.now()
    }

    fn is_settled(&self) -> bool {
        self.machine.borrow().engine().is_settled()
    }

    fn observed_until(&self) -> Option<Time> {
        self.machine.borrow().observed_until()
    }

    fn next_event(&mut self, limit: Time) -> Option<DueEvent> {
        self.machine.borrow_mut().next_event(limit)
    }

    fn handle_event(&mut self, event: DueEvent) {
        let wakeup = self.machine.borrow_mut().handle_event(event);
        match wakeup {
            None => {}
            Some(Wakeup::Task(task)) => self.executor.poll(&self.machine, task),
            Some(Wakeup::DuePollers) => {
                let tasks = self.machine.borrow_mut().take_due_pollers();
                for task in tasks {
                    self.executor.poll(&self.machine, task);
                }
            }
        }
    }
}

/// Returns the project that the scenario is about: that of the first command without `-p`, or of the first command.
fn main_project(steps: &[LoadedStep], scenario: &Scenario) -> Option<String> {
    let first_project = |is_wanted: fn(&ProjectOptions) -> bool| {
        let steps = steps.iter().zip(&scenario.steps);
        let wanted = steps.filter(|(_, step)| is_wanted(&step.project()));
        wanted.map(|(loaded, _)| loaded).find_map(|loaded| match loaded {
            LoadedStep::Project { project, .. } => Some(project.name.clone()),
            LoadedStep::Refused(_) => None,
        })
    };
    first_project(|options| options.name.is_none()).or_else(|| first_project(|_| true))
}

/// Returns the states of a project's containers, sorted by name.
fn final_states(containers: &[Container], project: Option<&str>) -> Vec<FinalState> {
    let mut states: Vec<FinalState> = (containers.iter())
        .filter(|container| container.exists() && Some(container.project()) == project)
        .map(|container| FinalState {
            service: container.service().as_str().to_owned(),
            container: recorded_name(container.name()).to_owned(),
            state: container.status().word(),
            health: container.health().map(|health| health.word()),
            exit_code: container.exit_code(),
            restarts: container.restarts(),
        })
        .collect();
    states.compact_sort_by(|a, b| a.container.cmp(&b.container));
    states
}

/// Returns the timeline of what has happened, with the lanes sorted by dependencies.
fn build_timeline(
    engine: &mut Engine,
    commands: Vec<CommandRun>,
    inputs: Inputs,
    end: Time,
    ending: Ending,
) -> Timeline {
    let order = lane_order(engine.containers(), &inputs);
    let replicas: Vec<usize> = (engine.containers().iter().enumerate())
        .filter(|(_, container)| !container.is_one_off())
        .map(|(index, _)| index)
        .collect();
    let ready = engine.history().ready_time(&replicas).filter(|_| !replicas.is_empty());
    let mut positions = vec![0; order.len()];
    for (position, &lane) in order.iter().enumerate() {
        positions[lane] = position;
    }
    let (mut records, lanes) = engine.history_mut().take();
    for record in &mut records {
        if let Subject::Container(lane) = &mut record.subject {
            *lane = positions[*lane];
        }
    }
    let mut lanes: Vec<_> = lanes.into_iter().enumerate().collect();
    lanes.compact_sort_by_key(|(lane, _)| positions[*lane]);
    Timeline {
        records,
        lanes: lanes.into_iter().map(|(_, lane)| lane).collect(),
        commands,
        ready,
        end,
        ending,
        diagnostics: Vec::new(),
        inputs: Rc::new(inputs),
    }
}

/// Returns the lanes sorted by the depth of their services in the dependency graph, then by name and number.
fn lane_order(containers: &[Container], inputs: &Inputs) -> Vec<usize> {
    let depths = service_depths(inputs);
    let mut order: Vec<usize> = (0..containers.len()).collect();
    order.compact_sort_by_key(|&index| {
        let container = &containers[index];
        let depth = depths.get(container.service()).copied().unwrap_or(0);
        (
            depth,
            container.service().clone(),
            container.is_one_off(),
            container.number(),
        )
    });
    order
}

/// Returns the length of the longest chain of dependencies of each service, over the projects of all steps.
fn service_depths(inputs: &Inputs) -> BTreeMap<&ServiceName, usize> {
    let mut depths: BTreeMap<&ServiceName, usize> = BTreeMap::new();
    for step in &inputs.steps {
        let LoadedStep::Project { project, .. } = step else {
            continue;
        };
        let services = dependencies_first(project.services.values().chain(project.disabled.values()).collect());
        // Without cycles the second pass changes nothing. With cycles depths are limited to the number of services.
        for _ in 0..services.len() {
            let mut has_changed = false;
            for service in &services {
                let dependencies = service.depends_on.iter();
                let dependency_depths = dependencies.filter_map(|dependency| depths.get(&dependency.service));
                let depth = dependency_depths.max().map_or(0, |depth| depth + 1);
                let known_depth = depths.entry(&service.name).or_insert(0);
                has_changed |= depth > *known_depth;
                *known_depth = depth.max(*known_depth).min(services.len());
            }
            if !has_changed {
                break;
            }
        }
    }
    depths
}

/// Sorts services so that each comes after its dependencies, except in cycles.
fn dependencies_first(services: Vec<&Service>) -> Vec<&Service> {
    let indexes: FastMap<&ServiceName, usize> = (services.iter().enumerate())
        .map(|(index, service)| (&service.name, index))
        .collect();
    let mut visited = vec![false; services.len()];
    let mut order = Vec::with_capacity(services.len());
    for start in 0..services.len() {
        // Depth-first search: services with the index of their next dependency.
        let mut stack = vec![(start, 0)];
        while let Some((index, next)) = stack.pop() {
            if next == 0 && std::mem::replace(&mut visited[index], true) {
                continue;
            }
            match services[index].depends_on.get(next) {
                Some(dependency) => {
                    stack.push((index, next + 1));
                    stack.extend(indexes.get(&dependency.service).map(|&dependency| (dependency, 0)));
                }
                None => order.push(services[index]),
            }
        }
    }
    order
}
