//! The client: one `docker compose` command, from its words to its exit code.
//!
//! It walks the services, asks the engine for things and looks at containers; between commands it
//! knows nothing. What it does in detail is in `create`, `start`, `wait`, `attach`, `stop` and `once`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::compose::{Project, ServiceName};
use crate::plan::{Command, Request, Selection, SelectionScope, select};
use crate::sim::compose::attach::UpEvent;
use crate::sim::compose::labels::stage_of;
use crate::sim::compose::walk::Failure;
use crate::sim::engine::world::World;
use crate::sim::process::behavior::ExitRule;
use crate::sim::process::model::Model;
use crate::sim::run::agenda::Pace;
use crate::sim::run::executor::{Group, Mailbox, Shared};
use crate::sim::run::scenario::{Step, When};
use crate::sim::{CommandRun, Event, LoadedStep, RecordId, Stream, Subject, Watch};
use std::collections::BTreeMap;

/// A project and its services' models.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Stage {
    pub(in crate::sim) project: Rc<Project>,
    pub(in crate::sim) models: Rc<BTreeMap<ServiceName, Rc<Model>>>,
}

/// A command that runs.
#[derive(Clone)]
pub(in crate::sim) struct Client {
    pub(in crate::sim) shared: Shared,
    /// Its index among the commands.
    pub(in crate::sim) command: usize,
    /// The record of its beginning.
    pub(in crate::sim) record: RecordId,
    pub(in crate::sim) stage: Stage,
    pub(in crate::sim) profiles: Vec<String>,
    /// Where Ctrl-C goes while it is attached to containers.
    pub(in crate::sim) interrupts: Rc<RefCell<Option<Mailbox<UpEvent>>>>,
    /// What the project consists of is only known from its containers.
    pub(in crate::sim) by_name: bool,
    /// What the process of an `exec` does.
    pub(in crate::sim) exec: Option<ExitRule>,
}

/// A project to run a command on, or why it can't be loaded.
pub(in crate::sim) type Loading = Result<Stage, String>;

/// The project of a step.
pub(in crate::sim) fn loading(step: &LoadedStep) -> Loading {
    match step {
        LoadedStep::Project { project, models } => Ok(Stage {
            project: Rc::clone(project),
            models: Rc::clone(models),
        }),
        LoadedStep::Refused(text) => Err(text.clone()),
    }
}

enum Ending {
    Returned(Result<i32, Failure>),
    Interrupted,
}

/// Gives a scenario's commands, one after the other or beside each other, and watches on.
pub(in crate::sim) async fn give_commands(shared: Shared, loadings: Vec<Loading>) {
    let scenario = Rc::clone(&shared.world().scenario);
    let ended: Mailbox<()> = Mailbox::new(&shared);
    let mut running = 0;
    let mut began = None;
    for (step, loading) in scenario.steps.iter().zip(loadings) {
        match (step.when, began) {
            (When::At(at), Some(began)) => {
                let at = began + at;
                shared.sleep_until(at, Pace::Once).await;
            }
            (When::At(delay) | When::After(delay), _) => {
                for _ in 0..std::mem::take(&mut running) {
                    ended.receive().await;
                }
                shared.sleep(delay).await;
            }
        }
        began.get_or_insert(shared.now());
        running += 1;
        give(&shared, step.clone(), loading, ended.clone());
    }
    for _ in 0..running {
        ended.receive().await;
    }
    if let Watch::For(milliseconds) = scenario.watch {
        let over_at = shared.now() + milliseconds;
        shared.world().over_at = Some(over_at);
    }
}

fn give(shared: &Shared, step: Step, loading: Loading, ended: Mailbox<()>) {
    let (command, record) = begin(shared, &step);
    let interrupt = step.interrupt;
    let group = shared.new_group();
    let endings: Mailbox<Ending> = Mailbox::new(shared);
    let interrupts = Rc::new(RefCell::new(None));
    let program = {
        let (shared, endings, interrupts) = (shared.clone(), endings.clone(), Rc::clone(&interrupts));
        async move {
            let outcome = execute(&shared, command, record, &step, loading, interrupts).await;
            endings.send(Ending::Returned(outcome));
        }
    };
    shared.spawn_in(group, program);
    if let Some(after) = interrupt {
        let (shared, endings, interrupts) = (shared.clone(), endings.clone(), Rc::clone(&interrupts));
        shared.clone().spawn_in(group, async move {
            shared.sleep(after).await;
            let attached: Option<Mailbox<UpEvent>> = interrupts.borrow().clone();
            match attached {
                Some(attached) => attached.send(UpEvent::Interrupted),
                None => endings.send(Ending::Interrupted),
            }
        });
    }
    let supervisor = shared.clone();
    shared.spawn(async move {
        let ending = endings.receive().await;
        finish(&supervisor, command, record, group, ending);
        ended.send(());
    });
}

fn begin(shared: &Shared, step: &Step) -> (usize, RecordId) {
    let mut world = shared.world();
    let now = world.now;
    let command = world.history.commands.len();
    let record = world.record(Subject::Command(command), Event::CommandBegan, None, None);
    world.history.commands.push(CommandRun {
        words: step.words.clone(),
        began: now,
        ended: None,
        exit_code: None,
        error: None,
        lines: Vec::new(),
        record,
    });
    (command, record)
}

