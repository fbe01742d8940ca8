//! The engine: starting, stopping, killing and ending containers.
//!
//! A start call and the handling of an exit hold the container's lock: whoever looks meanwhile waits.
//! Signals, grace periods and exit codes follow moby's `daemon/{start,stop,kill,monitor}.go`. Health
//! is in `probe`, the rules of restarting in `restart`.

use std::rc::Rc;

use crate::sim::engine::container::{Health, Status};
use crate::sim::engine::restart::{next_pause, starts_again};
use crate::sim::engine::world::{AfterSignal, Due, Exit, Voice, World};
use crate::sim::process::behavior::{OnStop, ProbePhase, StartFailure};
use crate::sim::run::agenda::Pace;
use crate::sim::run::executor::{CallId, CallOutcome};
use crate::sim::run::jitter::Purpose;
use crate::sim::{Event, FaultKind, RecordId, Stream};

/// What a process that needs another service waits before it gives up.
const CONNECT_AFTER: u64 = 300;
/// The exit code of a container whose port is taken.
const PORT_TAKEN: i32 = 128;
/// The exit code of a container whose command is not in its image.
const COMMAND_NOT_FOUND: i32 = 127;
/// The exit code of a command that must not be executed.
const NOT_PERMITTED: i32 = 126;
/// How long a probe of a hanging process runs, in milliseconds.
pub(in crate::sim) const HANG: u64 = 86_400_000;
/// More start calls than this do not slow one down further.
const SLOWING_STARTS: usize = 3;

impl World {
    /// Begins a start call. `took` is how long it takes, where that is known.
    pub(in crate::sim) fn begin_start(&mut self, container: usize, took: Option<u64>, cause: RecordId) -> CallId {
        let call = self.tasks.new_call();
        let state = &self.containers[container];
        if state.is_alive() || state.status == Status::Restarting {
            let last = state.last;
            self.end_call(call, Ok(last));
            return call;
        }
        let ports = self.ports_for(container);
        let cost = match &ports {
            Ok(_) => took.unwrap_or_else(|| self.start_cost(container)),
            Err(_) => self.scenario.costs.refused,
        };
        let state = &mut self.containers[container];
        state.being_started = true;
        state.start_failed = false;
        state.refusal = ports.as_ref().err().cloned();
        self.hold(container, ports.unwrap_or_default());
        self.lock(container);
        let record = self.note(container, Event::Starting, cause, None);
        let due = Due::StartEnds {
            container,
            call,
            cause: record,
        };
        let ticket = self.agenda.schedule(self.now + cost, Pace::Once, due);
        self.containers[container].start_call = took.is_none().then_some(ticket);
        call
    }

    /// What a start call costs; those that run beside it are slowed down by it, and it by them.
    fn start_cost(&mut self, container: usize) -> u64 {
        let (costs, networked) = (&self.scenario.costs, self.containers[container].model.networked);
        let usual = if networked { costs.start } else { costs.start_bare };
        let slower = costs.start_beside;
        let model = Rc::clone(&self.containers[container].model);
        let cost = self.vary(model.service.as_str(), Purpose::Start, usual);
        let beside: Vec<usize> = (0..self.containers.len())
            .filter(|&other| self.containers[other].being_started)
            .collect();
        for &other in &beside {
            let other = &mut self.containers[other];
            if other.slowed < SLOWING_STARTS
                && let Some(ticket) = other.start_call.take()
                && let Some((due, pace)) = self.agenda.cancel(ticket)
            {
                other.slowed += 1;
                other.start_call = Some(self.agenda.schedule(ticket.at + slower, pace, due));
            }
        }
        let slowed = beside.len().min(SLOWING_STARTS);
        self.containers[container].slowed = slowed;
        cost + slower * slowed as u64
    }

    pub(in crate::sim) fn start_ends(&mut self, container: usize, call: CallId, cause: RecordId) {
        let state = &mut self.containers[container];
        state.being_started = false;
        state.start_call = None;
        state.by_hand = false;
        state.restarts = 0;
        state.pause = 0;
        let outcome: CallOutcome = match self.start_failure(container) {
            Some((code, text)) => {
                let state = &mut self.containers[container];
                state.exit_code = code;
                state.start_failed = state.status == Status::Created;
                state.ports.clear();
                let span = state.model.span;
                let record = self.note(container, Event::StartFailed(text.clone()), cause, span);
                self.containers[container].last = record;
                Err(text)
            }
            None => Ok(self.process_begins(container, cause)),
        };
        self.unlock(container);
        self.end_call(call, outcome);
    }

