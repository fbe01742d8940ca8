//! Ranks: in which layer a node stands.

use super::links::Link;
use crate::graph::order_and_levels;

/// How often all nodes are looked at for a better rank; few rounds find nearly everything.
const ROUNDS: usize = 4;

/// The rank of each node: as low as its dependencies allow, and then, where that makes edges shorter
/// in sum, closer to its dependents.
pub(super) fn ranks(count: usize, links: &[Link]) -> Vec<usize> {
    let (order, mut ranks) = order_and_levels(count, links.iter().map(|link| (link.low, link.high)));
    let mut before = vec![Vec::new(); count];
    let mut after = vec![Vec::new(); count];
    for link in links {
        after[link.low].push(link.high);
        before[link.high].push(link.low);
    }
    for _ in 0..ROUNDS {
        let mut moved = false;
        for &node in order.iter().rev() {
            if after[node].len() <= before[node].len() {
                continue;
            }
            let lowest = after[node].iter().map(|&other| ranks[other]).min();
            let wanted = lowest.map_or(ranks[node], |rank| rank - 1);
            moved |= wanted != ranks[node];
            ranks[node] = wanted;
        }
        if !moved {
            break;
        }
    }
    ranks
}
