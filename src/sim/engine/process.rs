//! The process of a container: it becomes ready, writes log lines, connects to other services and suffers faults.

use std::rc::Rc;

use super::{Engine, Notice, PendingEvent, Status};
use crate::sim::process::behavior::ProbePhase;
use crate::sim::{Event, FaultKind, RecordId};

/// Time in milliseconds after which a process gives up connecting to a service that it needs.
const CONNECT_TIMEOUT: u64 = 300;
/// Duration of a probe of a hanging process in milliseconds, longer than any timeout.
pub(in crate::sim) const HANGING_PROBE: u64 = 86_400_000;
/// Exit code of a process that was killed.
pub(super) const KILLED: i32 = 137;

impl Engine {
    /// Schedules the events that the behavior specifies for a run.
    pub(super) fn schedule_process(&mut self, container: usize, run: u32, cause: RecordId) {
        let model = Rc::clone(self.containers[container].model());
        let behavior = &model.behavior;
        let mut events = Vec::new();
        for (index, line) in behavior.logs.iter().enumerate() {
            events.push(self.schedule(container, line.at, PendingEvent::Log(container, index)));
        }
        match behavior.ready_after() {
            Some(0) => self.become_ready(container),
            Some(after) => events.push(self.schedule(container, after, PendingEvent::Ready(container))),
            None => {}
        }
        for phase in behavior.probe.iter().filter(|phase| phase.from > 0) {
            events.push(self.schedule(container, phase.from, PendingEvent::ProbePhaseBegins));
        }
        if !behavior.needs.is_empty() {
            events.push(self.schedule(container, CONNECT_TIMEOUT, PendingEvent::Connects(container)));
        }
        if let Some(rule) = behavior.exit_rule(run) {
            let exit = PendingEvent::ProcessExits {
                container,
                code: rule.code,
                cause,
            };
            events.push(self.schedule(container, rule.after, exit));
        }
        self.containers[container].process_events = events;
    }

    pub(super) fn become_ready(&mut self, container: usize) {
        let cause = self.containers[container].last_change;
        self.record_change(container, Event::Ready, cause, None);
        self.history.add_ready(self.now, container);
    }

    pub(super) fn write_log_line(&mut self, container: usize, line: usize) {
        let state = &self.containers[container];
        let cause = state.last_change;
        if let Some(line) = state.model().behavior.logs.get(line) {
            let text = line.text.clone();
            self.write_log(container, text, cause);
        }
    }

    fn write_log(&mut self, container: usize, text: String, cause: RecordId) {
        self.record_change(container, Event::Log(text.clone()), cause, None);
        self.history.add_log(self.now, container, text.clone());
        self.notify(Notice::LogLine { container, text });
    }

    /// Makes a process exit if a service that it needs does not answer.
    pub(super) fn connect(&mut self, container: usize) {
        let state = &self.containers[container];
        let model = Rc::clone(state.model());
        let missing = model.behavior.needs.iter().find(|needed| {
            let answers = |other: &super::Container| {
                other.project() == state.project() && other.service() == *needed && other.answers_requests(self.now)
            };
            !self.containers.iter().any(answers)
        });
        if let Some(missing) = missing {
            let cause = state.last_change;
            self.write_log(container, format!("can't connect to {missing}"), cause);
            self.exit_process(container, 1, cause);
        }
    }

    /// Makes a fault occur in all running containers of its service.
    pub(super) fn inject_fault(&mut self, index: usize) {
        let scenario = Rc::clone(&self.scenario);
        let Some(fault) = scenario.faults.get(index) else {
            return;
        };
        for container in 0..self.containers.len() {
            let state = &self.containers[container];
            if *state.service() != fault.service || state.status != Status::Running || state.is_locked {
                continue;
            }
            let cause = state.last_change;
            let record = self.record_change(container, Event::Fault(fault.kind), cause, None);
            let (exit_code, duration) = match fault.kind {
                FaultKind::Hangs => (0, HANGING_PROBE),
                FaultKind::Unready => (1, 0),
                FaultKind::Recovers => (0, 0),
                FaultKind::Killed => {
                    self.exit_process(container, KILLED, record);
                    continue;
                }
                FaultKind::Exits(code) => {
                    self.exit_process(container, code, record);
                    continue;
                }
            };
            self.containers[container].fault = Some(ProbePhase {
                from: 0,
                exit_code,
                duration,
            });
            self.reschedule_probe_once(container);
        }
    }
}
