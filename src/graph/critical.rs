//! The critical path: the chain of dependencies that everything else waits for.

use super::Dependencies;

/// A chain of services, each waiting for the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CriticalPath {
    /// The services, first to last.
    pub services: Vec<usize>,
    /// The sum of their weights.
    pub total: u64,
}

impl CriticalPath {
    /// Whether an edge is part of the chain.
    pub fn uses(&self, dependency: usize, dependent: usize) -> bool {
        self.services
            .windows(2)
            .any(|pair| pair[0] == dependency && pair[1] == dependent)
    }
}

pub(super) fn longest(graph: &Dependencies, weight: impl Fn(usize) -> u64) -> CriticalPath {
    let count = graph.services.len();
    let mut total = vec![0_u64; count];
    let mut before: Vec<Option<usize>> = vec![None; count];
    for &service in &graph.order {
        let mut wait = 0;
        for &dependency in graph.dependencies(service) {
            let broken = graph.edge(service, dependency).is_none_or(|edge| edge.broken);
            if !broken && (before[service].is_none() || total[dependency] > wait) {
                wait = total[dependency];
                before[service] = Some(dependency);
            }
        }
        total[service] = wait.saturating_add(weight(service));
    }
    // Of equals, the longer chain tells more, then the first by name.
    let steps = chain_lengths(graph, &before);
    let last = (0..count).max_by_key(|&service| (total[service], steps[service], std::cmp::Reverse(service)));
    let Some(last) = last else {
        return CriticalPath::default();
    };
    let mut services = vec![last];
    while let Some(dependency) = before[services[services.len() - 1]] {
        services.push(dependency);
    }
    services.reverse();
    CriticalPath {
        services,
        total: total[last],
    }
}

fn chain_lengths(graph: &Dependencies, before: &[Option<usize>]) -> Vec<usize> {
    let mut steps = vec![1; before.len()];
    for &service in &graph.order {
        if let Some(dependency) = before[service] {
            steps[service] = steps[dependency] + 1;
        }
    }
    steps
}
