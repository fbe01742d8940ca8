//! Cooperative tasks in virtual time.
//!
//! A task is a future that waits only for what this module offers: a point in time or a message of another task.
//! Types built on it add further things to wait for. The executor polls one task at a time and passes no wakers:
//! a task that waits stores its [`TaskId`] with what it waits for, and is scheduled on the agenda when it can
//! continue. So the order of execution depends only on the input.

use std::cell::{Ref, RefCell, RefMut};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::sim::Time;
use crate::sim::run::agenda::Recurrence;

/// Identifies a task.
pub(in crate::sim) type TaskId = usize;
/// Identifies a group of tasks that can be canceled together.
pub(in crate::sim) type TaskGroup = usize;

/// A future on the heap. Functions that take boxed tasks are compiled once, not once for each future.
pub(in crate::sim) type BoxedTask<T> = Pin<Box<dyn Future<Output = T>>>;

/// State that is shared by all tasks, with a clock that can resume them.
pub(in crate::sim) trait TaskHost {
    fn now(&self) -> Time;
    fn tasks(&mut self) -> &mut Tasks;
    /// Schedules a task to be resumed.
    fn resume_at(&mut self, at: Time, recurrence: Recurrence, task: TaskId);
}

/// The tasks that the executor has not adopted yet, and the current one.
#[derive(Default)]
pub(in crate::sim) struct Tasks {
    current: TaskId,
    current_group: TaskGroup,
    next_task: TaskId,
    next_group: TaskGroup,
    spawned: Vec<(TaskId, TaskGroup, BoxedTask<()>)>,
    canceled_groups: Vec<TaskGroup>,
}

impl Tasks {
    /// Returns the task that is being polled.
    pub(in crate::sim) fn current(&self) -> TaskId {
        self.current
    }
}

/// A handle to the state that tasks share.
pub(in crate::sim) struct Shared<H>(Rc<RefCell<H>>);

impl<H> Clone for Shared<H> {
    fn clone(&self) -> Self {
        Shared(Rc::clone(&self.0))
    }
}

