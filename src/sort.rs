//! Putting things in order, by one sorter for all types.
//!
//! The standard library's sort is compiled anew for every type and every comparison, some 4 KB each, and
//! collecting into a `BTreeMap` or `BTreeSet` sorts as well; the trees themselves are as much again. In the
//! page that came to a fifth of the code. So all that may reach the page is sorted here: one sorter orders
//! positions, asking a comparison behind a pointer, and the items are moved where it says. Every sort is
//! stable. Maps and sets in order are lists. `tests/tidy.rs` holds that nobody else sorts.

mod map;
mod set;

use std::cmp::Ordering;

pub use map::SortedMap;
pub use set::SortedSet;

/// Sorts items by their own order.
pub fn all<T: Ord>(items: &mut [T]) {
    by(items, T::cmp);
}

/// Sorts items by a key of theirs.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |left, right| key(left).cmp(&key(right)));
}

/// Sorts items by a comparison.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if items.is_sorted_by(|left, right| compare(left, right).is_le()) {
        return;
    }
    let order = positions(items.len(), &mut |left, right| compare(&items[left], &items[right]));
    arrange(order, &mut |one, other| items.swap(one, other));
}

/// Sorts items by ranks that stand beside them, and the ranks with them.
pub fn by_ranks<T>(items: &mut [T], ranks: &mut [usize]) {
    if ranks.is_sorted() {
        return;
    }
    let order = positions(ranks.len(), &mut |left, right| ranks[left].cmp(&ranks[right]));
    arrange(order, &mut |one, other| {
        items.swap(one, other);
        ranks.swap(one, other);
    });
}

/// Sorts numbers: not behind a pointer, for inner loops.
pub fn numbers(numbers: &mut [usize]) {
    numbers.sort_unstable();
}

/// At each place, the position of the item that belongs there. Equal items keep their order.
fn positions(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    if count > 1 {
        order.sort_by(|&left, &right| compare(left, right));
    }
    order
}

/// Moves items to their places along the cycles of the order.
fn arrange(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut place = start;
        while order[place] != start {
            let from = order[place];
            swap(place, from);
            order[place] = place;
            place = from;
        }
        order[place] = place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern.
    fn numbers(count: u32) -> Vec<(u32, u32)> {
        let next = |index: u32| (index.wrapping_mul(2_654_435_761) >> 7) % (count / 2 + 1);
        (0..count).map(|index| (next(index), index)).collect()
    }

    #[test]
    fn items_are_sorted_and_equal_ones_keep_their_order() {
        for count in [0, 1, 2, 3, 10, 57, 1000] {
            let mut ours = numbers(count);
            let mut expected = ours.clone();
            by_key(&mut ours, |&(number, _)| number);
            expected.sort_by_key(|&(number, _)| number);
            assert_eq!(ours, expected, "{count}");
        }
    }

    #[test]
    fn ranks_go_with_their_items() {
        let mut items = ["d", "b", "c", "a"];
        let mut ranks = [4, 2, 3, 1];
        by_ranks(&mut items, &mut ranks);
        assert_eq!((items, ranks), (["a", "b", "c", "d"], [1, 2, 3, 4]));
    }
}
