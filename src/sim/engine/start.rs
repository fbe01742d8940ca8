//! Start calls, by a client or by the restart policy.
//!
//! A start call locks the container until it ends. Source: moby `daemon/start.go`.

use std::rc::Rc;

use super::{CallId, Container, Engine, PendingEvent, Status};
use crate::sim::process::behavior::StartFailure;
use crate::sim::run::agenda::Recurrence;
use crate::sim::run::jitter::Operation;
use crate::sim::{Event, RecordId};

/// Exit code of a container whose host port is in use.
const PORT_IN_USE: i32 = 128;
/// Exit code of a container whose command is not in its image.
const COMMAND_NOT_FOUND: i32 = 127;
/// Exit code of a container whose command is not executable.
const NOT_EXECUTABLE: i32 = 126;
/// Maximum number of concurrent start calls that delay a start call.
const MAX_DELAYING_STARTS: usize = 3;
/// First version of the engine whose error about a failed start names both `task` and `shim task`.
const MIN_ENGINE_FOR_SHIM_TASK: u32 = 25;

impl Engine {
    /// Begins a start call. `duration` is its duration in milliseconds if it is known. If not, concurrent start calls
    /// delay each other.
    pub(in crate::sim) fn begin_start(&mut self, container: usize, duration: Option<u64>, cause: RecordId) -> CallId {
        let call = self.new_call();
        let state = &mut self.containers[container];
        state.is_waiting = false;
        if state.is_alive() || state.status == Status::Restarting {
            let last_change = state.last_change;
            self.end_call(call, Ok(last_change));
            return call;
        }
        let ports = self.allocate_ports(container);
        let cost = match &ports {
            Ok(_) => duration.unwrap_or_else(|| self.start_cost(container)),
            Err(_) => self.costs().refused_start,
        };
        let state = &mut self.containers[container];
        state.is_starting = true;
        state.start_failed = false;
        state.start_error = ports.as_ref().err().cloned();
        self.hold_ports(container, ports.unwrap_or_default());
        self.lock(container);
        let record = self.record_change(container, Event::Starting, cause, None);
        let end = PendingEvent::StartEnds {
            container,
            call,
            cause: record,
        };
        let handle = self.schedule_once(cost, end);
        self.containers[container].start_event = duration.is_none().then_some(handle);
        call
    }

    /// Returns the duration of a start call, and delays the concurrent ones.
    fn start_cost(&mut self, container: usize) -> u64 {
        let model = Rc::clone(self.containers[container].model());
        let costs = self.costs();
        let usual_cost = if model.has_own_network {
            costs.start
        } else {
            costs.start_without_network
        };
        let delay = costs.concurrent_start_delay;
        let cost = self.jitter.vary(model.service.as_str(), Operation::Start, usual_cost);
        let is_starting = |container: &&mut Container| container.is_starting;
        let mut concurrent_count = 0;
        for other in self.containers.iter_mut().filter(is_starting) {
            concurrent_count += 1;
            if other.concurrent_starts < MAX_DELAYING_STARTS
                && let Some(handle) = other.start_event.take()
                && let Some((event, recurrence)) = self.agenda.cancel(handle)
            {
                other.concurrent_starts += 1;
                other.start_event = Some(self.agenda.schedule(handle.time() + delay, recurrence, event));
            }
        }
        let delaying_count = concurrent_count.min(MAX_DELAYING_STARTS);
        self.containers[container].concurrent_starts = delaying_count;
        cost + delay * delaying_count as u64
    }

    pub(super) fn end_start(&mut self, container: usize, call: CallId, cause: RecordId) {
        let state = &mut self.containers[container];
        state.is_starting = false;
        state.start_event = None;
        state.is_stopped_by_client = false;
        state.restarts = 0;
        state.restart_pause = 0;
        let outcome = match self.start_failure(container) {
            Some((code, text)) => {
                let state = &mut self.containers[container];
                state.exit_code = code;
                state.start_failed = state.status == Status::Created;
                state.ports.clear();
                let span = state.model().span;
                self.record_state_change(container, Event::StartFailed(text.clone()), cause, span);
                Err(text)
            }
            None => Ok(self.begin_run(container, cause)),
        };
        self.unlock(container);
        self.end_call(call, outcome);
    }

    /// Returns the exit code and the error of a start call that fails.
    fn start_failure(&mut self, container: usize) -> Option<(i32, String)> {
        let state = &mut self.containers[container];
        if let Some(error) = state.start_error.take() {
            return Some((PORT_IN_USE, error));
        }
        let failure = state.model().behavior.cannot_start.clone()?;
        let text = self.start_error(container, &failure);
        let code = if text.contains("permission denied") {
            NOT_EXECUTABLE
        } else {
            COMMAND_NOT_FOUND
        };
        Some((code, text))
    }

    fn start_error(&self, container: usize, failure: &StartFailure) -> String {
        let program = &self.containers[container].model().program;
        let reason = match failure {
            StartFailure::Text(text) => return text.clone(),
            StartFailure::CommandNotFound if program.contains('/') => {
                format!("stat {program}: no such file or directory")
            }
            StartFailure::CommandNotFound => "executable file not found in $PATH".to_owned(),
        };
        let task = if self.version() >= MIN_ENGINE_FOR_SHIM_TASK {
            "failed to create task for container: failed to create shim task"
        } else {
            "failed to create shim task"
        };
        format!(
            "Error response from daemon: {task}: OCI runtime create failed: runc create failed: unable to start \
             container process: exec: \"{program}\": {reason}: unknown"
        )
    }

    /// Begins a run of a container: its process and its health check.
    pub(super) fn begin_run(&mut self, container: usize, cause: RecordId) -> RecordId {
        self.use_initialized_behavior(container);
        let now = self.now;
        let state = &mut self.containers[container];
        let run = state.run_count;
        state.begin_run(now);
        let record = self.record_state_change(container, Event::Started, cause, None);
        self.initialize_volumes(container, run, record);
        self.schedule_process(container, run, record);
        self.schedule_probe(container, Recurrence::Once);
        record
    }

    /// Begins an automatic restart after its pause.
    pub(super) fn begin_restart(&mut self, container: usize, cause: RecordId) {
        let model = Rc::clone(self.containers[container].model());
        let costs = self.costs();
        let usual_cost = if model.has_own_network {
            costs.restart
        } else {
            costs.restart_without_network
        };
        let cost = self.jitter.vary(model.service.as_str(), Operation::Restart, usual_cost);
        self.lock(container);
        let handle = self.schedule(container, cost, PendingEvent::RestartEnds(container, cause));
        self.containers[container].restart_event = Some(handle);
    }

    pub(super) fn end_restart(&mut self, container: usize, cause: RecordId) {
        self.containers[container].restart_event = None;
        match self.allocate_ports(container) {
            Ok(ports) => {
                self.hold_ports(container, ports);
                self.begin_run(container, cause);
            }
            Err(text) => {
                // Another container took a port during the pause. The engine does not try again.
                self.containers[container].status = Status::Exited;
                self.record_state_change(container, Event::StartFailed(text), cause, None);
            }
        }
        self.unlock(container);
    }
}
