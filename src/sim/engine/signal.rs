//! Stop and kill calls, signals, and pausing.
//!
//! Source: moby `daemon/{stop,kill,pause}.go`.

use super::process::KILLED;
use super::{CallId, Engine, Health, PendingEvent, Status};
use crate::sim::process::behavior::OnStop;
use crate::sim::run::agenda::Recurrence;
use crate::sim::{Event, RecordId};
use crate::version::EngineVersion;

/// The next step of the call that sent a signal.
#[derive(Debug, Clone, Copy)]
pub(super) enum AfterSignal {
    /// It waits for a grace period in milliseconds, then sends SIGKILL.
    Grace(u64),
    /// It ends when the container has exited.
    AwaitExit(CallId),
    /// It ends at once.
    End(CallId),
}

impl Engine {
    /// Begins a stop call with a grace period in milliseconds.
    pub(in crate::sim) fn begin_stop(&mut self, container: usize, grace: u64, cause: RecordId) -> CallId {
        let call = self.new_call();
        let state = &mut self.containers[container];
        match state.status {
            Status::Created | Status::Exited | Status::Removed => {
                let last_change = state.last_change;
                self.end_call(call, Ok(last_change));
            }
            Status::Restarting => {
                self.cancel_run(container);
                let state = &mut self.containers[container];
                state.is_stopped_by_client = true;
                state.status = Status::Exited;
                let record = self.record_state_change(container, Event::Stopped, cause, None);
                self.end_call(call, Ok(record));
            }
            Status::Running | Status::Paused => {
                state.stop_calls.push(call);
                state.is_stopped_by_client = true;
                let signal = state.model().stop_signal.clone();
                self.send_signal(container, signal, cause, AfterSignal::Grace(grace));
            }
        }
        call
    }

    /// Begins a kill call. With SIGKILL it ends when the container has exited, with other signals at once.
    pub(in crate::sim) fn begin_kill(&mut self, container: usize, signal: &str, cause: RecordId) -> CallId {
        let call = self.new_call();
        let state = &mut self.containers[container];
        let model = state.model();
        // If the container configures no stop signal, any signal counts as one.
        if signal == "SIGKILL" || !model.has_stop_signal || signal == model.stop_signal {
            state.is_stopped_by_client = true;
        }
        if state.status == Status::Restarting {
            self.cancel_run(container);
            let state = &mut self.containers[container];
            if state.is_stopped_by_client {
                state.status = Status::Exited;
            }
            let last_change = state.last_change;
            self.update_phase(container, last_change);
            self.end_call(call, Ok(last_change));
            return call;
        }
        let after_signal = if signal == "SIGKILL" {
            AfterSignal::AwaitExit(call)
        } else {
            AfterSignal::End(call)
        };
        self.send_signal(container, signal.to_owned(), cause, after_signal);
        call
    }

    fn send_signal(&mut self, container: usize, signal: String, cause: RecordId, after_signal: AfterSignal) {
        let arrival = PendingEvent::SignalArrives {
            container,
            signal,
            cause,
            after_signal,
        };
        self.schedule_once(self.costs().signal, arrival);
    }

    pub(super) fn receive_signal(
        &mut self,
        container: usize,
        signal: &str,
        cause: RecordId,
        after_signal: AfterSignal,
    ) {
        if !self.containers[container].is_alive() {
            // The process ended before the signal arrived.
            let last_change = self.containers[container].last_change;
            match after_signal {
                AfterSignal::Grace(_) => self.end_stop(container, last_change),
                AfterSignal::AwaitExit(call) | AfterSignal::End(call) => self.end_call(call, Ok(last_change)),
            }
            return;
        }
        let record = self.record_change(container, Event::Signal(signal.to_owned()), cause, None);
        match after_signal {
            AfterSignal::Grace(_) => {}
            AfterSignal::AwaitExit(call) => self.containers[container].exit_calls.push(call),
            AfterSignal::End(call) => self.end_call(call, Ok(record)),
        }
        if !self.containers[container].is_locked {
            self.deliver_signal(container, signal, record);
        }
        if let AfterSignal::Grace(grace) = after_signal {
            // Scheduled after the exit of a process that ends at once, which is not killed even without any grace.
            let handle = self.schedule_once(grace, PendingEvent::GraceEnds(container, record));
            self.containers[container].grace_event = Some(handle);
        }
    }

    /// Delivers a signal to the process, which is resumed first if it is paused.
    fn deliver_signal(&mut self, container: usize, signal: &str, cause: RecordId) {
        if self.containers[container].status == Status::Paused {
            self.unpause(container, cause);
        }
        let state = &self.containers[container];
        if signal == "SIGKILL" {
            self.exit_process(container, KILLED, cause);
        } else if signal == state.model().stop_signal || (signal == "SIGINT" && state.is_one_off()) {
            // The process in the foreground of `run` handles Ctrl-C like its stop signal.
            self.handle_stop_signal(container, cause);
        }
    }

    fn handle_stop_signal(&mut self, container: usize, cause: RecordId) {
        if let OnStop::Exit { after, code } = self.containers[container].model().behavior.on_stop {
            let handle = self.schedule_once(after, PendingEvent::ProcessExits { container, code, cause });
            self.containers[container].process_events.push(handle);
        }
    }

    pub(super) fn end_grace_period(&mut self, container: usize, cause: RecordId) {
        self.containers[container].grace_event = None;
        let record = self.record_change(container, Event::Signal("SIGKILL".to_owned()), cause, None);
        if !self.containers[container].is_locked {
            self.exit_process(container, KILLED, record);
        }
    }

    /// Whether the engine reports that a container has stopped before it reports the exit. Source: recorded events of
    /// engine 20.10.24 and 28.5.
    pub(super) fn reports_stop_first(&self) -> bool {
        match self.scenario.engine {
            EngineVersion::V20 => false,
            EngineVersion::V28 => true,
        }
    }

    /// Ends all stop calls of a container. `cause` is the record of its exit.
    pub(super) fn end_stop(&mut self, container: usize, cause: RecordId) {
        let record = match self.reports_stop_first() {
            true => cause,
            false => self.record_change(container, Event::Stopped, cause, None),
        };
        let state = &mut self.containers[container];
        if !state.is_alive() {
            state.last_change = record;
        }
        for call in std::mem::take(&mut state.stop_calls) {
            self.end_call(call, Ok(record));
        }
    }

    /// Pauses a running container: its process and its health check.
    pub(in crate::sim) fn pause(&mut self, container: usize, cause: RecordId) -> RecordId {
        let now = self.now;
        let state = &mut self.containers[container];
        state.status = Status::Paused;
        state.health = state.health.map(|_| Health::Unhealthy);
        for handle in std::mem::take(&mut state.process_events) {
            if let Some((event, _)) = self.agenda.cancel(handle) {
                state.frozen_events.push((handle.time().0.saturating_sub(now.0), event));
            }
        }
        if let Some(handle) = state.probe_event.take() {
            self.agenda.cancel(handle);
        }
        self.record_state_change(container, Event::Paused, cause, None)
    }

    /// Resumes a paused container. Its health remains unhealthy until a probe passes.
    pub(in crate::sim) fn unpause(&mut self, container: usize, cause: RecordId) -> RecordId {
        self.containers[container].status = Status::Running;
        for (remaining, event) in std::mem::take(&mut self.containers[container].frozen_events) {
            let handle = self.schedule(container, remaining, event);
            self.containers[container].process_events.push(handle);
        }
        let record = self.record_state_change(container, Event::Unpaused, cause, None);
        self.schedule_probe(container, Recurrence::Once);
        record
    }
}
