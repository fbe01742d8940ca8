//! The kernel: runs a scenario on a project until there is nothing more to see.

use std::rc::Rc;

use crate::compose::{Project, Service, ServiceName};
use crate::hash::FastMap;
use crate::plan::ProjectOptions;
use crate::sim::compose::client::{give_commands, loading};
use crate::sim::engine::container::Container;
use crate::sim::engine::world::{Due, World};
use crate::sim::run::agenda::Pace;
use crate::sim::run::executor::{Executor, Shared};
use crate::sim::timeline::trace::recorded_name;
use crate::sim::{Ending, FinalState, Inputs, LoadedStep, Scenario, Subject, Time, Timeline, Watch};
use crate::source::Workspace;
use std::collections::BTreeMap;

/// The shortest and the longest time that is shown after the last thing new, in milliseconds.
const AFTERMATH: (u64, u64) = (3_000, 15_000);

/// Runs a scenario on a project. `files` is where its Dockerfiles are.
pub fn run(project: &Project, files: &Workspace, scenario: &Scenario) -> Timeline {
    let mut diagnostics = Vec::new();
    let loaded = LoadedStep::of(Rc::new(project.clone()), files, &mut diagnostics);
    let steps = vec![loaded; scenario.steps.len()];
    Timeline {
        diagnostics,
        ..play(steps, scenario)
    }
}

/// Runs a scenario whose steps each have a project of their own, as many as the scenario has steps.
pub fn play(steps: Vec<LoadedStep>, scenario: &Scenario) -> Timeline {
    let scenario = Rc::new(scenario.clone());
    let shared = Shared::new(World::new(Rc::clone(&scenario)));
    shared.world().main_project = main_project(&steps, &scenario);
    let loadings = steps.iter().map(loading).collect();
    for (index, fault) in scenario.faults.iter().enumerate() {
        let mut world = shared.world();
        world.agenda.schedule(Time(fault.at), Pace::Once, Due::Fault(index));
    }
    shared.spawn(give_commands(shared.clone(), loadings));
    let mut executor = Executor::default();
    let (end, ending) = drive(&shared, &mut executor, &scenario);
    drop(executor);
    let mut world = shared.world();
    world.history.finish(end);
    let finals = states_of(&world.containers, world.main_project.as_deref());
    let inputs = Inputs {
        steps,
        scenario: (*scenario).clone(),
        finals,
        main_project: world.main_project.clone(),
    };
    timeline(&mut world, inputs, end, ending)
}

/// The project that the scenario is about: that of the first command without `-p`, else of the first one.
fn main_project(steps: &[LoadedStep], scenario: &Scenario) -> Option<String> {
    let named = |is_main: fn(&ProjectOptions) -> bool| {
        let steps = steps
            .iter()
            .zip(&scenario.steps)
            .filter(|(_, step)| is_main(&step.project()));
        steps.map(|(loaded, _)| loaded).find_map(|loaded| match loaded {
            LoadedStep::Project { project, .. } => Some(project.name.clone()),
            LoadedStep::Refused(_) => None,
        })
    };
    named(|options| options.name.is_none()).or_else(|| named(|_| true))
}

/// The states of a project's containers.
fn states_of(containers: &[Container], project: Option<&str>) -> Vec<FinalState> {
    let is_its = |container: &&Container| container.exists() && Some(container.project.as_str()) == project;
    let mut states: Vec<FinalState> = (containers.iter())
        .filter(is_its)
        .map(|container| FinalState {
            service: container.service().as_str().to_owned(),
            container: recorded_name(&container.name).to_owned(),
            state: container.status.word(),
            health: container.health.map(|health| health.word()),
            exit_code: container.exit_code,
            restarts: container.restarts,
        })
        .collect();
    states.sort_by(|a, b| a.container.cmp(&b.container));
    states
}