    /// Why a start call fails, and the exit code that a container shows then.
    fn start_failure(&mut self, container: usize) -> Option<(i32, String)> {
        let state = &mut self.containers[container];
        if let Some(refusal) = state.refusal.take() {
            return Some((PORT_TAKEN, refusal));
        }
        let failure = state.model.behavior.cannot_start.clone()?;
        let text = self.start_error(container, &failure);
        let code = if text.contains("permission denied") {
            NOT_PERMITTED
        } else {
            COMMAND_NOT_FOUND
        };
        Some((code, text))
    }

    fn start_error(&self, container: usize, failure: &StartFailure) -> String {
        let program = &self.containers[container].model.program;
        let refused = match failure {
            StartFailure::Text(text) => return text.clone(),
            StartFailure::CommandNotFound if program.contains('/') => {
                format!("stat {program}: no such file or directory")
            }
            StartFailure::CommandNotFound => "executable file not found in $PATH".to_owned(),
        };
        let task = if self.scenario.engine >= 25 {
            "failed to create task for container: failed to create shim task"
        } else {
            "failed to create shim task"
        };
        format!(
            "Error response from daemon: {task}: OCI runtime create failed: runc create failed: unable to start \
             container process: exec: \"{program}\": {refused}: unknown"
        )
    }

    /// A run begins: its process, its behavior and its health monitor.
    pub(in crate::sim) fn process_begins(&mut self, container: usize, cause: RecordId) -> RecordId {
        self.find_data(container);
        let now = self.now;
        let state = &mut self.containers[container];
        state.status = Status::Running;
        state.exit_code = 0;
        state.started_at = now;
        state.spoilt = None;
        state.streak = 0;
        state.health = state.model.check.as_ref().map(|_| Health::Starting);
        state.health_record = None;
        state.probe_record = None;
        let run = state.runs;
        state.runs += 1;
        let record = self.note(container, Event::Started, cause, None);
        self.containers[container].last = record;
        self.open_data(container, run, record);
        self.schedule_behavior(container, run, record);
        self.schedule_first_probe(container);
        record
    }

    fn schedule_behavior(&mut self, container: usize, run: u32, cause: RecordId) {
        let model = Rc::clone(&self.containers[container].model);
        let behavior = &model.behavior;
        let mut pending = Vec::new();
        for (index, line) in behavior.logs.iter().enumerate() {
            pending.push(self.schedule(container, line.at, Due::Log(container, index)));
        }
        match behavior.ready_after() {
            Some(0) => self.process_ready(container),
            Some(after) => pending.push(self.schedule(container, after, Due::Ready(container))),
            None => {}
        }
        for phase in behavior.probe.iter().filter(|phase| phase.at > 0) {
            pending.push(self.schedule(container, phase.at, Due::Turns));
        }
        if !behavior.needs.is_empty() {
            pending.push(self.schedule(container, CONNECT_AFTER, Due::Connects(container)));
        }
        if let Some(rule) = behavior.exit_of(run) {
            let due = Due::ProcessEnds {
                container,
                code: rule.code,
                cause,
            };
            pending.push(self.schedule(container, rule.after, due));
        }
        self.containers[container].pending = pending;
    }

    pub(in crate::sim) fn process_ready(&mut self, container: usize) {
        let cause = self.containers[container].last;
        self.note(container, Event::Ready, cause, None);
        let now = self.now;
        self.history.lanes[container].ready.push(now);
    }

    pub(in crate::sim) fn process_writes(&mut self, container: usize, line: usize) {
        let state = &self.containers[container];
        let cause = state.last;
        if let Some(line) = state.model.behavior.logs.get(line) {
            let text = line.text.clone();
            self.write(container, text, cause);
        }
    }

    fn write(&mut self, container: usize, text: String, cause: RecordId) {
        self.note(container, Event::Log(text.clone()), cause, None);
        let name = &self.containers[container].name;
        let lines: Vec<(usize, String)> = (self.audiences.iter())
            .filter(|audience| audience.containers.contains(&container))
            .filter_map(|audience| match audience.voice {
                Voice::Prefixed => Some((audience.command, format!("{name} | {text}"))),
                Voice::Plain => Some((audience.command, text.clone())),
                Voice::Silent => None,
            })
            .collect();
        for (command, line) in lines {
            self.print(command, Stream::Out, line);
        }
        let now = self.now;
        self.history.lanes[container].logs.push((now, text));
    }

