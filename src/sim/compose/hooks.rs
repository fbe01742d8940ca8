//! Hooks: commands that Compose executes in a container after its start and before its stop.
//!
//! Source: compose `pkg/compose/hook.go`.

use std::rc::Rc;

use super::client::{Client, Failure, TaskResult};
use crate::sim::process::behavior::exit_rule_for_run;
use crate::sim::{Event, RecordId, Time};

/// Time between two checks of whether a hook has ended, in milliseconds.
const HOOK_TICK: u64 = 100;
/// Exit code of a command that is killed because its container exits.
pub(super) const KILLED_WITH_CONTAINER: i32 = 137;

/// When a hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HookKind {
    /// `post_start`.
    PostStart,
    /// `pre_stop`.
    PreStop,
}

impl Client {
    /// Runs the hooks of a container in sequence, until one fails.
    pub(super) async fn run_hooks(&self, container: usize, kind: HookKind, cause: RecordId) -> TaskResult {
        if self.loaded.is_from_labels {
            return Ok(cause);
        }
        let model = Rc::clone(self.container(container).model());
        let hooks = match kind {
            HookKind::PostStart => &model.post_start,
            HookKind::PreStop => &model.pre_stop,
        };
        let mut cause = cause;
        for hook in hooks {
            let exec_error = self.container(container).exec_error();
            if let Some(text) = exec_error {
                return Err(Failure::new(text).caused_by(cause));
            }
            let previous_runs = self.call_engine(|engine| engine.count_hook_run(container, hook.span));
            let rule = exit_rule_for_run(&hook.exits, previous_runs);
            let (after, code) = rule.map_or((0, 0), |rule| (rule.after, rule.code));
            let launch = self.engine().costs().probe;
            let ticks = launch.saturating_add(after).div_ceil(HOOK_TICK);
            let code = if self.keeps_running(container, ticks).await {
                code
            } else {
                KILLED_WITH_CONTAINER
            };
            cause = self.record_of_container(container, Event::HookEnded(code), cause, hook.span);
            if code != 0 {
                let text = format!("{} hook exited with status {code}", model.service);
                return Err(Failure::new(text).caused_by(cause));
            }
        }
        Ok(cause)
    }

    /// Waits for a number of ticks while a container continues its current run. Returns whether it still does.
    async fn keeps_running(&self, container: usize, ticks: u64) -> bool {
        let began = self.container(container).started_at();
        let mut remaining = ticks;
        while remaining > 0 && self.is_in_run(container, began) {
            self.shared.sleep(HOOK_TICK).await;
            remaining -= 1;
        }
        self.is_in_run(container, began)
    }

    /// Returns whether the run of a container that began at a time still continues.
    pub(super) fn is_in_run(&self, container: usize, began: Time) -> bool {
        let state = self.container(container);
        state.is_alive() && state.started_at() == began
    }
}
