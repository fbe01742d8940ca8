//! Containers: their configuration and their state.

use std::rc::Rc;

use super::ports::HeldPort;
use super::{CallId, PendingEvent};
use crate::compose::ServiceName;
use crate::plan::SelectedService;
use crate::sim::process::behavior::ProbePhase;
use crate::sim::process::model::Model;
use crate::sim::run::agenda::EventHandle;
use crate::sim::{Phase, RecordId, Time};
use crate::source::Span;

/// State of a container, in the engine's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The container has never run, or could not be started.
    Created,
    /// The process runs.
    Running,
    /// The process is frozen.
    Paused,
    /// The process has exited and will be restarted.
    Restarting,
    /// The process has exited and will not be restarted.
    Exited,
    /// The container was removed.
    Removed,
}

impl Status {
    /// Returns the word that the engine's API uses.
    pub fn word(self) -> &'static str {
        match self {
            Status::Created => "created",
            Status::Running => "running",
            Status::Paused => "paused",
            Status::Restarting => "restarting",
            Status::Exited => "exited",
            Status::Removed => "removed",
        }
    }
}

/// Health of a container, in the engine's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// No probe has decided yet.
    Starting,
    /// The last probe that counts passed.
    Healthy,
    /// Too many probes failed, or the container does not run.
    Unhealthy,
}

impl Health {
    /// Returns the word that the engine's API uses.
    pub fn word(self) -> &'static str {
        match self {
            Health::Starting => "starting",
            Health::Healthy => "healthy",
            Health::Unhealthy => "unhealthy",
        }
    }
}

/// The configuration with which a client creates a container.
#[derive(Debug, Clone)]
pub(in crate::sim) struct ContainerConfig {
    pub(in crate::sim) model: Rc<Model>,
    /// Name of the project.
    pub(in crate::sim) project: String,
    /// The service as selected by the command, which the labels of the container describe.
    pub(in crate::sim) labels: Rc<SelectedService>,
    /// Number of the container among those of its service.
    pub(in crate::sim) number: u32,
    /// Name without the project.
    pub(in crate::sim) name: String,
    pub(in crate::sim) full_name: String,
    /// Fingerprint of the service's configuration. A container with another fingerprint is outdated.
    pub(in crate::sim) fingerprint: u64,
    /// Ids of the containers whose namespaces or volumes it uses.
    pub(in crate::sim) linked_containers: Vec<u64>,
    /// Fingerprint of the image, if it was built.
    pub(in crate::sim) image: Option<u64>,
    /// Full names of the networks it is connected to.
    pub(in crate::sim) networks: Vec<String>,
    /// Full names of the volumes it mounts.
    pub(in crate::sim) volumes: Vec<String>,
    /// Time of the request.
    pub(in crate::sim) requested_at: Time,
    /// Created by `run`: not one of the service's replicas, and never restarted automatically.
    pub(in crate::sim) is_one_off: bool,
}

