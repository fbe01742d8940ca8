//! A container as the engine sees it: its state, and the words Compose reads from it.

use std::rc::Rc;

use crate::compose::ServiceName;
use crate::plan::SelectedService;
use crate::sim::engine::ports::HeldPort;
use crate::sim::engine::world::Due;
use crate::sim::process::behavior::ProbePhase;
use crate::sim::process::model::Model;
use crate::sim::run::agenda::Ticket;
use crate::sim::run::executor::{CallId, TaskId};
use crate::sim::{Phase, RecordId, Time};
use crate::source::Span;

/// The engine's word for what a container is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It exists and has never run, or could not be started.
    Created,
    /// Its process runs.
    Running,
    /// Its process is frozen.
    Paused,
    /// Between two automatic runs.
    Restarting,
    /// Its process has ended for good.
    Exited,
    /// It is gone.
    Removed,
}

impl Status {
    /// As the engine's interface spells it.
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

/// The engine's word for a container's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// No probe has decided yet.
    Starting,
    /// The last probe that counted passed.
    Healthy,
    /// Too many failed, or it does not run.
    Unhealthy,
}

impl Health {
    /// As the engine's interface spells it.
    pub fn word(self) -> &'static str {
        match self {
            Health::Starting => "starting",
            Health::Healthy => "healthy",
            Health::Unhealthy => "unhealthy",
        }
    }
}

/// A container.
#[derive(Debug)]
pub(in crate::sim) struct Container {
    pub(in crate::sim) model: Rc<Model>,
    /// Its project's name.
    pub(in crate::sim) project: String,
    /// What its labels tell of its service.
    pub(in crate::sim) made_for: Rc<SelectedService>,
    /// Tells it from every other, also from one that had its name before.
    pub(in crate::sim) id: u64,
    /// The containers it is tied to.
    pub(in crate::sim) tied_to: Vec<u64>,
    /// What its image was built from.
    pub(in crate::sim) image: Option<u64>,
    /// The ports of the host it holds.
    pub(in crate::sim) ports: Vec<HeldPort>,
    /// When the engine was asked to make it.
    pub(in crate::sim) asked_at: Time,
    pub(in crate::sim) number: u32,
    /// Its name without the project.
    pub(in crate::sim) name: String,
    pub(in crate::sim) full_name: String,
    /// The networks it is connected to.
    pub(in crate::sim) networks: Vec<String>,
    /// The named volumes it mounts.
    pub(in crate::sim) volumes: Vec<String>,
    /// It was made by `run`.
    pub(in crate::sim) one_off: bool,
    /// What it was made from; another value means that it must be made anew.
    pub(in crate::sim) fingerprint: u64,
    pub(in crate::sim) status: Status,
    pub(in crate::sim) exit_code: i32,
    pub(in crate::sim) start_failed: bool,
    pub(in crate::sim) health: Option<Health>,
    pub(in crate::sim) streak: u64,
    pub(in crate::sim) started_at: Time,
    /// Runs since it was created.
    pub(in crate::sim) runs: u32,
    /// Where the hooks that have run in it are written, one entry a run.
    pub(in crate::sim) hooks_run: Vec<Span>,
    /// Automatic restarts since the last start by hand.
    pub(in crate::sim) restarts: u32,
    /// The last pause of the restart manager; 0: fresh.
    pub(in crate::sim) pause: u64,
    /// Stopped or killed: the policy is off until the next start by hand.
    pub(in crate::sim) by_hand: bool,
    /// Started by `run` without a policy of its own.
    pub(in crate::sim) ignores_policy: bool,
    /// What a fault has made of its probes in this run.
    pub(in crate::sim) spoilt: Option<ProbePhase>,
    /// What its process still has to do in this run.
    pub(in crate::sim) pending: Vec<Ticket>,
    /// What its process had to do when it was frozen, by the time that was left.
    pub(in crate::sim) frozen: Vec<(u64, Due)>,
    /// The health monitor's next step.
    pub(in crate::sim) monitor: Option<Ticket>,
    /// The restart manager's next step.
    pub(in crate::sim) restarting: Option<Ticket>,
    /// SIGKILL, when the grace period is over.
    pub(in crate::sim) grace: Option<Ticket>,
    /// Who waits for the end of a stop call.
    pub(in crate::sim) stop_calls: Vec<CallId>,
    /// Busy with a start or an exit: calls and looks wait.
    pub(in crate::sim) locked: bool,
    pub(in crate::sim) lock_waiters: Vec<TaskId>,
    /// Who waits for an exit.
    pub(in crate::sim) exit_waiters: Vec<CallId>,
    /// Its service has not had its turn in a start phase.
    pub(in crate::sim) held_back: bool,
    /// A start call runs.
    pub(in crate::sim) being_started: bool,
    /// Why the start call that runs will be refused.
    pub(in crate::sim) refusal: Option<String>,
    /// Its end, where other start calls can delay it.
    pub(in crate::sim) start_call: Option<Ticket>,
    /// By how many others it is slowed down.
    pub(in crate::sim) slowed: usize,
    /// The latest change of its state.
    pub(in crate::sim) last: RecordId,
    /// The latest change of its health in this run.
    pub(in crate::sim) health_record: Option<RecordId>,
    /// The latest probe's end in this run, or its beginning while it runs.
    pub(in crate::sim) probe_record: Option<RecordId>,
    pub(in crate::sim) probe_began: Time,
}

