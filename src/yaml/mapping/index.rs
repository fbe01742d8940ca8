//! Where each key of a larger mapping stands: chains of places, by the hash of the key.
//!
//! Less code in the page than another hash table of the standard library, which is compiled anew for each type.

use crate::hash;

/// No place.
const END: u32 = u32::MAX;

/// The places of keys that are kept elsewhere, in the order in which they were added.
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// The first place of each chain; their number is a power of two.
    first: Vec<u32>,
    /// The next place of the same chain, for each place.
    next: Vec<u32>,
}

impl Index {
    /// The index of some keys, in order.
    pub(super) fn of<'a>(keys: impl ExactSizeIterator<Item = &'a str>) -> Index {
        let count = keys.len();
        let mut index = Index {
            first: vec![END; (count * 2).next_power_of_two()],
            next: Vec::with_capacity(count),
        };
        keys.for_each(|key| index.add(key));
        index
    }

    /// Whether so many keys are as quickly found as fewer were.
    pub(super) fn has_room(&self) -> bool {
        self.next.len() < self.first.len()
    }

    /// Adds the key that stands behind all others.
    pub(super) fn add(&mut self, key: &str) {
        let place = self.next.len() as u32;
        let chain = self.chain(key);
        self.next.push(self.first[chain]);
        self.first[chain] = place;
    }

    /// The places where a key may stand.
    pub(super) fn candidates(&self, key: &str) -> impl Iterator<Item = usize> {
        let some = |place: u32| (place != END).then_some(place);
        let first = some(self.first[self.chain(key)]);
        std::iter::successors(first, move |&place| some(self.next[place as usize])).map(|place| place as usize)
    }

    fn chain(&self, key: &str) -> usize {
        hash::of(key) as usize & (self.first.len() - 1)
    }
}
