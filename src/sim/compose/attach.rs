//! `up`: creating, starting, and staying attached to what runs.
//!
//! Attached, it prints what its containers write and how they exit, and ends by itself when none of
//! them runs or will be restarted. Source: compose `pkg/compose/up.go` and `monitor.go`.

use crate::compose::ServiceName;
use crate::plan::{Abort, ReturnWhen, SelectedService, Selection, Up, UpStage};
use crate::sim::compose::client::Client;
use crate::sim::compose::start::Starting;
use crate::sim::compose::walk::Failure;
use crate::sim::engine::world::{Audience, Exit, Voice};
use crate::sim::run::executor::Mailbox;
use crate::sim::{RecordId, Stream};
use std::collections::BTreeSet;

/// The exit code of a command that Ctrl-C ends.
const INTERRUPTED: i32 = 130;

/// What an attached `up` reacts to.
#[derive(Debug)]
pub(in crate::sim) enum UpEvent {
    /// The start phase has ended.
    Started(Result<RecordId, Failure>),
    /// A stop of its own has ended.
    Stopped(Result<RecordId, Failure>),
    /// A container has exited.
    Exited(Exit),
    /// Ctrl-C.
    Interrupted,
}

impl Client {
    /// `up`, `create` and `scale`.
    pub(in crate::sim) async fn up(&self, up: Up) -> Result<i32, Failure> {
        let mut selection = self.select(&up.services, up.scope)?;
        selection.scale(&up.scale).map_err(Failure::new)?;
        if let Some(service) = &up.exit_code_from
            && !self.stage.project.services.contains_key(service.as_str())
        {
            return Err(Failure::new(format!("no such service: {service}: not found")));
        }
        let created = self.create(&selection, &selection, &up, self.record).await?;
        if up.last_stage == UpStage::Create {
            return Ok(0);
        }
        if up.return_when == ReturnWhen::ContainersStopped {
            return self.stay_attached(selection, up, created).await;
        }
        let starting = Starting {
            quiet: false,
            wait_timeout: up.wait_timeout,
        };
        let started = self.start_all(&selection, &starting, created).await?;
        if up.return_when == ReturnWhen::ServicesReady {
            self.final_wait(&selection, up.wait_timeout, started).await?;
        }
        Ok(0)
    }

    /// Stays with what it started until there is nothing left to follow. Neither Ctrl-C nor an abort ends the
    /// start phase: what waits is started when its wait is over, even if all has been stopped meanwhile.
    async fn stay_attached(&self, selection: Selection, up: Up, created: RecordId) -> Result<i32, Failure> {
        let events: Mailbox<UpEvent> = Mailbox::new(&self.shared);
        let mut session = Session::new(self.attach(&selection, &up, &events));
        *self.interrupts.borrow_mut() = Some(events.clone());
        self.spawn_start(selection.clone(), events.clone(), created);
        while !session.is_over() {
            match events.receive().await {
                UpEvent::Started(result) => {
                    session.starting = false;
                    if let Err(failure) = result
                        && !session.interrupted
                    {
                        session.failure = Some(failure);
                        self.follow_no_more(&mut session);
                    }
                }
                UpEvent::Stopped(result) => {
                    session.stopping -= 1;
                    session.failure = session.failure.take().or(result.err());
                }
                UpEvent::Interrupted => {
                    session.interrupted = true;
                    self.follow_no_more(&mut session);
                    let line = "Gracefully Stopping... press Ctrl+C again to force";
                    self.shared.world().print(self.command, Stream::Out, line);
                    self.spawn_stop(&mut session, &selection, &up, &events);
                }
                UpEvent::Exited(exit) if !session.watched.contains(&exit.container) => {}
                UpEvent::Exited(exit) => {
                    // An exit that the policy makes good counts as one all the same.
                    if !exit.restarting {
                        session.watched.remove(&exit.container);
                    }
                    let aborts = match up.abort {
                        Abort::Never => false,
                        Abort::OnExit => true,
                        Abort::OnFailure => exit.code != 0,
                    };
                    if aborts && session.aborted_with.is_none() {
                        session.aborted_with = Some(exit.code);
                        self.say("Aborting on container exit...");
                        self.spawn_stop(&mut session, &selection, &up, &events);
                    }
                    let service = self.shared.world().containers[exit.container].service().clone();
                    if up.exit_code_from.as_deref() == Some(service.as_str()) {
                        session.asked_code.get_or_insert(exit.code);
                    }
                }
            }
        }
        session.outcome()
    }

