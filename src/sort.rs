//! Stable sorting that adds little code to the page.
//!
//! The standard library compiles its stable sort, about 4 KB, once for each type and comparison. Here all sorts share the
//! one that sorts indices. Inner loops, and types that are sorted by their own order, use the standard library.

use std::cmp::Ordering;

/// Stable sorts of slices.
pub trait CompactSort<T> {
    /// Sorts like `sort_by`.
    fn compact_sort_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// Sorts like `sort_by_key`.
    fn compact_sort_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.compact_sort_by(|left, right| key(left).cmp(&key(right)));
    }
}

impl<T> CompactSort<T> for [T] {
    fn compact_sort_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let mut targets = sorted_positions(self.len(), &|left, right| compare(&self[left], &self[right]));
        for index in 0..targets.len() {
            while targets[index] != index {
                let target = targets[index];
                self.swap(index, target);
                targets.swap(index, target);
            }
        }
    }
}

/// Returns for each of `count` items its position in the sorted order. `compare` receives two indices of items.
fn sorted_positions(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&left, &right| compare(left, right));
    let mut positions = vec![0; count];
    for (position, &index) in order.iter().enumerate() {
        positions[index] = position;
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::CompactSort;

    #[test]
    fn order_is_that_of_the_standard_library() {
        for count in [0, 1, 2, 3, 20, 21, 100] {
            let items: Vec<(usize, usize)> = (0..count).map(|index| (index * 37 % 11, index)).collect();
            let (mut compact, mut standard) = (items.clone(), items);
            compact.compact_sort_by_key(|&(key, _)| key);
            standard.sort_by_key(|&(key, _)| key);
            assert_eq!(compact, standard, "{count} items");
        }
    }
}