impl Container {
    pub(in crate::sim) fn new(
        model: Rc<Model>,
        project: &str,
        made_for: Rc<SelectedService>,
        number: u32,
        name: String,
        full_name: String,
        fingerprint: u64,
    ) -> Self {
        Container {
            model,
            project: project.to_owned(),
            made_for,
            id: 0,
            tied_to: Vec::new(),
            image: None,
            ports: Vec::new(),
            asked_at: Time::ZERO,
            number,
            name,
            full_name,
            networks: Vec::new(),
            volumes: Vec::new(),
            one_off: false,
            fingerprint,
            status: Status::Created,
            exit_code: 0,
            start_failed: false,
            health: None,
            streak: 0,
            started_at: Time::ZERO,
            runs: 0,
            hooks_run: Vec::new(),
            restarts: 0,
            pause: 0,
            by_hand: false,
            ignores_policy: false,
            spoilt: None,
            pending: Vec::new(),
            frozen: Vec::new(),
            monitor: None,
            restarting: None,
            grace: None,
            stop_calls: Vec::new(),
            locked: false,
            lock_waiters: Vec::new(),
            exit_waiters: Vec::new(),
            held_back: false,
            being_started: false,
            refusal: None,
            start_call: None,
            slowed: 0,
            last: RecordId(0),
            health_record: None,
            probe_record: None,
            probe_began: Time::ZERO,
        }
    }

    pub(in crate::sim) fn service(&self) -> &ServiceName {
        &self.model.service
    }

    /// It is there and has not been removed.
    pub(in crate::sim) fn exists(&self) -> bool {
        self.status != Status::Removed
    }

    /// Its process exists, running or frozen.
    pub(in crate::sim) fn is_alive(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused)
    }

    /// What the engine says when something is to run in it and can't.
    pub(in crate::sim) fn refuses_exec(&self) -> Option<String> {
        // The real one prints 64 random digits.
        let state = match self.status {
            Status::Running => return None,
            Status::Paused => "paused, unpause the container before exec",
            Status::Restarting => "restarting, wait until the container is running",
            _ => "not running",
        };
        Some(format!("Error response from daemon: Container ID is {state}"))
    }

    /// What a probe that begins at `now` meets.
    pub(in crate::sim) fn probe_phase(&self, now: Time) -> ProbePhase {
        let age = now.0.saturating_sub(self.started_at.0);
        self.spoilt.unwrap_or_else(|| self.model.behavior.probe_at(age))
    }

    /// Whether the process would serve a request at `now`.
    pub(in crate::sim) fn serves(&self, now: Time) -> bool {
        self.status == Status::Running && self.probe_phase(now).exit == 0
    }

    /// The state as every view shows it.
    pub(in crate::sim) fn phase(&self) -> Phase {
        match self.status {
            Status::Created if self.start_failed => Phase::Failed,
            Status::Created | Status::Exited if self.being_started => Phase::Starting,
            Status::Created if self.held_back => Phase::Waiting,
            Status::Created => Phase::Created,
            Status::Paused => Phase::Paused,
            Status::Restarting => Phase::Restarting,
            Status::Exited if self.by_hand => Phase::Stopped,
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

    /// The exit code, where the phase has one.
    pub(in crate::sim) fn shown_exit_code(&self) -> Option<i32> {
        match self.status {
            Status::Exited | Status::Restarting => Some(self.exit_code),
            Status::Created if self.start_failed => Some(self.exit_code),
            _ => None,
        }
    }
}
