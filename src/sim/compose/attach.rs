//! An attached `up`: it prints what containers write and how they exit, and ends when all have exited.
//!
//! Source: compose `pkg/compose/up.go` and `monitor.go`.

use std::collections::BTreeSet;

use super::client::{Client, Failure, TaskResult};
use super::machine::{LogPrefix, LogSubscriber, Mailbox};
use super::shell::INTERRUPTED;
use super::start::StartOptions;
use crate::compose::ServiceName;
use crate::plan::{Abort, SelectedService, Selection, Up};
use crate::sim::RecordId;
use crate::sim::engine::Exit;

/// An event to which an attached `up` reacts.
#[derive(Debug)]
pub(super) enum UpEvent {
    /// The start phase has ended.
    Started(TaskResult),
    /// A stop that `up` initiated has ended.
    Stopped(TaskResult),
    /// A container exited.
    Exited(Exit),
    /// Ctrl-C.
    Interrupted,
}

/// State of an attached `up`.
struct Session {
    /// Containers whose exit `up` waits for.
    watched: BTreeSet<usize>,
    is_starting: bool,
    /// Number of stops in progress.
    stops_in_progress: usize,
    is_interrupted: bool,
    /// Exit code of the container that made `up` stop all containers.
    abort_code: Option<i32>,
    /// Exit code of the service that `--exit-code-from` names.
    selected_code: Option<i32>,
    failure: Option<Failure>,
}

impl Session {
    fn new(watched: BTreeSet<usize>) -> Self {
        Session {
            watched,
            is_starting: true,
            stops_in_progress: 0,
            is_interrupted: false,
            abort_code: None,
            selected_code: None,
            failure: None,
        }
    }

    fn has_ended(&self) -> bool {
        self.watched.is_empty() && !self.is_starting && self.stops_in_progress == 0
    }

    fn result(self) -> Result<i32, Failure> {
        match self.failure {
            _ if self.is_interrupted => Ok(INTERRUPTED),
            Some(failure) => Err(failure),
            None => Ok(self.selected_code.or(self.abort_code).unwrap_or(0)),
        }
    }
}

impl Client {
    /// Starts the selected services and stays attached until their containers have exited. The start phase continues
    /// after Ctrl-C and after an abort: containers that wait for a dependency may still be started later.
    pub(super) async fn run_attached(&self, selection: Selection, up: Up, created: RecordId) -> Result<i32, Failure> {
        let events: Mailbox<UpEvent> = Mailbox::new(&self.shared);
        let mut session = Session::new(self.attach(&selection, &up, &events));
        *self.interrupts.borrow_mut() = Some(events.clone());
        self.spawn_start(selection.clone(), events.clone(), created);
        while !session.has_ended() {
            match events.receive().await {
                UpEvent::Started(result) => {
                    session.is_starting = false;
                    if let Err(failure) = result
                        && !session.is_interrupted
                    {
                        session.failure = Some(failure);
                        self.stop_watching(&mut session);
                    }
                }
                UpEvent::Stopped(result) => {
                    session.stops_in_progress -= 1;
                    session.failure = session.failure.take().or(result.err());
                }
                UpEvent::Interrupted => {
                    session.is_interrupted = true;
                    self.stop_watching(&mut session);
                    self.print_stdout("Gracefully Stopping... press Ctrl+C again to force");
                    self.spawn_stop(&mut session, &selection, &up, &events);
                }
                UpEvent::Exited(exit) if !session.watched.contains(&exit.container) => {}
                UpEvent::Exited(exit) => {
                    if self.handle_exit(&mut session, &up, exit) {
                        self.print_stderr("Aborting on container exit...");
                        self.spawn_stop(&mut session, &selection, &up, &events);
                    }
                }
            }
        }
        session.result()
    }

    /// Handles the exit of a watched container. Returns whether it makes `up` stop all containers.
    fn handle_exit(&self, session: &mut Session, up: &Up, exit: Exit) -> bool {
        if !exit.is_restarting {
            session.watched.remove(&exit.container);
        }
        if up.exit_code_from.as_deref() == Some(self.container(exit.container).service().as_str()) {
            session.selected_code.get_or_insert(exit.code);
        }
        // An exit counts even if the container will be restarted.
        let aborts = match up.abort {
            Abort::Never => false,
            Abort::OnExit => true,
            Abort::OnFailure => exit.code != 0,
        };
        let is_first = aborts && session.abort_code.is_none();
        if is_first {
            session.abort_code = Some(exit.code);
        }
        is_first
    }

