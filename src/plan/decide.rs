//! Decisions: what becomes of a service's containers in the create phase.
//!
//! Pure: from the containers there are and how many are wanted. A container that does not match its
//! service any more is made anew; surplus ones go, outdated first, then the highest numbers.
//! Source: compose `pkg/compose/convergence.go`.

use super::Recreate;

/// A container there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Existing {
    /// Its number in the service.
    pub number: u32,
    /// What it is doing.
    pub activity: Activity,
    /// It was made from another form of the service.
    pub outdated: bool,
}

/// What a container is doing, as far as creating is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It runs.
    Running,
    /// It does not run.
    Idle,
    /// It is between two automatic runs.
    Restarting,
    /// It is frozen.
    Paused,
}

impl Activity {
    /// Its process exists.
    pub fn is_alive(self) -> bool {
        self != Activity::Idle
    }
}

/// What becomes of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A new one with this number.
    Create(u32),
    /// The one at this index stays and runs.
    Keep(usize),
    /// The one at this index stays, for the start phase.
    Leave(usize),
    /// The one at this index, which is frozen, is asked to start, which the engine refuses.
    Resume(usize),
    /// The one at this index is made anew.
    Recreate(usize),
    /// The one at this index is stopped and removed.
    Remove(usize),
}

/// What becomes of a service's containers when `wanted` of them are to be.
pub fn decide(existing: &[Existing], wanted: u32, recreate: Recreate) -> Vec<Decision> {
    let is_outdated = |container: &Existing| match recreate {
        Recreate::Never => false,
        Recreate::Always => true,
        Recreate::Changed => container.outdated,
    };
    let mut order: Vec<usize> = (0..existing.len()).collect();
    // Those that stay come first.
    order.sort_by_key(|&index| (existing[index].outdated, existing[index].number));
    let kept = order.len().min(wanted as usize);
    let mut decisions: Vec<Decision> = order[kept..].iter().map(|&index| Decision::Remove(index)).collect();
    let mut staying = order[..kept].to_vec();
    staying.sort_by_key(|&index| existing[index].number);
    for index in staying {
        decisions.push(match existing[index].activity {
            _ if is_outdated(&existing[index]) => Decision::Recreate(index),
            Activity::Running => Decision::Keep(index),
            Activity::Idle | Activity::Restarting => Decision::Leave(index),
            Activity::Paused => Decision::Resume(index),
        });
    }
    let highest = existing.iter().map(|container| container.number).max().unwrap_or(0);
    let missing = (wanted as usize).saturating_sub(kept) as u32;
    decisions.extend((1..=missing).map(|offset| Decision::Create(highest + offset)));
    decisions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(number: u32, outdated: bool) -> Existing {
        Existing {
            number,
            activity: Activity::Running,
            outdated,
        }
    }

    #[test]
    fn containers_are_made_kept_and_removed() {
        use Decision::{Create, Keep, Recreate as Anew, Remove};
        let cases: [(&[Existing], u32, Recreate, &[Decision]); 6] = [
            (&[], 2, Recreate::Changed, &[Create(1), Create(2)]),
            (&[running(3, false)], 2, Recreate::Changed, &[Keep(0), Create(4)]),
            (&[running(1, true)], 1, Recreate::Changed, &[Anew(0)]),
            (&[running(1, true)], 1, Recreate::Never, &[Keep(0)]),
            (
                &[running(1, true), running(2, false)],
                1,
                Recreate::Changed,
                &[Remove(0), Keep(1)],
            ),
            (
                &[running(1, false), running(2, false)],
                1,
                Recreate::Changed,
                &[Remove(1), Keep(0)],
            ),
        ];
        for (existing, wanted, recreate, expected) in cases {
            assert_eq!(
                decide(existing, wanted, recreate),
                expected,
                "{existing:?} {wanted} {recreate:?}"
            );
        }
    }
}
