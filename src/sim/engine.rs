//! The container engine: containers, networks, volumes and images, and how they change over time.
//!
//! The engine runs the processes of containers, probes and restarts them. It knows nothing of commands, of
//! dependencies between services or of what a client prints. A client changes it with calls and reads its state;
//! everything that a client may react to is returned as a [`Notice`]. Every change is recorded with its cause.

mod container;
mod exit;
mod inventory;
mod ports;
mod probe;
mod process;
mod resources;
mod restart;
mod signal;
mod start;
mod volumes;

pub(in crate::sim) use container::{Container, ContainerConfig};
pub use container::{Health, Status};
pub(in crate::sim) use probe::MIN_ENGINE_FOR_START_INTERVAL;
pub(in crate::sim) use process::HANGING_PROBE;
pub(in crate::sim) use resources::Resource;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use crate::compose::ServiceName;
use crate::hash::FastMap;
use crate::sim::process::model::Model;
use crate::sim::run::agenda::{Agenda, EventHandle, Recurrence, Reservation};
use crate::sim::run::jitter::{Jitter, Operation};
use crate::sim::timeline::history::History;
use crate::sim::{Costs, Event, ProbeResult, RecordId, Scenario, Subject, Time};
use crate::source::Span;
use signal::AfterSignal;

/// Number of automatic restarts from which a container counts as crash-looping. Its further events are periodic,
/// since the loop never ends.
const CRASH_LOOP_RESTARTS: u32 = 6;

/// Identifies a call of a client that takes time, such as a start call.
pub(in crate::sim) type CallId = usize;

/// Result of a call: the record of its end, or the engine's error message.
pub(in crate::sim) type CallOutcome = Result<RecordId, String>;

/// A timer of the client. The engine does not interpret the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct Timer(pub(in crate::sim) usize);

/// An event that is due, to be passed to [`Engine::handle_event`].
pub(in crate::sim) struct DueEvent(PendingEvent);

/// An event on the agenda.
#[derive(Debug, Clone)]
enum PendingEvent {
    /// A timer of the client expires.
    Timer(Timer),
    /// A start call ends.
    StartEnds {
        container: usize,
        call: CallId,
        cause: RecordId,
    },
    /// A process becomes ready.
    Ready(usize),
    /// A process writes the log line with this index.
    Log(usize, usize),
    /// Probes of a process begin to behave differently. Nothing happens at that moment, but until then the
    /// simulation has not settled.
    ProbePhaseBegins,
    /// A process connects to the services that it needs.
    Connects(usize),
    /// A process exits.
    ProcessExits {
        container: usize,
        code: i32,
        cause: RecordId,
    },
    /// The engine notices an exit.
    ExitNoticed {
        container: usize,
        code: i32,
        cause: RecordId,
    },
    /// A probe begins.
    ProbeBegins(usize),
    /// A probe ends.
    ProbeEnds(usize, ProbeResult),
    /// The fault with this index occurs.
    Fault(usize),
    /// The pause before an automatic restart ends.
    RestartPauseEnds(usize, RecordId),
    /// An automatic restart ends.
    RestartEnds(usize, RecordId),
    /// A signal arrives at a container.
    SignalArrives {
        container: usize,
        signal: String,
        cause: RecordId,
        after_signal: AfterSignal,
    },
    /// The grace period of a stop call ends.
    GraceEnds(usize, RecordId),
    /// The stop calls for a container end.
    StopEnds { container: usize, cause: RecordId },
    /// A call ends.
    CallEnds(CallId, RecordId),
}

/// A change that a client may react to.
#[derive(Debug)]
pub(in crate::sim) enum Notice {
    /// The state, the health or the lock of a container changed.
    StateChanged(usize),
    /// A container is no longer locked by a start or an exit.
    Unlocked(usize),
    /// The process of a container wrote a line.
    LogLine { container: usize, text: String },
    /// A container exited.
    Exited(Exit),
    /// A call ended.
    CallEnded { call: CallId, outcome: CallOutcome },
}

/// The exit of a container.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Exit {
    pub(in crate::sim) container: usize,
    pub(in crate::sim) code: i32,
    /// The engine will restart the container.
    pub(in crate::sim) is_restarting: bool,
}

