//! A mapping's entries by key, in source order.
//!
//! Most mappings have a handful of entries, which are found quickest by looking at each; from some size on an
//! index leads to them.

mod index;

use std::{iter, mem, slice, vec};

use smol_str::SmolStr;

use super::node::Entry;
use crate::hash;
use index::Index;

/// How many entries are looked at one after the other.
const FEW: usize = 24;

/// The entries of a mapping by key, in source order.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    entries: Vec<(SmolStr, Entry)>,
    /// A bit for what is quickly seen of each key that is there, or was: most keys that are asked for are not.
    seen: u64,
    /// Where each key stands, once there are more than a few.
    index: Option<Box<Index>>,
}

/// Keys and entries, in order.
pub type Iter<'a> = iter::Map<slice::Iter<'a, (SmolStr, Entry)>, fn(&'a (SmolStr, Entry)) -> (&'a SmolStr, &'a Entry)>;

/// Keys and entries that can be changed, in order.
pub type IterMut<'a> =
    iter::Map<slice::IterMut<'a, (SmolStr, Entry)>, fn(&'a mut (SmolStr, Entry)) -> (&'a SmolStr, &'a mut Entry)>;

impl Mapping {
    /// A mapping of nothing, with room.
    pub fn with_capacity(count: usize) -> Self {
        Mapping {
            entries: Vec::with_capacity(count),
            ..Mapping::default()
        }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys and entries, in order.
    pub fn iter(&self) -> Iter<'_> {
        self.entries.iter().map(|(key, entry)| (key, entry))
    }

    /// Keys and entries that can be changed, in order.
    pub fn iter_mut(&mut self) -> IterMut<'_> {
        self.entries.iter_mut().map(|(key, entry)| (&*key, entry))
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &SmolStr> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The entries, in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// The entries, to be changed, in order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().map(|(_, entry)| entry)
    }

    /// The first key and its entry.
    pub fn first(&self) -> Option<(&SmolStr, &Entry)> {
        self.iter().next()
    }

    /// Where a key stands. In line, so that what is quickly seen of a key written in the source is known beforehand.
    #[inline]
    fn place(&self, key: &str) -> Option<usize> {
        match self.seen & hash::bit(key) {
            0 => None,
            _ => self.find(key),
        }
    }

    fn find(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index
                .candidates(key)
                .find(|&place| self.entries[place].0.as_str() == key),
            None => self.entries.iter().position(|(own, _)| hash::is_same(own, key)),
        }
    }

    /// Whether a key is there.
    #[inline]
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// The entry of a key.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.place(key).map(|place| &self.entries[place].1)
    }

    /// The entry of a key, to be changed.
    #[inline]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.place(key).map(|place| &mut self.entries[place].1)
    }

    /// Sets an entry, in its old place or behind all; the one that was there before.
    pub fn insert(&mut self, key: impl Into<SmolStr>, entry: Entry) -> Option<Entry> {
        let key = key.into();
        match self.place(&key) {
            Some(place) => Some(mem::replace(&mut self.entries[place].1, entry)),
            None => {
                self.append(key, entry);
                None
            }
        }
    }

    /// Adds an entry unless its key is there.
    pub fn insert_new(&mut self, key: SmolStr, entry: Entry) {
        if self.place(&key).is_none() {
            self.append(key, entry);
        }
    }

    /// Adds an entry whose key is known not to be there.
    pub fn append(&mut self, key: SmolStr, entry: Entry) {
        self.seen |= hash::bit(&key);
        match &mut self.index {
            Some(index) if index.has_room() => {
                index.add(&key);
                self.entries.push((key, entry));
            }
            None if self.entries.len() < FEW => self.entries.push((key, entry)),
            _ => {
                self.entries.push((key, entry));
                self.reindex();
            }
        }
    }

    /// Adds an entry at a place from 0; its key is not there.
    pub fn insert_at(&mut self, place: usize, key: impl Into<SmolStr>, entry: Entry) {
        let key = key.into();
        self.seen |= hash::bit(&key);
        self.entries.insert(place, (key, entry));
        self.reindex();
    }

    /// The entry of a key, which is made when it is missing.
    pub fn or_insert_with(&mut self, key: &str, make: impl FnOnce() -> Entry) -> &mut Entry {
        let place = self.place(key).unwrap_or_else(|| {
            self.append(key.into(), make());
            self.entries.len() - 1
        });
        &mut self.entries[place].1
    }

    /// Takes an entry out; those behind it move up.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let place = self.place(key)?;
        let (_, entry) = self.entries.remove(place);
        self.reindex();
        Some(entry)
    }

    /// Keeps the entries that pass.
    pub fn retain(&mut self, mut keeps: impl FnMut(&SmolStr, &mut Entry) -> bool) {
        self.entries.retain_mut(|(key, entry)| keeps(key, entry));
        self.reindex();
    }

    /// Room for more entries.
    pub fn reserve(&mut self, count: usize) {
        self.entries.reserve(count);
    }

    /// Puts the entries in the order of ranks, of which there is one for each; the ranks are sorted as well.
    pub fn arrange_by(&mut self, ranks: &mut [usize]) {
        if ranks.is_sorted() {
            return;
        }
        let mut ranked: Vec<(usize, (SmolStr, Entry))> = ranks.iter().copied().zip(self.entries.drain(..)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        for ((rank, entry), slot) in ranked.into_iter().zip(&mut *ranks) {
            *slot = rank;
            self.entries.push(entry);
        }
        self.reindex();
    }

    /// Puts the entries in the order of their keys.
    pub fn sort_keys(&mut self) {
        if !self.entries.is_sorted_by(|(left, _), (right, _)| left <= right) {
            self.entries.sort_by(|(left, _), (right, _)| left.cmp(right));
            self.reindex();
        }
    }

    fn reindex(&mut self) {
        self.index = (self.entries.len() > FEW).then(|| {
            let keys = self.entries.iter().map(|(key, _)| key.as_str());
            Box::new(Index::of(keys))
        });
    }
}

/// The order of entries makes no difference.
impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, entry)| other.get(key) == Some(entry))
    }
}

impl<K: Into<SmolStr>> FromIterator<(K, Entry)> for Mapping {
    fn from_iter<I: IntoIterator<Item = (K, Entry)>>(entries: I) -> Self {
        let mut mapping = Mapping::default();
        mapping.extend(entries);
        mapping
    }
}

impl<K: Into<SmolStr>> Extend<(K, Entry)> for Mapping {
    fn extend<I: IntoIterator<Item = (K, Entry)>>(&mut self, entries: I) {
        for (key, entry) in entries {
            self.insert(key, entry);
        }
    }
}

impl IntoIterator for Mapping {
    type Item = (SmolStr, Entry);
    type IntoIter = vec::IntoIter<(SmolStr, Entry)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = (&'a SmolStr, &'a Entry);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Mapping {
    type Item = (&'a SmolStr, &'a mut Entry);
    type IntoIter = IterMut<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
