//! A few names, each with something: found by what is quickly seen of a name.
//!
//! Every pass asks for every key of a document, so that hashing whole names took 7 % of a load.

use crate::hash;

/// How many chains there are, a power of two.
const CHAINS: usize = 128;
/// No entry.
const END: u8 = u8::MAX;

/// Names in the order in which they were added, fewer than 255.
#[derive(Debug)]
pub(super) struct Names<T> {
    entries: Vec<(&'static str, T)>,
    /// The first entry of each chain; nothing before there is one.
    first: Vec<u8>,
    /// The next entry of the same chain, for each entry.
    next: Vec<u8>,
}

/// Which chain a name is in.
fn chain(name: &str) -> usize {
    (hash::glance(name) >> (u64::BITS - CHAINS.ilog2())) as usize
}

impl<T: Default> Names<T> {
    /// What stands with a name, which is added when it is new.
    pub(super) fn or_default(&mut self, name: &'static str) -> &mut T {
        let place = self.place(name).unwrap_or_else(|| self.add(name));
        &mut self.entries[place].1
    }

    fn add(&mut self, name: &'static str) -> usize {
        let place = self.entries.len();
        assert!(place < usize::from(END), "the file format has fewer names in one place");
        self.first.resize(CHAINS, END);
        let first = &mut self.first[chain(name)];
        self.next.push(*first);
        *first = place as u8;
        self.entries.push((name, T::default()));
        place
    }
}

impl<T> Names<T> {
    /// Where a name stands in their order.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        let mut place = *self.first.get(chain(name))?;
        while place != END {
            let at = usize::from(place);
            if hash::is_same(self.entries[at].0, name) {
                return Some(at);
            }
            place = self.next[at];
        }
        None
    }

    /// What stands with a name.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.place(name).map(|place| &self.entries[place].1)
    }

    /// The name at a place, and what stands with it.
    pub(super) fn nth(&self, place: usize) -> Option<(&'static str, &T)> {
        self.entries.get(place).map(|(name, value)| (*name, value))
    }

    /// All, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &T)> {
        self.entries.iter().map(|(name, value)| (*name, value))
    }

    /// All, with what stands with each to be changed, in order.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut T)> {
        self.entries.iter_mut().map(|(name, value)| (*name, value))
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names {
            entries: Vec::new(),
            first: Vec::new(),
            next: Vec::new(),
        }
    }
}