/// A container. Only the engine changes it; clients read its state with the public methods.
#[derive(Debug)]
pub(in crate::sim) struct Container {
    pub(super) config: ContainerConfig,
    /// Unique number; a container that takes the name of a removed one gets another number.
    pub(super) id: u64,
    /// Host ports that the container holds.
    pub(super) ports: Vec<HeldPort>,
    pub(super) status: Status,
    /// Exit code of the last run, or of the failed start.
    pub(super) exit_code: i32,
    /// The first start call failed.
    pub(super) start_failed: bool,
    pub(super) health: Option<Health>,
    /// Number of consecutive failed probes that count towards `retries`.
    pub(super) failing_streak: u64,
    /// Start of the current or last run.
    pub(super) started_at: Time,
    /// Number of runs.
    pub(super) run_count: u32,
    /// Spans of the hooks that have run in the container, one entry for each run of a hook.
    pub(super) hook_runs: Vec<Span>,
    /// Number of automatic restarts since a client started the container.
    pub(super) restarts: u32,
    /// Pause before the last automatic restart in milliseconds; 0 if there was none.
    pub(super) restart_pause: u64,
    /// A client has stopped or killed the container. The restart policy does not apply until a client starts it.
    pub(super) is_stopped_by_client: bool,
    /// How probes of the current run behave because of a fault.
    pub(super) fault: Option<ProbePhase>,
    /// Pending events of the process in the current run.
    pub(super) process_events: Vec<EventHandle>,
    /// Pending events of the paused process, each with the remaining time in milliseconds.
    pub(super) frozen_events: Vec<(u64, PendingEvent)>,
    /// Start or end of the next probe.
    pub(super) probe_event: Option<EventHandle>,
    /// Start or end of the next automatic restart.
    pub(super) restart_event: Option<EventHandle>,
    /// End of the grace period.
    pub(super) grace_event: Option<EventHandle>,
    /// Pending stop calls.
    pub(super) stop_calls: Vec<CallId>,
    /// Calls that end when the container exits.
    pub(super) exit_calls: Vec<CallId>,
    /// A start or an exit is in progress. Calls and inspections wait until it has ended.
    pub(super) is_locked: bool,
    /// A client shows the container as waiting for the dependencies of its service.
    pub(super) is_waiting: bool,
    /// A start call is in progress.
    pub(super) is_starting: bool,
    /// Error that the current start call will end with.
    pub(super) start_error: Option<String>,
    /// End of the current start call, if concurrent start calls can delay it.
    pub(super) start_event: Option<EventHandle>,
    /// Number of concurrent start calls that delay the current one.
    pub(super) concurrent_starts: usize,
    /// Record of the last change of state.
    pub(super) last_change: RecordId,
    /// Record of the last change of health in the current run.
    pub(super) health_record: Option<RecordId>,
    /// Record of the end of the last probe in the current run, or of the start of the current probe.
    pub(super) probe_record: Option<RecordId>,
    pub(super) probe_began: Time,
}

impl Container {
    /// Creates the state of a container that has never run.
    pub(super) fn new(config: ContainerConfig, id: u64, cause: RecordId) -> Self {
        Container {
            config,
            id,
            ports: Vec::new(),
            status: Status::Created,
            exit_code: 0,
            start_failed: false,
            health: None,
            failing_streak: 0,
            started_at: Time::ZERO,
            run_count: 0,
            hook_runs: Vec::new(),
            restarts: 0,
            restart_pause: 0,
            is_stopped_by_client: false,
            fault: None,
            process_events: Vec::new(),
            frozen_events: Vec::new(),
            probe_event: None,
            restart_event: None,
            grace_event: None,
            stop_calls: Vec::new(),
            exit_calls: Vec::new(),
            is_locked: false,
            is_waiting: false,
            is_starting: false,
            start_error: None,
            start_event: None,
            concurrent_starts: 0,
            last_change: cause,
            health_record: None,
            probe_record: None,
            probe_began: Time::ZERO,
        }
    }

    pub(in crate::sim) fn id(&self) -> u64 {
        self.id
    }

    pub(in crate::sim) fn model(&self) -> &Rc<Model> {
        &self.config.model
    }

    /// Returns the name of the project.
    pub(in crate::sim) fn project(&self) -> &str {
        &self.config.project
    }

    pub(in crate::sim) fn service(&self) -> &ServiceName {
        &self.config.model.service
    }

    /// Returns the service as selected by the command that created the container.
    pub(in crate::sim) fn labels(&self) -> &SelectedService {
        &self.config.labels
    }

    /// Returns the number among the containers of the service.
    pub(in crate::sim) fn number(&self) -> u32 {
        self.config.number
    }

    /// Returns the name without the project.
    pub(in crate::sim) fn name(&self) -> &str {
        &self.config.name
    }

    pub(in crate::sim) fn full_name(&self) -> &str {
        &self.config.full_name
    }

    /// Returns the fingerprint of the configuration it was created from.
    pub(in crate::sim) fn fingerprint(&self) -> u64 {
        self.config.fingerprint
    }

    /// Returns the ids of the containers whose namespaces or volumes it uses.
    pub(in crate::sim) fn linked_containers(&self) -> &[u64] {
        &self.config.linked_containers
    }

    /// Returns the fingerprint of the image, if it was built.
    pub(in crate::sim) fn image(&self) -> Option<u64> {
        self.config.image
    }

    /// Returns the time at which a client requested the container.
    pub(in crate::sim) fn requested_at(&self) -> Time {
        self.config.requested_at
    }

    /// Returns whether `run` created the container.
    pub(in crate::sim) fn is_one_off(&self) -> bool {
        self.config.is_one_off
    }

    pub(in crate::sim) fn status(&self) -> Status {
        self.status
    }

