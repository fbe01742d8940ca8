//! Restart policies: whether the engine restarts a container after an exit, and after which pause.
//!
//! The pause doubles from 100 ms up to a minute. A run of ten seconds resets the pause, but not the number of
//! restarts that `on-failure:N` limits. Health does not matter. Source: moby `restartmanager/restartmanager.go`.

use crate::compose::RestartPolicy;

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
