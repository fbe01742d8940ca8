//! The order of vertices within layers, chosen to reduce edge crossings.
//!
//! Alternating sweeps move each vertex to the mean position of its neighbors (the barycenter heuristic). After
//! each sweep, adjacent vertices are swapped while that removes crossings. The best order found is kept.
//! Source: Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs", 1993.

use super::layered::Layered;

/// Number of rounds without improvement after which the search stops.
const MAX_ROUNDS_WITHOUT_IMPROVEMENT: usize = 4;

/// Components up to this many vertices and segments are also searched from shuffled orders, because in small
/// drawings crossings are most visible and the search is cheap.
const MAX_SHUFFLED_SIZE: usize = 160;
/// Number of shuffled orders.
const SHUFFLES: u64 = 5;

/// Reorders each layer to reduce crossings.
pub(super) fn reduce(layered: &mut Layered) {
    let size: usize = layered.after.iter().map(|next| next.len() + 1).sum();
    let (rounds, passes) = match size {
        0..=6_000 => (24, 8),
        6_001..=20_000 => (12, 4),
        _ => (6, 2),
    };
    let mut starts = vec![depth_first_order(layered, Side::Before)];
    if size <= 6_000 {
        starts.push(depth_first_order(layered, Side::After));
    }
    if size <= MAX_SHUFFLED_SIZE {
        starts.extend((1..=SHUFFLES).map(|seed| shuffled_order(layered, seed)));
    }
    let mut best = (usize::MAX, layered.layers.clone());
    let mut scratch = Scratch::new(layered);
    for start in starts {
        layered.set_layers(start);
        improve(layered, rounds, passes, &mut best, &mut scratch);
        if best.0 == 0 {
            break;
        }
    }
    layered.set_layers(best.1);
}

/// Sweeps until the order no longer improves. Updates `best`: a number of crossings and the order that has it.
fn improve(
    layered: &mut Layered,
    rounds: usize,
    passes: usize,
    best: &mut (usize, Vec<Vec<usize>>),
    scratch: &mut Scratch,
) {
    let mut rounds_without_improvement = 0;
    for round in 0..=rounds {
        let crossings = count_crossings(layered, scratch);
        if crossings < best.0 {
            *best = (crossings, layered.layers.clone());
            rounds_without_improvement = 0;
        } else {
            rounds_without_improvement += 1;
        }
        if crossings == 0 || rounds_without_improvement > MAX_ROUNDS_WITHOUT_IMPROVEMENT || round == rounds {
            break;
        }
        sweep(layered, if round % 2 == 0 { Side::Before } else { Side::After });
        swap_neighbors(layered, passes, scratch);
    }
}

/// A layer next to another one: the previous or the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Buffers that the inner loops reuse.
struct Scratch {
    /// Sorted positions of each vertex's neighbors in the previous layer.
    before: Vec<Vec<usize>>,
    /// Sorted positions of each vertex's neighbors in the next layer.
    after: Vec<Vec<usize>>,
    /// A Fenwick tree over the positions of a layer.
    tree: Vec<usize>,
}

impl Scratch {
    fn new(layered: &Layered) -> Self {
        let largest = layered.layers.iter().map(Vec::len).max().unwrap_or(0);
        Scratch {
            before: vec![Vec::new(); layered.ranks.len()],
            after: vec![Vec::new(); layered.ranks.len()],
            tree: vec![0; largest + 1],
        }
    }
}

/// Returns the vertices in the order of a depth-first search, which keeps connected vertices together. The search
/// starts at the first or the last layer.
fn depth_first_order(layered: &Layered, start: Side) -> Vec<Vec<usize>> {
    let mut layers = vec![Vec::new(); layered.layers.len()];
    let mut is_visited = vec![false; layered.ranks.len()];
    let mut roots: Vec<usize> = (0..layered.nodes).collect();
    roots.sort_by_key(|&node| match start {
        Side::Before => (layered.ranks[node], node),
        Side::After => (layered.layers.len() - layered.ranks[node], node),
    });
    for root in roots {
        let mut pending = vec![root];
        while let Some(vertex) = pending.pop() {
            if std::mem::replace(&mut is_visited[vertex], true) {
                continue;
            }
            layers[layered.ranks[vertex]].push(vertex);
            let (last, first) = match start {
                Side::Before => (&layered.before[vertex], &layered.after[vertex]),
                Side::After => (&layered.after[vertex], &layered.before[vertex]),
            };
            let neighbors = last.iter().rev().chain(first.iter().rev());
            pending.extend(neighbors.filter(|&&next| !is_visited[next]));
        }
    }
    layers
}

