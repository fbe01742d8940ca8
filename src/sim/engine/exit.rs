//! Exits: what the engine does when the process of a container has ended.
//!
//! The engine notices an exit after a short time, until which the container is locked. It then applies the restart
//! policy and ends the calls that wait for the exit. Source: moby `daemon/monitor.go`.

use super::process::KILLED;
use super::restart::{next_pause, should_restart};
use super::{Engine, Exit, Notice, PendingEvent};
use crate::sim::{Event, RecordId};

impl Engine {
    /// Ends the process of a container.
    pub(super) fn exit_process(&mut self, container: usize, code: i32, cause: RecordId) {
        self.cancel_run(container);
        self.lock(container);
        match self.costs().exit {
            0 => self.handle_exit(container, code, cause),
            cost => {
                self.schedule(container, cost, PendingEvent::ExitNoticed { container, code, cause });
            }
        }
    }

    /// Cancels everything that is scheduled for the current run, and an automatic restart.
    pub(super) fn cancel_run(&mut self, container: usize) {
        let state = &mut self.containers[container];
        let handles = (state.process_events.drain(..))
            .chain(state.probe_event.take())
            .chain(state.restart_event.take());
        for handle in handles {
            self.agenda.cancel(handle);
        }
        state.frozen_events.clear();
    }

    pub(super) fn handle_exit(&mut self, container: usize, code: i32, cause: RecordId) {
        // SIGKILL is still sent if the grace period ends before the engine has noticed the exit.
        if let Some(handle) = self.containers[container].grace_event.take() {
            self.agenda.cancel(handle);
        }
        let now = self.now;
        let state = &mut self.containers[container];
        let has_policy = !state.is_stopped_by_client && !state.is_one_off();
        let will_restart = has_policy && {
            state.restart_pause = next_pause(state.restart_pause, now.0 - state.started_at.0);
            should_restart(&state.model().restart, code, state.restarts)
        };
        state.end_run(code, will_restart);
        let is_stopping = !self.containers[container].stop_calls.is_empty();
        let cause = match is_stopping && self.reports_stop_first() {
            true => self.record_change(container, Event::Stopped, cause, None),
            false => cause,
        };
        let record = self.record_state_change(container, Event::Exited(code), cause, None);
        if will_restart {
            self.schedule_restart(container, record);
        }
        self.unlock(container);
        self.end_calls_waiting_for_exit(container, record);
        self.notify(Notice::Exited(Exit {
            container,
            code,
            is_restarting: will_restart,
        }));
        self.kill_pid_namespace_members(container, record);
    }

    fn schedule_restart(&mut self, container: usize, cause: RecordId) {
        let state = &mut self.containers[container];
        state.restarts += 1;
        let (pause, span) = (state.restart_pause, state.model().restart_span);
        self.history.count_restart(container);
        let record = self.record_change(container, Event::Restarting { pause }, cause, span);
        let handle = self.schedule(container, pause, PendingEvent::RestartPauseEnds(container, record));
        self.containers[container].restart_event = Some(handle);
    }

    fn end_calls_waiting_for_exit(&mut self, container: usize, cause: RecordId) {
        let after = self.costs().stop;
        if !self.containers[container].stop_calls.is_empty() {
            self.schedule(container, after, PendingEvent::StopEnds { container, cause });
        }
        for call in std::mem::take(&mut self.containers[container].exit_calls) {
            self.schedule(container, after, PendingEvent::CallEnds(call, cause));
        }
    }

    /// Kills the containers that share the PID namespace of a container whose first process has ended.
    fn kill_pid_namespace_members(&mut self, owner: usize, cause: RecordId) {
        let (id, service) = (self.containers[owner].id, self.containers[owner].service().clone());
        for container in 0..self.containers.len() {
            let state = &self.containers[container];
            let is_member =
                state.model().pid_namespace_of.as_ref() == Some(&service) && state.linked_containers().contains(&id);
            if is_member && state.is_alive() && !state.is_locked {
                self.exit_process(container, KILLED, cause);
            }
        }
    }
}