fn finish(shared: &Shared, command: usize, began: RecordId, group: Group, ending: Ending) {
    shared.cancel(group);
    let mut world = shared.world();
    let (code, error, cause) = match ending {
        Ending::Returned(Ok(code)) => (code, None, began),
        Ending::Returned(Err(failure)) => (failure.code, failure.text, failure.cause.unwrap_or(began)),
        Ending::Interrupted => {
            // Its waits end as if they were fulfilled; what it then asks for is refused.
            let waiting = std::mem::take(&mut world.waiting);
            for (_, container) in waiting.iter().filter(|(waiting, _)| *waiting == command) {
                let line = progress("Container", &world.containers[*container].full_name, "Starting");
                world.print(command, Stream::Err, line);
            }
            let stopping = world.stopping.clone();
            for (_, container) in stopping.iter().filter(|(stopping, _)| *stopping == command) {
                let name = &world.containers[*container].full_name;
                let line = progress("Container", name, "Error while Stopping");
                world.print(command, Stream::Err, line);
            }
            (130, None, began)
        }
    };
    world.stopping.retain(|(stopping, _)| *stopping != command);
    world.waiting.retain(|(waiting, _)| *waiting != command);
    if let Some(text) = &error {
        world.print(command, Stream::Err, text.clone());
    }
    world.audiences.retain(|audience| audience.command != command);
    release(&mut world);
    world.record(Subject::Command(command), Event::CommandEnded(code), cause, None);
    let now = world.now;
    let run = &mut world.history.commands[command];
    run.ended = Some(now);
    run.exit_code = Some(code);
    run.error = error;
}

/// A line of progress.
fn progress(kind: &str, name: &str, what: &str) -> String {
    [kind, " ", name, " ", what].concat()
}

/// No command holds containers back any more.
fn release(world: &mut World) {
    for container in 0..world.containers.len() {
        if std::mem::take(&mut world.containers[container].held_back) {
            let record = world.containers[container].last;
            world.note_phase(container, record);
        }
    }
}

async fn execute(
    shared: &Shared,
    command: usize,
    record: RecordId,
    step: &Step,
    loading: Loading,
    interrupts: Rc<RefCell<Option<Mailbox<UpEvent>>>>,
) -> Result<i32, Failure> {
    let cost = shared.world().scenario.costs.compose;
    shared.sleep(cost).await;
    let request = match &step.change {
        Some(_) => None,
        None => Some(Request::parse(&step.words).map_err(Failure::new)?),
    };
    let (stage, by_name) = match &request {
        Some(request) => stage_of(shared, request, loading).map_err(Failure::new)?,
        None => (loading.map_err(Failure::new)?, false),
    };
    let profiles = request.as_ref().map(|request| request.project.profiles.clone());
    let client = Client {
        shared: shared.clone(),
        command,
        record,
        stage,
        profiles: profiles.unwrap_or_default(),
        interrupts,
        by_name,
        exec: step.exec,
    };
    match (request, &step.change) {
        (Some(request), _) => client.run(request.command).await,
        (None, Some(path)) => client.file_changed(path).await,
        (None, None) => Ok(0),
    }
}

impl Client {
    async fn run(&self, command: Command) -> Result<i32, Failure> {
        match command {
            Command::Up(up) => self.up(up).await,
            Command::Start { services } => self.start(services).await,
            Command::Stop { services, grace } => self.stop(&services, grace).await,
            Command::Restart { services, grace, scope } => self.restart(services, grace, scope).await,
            Command::Kill {
                services,
                signal,
                remove_orphans,
            } => self.kill(services, signal, remove_orphans).await,
            Command::Down {
                services,
                grace,
                volumes,
                remove_orphans,
            } => self.down(services, grace, volumes, remove_orphans).await,
            Command::Run(run) => self.run_once(run).await,
            Command::Rm { services, stop } => self.rm(services, stop).await,
            Command::Pause(services) => self.pause(services, true).await,
            Command::Unpause(services) => self.pause(services, false).await,
            Command::Wait { services, down } => self.wait_for_exit(services, down).await,
            Command::Exec { service, detach, index } => self.exec(&service, detach, index).await,
            Command::Logs(logs) => self.logs(logs).await,
            Command::ReadOnly(_) => Ok(0),
        }
    }

    /// The services a command names, with all they depend on; no names: all that are on.
    pub(in crate::sim) fn select(&self, names: &[String], scope: SelectionScope) -> Result<Selection, Failure> {
        select(&self.stage.project, &self.profiles, names, scope).map_err(Failure::new)
    }

    /// The containers of a service that exist, by number; not those made by `run`.
    pub(in crate::sim) fn containers_of(&self, service: &str) -> Vec<usize> {
        let world = self.shared.world();
        world.containers_of(&self.stage.project.name, service)
    }

    /// Prints a line of progress.
    pub(in crate::sim) fn say(&self, text: impl Into<String>) {
        self.shared.world().print(self.command, Stream::Err, text);
    }

    /// Prints a line of progress about something with a name.
    pub(in crate::sim) fn report(&self, kind: &str, name: &str, what: &str) {
        self.say(progress(kind, name, what));
    }

    /// Prints a line of progress about a container.
    pub(in crate::sim) fn say_of(&self, container: usize, what: &str) {
        let mut world = self.shared.world();
        let text = progress("Container", &world.containers[container].full_name, what);
        world.print(self.command, Stream::Err, text);
    }

    /// Prints a warning.
    pub(in crate::sim) fn warn(&self, text: &str) {
        self.log("warning", text);
    }

    /// Prints a line as Docker Compose logs it.
    pub(in crate::sim) fn log(&self, level: &str, text: &str) {
        let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
        self.say(format!("level={level} msg=\"{quoted}\""));
    }

    /// Records something that is about the command itself.
    pub(in crate::sim) fn note(&self, event: Event, cause: impl Into<Option<RecordId>>) -> RecordId {
        let subject = Subject::Command(self.command);
        self.shared.world().record(subject, event, cause, None)
    }
}
