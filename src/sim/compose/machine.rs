//! The machine on which commands run: the engine and what all commands share.
//!
//! The machine translates the engine's notices into their effects on commands: lines that they print, exits that they
//! wait for, and tasks that continue.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use super::polling::Poller;
use crate::sim::engine::{CallId, CallOutcome, DueEvent, Engine, Exit, Notice, Timer};
use crate::sim::run::agenda::{Recurrence, Reservation};
use crate::sim::run::executor::{self, TaskHost, TaskId, Tasks};
use crate::sim::{CommandLine, CommandRun, Event, RecordId, Scenario, Stream, Subject, Time};
use crate::source::Span;

/// A handle to the machine, for tasks.
pub(in crate::sim) type Shared = executor::Shared<Machine>;
/// A queue of messages between tasks on the machine.
pub(in crate::sim) type Mailbox<T> = executor::Mailbox<T, Machine>;

/// How the lines of a container are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogPrefix {
    /// Prefixes each line with the name of the container.
    ContainerName,
    /// Without a prefix.
    None,
}

impl LogPrefix {
    /// Returns a line of a container with its prefix.
    pub(super) fn apply(self, container_name: &str, text: &str) -> String {
        match self {
            LogPrefix::ContainerName => format!("{container_name} | {text}"),
            LogPrefix::None => text.to_owned(),
        }
    }
}

/// A command that is attached to containers.
pub(super) struct LogSubscriber {
    pub(super) command: usize,
    pub(super) containers: BTreeSet<usize>,
    /// How the command prints log lines; `None` if it does not.
    pub(super) log_lines: Option<LogPrefix>,
    /// Prints `exited with code`.
    pub(super) prints_exits: bool,
    /// Receives the exits.
    pub(super) exits: Option<Mailbox<Exit>>,
}

/// The tasks that a timer of the machine resumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Wakeup {
    /// One task.
    Task(TaskId),
    /// All pollers that are due.
    DuePollers,
}

impl From<Wakeup> for Timer {
    fn from(wakeup: Wakeup) -> Self {
        match wakeup {
            Wakeup::DuePollers => Timer(0),
            Wakeup::Task(task) => Timer(task + 1),
        }
    }
}

impl From<Timer> for Wakeup {
    fn from(Timer(value): Timer) -> Self {
        match value.checked_sub(1) {
            None => Wakeup::DuePollers,
            Some(task) => Wakeup::Task(task),
        }
    }
}

/// A call of the engine that a task may wait for.
#[derive(Default)]
struct Call {
    outcome: Option<CallOutcome>,
    waiter: Option<TaskId>,
}

/// The engine, the commands that run on it and their tasks.
pub(in crate::sim) struct Machine {
    engine: Engine,
    tasks: Tasks,
    pub(super) commands: Vec<CommandRun>,
    pub(super) subscribers: Vec<LogSubscriber>,
    pub(super) pollers: Vec<Poller>,
    /// Calls of the engine, by id.
    calls: Vec<Call>,
    /// Tasks that wait until a container is unlocked.
    unlock_waiters: BTreeMap<usize, Vec<TaskId>>,
    /// Containers that commands wait to start, as pairs of command and container: the first container of each
    /// service that waits for dependencies.
    pub(super) waiting: Vec<(usize, usize)>,
    /// Containers that commands are stopping, as pairs of command and container.
    pub(super) stopping: Vec<(usize, usize)>,
    /// Number of start calls whose recorded duration was used, by service.
    pub(super) recorded_starts_used: BTreeMap<String, usize>,
    /// The project to which recorded costs apply.
    pub(super) main_project: Option<String>,
    /// End of the observation, once all commands have ended.
    pub(super) observed_until: Option<Time>,
    pub(super) scenario: Rc<Scenario>,
}

impl Machine {
    /// Creates a machine on which nothing has happened.
    pub(in crate::sim) fn new(scenario: Rc<Scenario>, main_project: Option<String>) -> Self {
        Machine {
            engine: Engine::new(Rc::clone(&scenario)),
            tasks: Tasks::default(),
            commands: Vec::new(),
            subscribers: Vec::new(),
            pollers: Vec::new(),
            calls: Vec::new(),
            unlock_waiters: BTreeMap::new(),
            waiting: Vec::new(),
            stopping: Vec::new(),
            recorded_starts_used: BTreeMap::new(),
            main_project,
            observed_until: None,
            scenario,
        }
    }

    pub(in crate::sim) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Changes the engine and handles the notices that result.
    pub(in crate::sim) fn call_engine<R>(&mut self, change: impl FnOnce(&mut Engine) -> R) -> R {
        let result = change(&mut self.engine);
        self.handle_notices();
        result
    }

    /// Takes the next event that is due no later than `limit` and advances the clock to it.
    pub(in crate::sim) fn next_event(&mut self, limit: Time) -> Option<DueEvent> {
        self.engine.next_event(limit)
    }

    /// Handles an event of the engine. Returns the tasks to continue if the event is a timer of the machine.
    pub(in crate::sim) fn handle_event(&mut self, event: DueEvent) -> Option<Wakeup> {
        self.call_engine(|engine| engine.handle_event(event)).map(Wakeup::from)
    }

    /// Returns the end of the observation, once all commands have ended.
    pub(in crate::sim) fn observed_until(&self) -> Option<Time> {
        self.observed_until
    }