    pub(in crate::sim) fn process_connects(&mut self, container: usize) {
        let model = Rc::clone(&self.containers[container].model);
        let project = &self.containers[container].project;
        let missing = model.behavior.needs.iter().find(|needed| {
            let now = self.now;
            !(self.containers.iter())
                .any(|other| other.project == *project && other.service() == *needed && other.serves(now))
        });
        if let Some(missing) = missing {
            let cause = self.containers[container].last;
            self.write(container, format!("can't connect to {missing}"), cause);
            self.process_ends(container, 1, cause);
        }
    }

    /// Lets a fault befall the running containers of its service.
    pub(in crate::sim) fn fault(&mut self, index: usize) {
        let scenario = Rc::clone(&self.scenario);
        let Some(fault) = scenario.faults.get(index) else {
            return;
        };
        for container in 0..self.containers.len() {
            let state = &self.containers[container];
            if *state.service() != fault.service || state.status != Status::Running || state.locked {
                continue;
            }
            let cause = state.last;
            let record = self.note(container, Event::Fault(fault.kind), cause, None);
            let spoilt = |exit, takes| ProbePhase { at: 0, exit, takes };
            self.containers[container].spoilt = match fault.kind {
                FaultKind::Hangs => Some(spoilt(0, HANG)),
                FaultKind::Unready => Some(spoilt(1, 0)),
                FaultKind::Recovers => Some(spoilt(0, 0)),
                FaultKind::Killed => {
                    self.process_ends(container, 137, record);
                    continue;
                }
                FaultKind::Exits(code) => {
                    self.process_ends(container, code, record);
                    continue;
                }
            };
            self.renew_probe_pace(container);
        }
    }

    pub(in crate::sim) fn process_ends(&mut self, container: usize, code: i32, cause: RecordId) {
        self.stop_process(container);
        self.lock(container);
        let due = Due::ExitNoticed { container, code, cause };
        match self.scenario.costs.exit {
            0 => self.exit_noticed(container, code, cause),
            cost => {
                self.schedule(container, cost, due);
            }
        }
    }

    /// Takes back everything the current run still had to do.
    pub(in crate::sim) fn stop_process(&mut self, container: usize) {
        let state = &mut self.containers[container];
        let tickets = (state.pending.drain(..))
            .chain(state.monitor.take())
            .chain(state.restarting.take());
        for ticket in tickets {
            self.agenda.cancel(ticket);
        }
        state.frozen.clear();
    }

    pub(in crate::sim) fn exit_noticed(&mut self, container: usize, code: i32, cause: RecordId) {
        let now = self.now;
        // Until here the engine has not known that no SIGKILL is needed.
        if let Some(ticket) = self.containers[container].grace.take() {
            self.agenda.cancel(ticket);
        }
        let state = &mut self.containers[container];
        let lived = now.0 - state.started_at.0;
        state.exit_code = code;
        state.ports.clear();
        state.health = state.health.map(|_| Health::Unhealthy);
        let again = !state.by_hand && !state.ignores_policy && {
            state.pause = next_pause(state.pause, lived);
            starts_again(&state.model.restart, code, state.restarts)
        };
        state.status = if again { Status::Restarting } else { Status::Exited };
        let pause = state.pause;
        let span = state.model.restart_span;
        let record = self.note(container, Event::Exited(code), cause, None);
        self.containers[container].last = record;
        if again {
            self.containers[container].restarts += 1;
            self.history.lanes[container].restarts += 1;
            let restarting = self.note(container, Event::Restarting { pause }, record, span);
            let ticket = self.schedule(container, pause, Due::PauseEnds(container, restarting));
            self.containers[container].restarting = Some(ticket);
        }
        self.unlock(container);
        self.tell_exit(container, code, again, record);
        self.end_inhabitants(container, record);
    }

    /// With the first process of a process space everything in it is killed, other containers' processes too.
    fn end_inhabitants(&mut self, owner: usize, cause: RecordId) {
        let (id, service) = (self.containers[owner].id, self.containers[owner].service().clone());
        for container in 0..self.containers.len() {
            let state = &self.containers[container];
            let lives_there = state.model.lives_in.as_ref() == Some(&service) && state.tied_to.contains(&id);
            if lives_there && state.is_alive() && !state.locked {
                self.process_ends(container, 137, cause);
            }
        }
    }