    /// From now on no exit is told, nor waited for.
    fn follow_no_more(&self, session: &mut Session) {
        session.watched = BTreeSet::new();
        let mut world = self.shared.world();
        for audience in &mut world.audiences {
            if audience.command == self.command {
                audience.prints_exits = false;
            }
        }
    }

    /// Attaches to containers of the selected services; those it watches for their end.
    fn attach(&self, selection: &Selection, up: &Up, events: &Mailbox<UpEvent>) -> BTreeSet<usize> {
        let is_named = |name: &str| up.services.is_empty() || up.services.iter().any(|service| service == name);
        let is_shown = |selected: &SelectedService| {
            let name = selected.service.name.as_str();
            let is_among = |names: &[String]| names.iter().any(|other| other == name);
            let options = &up.attach;
            let included = match options.services.is_empty() {
                false => is_among(&options.services),
                true => selected.service.attach && (options.dependencies || is_named(name)),
            };
            included && !is_among(&options.excluded)
        };
        let shown: BTreeSet<&ServiceName> = (selection.services.iter())
            .filter(|(_, selected)| is_shown(selected))
            .map(|(name, _)| name)
            .collect();
        // Named services are watched for their end; without names those that are shown are, where there are any.
        let is_watched = |name: &&ServiceName| match up.services.is_empty() {
            false => is_named(name.as_str()),
            true => shown.is_empty() || shown.contains(*name),
        };
        let watched: BTreeSet<usize> = (selection.services.keys().filter(is_watched))
            .flat_map(|name| self.containers_of(name.as_str()))
            .collect();
        let shown: BTreeSet<usize> = shown
            .iter()
            .flat_map(|name| self.containers_of(name.as_str()))
            .collect();
        let exits: Mailbox<Exit> = Mailbox::new(&self.shared);
        let mut world = self.shared.world();
        let mut names: Vec<&str> = (shown.iter())
            .map(|&container| world.containers[container].name.as_str())
            .collect();
        names.sort();
        let line = format!("Attaching to {}", names.join(", "));
        world.print(self.command, Stream::Out, line);
        let audience = |containers: &BTreeSet<usize>, exits, voice| Audience {
            command: self.command,
            containers: containers.clone(),
            exits,
            voice,
            prints_exits: voice == Voice::Silent,
        };
        world
            .audiences
            .push(audience(&shown, Mailbox::new(&self.shared), Voice::Prefixed));
        world.audiences.push(audience(&watched, exits.clone(), Voice::Silent));
        drop(world);
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
            let starting = Starting {
                quiet: true,
                wait_timeout: None,
            };
            let started = client.start_all(&selection, &starting, created).await;
            events.send(UpEvent::Started(started));
        });
    }

    /// Stops the named services, or all, within their own grace periods: that of the command is for what
    /// runs before it.
    fn spawn_stop(&self, session: &mut Session, selection: &Selection, up: &Up, events: &Mailbox<UpEvent>) {
        session.stopping += 1;
        let named: BTreeSet<ServiceName> = (selection.services.keys())
            .filter(|name| up.services.is_empty() || up.services.iter().any(|service| service == name.as_str()))
            .cloned()
            .collect();
        let (client, events, selection) = (self.clone(), events.clone(), selection.restricted_to(&named, |_| true));
        self.shared.spawn(async move {
            let stopped = client.stop_selected(&selection, None, client.record).await;
            events.send(UpEvent::Stopped(stopped));
        });
    }
}

/// An attached `up` while it lasts.
struct Session {
    /// Containers whose end it waits for.
    watched: BTreeSet<usize>,
    /// Its start phase goes on.
    starting: bool,
    /// So many stops of its own go on.
    stopping: usize,
    /// Ctrl-C.
    interrupted: bool,
    /// The exit code that made it stop everything.
    aborted_with: Option<i32>,
    /// The exit code of the service that was asked for.
    asked_code: Option<i32>,
    failure: Option<Failure>,
}

impl Session {
    fn new(watched: BTreeSet<usize>) -> Self {
        Session {
            watched,
            starting: true,
            stopping: 0,
            interrupted: false,
            aborted_with: None,
            asked_code: None,
            failure: None,
        }
    }

    fn is_over(&self) -> bool {
        self.watched.is_empty() && !self.starting && self.stopping == 0
    }

    fn outcome(self) -> Result<i32, Failure> {
        match (self.interrupted, self.failure) {
            (true, _) => Ok(INTERRUPTED),
            (false, Some(failure)) => Err(failure),
            (false, None) => Ok(self.asked_code.or(self.aborted_with).unwrap_or(0)),
        }
    }
}