    /// Detaches all commands, and returns the engine and the commands.
    pub(in crate::sim) fn take_results(&mut self) -> (&mut Engine, Vec<CommandRun>) {
        // Subscribers refer to the machine, which would never be dropped otherwise.
        self.subscribers.clear();
        (&mut self.engine, std::mem::take(&mut self.commands))
    }

    fn handle_notices(&mut self) {
        while let Some((mut position, notice)) = self.engine.next_notice() {
            match notice {
                Notice::StateChanged(container) => self.schedule_polls(&mut position, container),
                Notice::Unlocked(container) => {
                    for task in self.unlock_waiters.remove(&container).unwrap_or_default() {
                        self.resume_in_response(&mut position, task);
                    }
                }
                Notice::LogLine { container, text } => self.print_log_line(container, &text),
                Notice::Exited(exit) => self.announce_exit(&mut position, exit),
                Notice::CallEnded { call, outcome } => {
                    let call = self.call_mut(call);
                    call.outcome.get_or_insert(outcome);
                    if let Some(task) = call.waiter.take() {
                        self.resume_in_response(&mut position, task);
                    }
                }
            }
        }
    }

    fn resume_in_response(&mut self, position: &mut Reservation, task: TaskId) {
        let (now, timer) = (self.engine.now(), Wakeup::Task(task).into());
        (self.engine).set_timer_reserved(position, now, Recurrence::Once, timer);
    }

    /// Schedules the pollers that watch a container, each at the first tick that sees the change.
    fn schedule_polls(&mut self, position: &mut Reservation, container: usize) {
        let (now, scheduled_at) = (self.engine.now(), self.engine.event_scheduled_at());
        for poller in &mut self.pollers {
            let Some(tick) = poller.schedule_poll(container, now, scheduled_at) else {
                continue;
            };
            let timer = Wakeup::DuePollers.into();
            (self.engine).set_timer_reserved(position, tick, Recurrence::Periodic, timer);
        }
    }

    /// Sets the timer for a poller's deadline.
    pub(super) fn schedule_poll_at(&mut self, at: Time) {
        (self.engine).set_timer(at, Recurrence::Periodic, Wakeup::DuePollers.into());
    }

    fn call_mut(&mut self, call: CallId) -> &mut Call {
        if self.calls.len() <= call {
            self.calls.resize_with(call + 1, Call::default);
        }
        &mut self.calls[call]
    }

    fn print_log_line(&mut self, container: usize, text: &str) {
        let name = self.engine.container(container).name();
        let lines: Vec<(usize, String)> = (self.subscribers.iter())
            .filter(|subscriber| subscriber.containers.contains(&container))
            .filter_map(|subscriber| {
                let line = subscriber.log_lines?.apply(name, text);
                Some((subscriber.command, line))
            })
            .collect();
        for (command, line) in lines {
            self.print(command, Stream::Out, line);
        }
    }

    /// Prints an exit and sends it to the commands that wait for it.
    fn announce_exit(&mut self, position: &mut Reservation, exit: Exit) {
        let mut printing_commands = Vec::new();
        let mut exit_receivers = Vec::new();
        for subscriber in &self.subscribers {
            if subscriber.containers.contains(&exit.container) {
                exit_receivers.extend(subscriber.exits.clone());
                if subscriber.prints_exits {
                    printing_commands.push(subscriber.command);
                }
            }
        }
        let name = self.engine.container(exit.container).name();
        let suffix = if exit.is_restarting { " (restarting)" } else { "" };
        let line = format!("{name} exited with code {}{suffix}", exit.code);
        for command in printing_commands {
            self.print(command, Stream::Out, line.clone());
        }
        for exits in exit_receivers {
            if let Some(task) = exits.push(exit) {
                self.resume_in_response(position, task);
            }
        }
    }

    /// Adds a line to the output of a command.
    pub(super) fn print(&mut self, command: usize, stream: Stream, text: impl Into<String>) {
        let (at, text) = (self.engine.now(), text.into());
        self.commands[command].lines.push(CommandLine { at, stream, text });
    }

    /// Adds a record to the history.
    pub(super) fn record(
        &mut self,
        subject: Subject,
        event: Event,
        cause: impl Into<Option<RecordId>>,
        span: impl Into<Option<Span>>,
    ) -> RecordId {
        self.engine.record(subject, event, cause, span)
    }
}

impl TaskHost for Machine {
    fn now(&self) -> Time {
        self.engine.now()
    }

    fn tasks(&mut self) -> &mut Tasks {
        &mut self.tasks
    }

    fn resume_at(&mut self, at: Time, recurrence: Recurrence, task: TaskId) {
        self.engine.set_timer(at, recurrence, Wakeup::Task(task).into());
    }
}

impl Shared {
    /// Waits until a call of the engine has ended.
    pub(super) async fn ended(&self, call: CallId) -> CallOutcome {
        poll_fn(|_| {
            let mut machine = self.borrow_mut();
            let task = machine.tasks.current();
            let call = machine.call_mut(call);
            match &call.outcome {
                Some(outcome) => Poll::Ready(outcome.clone()),
                None => {
                    call.waiter = Some(task);
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// Waits until no start and no exit is in progress in a container.
    pub(super) async fn unlocked(&self, container: usize) {
        poll_fn(|_| {
            let mut machine = self.borrow_mut();
            if !machine.engine.container(container).is_locked() {
                return Poll::Ready(());
            }
            let task = machine.tasks.current();
            machine.unlock_waiters.entry(container).or_default().push(task);
            Poll::Pending
        })
        .await;
    }
}
