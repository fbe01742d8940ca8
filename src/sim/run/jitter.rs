//! Chance: how costs vary from one time to the next, when a seed asks for it.
//!
//! Each draw depends on the seed, the service, the purpose and how many came before it for the same
//! service and purpose: another service beside it, or another draw for something else, changes nothing.

use std::collections::BTreeMap;

/// What a draw is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sim) enum Purpose {
    Create,
    Start,
    Restart,
    Probe,
}

/// The draws made so far.
#[derive(Debug, Default)]
pub(in crate::sim) struct Chance {
    /// How many for each service, by purpose.
    made: BTreeMap<String, [u64; 4]>,
}

/// Costs lie between these parts of the usual one, in hundredths.
const SPREAD: (u64, u64) = (70, 160);

impl Chance {
    /// A cost as it is this time. Without a seed it is the usual one.
    pub(in crate::sim) fn vary(&mut self, seed: Option<u64>, service: &str, purpose: Purpose, usual: u64) -> u64 {
        let Some(seed) = seed else { return usual };
        let n = &mut self.made.entry(service.to_owned()).or_default()[purpose as usize];
        *n += 1;
        let mut state = seed ^ (purpose as u64) << 56 ^ *n << 32;
        for byte in service.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        let (low, high) = SPREAD;
        usual * (low + mix(state) % (high - low + 1)) / 100
    }
}

/// Scatters the bits of a number (the finalizer of SplitMix64).
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
    fn draws_vary_within_their_spread_and_do_not_touch_each_other() {
        let mut chance = Chance::default();
        let mut draw = |service| chance.vary(Some(7), service, Purpose::Start, 100);
        let alone: Vec<u64> = (0..5).map(|_| draw("db")).collect();
        assert!(alone.iter().all(|cost| (70..=160).contains(cost)));
        assert!(alone.windows(2).any(|pair| pair[0] != pair[1]));
        let mut chance = Chance::default();
        let beside: Vec<u64> = (0..5)
            .map(|_| {
                chance.vary(Some(7), "web", Purpose::Start, 100);
                chance.vary(Some(7), "db", Purpose::Start, 100)
            })
            .collect();
        assert_eq!(alone, beside);
        assert_eq!(chance.vary(None, "db", Purpose::Start, 100), 100);
    }
}