fn drive(shared: &Shared, executor: &mut Executor, scenario: &Scenario) -> (Time, Ending) {
    let horizon = Time(scenario.horizon);
    let mut events = 0usize;
    // The end of what is shown, should nothing new happen before it.
    let mut settled: Option<Time> = None;
    loop {
        let next = {
            let mut world = shared.world();
            if !world.agenda.is_settled() {
                settled = None;
            } else if settled.is_none() && scenario.watch == Watch::UntilSettled {
                let now = world.now.0;
                settled = Some(Time(now + (now / 8).clamp(AFTERMATH.0, AFTERMATH.1)));
            }
            let limit = (world.over_at).or(settled).unwrap_or(horizon).min(horizon);
            match world.agenda.next(limit) {
                Some((at, due)) => {
                    world.now = at;
                    due
                }
                None => {
                    world.now = limit;
                    let ending = match (world.over_at, settled) {
                        (None, Some(end)) if end <= horizon => Ending::Settled,
                        _ => Ending::Horizon,
                    };
                    return (limit, ending);
                }
            }
        };
        events += 1;
        if events > scenario.budget {
            return (shared.now(), Ending::Budget);
        }
        match next {
            Due::Wake(task) => executor.step(shared, task),
            Due::Look => {
                let looking = shared.world().take_due_lookers();
                looking.into_iter().for_each(|task| executor.step(shared, task));
            }
            due => shared.world().apply(due),
        }
    }
}

/// The timeline of what has happened, its lanes in the order of dependencies.
fn timeline(world: &mut World, inputs: Inputs, end: Time, ending: Ending) -> Timeline {
    let order = lane_order(world, &inputs);
    let wanted: Vec<usize> = (0..world.containers.len())
        .filter(|&index| !world.containers[index].one_off)
        .collect();
    let any = !wanted.is_empty();
    let ready = world.history.ready_time(&wanted).filter(|_| any);
    let mut places = vec![0; order.len()];
    for (place, &lane) in order.iter().enumerate() {
        places[lane] = place;
    }
    let mut records = std::mem::take(&mut world.history.records);
    for record in &mut records {
        if let Subject::Container(lane) = &mut record.subject {
            *lane = places[*lane];
        }
    }
    let mut lanes: Vec<_> = std::mem::take(&mut world.history.lanes)
        .into_iter()
        .enumerate()
        .collect();
    lanes.sort_by_key(|(lane, _)| places[*lane]);
    Timeline {
        records,
        lanes: lanes.into_iter().map(|(_, lane)| lane).collect(),
        commands: std::mem::take(&mut world.history.commands),
        ready,
        end,
        ending,
        diagnostics: Vec::new(),
        inputs: Rc::new(inputs),
    }
}

/// The lanes, dependencies first, then by name and number.
fn lane_order(world: &World, inputs: &Inputs) -> Vec<usize> {
    let mut depths: BTreeMap<&ServiceName, usize> = BTreeMap::new();
    for step in &inputs.steps {
        if let LoadedStep::Project { project, .. } = step {
            let services = dependencies_first(project.services.values().chain(project.disabled.values()).collect());
            // One round, and one to see that nothing changes; cycles stop at the number of services.
            for _ in 0..services.len() {
                let mut changed = false;
                for service in &services {
                    let above = service.depends_on.iter().filter_map(|edge| depths.get(&edge.service));
                    let depth = above.max().map_or(0, |depth| depth + 1);
                    let known = depths.entry(&service.name).or_insert_with(|| 0);
                    changed |= depth > *known;
                    *known = depth.max(*known).min(services.len());
                }
                if !changed {
                    break;
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..world.containers.len()).collect();
    order.sort_by_key(|&index| {
        let container = &world.containers[index];
        let depth = depths.get(container.service()).copied().unwrap_or(0);
        (depth, container.service().clone(), container.one_off, container.number)
    });
    order
}

/// Services in an order in which each comes after those it depends on, but for cycles.
fn dependencies_first(services: Vec<&Service>) -> Vec<&Service> {
    let places: FastMap<&ServiceName, usize> = services.iter().enumerate().map(|(at, it)| (&it.name, at)).collect();
    let mut met = vec![false; services.len()];
    let mut order = Vec::with_capacity(services.len());
    for start in 0..services.len() {
        // A service, and how many of its dependencies have been gone into.
        let mut way = vec![(start, 0)];
        while let Some((place, next)) = way.pop() {
            if next == 0 && std::mem::replace(&mut met[place], true) {
                continue;
            }
            match services[place].depends_on.get(next) {
                Some(edge) => {
                    way.push((place, next + 1));
                    way.extend(places.get(&edge.service).map(|&dependency| (dependency, 0)));
                }
                None => order.push(services[place]),
            }
        }
    }
    order
}
