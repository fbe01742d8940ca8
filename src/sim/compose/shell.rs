//! The shell: runs the commands of a scenario at their times and interrupts them.

use std::cell::RefCell;
use std::rc::Rc;

use super::attach::UpEvent;
use super::client::{Client, Failure, LoadedProject, progress_line};
use super::commands::{Invocation, parse};
use super::labels::resolve_project;
use super::machine::{Mailbox, Shared};
use crate::sim::run::executor::TaskGroup;
use crate::sim::{CommandRun, Event, LoadedStep, Observation, RecordId, Step, Stream, Subject, When};

/// Exit code of a command that Ctrl-C ends.
pub(super) const INTERRUPTED: i32 = 130;

/// How a command ends.
enum CommandResult {
    Returned(Result<i32, Failure>),
    Interrupted,
}

/// Runs the commands of the scenario. `loaded` has the project of each command.
pub(in crate::sim) async fn run_commands(shared: Shared, loaded: Vec<LoadedStep>) {
    let scenario = Rc::clone(&shared.borrow().scenario);
    let ended: Mailbox<()> = Mailbox::new(&shared);
    let mut running = 0;
    let mut first_began = None;
    for (step, loaded) in scenario.steps.iter().zip(loaded) {
        match (step.when, first_began) {
            (When::At(at), Some(began)) => {
                let at = began + at;
                shared.sleep_until(at).await;
            }
            (When::At(delay) | When::After(delay), _) => {
                for _ in 0..std::mem::take(&mut running) {
                    ended.receive().await;
                }
                shared.sleep(delay).await;
            }
        }
        first_began.get_or_insert(shared.now());
        running += 1;
        spawn_command(&shared, step.clone(), loaded, ended.clone());
    }
    for _ in 0..running {
        ended.receive().await;
    }
    if let Observation::For(milliseconds) = scenario.observation {
        let end = shared.now() + milliseconds;
        shared.borrow_mut().observed_until = Some(end);
    }
}

fn spawn_command(shared: &Shared, step: Step, loaded: LoadedStep, ended: Mailbox<()>) {
    let (command, record) = begin(shared, &step);
    let interrupt = step.interrupt;
    let group = shared.new_group();
    let results: Mailbox<CommandResult> = Mailbox::new(shared);
    let interrupts = Rc::new(RefCell::new(None));
    let task = {
        let (shared, results, interrupts) = (shared.clone(), results.clone(), Rc::clone(&interrupts));
        async move {
            let result = execute(&shared, command, record, &step, loaded, interrupts).await;
            results.send(CommandResult::Returned(result));
        }
    };
    shared.spawn_in(group, task);
    if let Some(after) = interrupt {
        let (host, results) = (shared.clone(), results.clone());
        shared.spawn_in(group, async move {
            host.sleep(after).await;
            let receiver: Option<Mailbox<UpEvent>> = interrupts.borrow().clone();
            match receiver {
                Some(receiver) => receiver.send(UpEvent::Interrupted),
                None => results.send(CommandResult::Interrupted),
            }
        });
    }
    let host = shared.clone();
    shared.spawn(async move {
        let result = results.receive().await;
        finish(&host, command, record, group, result);
        ended.send(());
    });
}

fn begin(shared: &Shared, step: &Step) -> (usize, RecordId) {
    let began = shared.now();
    let mut machine = shared.borrow_mut();
    let command = machine.commands.len();
    let record = machine.record(Subject::Command(command), Event::CommandBegan, None, None);
    machine.commands.push(CommandRun {
        words: step.words.clone(),
        began,
        ended: None,
        exit_code: None,
        error: None,
        lines: Vec::new(),
        record,
    });
    (command, record)
}

async fn execute(
    shared: &Shared,
    command: usize,
    command_record: RecordId,
    step: &Step,
    loaded: LoadedStep,
    interrupts: Rc<RefCell<Option<Mailbox<UpEvent>>>>,
) -> Result<i32, Failure> {
    let startup = shared.borrow().engine().costs().compose;
    shared.sleep(startup).await;
    let client = |loaded: LoadedProject, profiles: Vec<String>| Client {
        shared: shared.clone(),
        command,
        command_record,
        loaded,
        profiles,
        interrupts,
        exec_rule: step.exec,
    };
    if let Some(path) = &step.change {
        let loaded = LoadedProject::from_step(loaded).map_err(Failure::new)?;
        return client(loaded, Vec::new()).handle_file_change(path).await;
    }
    let (options, Invocation { project_use, run }) = parse(&step.words).map_err(Failure::new)?;
    let loaded = resolve_project(shared, &options, &project_use, loaded).map_err(Failure::new)?;
    run(client(loaded, options.profiles)).await
}

fn finish(shared: &Shared, command: usize, command_record: RecordId, group: TaskGroup, result: CommandResult) {
    shared.cancel_group(group);
    let mut machine = shared.borrow_mut();
    let (code, error, cause) = match result {
        CommandResult::Returned(Ok(code)) => (code, None, command_record),
        CommandResult::Returned(Err(failure)) => (1, Some(failure.message), failure.cause.unwrap_or(command_record)),
        CommandResult::Interrupted => {
            // Pending waits end as if their conditions held; the calls that follow are refused.
            let statuses = [
                (&machine.waiting, "Starting"),
                (&machine.stopping, "Error while Stopping"),
            ];
            let lines = statuses.into_iter().flat_map(|(containers, status)| {
                let own_containers = containers.iter().filter(|(other, _)| *other == command);
                let name = |container: usize| machine.engine().container(container).full_name();
                own_containers.map(move |&(_, container)| progress_line("Container", name(container), status))
            });
            for line in lines.collect::<Vec<_>>() {
                machine.print(command, Stream::Err, line);
            }
            (INTERRUPTED, None, command_record)
        }
    };
    machine.stopping.retain(|(other, _)| *other != command);
    machine.waiting.retain(|(other, _)| *other != command);
    if let Some(text) = &error {
        machine.print(command, Stream::Err, text.clone());
    }
    machine.subscribers.retain(|subscriber| subscriber.command != command);
    machine.call_engine(|engine| engine.clear_waiting());
    machine.record(Subject::Command(command), Event::CommandEnded(code), cause, None);
    let now = machine.engine().now();
    let run = &mut machine.commands[command];
    run.ended = Some(now);
    run.exit_code = Some(code);
    run.error = error;
}
