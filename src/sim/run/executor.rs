//! Tasks: the programs of Compose, written as one reads them and run in virtual time.
//!
//! A task is a future that waits for nothing but this module: a time, a call of the engine, a
//! container's lock or a message of another task. Wakers are not used: who waits leaves its number
//! where it will be seen, and is entered in the agenda again. So tasks run one after the other, in an
//! order that depends on nothing but the input.

use std::cell::{RefCell, RefMut};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::sim::engine::world::{Due, World};
use crate::sim::run::agenda::Pace;
use crate::sim::{RecordId, Time};

/// Names a task.
pub(in crate::sim) type TaskId = usize;
/// Names a call of the engine.
pub(in crate::sim) type CallId = usize;
/// Tasks that end together.
pub(in crate::sim) type Group = usize;

/// A part of a program that runs beside others. In a box, so that what waits for parts is code once, not once for
/// each kind of them.
pub(in crate::sim) type Part<T> = Pin<Box<dyn Future<Output = T>>>;

type Program = Part<()>;

/// How a call of the engine ended: the record of its end, or the engine's error.
pub(in crate::sim) type CallOutcome = Result<RecordId, String>;

/// Tasks that wait to be run for the first time, and the calls they wait for.
#[derive(Default)]
pub(in crate::sim) struct Tasks {
    current: TaskId,
    group: Group,
    next: TaskId,
    groups: Group,
    spawned: Vec<(TaskId, Group, Program)>,
    canceled: Vec<Group>,
    calls: Vec<Call>,
}

#[derive(Default)]
struct Call {
    outcome: Option<CallOutcome>,
    waiter: Option<TaskId>,
}

impl Tasks {
    /// The task that runs.
    pub(in crate::sim) fn current(&self) -> TaskId {
        self.current
    }

    /// A new call, not ended.
    pub(in crate::sim) fn new_call(&mut self) -> CallId {
        self.calls.push(Call::default());
        self.calls.len() - 1
    }

    /// Ends a call; the task to wake.
    pub(in crate::sim) fn end_call(&mut self, call: CallId, outcome: CallOutcome) -> Option<TaskId> {
        let call = &mut self.calls[call];
        call.outcome.get_or_insert(outcome);
        call.waiter.take()
    }
}

/// The world, shared by the tasks.
#[derive(Clone)]
pub(in crate::sim) struct Shared(Rc<RefCell<World>>);

impl Shared {
    pub(in crate::sim) fn new(world: World) -> Self {
        Shared(Rc::new(RefCell::new(world)))
    }

