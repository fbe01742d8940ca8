//! The world: the engine's containers, networks and volumes, and what is due.
//!
//! Every change goes through [`World::apply`] or through a call that a task makes; both leave records
//! with their cause. The engine knows nothing of services that depend on each other.

use std::rc::Rc;

use crate::compose::ServiceName;
use crate::hash::FastMap;
use crate::sim::compose::look::Looker;
use crate::sim::engine::container::{Container, Status};
use crate::sim::process::model::Model;
use crate::sim::run::agenda::{Agenda, Pace, Ticket};
use crate::sim::run::executor::{CallId, CallOutcome, Mailbox, TaskId, Tasks};
use crate::sim::run::jitter::{Chance, Purpose};
use crate::sim::timeline::history::History;
use crate::sim::{Event, ProbeResult, RecordId, Scenario, Stream, Subject, Time};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// After so many automatic restarts a container that goes on like that is old news.
const NEWSWORTHY_RESTARTS: u32 = 6;

/// What can be due.
#[derive(Debug, Clone)]
pub(in crate::sim) enum Due {
    /// A task goes on.
    Wake(TaskId),
    /// Commands look at containers.
    Look,
    /// A start call reaches its end.
    StartEnds {
        container: usize,
        call: CallId,
        cause: RecordId,
    },
    /// A process gets ready.
    Ready(usize),
    /// A process writes the line of this index.
    Log(usize, usize),
    /// A process behaves differently towards probes from now on.
    Turns,
    /// A process looks for the services it needs.
    Connects(usize),
    /// A process ends.
    ProcessEnds {
        container: usize,
        code: i32,
        cause: RecordId,
    },
    /// The engine has noticed.
    ExitNoticed {
        container: usize,
        code: i32,
        cause: RecordId,
    },
    /// A probe begins.
    ProbeBegins(usize),
    /// A probe ends.
    ProbeEnds(usize, ProbeResult),
    /// The fault of this index comes.
    Fault(usize),
    /// A restart pause is over.
    PauseEnds(usize, RecordId),
    /// An automatic restart reaches its end.
    Restarts(usize, RecordId),
    /// A signal arrives.
    SignalArrives {
        container: usize,
        signal: String,
        cause: RecordId,
        then: AfterSignal,
    },
    /// A grace period is over.
    GraceEnds(usize, RecordId),
    /// A stop call reaches its end.
    StopEnds { container: usize, cause: RecordId },
    /// A call ends.
    CallEnds(CallId, RecordId),
}

/// What the sender of a signal does next.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) enum AfterSignal {
    /// Waits so many milliseconds, then sends SIGKILL.
    Grace(u64),
    /// Ends the call when the container has exited.
    AwaitExit(CallId),
    /// Ends the call.
    End(CallId),
}

/// What an attached command hears of its containers.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Exit {
    pub(in crate::sim) container: usize,
    pub(in crate::sim) code: i32,
    /// The engine will start it again.
    pub(in crate::sim) restarting: bool,
}

/// How a command prints what containers write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Voice {
    /// After the container's name.
    Prefixed,
    /// As it is.
    Plain,
    /// Not at all.
    Silent,
}

/// A command that prints what its containers write.
pub(in crate::sim) struct Audience {
    pub(in crate::sim) command: usize,
    pub(in crate::sim) containers: BTreeSet<usize>,
    pub(in crate::sim) exits: Mailbox<Exit>,
    pub(in crate::sim) voice: Voice,
    /// Prints `exited with code`.
    pub(in crate::sim) prints_exits: bool,
}

/// A network or a volume of the engine.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Resource {
    /// The project that made it.
    pub(in crate::sim) project: String,
    /// What it was made from; another value means that it must be made anew.
    pub(in crate::sim) form: u64,
    /// Variables of the container that filled it first.
    pub(in crate::sim) filled_with: Option<BTreeMap<String, String>>,
}

impl Resource {
    pub(in crate::sim) fn new(project: &str, form: u64) -> Self {
        Resource {
            project: project.to_owned(),
            form,
            filled_with: None,
        }
    }
}

