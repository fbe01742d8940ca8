//! Threads that share the work of a test, each with its own [`Oracle`].

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::known_failures::Failures;
use crate::oracle::Oracle;

/// Number of threads. Docker Compose itself takes most of the time, and waits for the disk for some of it.
const WORKERS: usize = 4;

/// Calls `work` for each index below `count`, until a call returns `Break`. `test` is a name for the scratch folders.
pub fn for_each_index(test: &str, count: usize, work: impl Fn(&Oracle, usize) -> ControlFlow<()> + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (next, work) = (&next, &work);
            scope.spawn(move || {
                let oracle = Oracle::new(&format!("{test}{worker}"));
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || work(&oracle, index).is_break() {
                        next.store(count, Ordering::Relaxed);
                        break;
                    }
                }
            });
        }
    });
}

/// Checks all items and returns what is wrong with those that fail, by name.
pub fn failures<T: Sync>(
    test: &str,
    items: &[T],
    name: impl Fn(&T) -> String + Sync,
    check: impl Fn(&Oracle, &T) -> Result<(), String> + Sync,
) -> Failures {
    let failures = Mutex::new(Failures::new());
    for_each_index(test, items.len(), |oracle, index| {
        if let Err(problem) = check(oracle, &items[index]) {
            let mut failures = failures.lock().expect("no worker panics");
            failures.insert(name(&items[index]), vec![problem]);
        }
        ControlFlow::Continue(())
    });
    failures.into_inner().expect("no worker panics")
}