    /// Neither prints further exits nor waits for them.
    fn stop_watching(&self, session: &mut Session) {
        session.watched = BTreeSet::new();
        for subscriber in &mut self.shared.borrow_mut().subscribers {
            if subscriber.command == self.command {
                subscriber.prints_exits = false;
            }
        }
    }

    /// Attaches to the containers that are shown. Returns the containers whose exits are watched.
    fn attach(&self, selection: &Selection, up: &Up, events: &Mailbox<UpEvent>) -> BTreeSet<usize> {
        let shown = shown_services(selection, up);
        // Without names, the shown services are watched, or all if none is shown.
        let is_watched = |name: &&ServiceName| match up.services.is_empty() {
            false => is_named(up, name.as_str()),
            true => shown.is_empty() || shown.contains(*name),
        };
        let watched: BTreeSet<usize> = (selection.services.keys().filter(is_watched))
            .flat_map(|name| self.containers_of(name.as_str()))
            .collect();
        let shown: BTreeSet<usize> = shown
            .iter()
            .flat_map(|name| self.containers_of(name.as_str()))
            .collect();
        let mut names: Vec<String> = (shown.iter())
            .map(|&container| self.container(container).name().to_owned())
            .collect();
        names.sort();
        self.print_stdout(format!("Attaching to {}", names.join(", ")));
        let exits: Mailbox<Exit> = Mailbox::new(&self.shared);
        self.shared.borrow_mut().subscribers.extend([
            LogSubscriber {
                command: self.command,
                containers: shown,
                log_lines: Some(LogPrefix::ContainerName),
                prints_exits: false,
                exits: None,
            },
            LogSubscriber {
                command: self.command,
                containers: watched.clone(),
                log_lines: None,
                prints_exits: true,
                exits: Some(exits.clone()),
            },
        ]);
        let events = events.clone();
        self.shared.spawn(async move {
            loop {
                let exit = exits.receive().await;
                events.send(UpEvent::Exited(exit));
            }
        });
        watched
    }

    fn spawn_start(&self, selection: Selection, events: Mailbox<UpEvent>, created: RecordId) {
        let client = self.clone();
        self.shared.spawn(async move {
            let options = StartOptions {
                is_quiet: true,
                wait_timeout: None,
            };
            let started = client.start_all(&selection, &options, created).await;
            events.send(UpEvent::Started(started));
        });
    }

    /// Stops the containers of the named services. `--timeout` of `up` does not apply here, only the grace periods of
    /// the services.
    fn spawn_stop(&self, session: &mut Session, selection: &Selection, up: &Up, events: &Mailbox<UpEvent>) {
        session.stops_in_progress += 1;
        let names = selection.services.keys().filter(|name| is_named(up, name.as_str()));
        let named: BTreeSet<ServiceName> = names.cloned().collect();
        let (client, events, selection) = (self.clone(), events.clone(), selection.restricted_to(&named, |_| true));
        self.shared.spawn(async move {
            let stopped = client.stop_selected(&selection, None, client.command_record).await;
            events.send(UpEvent::Stopped(stopped));
        });
    }
}

/// Returns whether `up` names a service. Without names it means all services.
fn is_named(up: &Up, service: &str) -> bool {
    up.services.is_empty() || contains(&up.services, service)
}

/// Returns the services whose output is shown.
fn shown_services<'s>(selection: &'s Selection, up: &Up) -> BTreeSet<&'s ServiceName> {
    let options = &up.attach;
    let is_shown = |selected: &SelectedService| {
        let name = selected.service.name.as_str();
        let is_included = match options.services.is_empty() {
            false => contains(&options.services, name),
            true => selected.service.attach && (options.dependencies || is_named(up, name)),
        };
        is_included && !contains(&options.excluded, name)
    };
    (selection.services.iter())
        .filter(|(_, selected)| is_shown(selected))
        .map(|(name, _)| name)
        .collect()
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other == name)
}
