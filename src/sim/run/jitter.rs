//! Jitter: random variation of the costs of operations, if a scenario has a seed.
//!
//! Each random number depends on the seed, the service, the operation and the number of earlier operations of the
//! same kind for the same service. Adding a service or another operation does not change the numbers of the others.

use std::collections::BTreeMap;

/// An operation whose cost varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sim) enum Operation {
    Create,
    Start,
    Restart,
    Probe,
}

/// A source of random costs.
#[derive(Debug)]
pub(in crate::sim) struct Jitter {
    seed: Option<u64>,
    /// Number of operations so far, by service and by kind of operation.
    counts: BTreeMap<String, [u64; 4]>,
}

/// Smallest and largest cost in percent of the usual cost.
const RANGE_PERCENT: (u64, u64) = (70, 160);

impl Jitter {
    /// Creates a source of random costs. Without a seed all costs are the usual ones.
    pub(in crate::sim) fn new(seed: Option<u64>) -> Self {
        Jitter {
            seed,
            counts: BTreeMap::new(),
        }
    }

    /// Returns the cost of a service's next operation.
    pub(in crate::sim) fn vary(&mut self, service: &str, operation: Operation, usual_cost: u64) -> u64 {
        let Some(seed) = self.seed else { return usual_cost };
        let count = &mut self.counts.entry(service.to_owned()).or_default()[operation as usize];
        *count += 1;
        let mut state = seed ^ (operation as u64) << 56 ^ *count << 32;
        for byte in service.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        let (low, high) = RANGE_PERCENT;
        usual_cost * (low + mix(state) % (high - low + 1)) / 100
    }
}

/// Maps a number to a pseudorandom number (the finalizer of SplitMix64).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_of_services_are_independent() {
        let mut jitter = Jitter::new(Some(7));
        let alone: Vec<u64> = (0..5).map(|_| jitter.vary("db", Operation::Start, 100)).collect();
        assert!(alone.iter().all(|cost| (70..=160).contains(cost)));
        assert!(alone.windows(2).any(|pair| pair[0] != pair[1]));
        let mut jitter = Jitter::new(Some(7));
        let with_another_service: Vec<u64> = (0..5)
            .map(|_| {
                jitter.vary("web", Operation::Start, 100);
                jitter.vary("db", Operation::Start, 100)
            })
            .collect();
        assert_eq!(alone, with_another_service);
    }

    #[test]
    fn costs_without_seed_are_the_usual_ones() {
        assert_eq!(Jitter::new(None).vary("db", Operation::Start, 100), 100);
    }
}