    /// The world, for the length of one statement.
    pub(in crate::sim) fn world(&self) -> RefMut<'_, World> {
        self.0.borrow_mut()
    }

    pub(in crate::sim) fn now(&self) -> Time {
        self.0.borrow().now
    }

    /// Starts a task in the group of the current one.
    pub(in crate::sim) fn spawn(&self, program: impl Future<Output = ()> + 'static) {
        let group = self.world().tasks.group;
        self.spawn_in(group, program);
    }

    /// Starts a task in a group.
    pub(in crate::sim) fn spawn_in(&self, group: Group, program: impl Future<Output = ()> + 'static) {
        let mut world = self.world();
        let task = world.tasks.next;
        world.tasks.next += 1;
        world.tasks.spawned.push((task, group, Box::pin(program)));
        world.wake(task);
    }

    /// A new group.
    pub(in crate::sim) fn new_group(&self) -> Group {
        let mut world = self.world();
        world.tasks.groups += 1;
        world.tasks.groups
    }

    /// Ends all tasks of a group where they stand.
    pub(in crate::sim) fn cancel(&self, group: Group) {
        self.world().tasks.canceled.push(group);
    }

    /// Waits until a time. Waits that repeat for ever are periodic.
    pub(in crate::sim) async fn sleep_until(&self, at: Time, pace: Pace) {
        let mut entered = false;
        poll_fn(|_| {
            let mut world = self.world();
            if world.now >= at {
                return Poll::Ready(());
            }
            if !entered {
                entered = true;
                let task = world.tasks.current;
                world.agenda.schedule(at, pace, Due::Wake(task));
            }
            Poll::Pending
        })
        .await;
    }

    /// Waits so many milliseconds.
    pub(in crate::sim) async fn sleep(&self, milliseconds: u64) {
        self.sleep_until(self.now() + milliseconds, Pace::Once).await;
    }

    /// Waits for the end of a call.
    pub(in crate::sim) async fn ended(&self, call: CallId) -> CallOutcome {
        poll_fn(|_| {
            let mut world = self.world();
            let task = world.tasks.current;
            let call = &mut world.tasks.calls[call];
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

    /// Waits until a container is not busy with a start or an exit.
    pub(in crate::sim) async fn unlocked(&self, container: usize) {
        poll_fn(|_| {
            let mut world = self.world();
            let task = world.tasks.current;
            let container = &mut world.containers[container];
            if container.locked {
                container.lock_waiters.push(task);
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }

    /// Runs all programs side by side and waits for all their results, in the order they came.
    pub(in crate::sim) async fn all<T: 'static>(&self, programs: Vec<Part<T>>) -> Vec<T> {
        let count = programs.len();
        let results = Mailbox::new(self);
        for program in programs {
            let results = results.clone();
            self.spawn(async move {
                let result = program.await;
                results.send(result);
            });
        }
        let mut collected = Vec::with_capacity(count);
        while collected.len() < count {
            collected.push(results.receive().await);
        }
        collected
    }
}

/// Messages between tasks.
pub(in crate::sim) struct Mailbox<T> {
    shared: Shared,
    slot: Rc<RefCell<Slot<T>>>,
}

struct Slot<T> {
    messages: VecDeque<T>,
    waiter: Option<TaskId>,
}

impl<T> Clone for Mailbox<T> {
    fn clone(&self) -> Self {
        Mailbox {
            shared: self.shared.clone(),
            slot: Rc::clone(&self.slot),
        }
    }
}

impl<T> Mailbox<T> {
    pub(in crate::sim) fn new(shared: &Shared) -> Self {
        Mailbox {
            shared: shared.clone(),
            slot: Rc::new(RefCell::new(Slot {
                messages: VecDeque::new(),
                waiter: None,
            })),
        }
    }

    pub(in crate::sim) fn send(&self, message: T) {
        let mut slot = self.slot.borrow_mut();
        slot.messages.push_back(message);
        if let Some(task) = slot.waiter.take() {
            self.shared.world().wake(task);
        }
    }

    /// As [`send`](Self::send), for the world itself: the task to wake.
    pub(in crate::sim) fn send_from_world(&self, message: T) -> Option<TaskId> {
        let mut slot = self.slot.borrow_mut();
        slot.messages.push_back(message);
        slot.waiter.take()
    }

    pub(in crate::sim) async fn receive(&self) -> T {
        poll_fn(|_| {
            let mut slot = self.slot.borrow_mut();
            match slot.messages.pop_front() {
                Some(message) => Poll::Ready(message),
                None => {
                    slot.waiter = Some(self.shared.world().tasks.current);
                    Poll::Pending
                }
            }
        })
        .await
    }
}

/// Runs the tasks.
#[derive(Default)]
pub(in crate::sim) struct Executor {
    tasks: Vec<Option<(Group, Program)>>,
}

impl Executor {
    /// Lets a task go on until it waits again.
    pub(in crate::sim) fn step(&mut self, shared: &Shared, task: TaskId) {
        self.adopt(shared);
        let Some((group, mut program)) = self.tasks.get_mut(task).and_then(Option::take) else {
            return;
        };
        {
            let mut world = shared.world();
            world.tasks.current = task;
            world.tasks.group = group;
        }
        let mut context = Context::from_waker(Waker::noop());
        if program.as_mut().poll(&mut context).is_pending() {
            self.tasks[task] = Some((group, program));
        }
        self.adopt(shared);
        let canceled = std::mem::take(&mut shared.world().tasks.canceled);
        if !canceled.is_empty() {
            for slot in &mut self.tasks {
                if slot.as_ref().is_some_and(|(group, _)| canceled.contains(group)) {
                    *slot = None;
                }
            }
        }
    }

    fn adopt(&mut self, shared: &Shared) {
        let spawned = std::mem::take(&mut shared.world().tasks.spawned);
        for (task, group, program) in spawned {
            if self.tasks.len() <= task {
                self.tasks.resize_with(task + 1, || None);
            }
            self.tasks[task] = Some((group, program));
        }
    }
}