    /// Tells all who wait for an exit: stop calls, kill calls, attached commands.
    fn tell_exit(&mut self, container: usize, code: i32, restarting: bool, record: RecordId) {
        if !self.containers[container].stop_calls.is_empty() {
            let after = self.scenario.costs.stop;
            let due = Due::StopEnds {
                container,
                cause: record,
            };
            self.schedule(container, after, due);
        }
        for call in std::mem::take(&mut self.containers[container].exit_waiters) {
            let after = self.scenario.costs.stop;
            self.schedule(container, after, Due::CallEnds(call, record));
        }
        let mut printing = Vec::new();
        let mut listening = Vec::new();
        for audience in &self.audiences {
            if audience.containers.contains(&container) {
                listening.push(audience.exits.clone());
                if audience.prints_exits {
                    printing.push(audience.command);
                }
            }
        }
        let name = &self.containers[container].name;
        let suffix = if restarting { " (restarting)" } else { "" };
        let text = format!("{name} exited with code {code}{suffix}");
        for command in printing {
            self.print(command, Stream::Out, text.clone());
        }
        for exits in listening {
            let waiter = exits.send_from_world(Exit {
                container,
                code,
                restarting,
            });
            if let Some(task) = waiter {
                self.wake(task);
            }
        }
    }

    pub(in crate::sim) fn pause_ends(&mut self, container: usize, cause: RecordId) {
        let model = Rc::clone(&self.containers[container].model);
        let costs = &self.scenario.costs;
        let usual = if model.networked {
            costs.restart
        } else {
            costs.restart_bare
        };
        let cost = self.vary(model.service.as_str(), Purpose::Restart, usual);
        self.lock(container);
        let ticket = self.schedule(container, cost, Due::Restarts(container, cause));
        self.containers[container].restarting = Some(ticket);
    }

    pub(in crate::sim) fn restarts(&mut self, container: usize, cause: RecordId) {
        self.containers[container].restarting = None;
        match self.ports_for(container) {
            Ok(ports) => {
                self.hold(container, ports);
                self.process_begins(container, cause);
            }
            Err(text) => {
                // Somebody else has taken a port in the pause: the engine gives up.
                self.containers[container].status = Status::Exited;
                let record = self.note(container, Event::StartFailed(text), cause, None);
                self.containers[container].last = record;
            }
        }
        self.unlock(container);
    }

    /// Begins a stop call with a grace period in milliseconds.
    pub(in crate::sim) fn begin_stop(&mut self, container: usize, grace: u64, cause: RecordId) -> CallId {
        let call = self.tasks.new_call();
        let state = &mut self.containers[container];
        match state.status {
            Status::Created | Status::Exited | Status::Removed => {
                let last = state.last;
                self.end_call(call, Ok(last));
            }
            Status::Restarting => {
                self.stop_process(container);
                let state = &mut self.containers[container];
                state.by_hand = true;
                state.status = Status::Exited;
                let record = self.note(container, Event::Stopped, cause, None);
                self.containers[container].last = record;
                self.end_call(call, Ok(record));
            }
            Status::Running | Status::Paused => {
                state.stop_calls.push(call);
                state.by_hand = true;
                let signal = state.model.stop_signal.clone();
                let then = AfterSignal::Grace(grace);
                self.send(container, signal, cause, then);
            }
        }
        call
    }

    /// Begins a kill call: SIGKILL ends with the exit, other signals at once.
    pub(in crate::sim) fn begin_kill(&mut self, container: usize, signal: &str, cause: RecordId) -> CallId {
        let call = self.tasks.new_call();
        let state = &mut self.containers[container];
        // Without a stop signal of its own, any signal counts as one that stops it.
        if signal == "SIGKILL" || !state.model.stop_signal_set || signal == state.model.stop_signal {
            state.by_hand = true;
        }
        if state.status == Status::Restarting {
            self.stop_process(container);
            let state = &mut self.containers[container];
            state.status = if state.by_hand { Status::Exited } else { state.status };
            let last = state.last;
            self.note_phase(container, last);
            self.end_call(call, Ok(last));
            return call;
        }
        let then = if signal == "SIGKILL" {
            AfterSignal::AwaitExit(call)
        } else {
            AfterSignal::End(call)
        };
        self.send(container, signal.to_owned(), cause, then);
        call
    }