/// Returns the vertices in a pseudorandom order that depends only on the seed.
fn shuffled_order(layered: &Layered, seed: u64) -> Vec<Vec<usize>> {
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

/// Sorts each layer by the mean position of its vertices' neighbors on one side. Vertices without neighbors there
/// keep their positions.
fn sweep(layered: &mut Layered, side: Side) {
    let depth = layered.layers.len();
    for step in 0..depth {
        let rank = match side {
            Side::Before => step,
            Side::After => depth - 1 - step,
        };
        let mut by_mean: Vec<(f64, usize)> = Vec::new();
        let mut positions = Vec::new();
        for (position, &vertex) in layered.layers[rank].iter().enumerate() {
            let neighbors = match side {
                Side::Before => &layered.before[vertex],
                Side::After => &layered.after[vertex],
            };
            if !neighbors.is_empty() {
                let sum: usize = neighbors.iter().map(|&other| layered.positions[other]).sum();
                by_mean.push((sum as f64 / neighbors.len() as f64, vertex));
                positions.push(position);
            }
        }
        by_mean.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (&position, &(_, vertex)) in positions.iter().zip(&by_mean) {
            layered.layers[rank][position] = vertex;
            layered.positions[vertex] = position;
        }
    }
}

/// Swaps adjacent vertices where that removes crossings, in at most `passes` passes over all layers.
fn swap_neighbors(layered: &mut Layered, passes: usize, scratch: &mut Scratch) {
    for _ in 0..passes {
        let mut swapped = false;
        for rank in 0..layered.layers.len() {
            for &vertex in &layered.layers[rank] {
                collect_sorted(&layered.before[vertex], &layered.positions, &mut scratch.before[vertex]);
                collect_sorted(&layered.after[vertex], &layered.positions, &mut scratch.after[vertex]);
            }
            for position in 1..layered.layers[rank].len() {
                let (upper, lower) = (layered.layers[rank][position - 1], layered.layers[rank][position]);
                let current = inversions(&scratch.before[upper], &scratch.before[lower])
                    + inversions(&scratch.after[upper], &scratch.after[lower]);
                if current == 0 {
                    continue;
                }
                let swapped_count = inversions(&scratch.before[lower], &scratch.before[upper])
                    + inversions(&scratch.after[lower], &scratch.after[upper]);
                if swapped_count < current {
                    layered.layers[rank].swap(position - 1, position);
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

/// Stores the sorted positions of the neighbors in `sorted`.
fn collect_sorted(neighbors: &[usize], positions: &[usize], sorted: &mut Vec<usize>) {
    sorted.clear();
    sorted.extend(neighbors.iter().map(|&other| positions[other]));
    sorted.sort_unstable();
}

/// Returns the number of crossings between the segments of two vertices, given the sorted positions of their
/// neighbors.
fn inversions(upper: &[usize], lower: &[usize]) -> usize {
    let mut smaller = 0;
    let mut sum = 0;
    for &position in upper {
        while smaller < lower.len() && lower[smaller] < position {
            smaller += 1;
        }
        sum += smaller;
    }
    sum
}

/// Counts all crossings with a Fenwick tree.
fn count_crossings(layered: &Layered, scratch: &mut Scratch) -> usize {
    let mut crossings = 0;
    for layer in &layered.layers {
        scratch.tree.fill(0);
        let mut inserted = 0;
        for &vertex in layer {
            collect_sorted(&layered.after[vertex], &layered.positions, &mut scratch.after[vertex]);
            for &position in &scratch.after[vertex] {
                crossings += inserted - sum_up_to(&scratch.tree, position);
            }
            for &position in &scratch.after[vertex] {
                insert(&mut scratch.tree, position);
            }
            inserted += scratch.after[vertex].len();
        }
    }
    crossings
}

/// Increments the count of a position.
fn insert(tree: &mut [usize], position: usize) {
    let mut index = position + 1;
    while index < tree.len() {
        tree[index] += 1;
        index += index & index.wrapping_neg();
    }
}

/// Returns the sum of the counts of positions up to and including `position`.
fn sum_up_to(tree: &[usize], position: usize) -> usize {
    let mut index = position + 1;
    let mut sum = 0;
    while index > 0 {
        sum += tree[index];
        index -= index & index.wrapping_neg();
    }
    sum
}