impl<H: TaskHost + 'static> Shared<H> {
    pub(in crate::sim) fn new(host: H) -> Self {
        Shared(Rc::new(RefCell::new(host)))
    }

    /// Borrows the state. A borrow must end before the task waits.
    pub(in crate::sim) fn borrow(&self) -> Ref<'_, H> {
        self.0.borrow()
    }

    /// Borrows the state to change it. A borrow must end before the task waits.
    pub(in crate::sim) fn borrow_mut(&self) -> RefMut<'_, H> {
        self.0.borrow_mut()
    }

    pub(in crate::sim) fn now(&self) -> Time {
        self.borrow().now()
    }

    fn resume_now(&self, task: TaskId) {
        let mut host = self.borrow_mut();
        let now = host.now();
        host.resume_at(now, Recurrence::Once, task);
    }

    /// Starts a task in the group of the current one.
    pub(in crate::sim) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        let group = self.borrow_mut().tasks().current_group;
        self.spawn_in(group, task);
    }

    /// Starts a task in a group.
    pub(in crate::sim) fn spawn_in(&self, group: TaskGroup, task: impl Future<Output = ()> + 'static) {
        let id = {
            let mut host = self.borrow_mut();
            let tasks = host.tasks();
            let id = tasks.next_task;
            tasks.next_task += 1;
            tasks.spawned.push((id, group, Box::pin(task)));
            id
        };
        self.resume_now(id);
    }

    /// Creates a group of tasks.
    pub(in crate::sim) fn new_group(&self) -> TaskGroup {
        let mut host = self.borrow_mut();
        let tasks = host.tasks();
        tasks.next_group += 1;
        tasks.next_group
    }

    /// Cancels all tasks of a group once the current task waits or ends.
    pub(in crate::sim) fn cancel_group(&self, group: TaskGroup) {
        self.borrow_mut().tasks().canceled_groups.push(group);
    }

    /// Waits until a time.
    pub(in crate::sim) async fn sleep_until(&self, at: Time) {
        let mut is_scheduled = false;
        poll_fn(|_| {
            let mut host = self.borrow_mut();
            if host.now() >= at {
                return Poll::Ready(());
            }
            if !is_scheduled {
                is_scheduled = true;
                let task = host.tasks().current;
                host.resume_at(at, Recurrence::Once, task);
            }
            Poll::Pending
        })
        .await;
    }

    /// Waits for a number of milliseconds.
    pub(in crate::sim) async fn sleep(&self, milliseconds: u64) {
        self.sleep_until(self.now() + milliseconds).await;
    }

    /// Runs tasks concurrently and returns their results in the order of completion.
    pub(in crate::sim) async fn join_all<T: 'static>(&self, tasks: Vec<BoxedTask<T>>) -> Vec<T> {
        let count = tasks.len();
        let results = Mailbox::new(self);
        for task in tasks {
            let results = results.clone();
            self.spawn(async move {
                let result = task.await;
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

/// A queue of messages with one receiving task.
pub(in crate::sim) struct Mailbox<T, H> {
    host: Shared<H>,
    queue: Rc<RefCell<Queue<T>>>,
}

struct Queue<T> {
    messages: VecDeque<T>,
    /// The task that waits for a message.
    receiver: Option<TaskId>,
}

impl<T, H> Clone for Mailbox<T, H> {
    fn clone(&self) -> Self {
        Mailbox {
            host: self.host.clone(),
            queue: Rc::clone(&self.queue),
        }
    }
}

impl<T, H: TaskHost + 'static> Mailbox<T, H> {
    pub(in crate::sim) fn new(host: &Shared<H>) -> Self {
        Mailbox {
            host: host.clone(),
            queue: Rc::new(RefCell::new(Queue {
                messages: VecDeque::new(),
                receiver: None,
            })),
        }
    }

    /// Sends a message and schedules the receiver.
    pub(in crate::sim) fn send(&self, message: T) {
        if let Some(task) = self.push(message) {
            self.host.resume_now(task);
        }
    }

    /// Adds a message and returns the waiting receiver, which the caller must schedule. Unlike
    /// [`send`](Self::send) this works while the shared state is borrowed.
    pub(in crate::sim) fn push(&self, message: T) -> Option<TaskId> {
        let mut queue = self.queue.borrow_mut();
        queue.messages.push_back(message);
        queue.receiver.take()
    }

    /// Waits for the next message.
    pub(in crate::sim) async fn receive(&self) -> T {
        poll_fn(|_| {
            let mut queue = self.queue.borrow_mut();
            match queue.messages.pop_front() {
                Some(message) => Poll::Ready(message),
                None => {
                    queue.receiver = Some(self.host.borrow_mut().tasks().current);
                    Poll::Pending
                }
            }
        })
        .await
    }
}

/// Polls tasks.
#[derive(Default)]
pub(in crate::sim) struct Executor {
    /// The unfinished tasks, by id.
    tasks: Vec<Option<(TaskGroup, BoxedTask<()>)>>,
}

impl Executor {
    /// Polls a task once. Does nothing if it has ended or was canceled.
    pub(in crate::sim) fn poll(&mut self, host: &Shared<impl TaskHost + 'static>, task: TaskId) {
        self.adopt_spawned(host);
        let Some((group, mut future)) = self.tasks.get_mut(task).and_then(Option::take) else {
            return;
        };
        {
            let mut host = host.borrow_mut();
            let tasks = host.tasks();
            tasks.current = task;
            tasks.current_group = group;
        }
        let mut context = Context::from_waker(Waker::noop());
        if future.as_mut().poll(&mut context).is_pending() {
            self.tasks[task] = Some((group, future));
        }
        self.adopt_spawned(host);
        let canceled = std::mem::take(&mut host.borrow_mut().tasks().canceled_groups);
        if !canceled.is_empty() {
            for slot in &mut self.tasks {
                if slot.as_ref().is_some_and(|(group, _)| canceled.contains(group)) {
                    *slot = None;
                }
            }
        }
    }

    fn adopt_spawned(&mut self, host: &Shared<impl TaskHost + 'static>) {
        let spawned = std::mem::take(&mut host.borrow_mut().tasks().spawned);
        for (task, group, future) in spawned {
            if self.tasks.len() <= task {
                self.tasks.resize_with(task + 1, || None);
            }
            self.tasks[task] = Some((group, future));
        }
    }
}