    fn send(&mut self, container: usize, signal: String, cause: RecordId, then: AfterSignal) {
        let due = Due::SignalArrives {
            container,
            signal,
            cause,
            then,
        };
        let after = self.scenario.costs.signal;
        self.agenda.schedule(self.now + after, Pace::Once, due);
    }

    pub(in crate::sim) fn signal_arrives(
        &mut self,
        container: usize,
        signal: &str,
        cause: RecordId,
        then: AfterSignal,
    ) {
        if !self.containers[container].is_alive() {
            // It ended by itself while the signal was on its way.
            let last = self.containers[container].last;
            match then {
                AfterSignal::Grace(_) => self.stop_ends(container, last),
                AfterSignal::AwaitExit(call) | AfterSignal::End(call) => self.end_call(call, Ok(last)),
            }
            return;
        }
        let record = self.note(container, Event::Signal(signal.to_owned()), cause, None);
        match then {
            AfterSignal::Grace(_) => {}
            AfterSignal::AwaitExit(call) => self.containers[container].exit_waiters.push(call),
            AfterSignal::End(call) => self.end_call(call, Ok(record)),
        }
        if !self.containers[container].locked {
            self.meet_signal(container, signal, record);
        }
        if let AfterSignal::Grace(grace) = then {
            // A process that ends at once is quicker than the engine, even with no grace at all.
            let due = Due::GraceEnds(container, record);
            let ticket = self.agenda.schedule(self.now + grace, Pace::Once, due);
            self.containers[container].grace = Some(ticket);
        }
    }

    /// A signal reaches the process.
    fn meet_signal(&mut self, container: usize, signal: &str, cause: RecordId) {
        if self.containers[container].status == Status::Paused {
            self.thaw(container, cause);
        }
        let state = &self.containers[container];
        if signal == "SIGKILL" {
            self.process_ends(container, 137, cause);
        } else if signal == state.model.stop_signal || (signal == "SIGINT" && state.one_off) {
            // A process that Ctrl-C reaches ends as it does when it is stopped.
            self.react_to_stop(container, cause);
        }
    }

    fn react_to_stop(&mut self, container: usize, cause: RecordId) {
        if let OnStop::Exit { after, code } = self.containers[container].model.behavior.on_stop {
            let due = Due::ProcessEnds { container, code, cause };
            let ticket = self.agenda.schedule(self.now + after, Pace::Once, due);
            self.containers[container].pending.push(ticket);
        }
    }

    pub(in crate::sim) fn grace_ends(&mut self, container: usize, cause: RecordId) {
        self.containers[container].grace = None;
        let record = self.note(container, Event::Signal("SIGKILL".to_owned()), cause, None);
        if !self.containers[container].locked {
            self.process_ends(container, 137, record);
        }
    }

    pub(in crate::sim) fn stop_ends(&mut self, container: usize, cause: RecordId) {
        let record = self.note(container, Event::Stopped, cause, None);
        if !self.containers[container].is_alive() {
            self.containers[container].last = record;
        }
        for call in std::mem::take(&mut self.containers[container].stop_calls) {
            self.end_call(call, Ok(record));
        }
    }

    /// Freezes a running container: its process, and with it its health checks.
    pub(in crate::sim) fn pause_container(&mut self, container: usize, cause: RecordId) -> RecordId {
        let now = self.now;
        let state = &mut self.containers[container];
        state.status = Status::Paused;
        state.health = state.health.map(|_| Health::Unhealthy);
        let pending = std::mem::take(&mut state.pending);
        let monitor = state.monitor.take();
        let mut frozen = Vec::new();
        for ticket in pending {
            if let Some((due, _)) = self.agenda.cancel(ticket) {
                frozen.push((ticket.at.0.saturating_sub(now.0), due));
            }
        }
        if let Some(ticket) = monitor {
            self.agenda.cancel(ticket);
        }
        self.containers[container].frozen = frozen;
        let record = self.note(container, Event::Paused, cause, None);
        self.containers[container].last = record;
        record
    }

    /// Lets a frozen container go on. Its health stays as it reads until a probe passes.
    pub(in crate::sim) fn thaw(&mut self, container: usize, cause: RecordId) -> RecordId {
        self.containers[container].status = Status::Running;
        for (left, due) in std::mem::take(&mut self.containers[container].frozen) {
            let ticket = self.schedule(container, left, due);
            self.containers[container].pending.push(ticket);
        }
        let record = self.note(container, Event::Unpaused, cause, None);
        self.containers[container].last = record;
        self.schedule_first_probe(container);
        record
    }
}