    /// Returns the exit code of the last run, or of the failed start; 0 while it runs.
    pub(in crate::sim) fn exit_code(&self) -> i32 {
        self.exit_code
    }

    /// Returns the health; `None` without a health check or before the first run.
    pub(in crate::sim) fn health(&self) -> Option<Health> {
        self.health
    }

    /// Returns the number of automatic restarts since a client started the container.
    pub(in crate::sim) fn restarts(&self) -> u32 {
        self.restarts
    }

    /// Returns the start of the current or last run.
    pub(in crate::sim) fn started_at(&self) -> Time {
        self.started_at
    }

    /// Returns whether a start or an exit is in progress. Calls and inspections wait meanwhile.
    pub(in crate::sim) fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Returns the record of the last change of state.
    pub(in crate::sim) fn last_change(&self) -> RecordId {
        self.last_change
    }

    /// Returns the record of the last change of health in the current run.
    pub(in crate::sim) fn health_record(&self) -> Option<RecordId> {
        self.health_record
    }

    /// Returns whether the container has not been removed.
    pub(in crate::sim) fn exists(&self) -> bool {
        self.status != Status::Removed
    }

    /// Returns whether the container has a process, running or paused.
    pub(in crate::sim) fn is_alive(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused)
    }

    /// Returns the engine's error for a command that is to be executed in the container, if it cannot be.
    pub(in crate::sim) fn exec_error(&self) -> Option<String> {
        let state = match self.status {
            Status::Running => return None,
            Status::Paused => "paused, unpause the container before exec",
            Status::Restarting => "restarting, wait until the container is running",
            _ => "not running",
        };
        // The engine prints 64 random digits in place of `ID`.
        Some(format!("Error response from daemon: Container ID is {state}"))
    }

    /// Returns how a probe behaves that begins at a time.
    pub(super) fn probe_phase(&self, now: Time) -> ProbePhase {
        let age = now.0.saturating_sub(self.started_at.0);
        let behavior = &self.config.model.behavior;
        self.fault.unwrap_or_else(|| behavior.probe_at(age))
    }

    /// Returns whether the process answers requests at a time.
    pub(super) fn answers_requests(&self, now: Time) -> bool {
        self.status == Status::Running && self.probe_phase(now).exit_code == 0
    }

    /// Returns the phase that views show.
    pub(super) fn phase(&self) -> Phase {
        match self.status {
            Status::Created if self.start_failed => Phase::Failed,
            Status::Created | Status::Exited if self.is_starting => Phase::Starting,
            Status::Created if self.is_waiting => Phase::Waiting,
            Status::Created => Phase::Created,
            Status::Paused => Phase::Paused,
            Status::Restarting => Phase::Restarting,
            Status::Exited if self.is_stopped_by_client => Phase::Stopped,
            Status::Exited if self.exit_code == 0 => Phase::Done,
            Status::Exited => Phase::Failed,
            Status::Removed => Phase::Removed,
            Status::Running => match self.health {
                None => Phase::Running,
                Some(Health::Starting) => Phase::Starting,
                Some(Health::Healthy) => Phase::Healthy,
                Some(Health::Unhealthy) => Phase::Unhealthy,
            },
        }
    }

    /// Returns the exit code that views show with the phase.
    pub(super) fn phase_exit_code(&self) -> Option<i32> {
        match self.status {
            Status::Exited | Status::Restarting => Some(self.exit_code),
            Status::Created if self.start_failed => Some(self.exit_code),
            _ => None,
        }
    }

    /// Begins a run.
    pub(super) fn begin_run(&mut self, now: Time) {
        self.status = Status::Running;
        self.exit_code = 0;
        self.started_at = now;
        self.run_count += 1;
        self.fault = None;
        self.failing_streak = 0;
        self.health = self.config.model.check.as_ref().map(|_| Health::Starting);
        self.health_record = None;
        self.probe_record = None;
    }

    /// Ends a run. Ports are released and a health check reports unhealthy.
    pub(super) fn end_run(&mut self, code: i32, will_restart: bool) {
        self.status = if will_restart {
            Status::Restarting
        } else {
            Status::Exited
        };
        self.exit_code = code;
        self.ports.clear();
        self.health = self.health.map(|_| Health::Unhealthy);
    }

    /// Releases what a removed container held.
    pub(super) fn mark_removed(&mut self) {
        self.status = Status::Removed;
        self.config.networks.clear();
        self.config.volumes.clear();
        self.ports.clear();
    }
}
