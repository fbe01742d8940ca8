//! The client: a running `docker compose` command, and what all commands need.
//!
//! A client knows the project, asks the engine to change containers and prints what it does.

use std::cell::{Ref, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::attach::UpEvent;
use super::behavior::Behavior;
use super::machine::{LogPrefix, LogSubscriber, Mailbox, Shared};
use crate::compose::{Project, ServiceName};
use crate::plan::{Selection, SelectionScope, select};
use crate::sim::engine::{Container, Engine, Exit};
use crate::sim::process::behavior::ExitRule;
use crate::sim::process::model::Model;
use crate::sim::run::executor::BoxedTask;
use crate::sim::{Costs, Event, RecordId, Stream, Subject};
use crate::source::Span;

/// Why a command or a part of it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// The error message, which the command prints last.
    pub(super) message: String,
    /// The record that caused the failure.
    pub(super) cause: Option<RecordId>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            cause: None,
        }
    }

    /// Adds the record that caused the failure.
    pub(super) fn caused_by(mut self, cause: impl Into<Option<RecordId>>) -> Self {
        self.cause = cause.into();
        self
    }
}

/// Result of a part of a command: the record that ended it.
pub(super) type TaskResult = Result<RecordId, Failure>;

/// A part of a command that runs concurrently with others.
pub(super) type ClientTask = BoxedTask<TaskResult>;

/// A project on which a command acts.
#[derive(Debug, Clone)]
pub(super) struct LoadedProject {
    pub(super) project: Rc<Project>,
    /// The models of the services; empty if the project was derived from labels.
    pub(super) models: Rc<BTreeMap<ServiceName, Rc<Model>>>,
    /// The project was derived from the labels of containers, not loaded from a file.
    pub(super) is_from_labels: bool,
}

/// A running command.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) shared: Shared,
    /// Index of the command.
    pub(super) command: usize,
    /// Record of the start of the command.
    pub(super) command_record: RecordId,
    pub(super) loaded: LoadedProject,
    pub(super) profiles: Vec<String>,
    /// Receives Ctrl-C while the command is attached to containers. Without it Ctrl-C ends the command.
    pub(super) interrupts: Rc<RefCell<Option<Mailbox<UpEvent>>>>,
    /// Behavior of the process that `exec` starts.
    pub(super) exec_rule: Option<ExitRule>,
}

/// Returns a line of progress, such as `Container demo-db-1 Started`.
pub(super) fn progress_line(kind: &str, name: &str, status: &str) -> String {
    [kind, " ", name, " ", status].concat()
}

impl Client {
    pub(super) fn project(&self) -> &Project {
        &self.loaded.project
    }

    /// Returns how the simulated version of Docker Compose behaves.
    pub(super) fn behavior(&self) -> &'static Behavior {
        Behavior::of(self.shared.borrow().scenario.compose)
    }

    /// Borrows the engine. The borrow must end before the command waits.
    pub(super) fn engine(&self) -> Ref<'_, Engine> {
        Ref::map(self.shared.borrow(), |machine| machine.engine())
    }

    /// Borrows a container. The borrow must end before the command waits.
    pub(super) fn container(&self, container: usize) -> Ref<'_, Container> {
        Ref::map(self.shared.borrow(), |machine| machine.engine().container(container))
    }

    /// Calls the engine, and handles the notices that result.
    pub(super) fn call_engine<R>(&self, change: impl FnOnce(&mut Engine) -> R) -> R {
        self.shared.borrow_mut().call_engine(change)
    }

    /// Waits for the duration of an operation.
    pub(super) async fn wait_for_operation(&self, cost: impl FnOnce(&Costs) -> u64) {
        let milliseconds = cost(self.engine().costs());
        self.shared.sleep(milliseconds).await;
    }

    /// Selects services by name. An empty list selects all active services.
    pub(super) fn select(&self, names: &[String], scope: SelectionScope) -> Result<Selection, Failure> {
        select(self.project(), &self.profiles, names, scope).map_err(Failure::new)
    }

    /// Returns the existing containers of a service by number, without those that `run` created.
    pub(super) fn containers_of(&self, service: &str) -> Vec<usize> {
        self.engine().containers_of(&self.project().name, service)
    }

    /// Returns the existing containers of the selected services that `is_wanted` accepts.
    pub(super) fn containers_where(&self, selection: &Selection, is_wanted: impl Fn(&Container) -> bool) -> Vec<usize> {
        let engine = self.engine();
        let project = &self.project().name;
        let services = selection.services.keys();
        let containers = services.flat_map(|service| engine.containers_of(project, service.as_str()));
        containers
            .filter(|&container| is_wanted(engine.container(container)))
            .collect()
    }

    /// Prints a line to standard output.
    pub(super) fn print_stdout(&self, text: impl Into<String>) {
        self.shared.borrow_mut().print(self.command, Stream::Out, text);
    }

    /// Prints a line to standard error.
    pub(super) fn print_stderr(&self, text: impl Into<String>) {
        self.shared.borrow_mut().print(self.command, Stream::Err, text);
    }

    /// Prints the progress of a resource.
    pub(super) fn print_progress(&self, kind: &str, name: &str, status: &str) {
        self.print_stderr(progress_line(kind, name, status));
    }

    /// Prints the progress of a container.
    pub(super) fn print_container_progress(&self, container: usize, status: &str) {
        let line = progress_line("Container", self.container(container).full_name(), status);
        self.print_stderr(line);
    }

    /// Prints a warning in the format of a log entry.
    pub(super) fn print_warning(&self, text: &str) {
        self.print_log_entry("warning", text);
    }

    /// Prints a log entry of Docker Compose.
    pub(super) fn print_log_entry(&self, level: &str, text: &str) {
        let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
        self.print_stderr(format!("level={level} msg=\"{quoted}\""));
    }

    /// Returns the number of lines that the command has printed.
    pub(super) fn printed_lines(&self) -> usize {
        self.shared.borrow().commands[self.command].lines.len()
    }

    /// Records an event of the command.
    pub(super) fn record(&self, event: Event, cause: RecordId) -> RecordId {
        let subject = Subject::Command(self.command);
        (self.shared.borrow_mut()).record(subject, event, cause, None)
    }

    /// Records a container event that the engine does not know about.
    pub(super) fn record_of_container(
        &self,
        container: usize,
        event: Event,
        cause: RecordId,
        span: impl Into<Option<Span>>,
    ) -> RecordId {
        let subject = Subject::Container(container);
        (self.shared.borrow_mut()).record(subject, event, cause, span)
    }

    /// Attaches the command to containers: prints what they write and returns the mailbox that receives their exits.
    pub(super) fn subscribe(&self, containers: BTreeSet<usize>, log_lines: Option<LogPrefix>) -> Mailbox<Exit> {
        let exits: Mailbox<Exit> = Mailbox::new(&self.shared);
        self.shared.borrow_mut().subscribers.push(LogSubscriber {
            command: self.command,
            containers,
            log_lines,
            prints_exits: false,
            exits: Some(exits.clone()),
        });
        exits
    }

    /// Runs tasks concurrently. Returns the latest record, or the first failure once all tasks have ended.
    pub(super) async fn run_concurrently(&self, tasks: Vec<ClientTask>, cause: RecordId) -> TaskResult {
        let mut last = cause;
        for result in self.shared.join_all(tasks).await {
            last = last.max(result?);
        }
        Ok(last)
    }
}
