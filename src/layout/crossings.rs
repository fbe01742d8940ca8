//! The order within layers: few crossings.
//!
//! Sweeps to and fro put each vertex at the mean of its neighbours (barycenter); after each, adjacent
//! vertices change places as long as that helps. The best order seen wins. Gansner, Koutsofios, North
//! and Vo, "A technique for drawing directed graphs", 1993.

use super::layered::Layered;

/// Rounds without a better order after which to stop.
const PATIENCE: usize = 4;

/// Puts each layer into a good order.
pub(super) fn reduce(layered: &mut Layered) {
    let size: usize = layered.after.iter().map(|next| next.len() + 1).sum();
    let (rounds, passes, starts) = match size {
        0..=6_000 => (24, 8, 2),
        6_001..=20_000 => (12, 4, 1),
        _ => (6, 2, 1),
    };
    let mut best = (usize::MAX, layered.layers.clone());
    let mut scratch = Scratch::new(layered);
    for start in [Side::Before, Side::After].into_iter().take(starts) {
        layered.set_layers(first_order(layered, start));
        let mut stale = 0;
        for round in 0..rounds {
            let crossings = count(layered, &mut scratch);
            if crossings < best.0 {
                best = (crossings, layered.layers.clone());
                stale = 0;
            } else {
                stale += 1;
            }
            if crossings == 0 || stale > PATIENCE {
                break;
            }
            sweep(layered, if round % 2 == 0 { Side::Before } else { Side::After });
            swap_neighbours(layered, passes, &mut scratch);
        }
        if best.0 == 0 {
            break;
        }
    }
    let last = count(layered, &mut scratch);
    if last >= best.0 {
        layered.set_layers(best.1);
    }
}

/// Where to look for neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Memory for the inner loops.
struct Scratch {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
    tree: Vec<usize>,
}

impl Scratch {
    fn new(layered: &Layered) -> Self {
        let widest = layered.layers.iter().map(Vec::len).max().unwrap_or(0);
        Scratch {
            before: vec![Vec::new(); layered.ranks.len()],
            after: vec![Vec::new(); layered.ranks.len()],
            tree: vec![0; widest + 1],
        }
    }
}

/// Vertices in the order a depth-first walk meets them, so that what hangs together lies together.
fn first_order(layered: &Layered, start: Side) -> Vec<Vec<usize>> {
    let mut layers = vec![Vec::new(); layered.layers.len()];
    let mut seen = vec![false; layered.ranks.len()];
    let mut roots: Vec<usize> = (0..layered.nodes).collect();
    roots.sort_by_key(|&node| match start {
        Side::Before => (layered.ranks[node], node),
        Side::After => (layered.layers.len() - layered.ranks[node], node),
    });
    for root in roots {
        let mut open = vec![root];
        while let Some(vertex) = open.pop() {
            if std::mem::replace(&mut seen[vertex], true) {
                continue;
            }
            layers[layered.ranks[vertex]].push(vertex);
            let (far, near) = match start {
                Side::Before => (&layered.before[vertex], &layered.after[vertex]),
                Side::After => (&layered.after[vertex], &layered.before[vertex]),
            };
            open.extend(far.iter().rev().chain(near.iter().rev()).filter(|&&next| !seen[next]));
        }
    }
    layers
}

/// Moves the vertices of each layer to the mean of their neighbours on one side. Those without keep
/// their places.
fn sweep(layered: &mut Layered, side: Side) {
    let depth = layered.layers.len();
    for step in 0..depth {
        let rank = match side {
            Side::Before => step,
            Side::After => depth - 1 - step,
        };
        let mut keyed: Vec<(f64, usize)> = Vec::new();
        let mut places = Vec::new();
        for (place, &vertex) in layered.layers[rank].iter().enumerate() {
            let neighbours = match side {
                Side::Before => &layered.before[vertex],
                Side::After => &layered.after[vertex],
            };
            if !neighbours.is_empty() {
                let sum: usize = neighbours.iter().map(|&other| layered.positions[other]).sum();
                keyed.push((sum as f64 / neighbours.len() as f64, vertex));
                places.push(place);
            }
        }
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (&place, &(_, vertex)) in places.iter().zip(&keyed) {
            layered.layers[rank][place] = vertex;
            layered.positions[vertex] = place;
        }
    }
}

/// Swaps adjacent vertices where that removes crossings.
fn swap_neighbours(layered: &mut Layered, passes: usize, scratch: &mut Scratch) {
    for _ in 0..passes {
        let mut swapped = false;
        for rank in 0..layered.layers.len() {
            for &vertex in &layered.layers[rank] {
                collect(&layered.before[vertex], &layered.positions, &mut scratch.before[vertex]);
                collect(&layered.after[vertex], &layered.positions, &mut scratch.after[vertex]);
            }
            for place in 1..layered.layers[rank].len() {
                let (upper, lower) = (layered.layers[rank][place - 1], layered.layers[rank][place]);
                let now = inversions(&scratch.before[upper], &scratch.before[lower])
                    + inversions(&scratch.after[upper], &scratch.after[lower]);
                if now == 0 {
                    continue;
                }
                let then = inversions(&scratch.before[lower], &scratch.before[upper])
                    + inversions(&scratch.after[lower], &scratch.after[upper]);
                if then < now {
                    layered.layers[rank].swap(place - 1, place);
                    layered.positions.swap(upper, lower);
                    swapped = true;
                }
            }
        }
        if !swapped {
            break;
        }
    }
}

fn collect(neighbours: &[usize], positions: &[usize], sorted: &mut Vec<usize>) {
    sorted.clear();
    sorted.extend(neighbours.iter().map(|&other| positions[other]));
    sorted.sort_unstable();
}

/// How many edges cross when `upper` and `lower` are the sorted places of the neighbours of two
/// vertices, one above the other.
fn inversions(upper: &[usize], lower: &[usize]) -> usize {
    let mut smaller = 0;
    let mut sum = 0;
    for &place in upper {
        while smaller < lower.len() && lower[smaller] < place {
            smaller += 1;
        }
        sum += smaller;
    }
    sum
}

/// All crossings, counted with a Fenwick tree.
fn count(layered: &Layered, scratch: &mut Scratch) -> usize {
    let mut crossings = 0;
    for layer in &layered.layers {
        scratch.tree.fill(0);
        let mut inserted = 0;
        for &vertex in layer {
            collect(&layered.after[vertex], &layered.positions, &mut scratch.after[vertex]);
            for &place in &scratch.after[vertex] {
                crossings += inserted - sum_up_to(&scratch.tree, place);
            }
            for &place in &scratch.after[vertex] {
                insert(&mut scratch.tree, place);
            }
            inserted += scratch.after[vertex].len();
        }
    }
    crossings
}

fn insert(tree: &mut [usize], place: usize) {
    let mut at = place + 1;
    while at < tree.len() {
        tree[at] += 1;
        at += at & at.wrapping_neg();
    }
}

fn sum_up_to(tree: &[usize], place: usize) -> usize {
    let mut at = place + 1;
    let mut sum = 0;
    while at > 0 {
        sum += tree[at];
        at -= at & at.wrapping_neg();
    }
    sum
}