/// The state of the engine.
pub(in crate::sim) struct Engine {
    now: Time,
    agenda: Agenda<PendingEvent>,
    /// All containers that were ever created, each with the lane of the same index. A new container with the name
    /// of a removed one takes its place.
    containers: Vec<Container>,
    /// Indexes of the containers of each service, in ascending order.
    by_service: FastMap<ServiceName, Vec<usize>>,
    /// Indexes of the containers with each full name, in ascending order.
    by_name: FastMap<String, Vec<usize>>,
    /// Indexes of containers that have held each host port at some time.
    port_holders: FastMap<u16, Vec<usize>>,
    /// Networks by full name.
    networks: BTreeMap<String, Resource>,
    /// Volumes by full name.
    volumes: BTreeMap<String, Resource>,
    /// Built images by tag: the model of the service at the time of the build.
    built_images: BTreeMap<String, Rc<Model>>,
    /// Images that were not built, by name and tag.
    pulled_images: BTreeSet<String>,
    /// Number of containers created so far.
    created_count: u64,
    /// Number of calls made so far.
    call_count: CallId,
    history: History,
    jitter: Jitter,
    scenario: Rc<Scenario>,
    /// Notices that the client has not taken yet, each with its position on the agenda.
    notices: VecDeque<(Reservation, Notice)>,
}

impl Engine {
    /// Creates an engine without containers, on which the scenario's faults will occur.
    pub(in crate::sim) fn new(scenario: Rc<Scenario>) -> Self {
        let mut agenda = Agenda::new();
        for (index, fault) in scenario.faults.iter().enumerate() {
            agenda.schedule(Time(fault.at), Recurrence::Once, PendingEvent::Fault(index));
        }
        Engine {
            now: Time::ZERO,
            agenda,
            containers: Vec::new(),
            by_service: FastMap::default(),
            by_name: FastMap::default(),
            port_holders: FastMap::default(),
            networks: BTreeMap::new(),
            volumes: BTreeMap::new(),
            built_images: BTreeMap::new(),
            pulled_images: scenario.images.iter().cloned().collect(),
            created_count: 0,
            call_count: 0,
            history: History::default(),
            jitter: Jitter::new(scenario.seed),
            scenario,
            notices: VecDeque::new(),
        }
    }

    /// Returns the current virtual time.
    pub(in crate::sim) fn now(&self) -> Time {
        self.now
    }

    /// Returns the major version of the engine.
    pub(in crate::sim) fn version(&self) -> u32 {
        self.scenario.engine.major()
    }

    /// Returns how long operations take.
    pub(in crate::sim) fn costs(&self) -> &Costs {
        &self.scenario.costs
    }

    /// Returns how long the next creation of a container of a service takes, in milliseconds.
    pub(in crate::sim) fn next_create_cost(&mut self, service: &str) -> u64 {
        let usual_cost = self.costs().create;
        self.jitter.vary(service, Operation::Create, usual_cost)
    }

    /// Returns all containers, removed ones included.
    pub(in crate::sim) fn containers(&self) -> &[Container] {
        &self.containers
    }

    /// Returns the container with an index.
    pub(in crate::sim) fn container(&self, index: usize) -> &Container {
        &self.containers[index]
    }

    /// Returns the history so far.
    pub(in crate::sim) fn history(&self) -> &History {
        &self.history
    }

    /// Returns the history so far, for a client that adds to it.
    pub(in crate::sim) fn history_mut(&mut self) -> &mut History {
        &mut self.history
    }

    /// Removes the next event that is due no later than `limit` from the agenda and advances the clock to it.
    pub(in crate::sim) fn next_event(&mut self, limit: Time) -> Option<DueEvent> {
        let (at, event) = self.agenda.pop(limit)?;
        self.now = at;
        Some(DueEvent(event))
    }

    /// Returns whether only periodic events are pending.
    pub(in crate::sim) fn is_settled(&self) -> bool {
        self.agenda.is_settled()
    }

    /// Returns the time at which the current event had been scheduled.
    pub(in crate::sim) fn event_scheduled_at(&self) -> Time {
        self.agenda.latest_scheduled_at()
    }

    /// Handles an event. Returns the timer of the client that expired, if it is one.
    pub(in crate::sim) fn handle_event(&mut self, DueEvent(event): DueEvent) -> Option<Timer> {
        match event {
            PendingEvent::Timer(timer) => return Some(timer),
            PendingEvent::StartEnds { container, call, cause } => self.end_start(container, call, cause),
            PendingEvent::Ready(container) => self.become_ready(container),
            PendingEvent::Log(container, line) => self.write_log_line(container, line),
            PendingEvent::ProbePhaseBegins => {}
            PendingEvent::Connects(container) => self.connect(container),
            PendingEvent::ProcessExits { container, code, cause } => self.exit_process(container, code, cause),
            PendingEvent::ExitNoticed { container, code, cause } => self.handle_exit(container, code, cause),
            PendingEvent::ProbeBegins(container) => self.begin_probe(container),
            PendingEvent::ProbeEnds(container, result) => self.end_probe(container, result),
            PendingEvent::Fault(index) => self.inject_fault(index),
            PendingEvent::RestartPauseEnds(container, cause) => self.begin_restart(container, cause),
            PendingEvent::RestartEnds(container, cause) => self.end_restart(container, cause),
            PendingEvent::SignalArrives {
                container,
                signal,
                cause,
                after_signal,
            } => self.receive_signal(container, &signal, cause, after_signal),
            PendingEvent::GraceEnds(container, cause) => self.end_grace_period(container, cause),
            PendingEvent::StopEnds { container, cause } => self.end_stop(container, cause),
            PendingEvent::CallEnds(call, record) => self.end_call(call, Ok(record)),
        }
        None
    }

