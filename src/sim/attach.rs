//! `up`: creating, starting, and staying attached to what runs.
//!
//! Attached, it prints what its containers write and how they exit, and ends by itself when none of
//! them runs or will be restarted. Source: compose `pkg/compose/up.go` and `monitor.go`.

use crate::plan::{Abort, Reach, Selection, Up};
use crate::sim::client::Client;
use crate::sim::container::Status;
use crate::sim::start::Starting;
use crate::sim::task::Mailbox;
use crate::sim::walk::Failure;
use crate::sim::world::{Audience, Exit, Voice};
use crate::sim::{RecordId, Stream};
use crate::sort::{self, SortedSet};

/// What an attached `up` reacts to.
#[derive(Debug)]
pub(super) enum UpEvent {
    /// The start phase has ended.
    Started(Result<RecordId, Failure>),
    /// A container has exited.
    Exited(Exit),
    /// Ctrl-C.
    Interrupted,
}

impl Client {
    /// `up`, `create` and `scale`.
    pub(super) async fn up(&self, up: Up) -> Result<i32, Failure> {
        let reach = if up.no_deps {
            Reach::Alone
        } else {
            Reach::WithDependencies
        };
        let mut selection = self.select(&up.services, reach)?;
        selection.scale(&up.scale).map_err(Failure::new)?;
        if let Some(service) = &up.exit_code_from
            && !self.stage.project.services.contains_key(service.as_str())
        {
            return Err(Failure::new(format!("no such service: {service}: not found")));
        }
        let created = self.create(&selection, &selection, &up, self.record).await?;
        if up.no_start {
            return Ok(0);
        }
        if !up.detach {
            return self.stay_attached(selection, up, created).await;
        }
        let starting = Starting {
            quiet: false,
            wait_timeout: up.wait_timeout,
        };
        let started = self.start_all(&selection, &starting, created).await?;
        if up.wait {
            self.final_wait(&selection, up.wait_timeout, started).await?;
        }
        Ok(0)
    }

    async fn stay_attached(&self, selection: Selection, up: Up, created: RecordId) -> Result<i32, Failure> {
        let events: Mailbox<UpEvent> = Mailbox::new(&self.shared);
        let mut watched = self.attach(&selection, &up, &events);
        *self.interrupts.borrow_mut() = Some(events.clone());
        let group = self.shared.new_group();
        self.spawn_start(group, selection.clone(), events.clone(), created);
        loop {
            match events.receive().await {
                UpEvent::Started(Ok(_)) => {}
                UpEvent::Started(Err(failure)) => return Err(failure),
                UpEvent::Interrupted => {
                    self.shared.cancel(group);
                    self.set_prints_exits(false);
                    let line = "Gracefully Stopping... press Ctrl+C again to force";
                    self.shared.world().print(self.command, Stream::Out, line);
                    self.stop_selected(&selection, up.grace, self.record).await?;
                    return Ok(130);
                }
                UpEvent::Exited(exit) if exit.restarting => {}
                UpEvent::Exited(exit) => {
                    watched.remove(&exit.container);
                    let aborts = match up.abort {
                        Abort::Never => false,
                        Abort::OnExit => true,
                        Abort::OnFailure => exit.code != 0,
                    };
                    if aborts {
                        self.shared.cancel(group);
                        return self.abort(&selection, &up, exit).await;
                    }
                }
            }
            if watched.is_empty() {
                return Ok(0);
            }
        }
    }

    /// Attaches to the containers of the selected services; those it watches for their end.
    fn attach(&self, selection: &Selection, up: &Up, events: &Mailbox<UpEvent>) -> SortedSet<usize> {
        let is_named = |name: &str| up.services.is_empty() || up.services.iter().any(|service| service == name);
        let mut containers = SortedSet::new();
        for name in selection.turns.keys().filter(|name| is_named(name.as_str())) {
            containers.extend(self.containers_of(name.as_str()));
        }
        let exits: Mailbox<Exit> = Mailbox::new(&self.shared);
        let mut world = self.shared.world();
        let mut names: Vec<&str> = (containers.iter())
            .map(|&container| world.containers[container].name.as_str())
            .collect();
        sort::all(&mut names);
        let line = format!("Attaching to {}", names.join(", "));
        world.print(self.command, Stream::Out, line);
        world.audiences.push(Audience {
            command: self.command,
            containers: containers.clone(),
            exits: exits.clone(),
            voice: Voice::Prefixed,
            prints_exits: true,
        });
        drop(world);
        let events = events.clone();
        self.shared.spawn(async move {
            loop {
                let exit = exits.receive().await;
                events.send(UpEvent::Exited(exit));
            }
        });
        containers
    }

    fn spawn_start(&self, group: usize, selection: Selection, events: Mailbox<UpEvent>, created: RecordId) {
        let client = self.clone();
        self.shared.spawn_in(group, async move {
            let starting = Starting {
                quiet: true,
                wait_timeout: None,
            };
            let started = client.start_all(&selection, &starting, created).await;
            events.send(UpEvent::Started(started));
        });
    }

    fn set_prints_exits(&self, prints: bool) {
        let mut world = self.shared.world();
        for audience in &mut world.audiences {
            if audience.command == self.command {
                audience.prints_exits = prints;
            }
        }
    }

    /// Stops everything after an exit; the code is the one asked for, or that of the exit.
    async fn abort(&self, selection: &Selection, up: &Up, exit: Exit) -> Result<i32, Failure> {
        self.say("Aborting on container exit...");
        self.stop_selected(selection, up.grace, self.record).await?;
        let Some(service) = &up.exit_code_from else {
            return Ok(exit.code);
        };
        let containers = self.containers_of(service);
        let world = self.shared.world();
        let exited = containers.iter().map(|&container| &world.containers[container]);
        let code = exited
            .filter(|container| container.status == Status::Exited)
            .map(|container| container.exit_code);
        Ok(code.max().unwrap_or(exit.code))
    }
}
