//! Restart policies: whether the engine restarts a container after an exit, and after which pause.
//!
//! The pause doubles from 100 ms up to a minute. A run of ten seconds resets the pause, but not the number of
//! restarts that `on-failure:N` limits. Health does not matter. Source: moby `restartmanager/restartmanager.go`.

use super::Engine;
use crate::compose::RestartPolicy;
use crate::sim::process::model::Model;

/// First version of the engine whose error lists the restart policies that it supports.
const MIN_ENGINE_FOR_POLICY_LIST: u32 = 25;

/// First pause in milliseconds.
const FIRST_PAUSE: u64 = 100;
/// Longest pause in milliseconds.
const LONGEST_PAUSE: u64 = 60_000;
/// Length of a run in milliseconds that resets the pause.
const RESETTING_RUN: u64 = 10_000;

/// Returns the pause after a run of `run` milliseconds. `previous` is the pause before that run, 0 if there was none.
pub(super) fn next_pause(previous: u64, run: u64) -> u64 {
    if previous == 0 || run >= RESETTING_RUN {
        FIRST_PAUSE
    } else {
        (previous * 2).min(LONGEST_PAUSE)
    }
}

/// Returns whether a container that exited with `code` is restarted after `restarts` automatic restarts.
pub(super) fn should_restart(policy: &RestartPolicy, code: i32, restarts: u32) -> bool {
    match policy {
        RestartPolicy::Always | RestartPolicy::UnlessStopped => true,
        RestartPolicy::OnFailure(limit) => {
            code != 0 && limit.is_none_or(|limit| limit == 0 || u64::from(restarts) < limit)
        }
        RestartPolicy::No | RestartPolicy::Unknown(_) => false,
    }
}

impl Engine {
    /// Returns the engine's error if it refuses the restart policy of a container.
    pub(in crate::sim) fn restart_policy_error(&self, model: &Model) -> Option<String> {
        let lists_policies = self.version() >= MIN_ENGINE_FOR_POLICY_LIST;
        let has_limit = model.restart_attempts.is_some_and(|attempts| attempts > 0);
        let policy = match &model.restart {
            RestartPolicy::Unknown(policy) => {
                return Some(if lists_policies {
                    format!(
                        "Error response from daemon: invalid restart policy: unknown policy '{policy}'; use one of \
                         'no', 'always', 'on-failure', or 'unless-stopped'"
                    )
                } else {
                    format!("Error response from daemon: invalid restart policy '{policy}'")
                });
            }
            RestartPolicy::OnFailure(_) => return None,
            RestartPolicy::No => "no",
            RestartPolicy::Always => "always",
            RestartPolicy::UnlessStopped => "unless-stopped",
        };
        has_limit.then(|| {
            if lists_policies {
                "Error response from daemon: invalid restart policy: maximum retry count can only be used with \
                 'on-failure'"
                    .to_owned()
            } else {
                format!("Error response from daemon: maximum retry count cannot be used with restart policy '{policy}'")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute() {
        let mut pause = 0;
        let pauses: Vec<u64> = (0..12)
            .map(|_| {
                pause = next_pause(pause, 400);
                pause
            })
            .collect();
        assert_eq!(
            pauses,
            [
                100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000
            ]
        );
        assert_eq!(next_pause(6400, 10_000), 100);
    }

    #[test]
    fn restart_depends_on_policy_exit_code_and_number_of_restarts() {
        use RestartPolicy::{Always, No, OnFailure, UnlessStopped};
        for (policy, code, restarts, expected) in [
            (No, 1, 0, false),
            (Always, 0, 99, true),
            (UnlessStopped, 1, 99, true),
            (OnFailure(None), 0, 0, false),
            (OnFailure(None), 1, 99, true),
            (OnFailure(Some(3)), 1, 2, true),
            (OnFailure(Some(3)), 1, 3, false),
        ] {
            assert_eq!(
                should_restart(&policy, code, restarts),
                expected,
                "{policy:?} {code} {restarts}"
            );
        }
    }
}