/// The engine, and everything that is known of the run.
pub(in crate::sim) struct World {
    pub(in crate::sim) now: Time,
    pub(in crate::sim) agenda: Agenda<Due>,
    pub(in crate::sim) containers: Vec<Container>,
    /// Where containers of a service, or under a full name, have ever been, by index.
    of_service: FastMap<ServiceName, Vec<usize>>,
    of_name: FastMap<String, Vec<usize>>,
    /// Containers that have ever held a port of the host, by its number.
    pub(in crate::sim) holders: FastMap<u16, Vec<usize>>,
    /// The engine's networks, by their full names.
    pub(in crate::sim) networks: BTreeMap<String, Resource>,
    /// The engine's volumes, by their full names.
    pub(in crate::sim) volumes: BTreeMap<String, Resource>,
    /// The engine's images that were built, by their tags: the model of the service as it was then.
    pub(in crate::sim) images: BTreeMap<String, Rc<Model>>,
    /// The engine's other images, by name and tag.
    pub(in crate::sim) pulled: BTreeSet<String>,
    /// The project that recorded costs are about.
    pub(in crate::sim) main_project: Option<String>,
    /// Containers made so far.
    pub(in crate::sim) made: u64,
    pub(in crate::sim) history: History,
    pub(in crate::sim) scenario: Rc<Scenario>,
    pub(in crate::sim) tasks: Tasks,
    /// Commands that look at containers again and again.
    pub(in crate::sim) lookers: Vec<Looker>,
    pub(in crate::sim) audiences: Vec<Audience>,
    /// The first container of each service that waits for others, with the command that waits.
    pub(in crate::sim) waiting: Vec<(usize, usize)>,
    /// Containers that a command stops, with the command.
    pub(in crate::sim) stopping: Vec<(usize, usize)>,
    pub(in crate::sim) chance: Chance,
    /// Start calls made so far, by service.
    pub(in crate::sim) starts_made: BTreeMap<String, usize>,
    /// Set by the commands' driver when there is nothing more to watch.
    pub(in crate::sim) over_at: Option<Time>,
}

impl World {
    pub(in crate::sim) fn new(scenario: Rc<Scenario>) -> Self {
        let pulled = scenario.images.iter().cloned().collect();
        World {
            pulled,
            now: Time::ZERO,
            agenda: Agenda::new(),
            containers: Vec::new(),
            of_service: FastMap::default(),
            of_name: FastMap::default(),
            holders: FastMap::default(),
            networks: BTreeMap::new(),
            volumes: BTreeMap::new(),
            images: BTreeMap::new(),
            main_project: None,
            made: 0,
            history: History::default(),
            scenario,
            tasks: Tasks::default(),
            lookers: Vec::new(),
            audiences: Vec::new(),
            waiting: Vec::new(),
            stopping: Vec::new(),
            chance: Chance::default(),
            starts_made: BTreeMap::new(),
            over_at: None,
        }
    }

    /// Lets what is due happen.
    pub(in crate::sim) fn apply(&mut self, due: Due) {
        match due {
            // Tasks are run by the executor, outside of the world.
            Due::Wake(_) | Due::Look => {}
            Due::StartEnds { container, call, cause } => self.start_ends(container, call, cause),
            Due::Ready(container) => self.process_ready(container),
            Due::Log(container, line) => self.process_writes(container, line),
            // Nothing happens: that it was due kept the simulation from being taken for settled.
            Due::Turns => {}
            Due::Connects(container) => self.process_connects(container),
            Due::ProcessEnds { container, code, cause } => self.process_ends(container, code, cause),
            Due::ExitNoticed { container, code, cause } => self.exit_noticed(container, code, cause),
            Due::ProbeBegins(container) => self.probe_begins(container),
            Due::ProbeEnds(container, result) => self.probe_ends(container, result),
            Due::Fault(index) => self.fault(index),
            Due::PauseEnds(container, cause) => self.pause_ends(container, cause),
            Due::Restarts(container, cause) => self.restarts(container, cause),
            Due::SignalArrives {
                container,
                signal,
                cause,
                then,
            } => self.signal_arrives(container, &signal, cause, then),
            Due::GraceEnds(container, cause) => self.grace_ends(container, cause),
            Due::StopEnds { container, cause } => self.stop_ends(container, cause),
            Due::CallEnds(call, record) => self.end_call(call, Ok(record)),
        }
    }

    /// Enters a task in the agenda at once.
    pub(in crate::sim) fn wake(&mut self, task: TaskId) {
        self.agenda.schedule(self.now, Pace::Once, Due::Wake(task));
    }

    pub(in crate::sim) fn end_call(&mut self, call: CallId, outcome: CallOutcome) {
        if let Some(task) = self.tasks.end_call(call, outcome) {
            self.wake(task);
        }
    }

    /// Whether what a container does next is still news.
    pub(in crate::sim) fn pace(&self, container: usize) -> Pace {
        if self.containers[container].restarts >= NEWSWORTHY_RESTARTS {
            Pace::Periodic
        } else {
            Pace::Once
        }
    }

    /// Enters something a container does, so many milliseconds from now.
    pub(in crate::sim) fn schedule(&mut self, container: usize, after: u64, due: Due) -> Ticket {
        let pace = self.pace(container);
        self.agenda.schedule(self.now + after, pace, due)
    }

    pub(in crate::sim) fn record(
        &mut self,
        subject: Subject,
        event: Event,
        cause: impl Into<Option<RecordId>>,
        span: impl Into<Option<Span>>,
    ) -> RecordId {
        (self.history).record(self.now, subject, event, cause.into(), span.into())
    }

    /// Records something about a container, and its phase after it.
    pub(in crate::sim) fn note(
        &mut self,
        container: usize,
        event: Event,
        cause: impl Into<Option<RecordId>>,
        span: impl Into<Option<Span>>,
    ) -> RecordId {
        let record = self.record(Subject::Container(container), event, cause, span);
        self.note_phase(container, record);
        record
    }

