//! Restart policies: whether the engine starts a container again after an exit, and after what pause.
//!
//! The pause doubles from 100 ms to a minute; ten seconds of life reset it, but never the count that
//! `on-failure:N` is held against. Never looks at health or at other containers.
//! Source: moby `restartmanager/restartmanager.go`.

use crate::compose::RestartPolicy;

/// The first pause, in milliseconds.
const FIRST_PAUSE: u64 = 100;
/// The longest pause.
const LONGEST_PAUSE: u64 = 60_000;
/// A run of this length makes the next pause the first one again.
const LONG_RUN: u64 = 10_000;

/// The pause after a run of `lived` milliseconds that followed a pause of `pause` (0: none yet).
pub(in crate::sim) fn next_pause(pause: u64, lived: u64) -> u64 {
    if pause == 0 || lived >= LONG_RUN {
        FIRST_PAUSE
    } else {
        (pause * 2).min(LONGEST_PAUSE)
    }
}

/// Whether a container that ended by itself with `code`, after `restarts` automatic restarts, is
/// started again.
pub(in crate::sim) fn starts_again(policy: &RestartPolicy, code: i32, restarts: u32) -> bool {
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
    fn policies_look_at_code_and_count() {
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
                starts_again(&policy, code, restarts),
                expected,
                "{policy:?} {code} {restarts}"
            );
        }
    }
}