    /// Sets a timer of the client.
    pub(in crate::sim) fn set_timer(&mut self, at: Time, recurrence: Recurrence, timer: Timer) {
        self.agenda.schedule(at, recurrence, PendingEvent::Timer(timer));
    }

    /// Sets a timer of the client in response to a notice.
    pub(in crate::sim) fn set_timer_reserved(
        &mut self,
        reservation: &mut Reservation,
        at: Time,
        recurrence: Recurrence,
        timer: Timer,
    ) {
        (self.agenda).schedule_reserved(reservation, at, recurrence, PendingEvent::Timer(timer));
    }

    /// Removes and returns the oldest notice, with the position on the agenda for what the client schedules in
    /// response.
    pub(in crate::sim) fn next_notice(&mut self) -> Option<(Reservation, Notice)> {
        self.notices.pop_front()
    }

    fn notify(&mut self, notice: Notice) {
        let reservation = self.agenda.reserve();
        self.notices.push_back((reservation, notice));
    }

    fn new_call(&mut self) -> CallId {
        self.call_count += 1;
        self.call_count - 1
    }

    fn end_call(&mut self, call: CallId, outcome: CallOutcome) {
        self.notify(Notice::CallEnded { call, outcome });
    }

    fn recurrence(&self, container: usize) -> Recurrence {
        if self.containers[container].restarts >= CRASH_LOOP_RESTARTS {
            Recurrence::Periodic
        } else {
            Recurrence::Once
        }
    }

    /// Schedules an event of a container after a number of milliseconds.
    fn schedule(&mut self, container: usize, after: u64, event: PendingEvent) -> EventHandle {
        let recurrence = self.recurrence(container);
        self.agenda.schedule(self.now + after, recurrence, event)
    }

    /// Schedules an event of a call after a number of milliseconds.
    fn schedule_once(&mut self, after: u64, event: PendingEvent) -> EventHandle {
        self.agenda.schedule(self.now + after, Recurrence::Once, event)
    }

    /// Adds a record to the history.
    pub(in crate::sim) fn record(
        &mut self,
        subject: Subject,
        event: Event,
        cause: impl Into<Option<RecordId>>,
        span: impl Into<Option<Span>>,
    ) -> RecordId {
        (self.history).add_record(self.now, subject, event, cause.into(), span.into())
    }

    /// Records an event of a container and then its current phase.
    fn record_change(
        &mut self,
        container: usize,
        event: Event,
        cause: impl Into<Option<RecordId>>,
        span: impl Into<Option<Span>>,
    ) -> RecordId {
        let record = self.record(Subject::Container(container), event, cause, span);
        self.update_phase(container, record);
        record
    }

    /// Like [`record_change`](Self::record_change), for the events that [`Container::last_change`] reports.
    fn record_state_change(
        &mut self,
        container: usize,
        event: Event,
        cause: impl Into<Option<RecordId>>,
        span: impl Into<Option<Span>>,
    ) -> RecordId {
        let record = self.record_change(container, event, cause, span);
        self.containers[container].last_change = record;
        record
    }

    /// Adds the phase of a container to its lane if it has changed.
    fn update_phase(&mut self, container: usize, record: RecordId) {
        let state = &self.containers[container];
        let (phase, exit_code) = (state.phase(), state.phase_exit_code());
        if (self.history).set_phase(self.now, container, phase, exit_code, record) {
            self.notify(Notice::StateChanged(container));
        }
    }

    /// Locks a container: further calls and inspections wait until it is unlocked.
    fn lock(&mut self, container: usize) {
        self.containers[container].is_locked = true;
        self.notify(Notice::StateChanged(container));
    }

    fn unlock(&mut self, container: usize) {
        self.containers[container].is_locked = false;
        self.notify(Notice::Unlocked(container));
        self.notify(Notice::StateChanged(container));
    }

    /// Marks a container as waiting for the dependencies of its service until it is started.
    pub(in crate::sim) fn mark_waiting(&mut self, container: usize, cause: RecordId) {
        self.containers[container].is_waiting = true;
        self.update_phase(container, cause);
    }

    /// Marks all containers as no longer waiting.
    pub(in crate::sim) fn clear_waiting(&mut self) {
        for container in 0..self.containers.len() {
            if std::mem::take(&mut self.containers[container].is_waiting) {
                let record = self.containers[container].last_change;
                self.update_phase(container, record);
            }
        }
    }
}