    pub(in crate::sim) fn note_phase(&mut self, container: usize, record: RecordId) {
        let state = &self.containers[container];
        let (phase, exit_code) = (state.phase(), state.shown_exit_code());
        if (self.history).note_phase(self.now, container, phase, exit_code, record) {
            self.rouse(container);
        }
    }

    /// A container is not what it was: who looks at it finds that at the next look.
    fn rouse(&mut self, container: usize) {
        let (now, entered) = (self.now, self.agenda.entered());
        for looker in &mut self.lookers {
            let due = looker.look_after(now, entered);
            if looker.containers.contains(&container) && looker.due.is_none_or(|known| due < known) {
                looker.due = Some(due);
                self.agenda.schedule(due, Pace::Periodic, Due::Look);
            }
        }
    }

    pub(in crate::sim) fn print(&mut self, command: usize, stream: Stream, text: impl Into<String>) {
        self.history.print(self.now, command, stream, text.into());
    }

    /// What something costs a service this time.
    pub(in crate::sim) fn vary(&mut self, service: &str, purpose: Purpose, usual: u64) -> u64 {
        self.chance.vary(self.scenario.seed, service, purpose, usual)
    }

    pub(in crate::sim) fn lock(&mut self, container: usize) {
        self.containers[container].locked = true;
        self.rouse(container);
    }

    pub(in crate::sim) fn unlock(&mut self, container: usize) {
        self.containers[container].locked = false;
        for task in std::mem::take(&mut self.containers[container].lock_waiters) {
            self.wake(task);
        }
        self.rouse(container);
    }

    /// The containers of a service of a project that exist, by number; not those made by `run`.
    pub(in crate::sim) fn containers_of(&self, project: &str, service: &str) -> Vec<usize> {
        let known = self.of_service.get(service).into_iter().flatten();
        let mut found: Vec<usize> = (known.copied())
            .filter(|&index| {
                let container = &self.containers[index];
                let is_its = container.project == project && container.service().as_str() == service;
                container.exists() && !container.one_off && is_its
            })
            .collect();
        found.sort_by_key(|&index| self.containers[index].number);
        found
    }

    /// Containers in the order in which the engine lists them.
    pub(in crate::sim) fn newest_first(&self, mut containers: Vec<usize>) -> Vec<usize> {
        let age = |index: usize| (self.containers[index].asked_at, self.containers[index].id);
        containers.sort_by(|&a, &b| age(b).cmp(&age(a)));
        containers
    }

    /// Puts a new container into the engine; one that had its name before keeps the lane.
    pub(in crate::sim) fn create(&mut self, mut container: Container, cause: RecordId) -> usize {
        container.last = cause;
        let named = self.of_name.get(&container.full_name).into_iter().flatten();
        let known = named.copied().find(|&index| {
            let other = &self.containers[index];
            other.full_name == container.full_name && other.project == container.project && !other.exists()
        });
        let index = match known {
            Some(index) => {
                self.containers[index] = container;
                index
            }
            None => {
                let (project, service) = (&container.project, container.service());
                (self.history).open_lane(project, service, &container.name, &container.full_name);
                self.containers.push(container);
                self.containers.len() - 1
            }
        };
        self.introduce(index, Event::Created, cause);
        index
    }

    /// Puts a new container in the place, and under the name, of one that has been removed.
    pub(in crate::sim) fn replace(&mut self, index: usize, container: Container, cause: RecordId) {
        self.containers[index] = container;
        self.introduce(index, Event::Replaced, cause);
    }

    fn introduce(&mut self, index: usize, event: Event, cause: RecordId) {
        self.made += 1;
        let container = &mut self.containers[index];
        container.id = self.made;
        add(self.of_service.entry(container.service().clone()).or_default(), index);
        add(self.of_name.entry(container.full_name.clone()).or_default(), index);
        let span = self.containers[index].model.span;
        let record = self.note(index, event, cause, span);
        self.containers[index].last = record;
        self.rouse(index);
    }

    /// Takes a container away.
    pub(in crate::sim) fn remove(&mut self, container: usize, cause: RecordId) -> RecordId {
        self.stop_process(container);
        self.containers[container].status = Status::Removed;
        self.containers[container].networks.clear();
        self.containers[container].volumes.clear();
        self.containers[container].ports.clear();
        let record = self.note(container, Event::Removed, cause, None);
        self.containers[container].last = record;
        record
    }

    /// Whether a container, running or not, mounts a volume.
    pub(in crate::sim) fn volume_in_use(&self, volume: &str) -> bool {
        (self.containers.iter()).any(|container| container.volumes.iter().any(|name| name == volume))
    }

    /// Whether a container that runs is connected to a network.
    pub(in crate::sim) fn network_in_use(&self, network: &str) -> bool {
        (self.containers.iter())
            .any(|container| container.is_alive() && container.networks.iter().any(|name| name == network))
    }
}

/// Adds an index to a list in order.
fn add(indexes: &mut Vec<usize>, index: usize) {
    if let Err(place) = indexes.binary_search(&index) {
        indexes.insert(place, index);
    }
}
