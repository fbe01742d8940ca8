//! The critical path: the chain of dependencies that determines when the last service is done.

use std::cmp::Reverse;

use super::Dependencies;

/// A chain of services, each waiting for the previous one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CriticalPath {
    /// The services, dependencies first.
    pub(crate) services: Vec<usize>,
    /// The sum of their weights.
    pub(crate) total: u64,
}

/// Returns the chain with the largest sum of weights. Ties go to the longer chain, then to the first service
/// by name.
pub(super) fn longest_chain(graph: &Dependencies, weight: impl Fn(usize) -> u64) -> CriticalPath {
    let count = graph.services.len();
    let mut total = vec![0_u64; count];
    let mut predecessor: Vec<Option<usize>> = vec![None; count];
    for &service in &graph.order {
        let mut wait = 0;
        for &dependency in graph.dependencies(service) {
            let is_ignored = graph.edge(service, dependency).is_none_or(|edge| edge.closes_cycle);
            if !is_ignored && (predecessor[service].is_none() || total[dependency] > wait) {
                wait = total[dependency];
                predecessor[service] = Some(dependency);
            }
        }
        total[service] = wait.saturating_add(weight(service));
    }
    let lengths = chain_lengths(graph, &predecessor);
    let last = (0..count).max_by_key(|&service| (total[service], lengths[service], Reverse(service)));
    let Some(last) = last else {
        return CriticalPath::default();
    };
    let mut services = vec![last];
    while let Some(dependency) = predecessor[services[services.len() - 1]] {
        services.push(dependency);
    }
    services.reverse();
    CriticalPath {
        services,
        total: total[last],
    }
}

/// Returns the number of services in the chain that ends at each service.
fn chain_lengths(graph: &Dependencies, predecessor: &[Option<usize>]) -> Vec<usize> {
    let mut lengths = vec![1; predecessor.len()];
    for &service in &graph.order {
        if let Some(dependency) = predecessor[service] {
            lengths[service] = lengths[dependency] + 1;
        }
    }
    lengths
}
