//! The order within layers: few crossings.
//!
//! Sweeps to and fro put each vertex at the mean of its neighbors (barycenter); after each, adjacent
//! vertices change places as long as that helps. The best order seen wins. Gansner, Koutsofios, North
//! and Vo, "A technique for drawing directed graphs", 1993.

use super::layered::Layered;

/// Rounds without a better order after which to stop.
const PATIENCE: usize = 4;

/// Parts up to this many vertices and edges are tried from several orders more: they are looked at
/// most closely, and cost least.
const SMALL: usize = 160;
/// How many.
const SHUFFLES: u64 = 5;

/// Puts each layer into a good order: the one it had before, where none is much better.
pub(super) fn reduce(layered: &mut Layered, before: &[Option<f64>]) {
    let size: usize = layered.after.iter().map(|next| next.len() + 1).sum();
    let (rounds, passes) = match size {
        0..=6_000 => (24, 8),
        6_001..=20_000 => (12, 4),
        _ => (6, 2),
    };
    let mut starts = vec![first_order(layered, Side::Before)];
    if size <= 6_000 {
        starts.push(first_order(layered, Side::After));
    }
    if size <= SMALL {
        starts.extend((1..=SHUFFLES).map(|seed| shuffled(layered, seed)));
    }
    let former = before.iter().any(Option::is_some);
    if former {
        starts.insert(0, former_order(layered, before));
    }
    let mut best = (usize::MAX, layered.layers.clone());
    let mut scratch = Scratch::new(layered);
    let mut kept = None;
    for (index, start) in starts.into_iter().enumerate() {
        layered.set_layers(start);
        if former && index == 0 {
            swap_neighbors(layered, 4 * passes, Swap::Bends, &mut scratch);
            kept = Some((count(layered, &mut scratch), layered.layers.clone()));
        }
        improve(layered, rounds, passes, &mut best, &mut scratch);
        if best.0 == 0 {
            break;
        }
    }
    // A drawing that jumps is worse than a few crossings more.
    let kept = kept.filter(|(crossings, _)| *crossings <= best.0 + best.0 / 4 + 2);
    layered.set_layers(kept.unwrap_or(best).1);
}

/// Sweeps until nothing gets better; keeps the best order in `best`.
fn improve(
    layered: &mut Layered,
    rounds: usize,
    passes: usize,
    best: &mut (usize, Vec<Vec<usize>>),
    scratch: &mut Scratch,
) {
    let mut stale = 0;
    for round in 0..=rounds {
        let crossings = count(layered, scratch);
        if crossings < best.0 {
            *best = (crossings, layered.layers.clone());
            stale = 0;
        } else {
            stale += 1;
        }
        if crossings == 0 || stale > PATIENCE || round == rounds {
            break;
        }
        sweep(layered, if round % 2 == 0 { Side::Before } else { Side::After });
        swap_neighbors(layered, passes, Swap::All, scratch);
    }
}

/// Which vertices may change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Swap {
    All,
    /// Bends with all others, but no nodes among themselves.
    Bends,
}

/// Where to look for neighbors.
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

/// Vertices in some order, the same for the same seed.
fn shuffled(layered: &Layered, seed: u64) -> Vec<Vec<usize>> {
    let mut state = seed;
    let mut layers = layered.layers.clone();
    for layer in &mut layers {
        for last in (1..layer.len()).rev() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            layer.swap(last, (state >> 33) as usize % (last + 1));
        }
    }
    layers
}

/// Vertices by the height they had before. Bends lie on the line between the ends of their edge; new
/// nodes come between their neighbors.
fn former_order(layered: &Layered, before: &[Option<f64>]) -> Vec<Vec<usize>> {
    let mut heights: Vec<Option<f64>> = before.to_vec();
    heights.resize(layered.ranks.len(), None);
    for node in 0..layered.nodes {
        if before[node].is_none() {
            let neighbors = layered.before[node].iter().chain(&layered.after[node]);
            let known: Vec<f64> = neighbors
                .filter_map(|&other| before.get(other).copied().flatten())
                .collect();
            if !known.is_empty() {
                heights[node] = Some(known.iter().sum::<f64>() / known.len() as f64);
            }
        }
    }
    for chain in layered.chains.iter().filter(|chain| chain.len() > 2) {
        if let (Some(low), Some(high)) = (heights[chain[0]], heights[chain[chain.len() - 1]]) {
            for (step, &bend) in chain.iter().enumerate().take(chain.len() - 1).skip(1) {
                heights[bend] = Some(low + (high - low) * step as f64 / (chain.len() - 1) as f64);
            }
        }
    }
    let mut layers = layered.layers.clone();
    for layer in &mut layers {
        layer.sort_by(|&a, &b| {
            let height = |vertex: usize| heights[vertex].unwrap_or(f64::INFINITY);
            height(a).total_cmp(&height(b))
        });
    }
    layers
}

/// Moves the vertices of each layer to the mean of their neighbors on one side. Those without keep
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
            let neighbors = match side {
                Side::Before => &layered.before[vertex],
                Side::After => &layered.after[vertex],
            };
            if !neighbors.is_empty() {
                let sum: usize = neighbors.iter().map(|&other| layered.positions[other]).sum();
                keyed.push((sum as f64 / neighbors.len() as f64, vertex));
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
fn swap_neighbors(layered: &mut Layered, passes: usize, which: Swap, scratch: &mut Scratch) {
    for _ in 0..passes {
        let mut swapped = false;
        for rank in 0..layered.layers.len() {
            for &vertex in &layered.layers[rank] {
                collect(&layered.before[vertex], &layered.positions, &mut scratch.before[vertex]);
                collect(&layered.after[vertex], &layered.positions, &mut scratch.after[vertex]);
            }
            for place in 1..layered.layers[rank].len() {
                let (upper, lower) = (layered.layers[rank][place - 1], layered.layers[rank][place]);
                if which == Swap::Bends && !layered.is_bend(upper) && !layered.is_bend(lower) {
                    continue;
                }
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

fn collect(neighbors: &[usize], positions: &[usize], sorted: &mut Vec<usize>) {
    sorted.clear();
    sorted.extend(neighbors.iter().map(|&other| positions[other]));
    sorted.sort_unstable();
}

/// How many edges cross when `upper` and `lower` are the sorted places of the neighbors of two
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
