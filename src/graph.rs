//! The dependency graph of a project's services: order, cycles, levels and the critical path.
//!
//! Never fails: cycles are data, not an error. Edges point from a dependent to its dependency. Services and edges are
//! sorted, so results are the same in every run. Dependencies on inactive services are not edges, because nothing waits
//! for them.

mod critical;
mod cycles;
mod inferred;
mod order;

pub(crate) use critical::CriticalPath;
pub(crate) use cycles::Cycle;
pub(crate) use cycles::strongly_connected_components;
pub use inferred::InferredLink;
pub(crate) use order::order_and_levels;

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{Condition, DependencySource, Project, ServiceName};
use crate::sort::CompactSort;
use crate::source::Span;

/// The dependency graph of a project's services.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dependencies {
    /// The services, sorted by name. Other fields refer to services by index in this list.
    pub services: Vec<ServiceName>,
    /// The dependencies, sorted by dependent, then by dependency. At most one for each pair of services.
    pub edges: Vec<Edge>,
    /// Links inferred from environment values, sorted in the same way. At most one for each pair of services.
    pub inferred: Vec<InferredLink>,
    /// The dependency cycles.
    pub(crate) cycles: Vec<Cycle>,
    /// All services in topological order, dependencies first, ties broken by name. Edges that close a cycle
    /// are ignored.
    pub(crate) order: Vec<usize>,
    /// Length of the longest chain of dependencies of each service; 0 for a service without dependencies.
    /// Edges that close a cycle are ignored.
    pub(crate) levels: Vec<usize>,
    dependencies: Vec<Vec<usize>>,
    dependents: Vec<Vec<usize>>,
}

/// A dependency of a service on another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Index of the dependent in [`Dependencies::services`].
    pub dependent: usize,
    /// Index of the dependency.
    pub dependency: usize,
    /// The condition that the dependent waits for.
    pub condition: Condition,
    /// Whether it is an error if the condition is never met.
    pub required: bool,
    /// The attribute that declares it.
    pub source: DependencySource,
    /// Where it is declared.
    pub span: Span,
    /// Whether it is part of a cycle.
    pub in_cycle: bool,
    /// Whether it is ignored in the order and the levels because it would close a cycle. Implies `in_cycle`.
    pub(crate) closes_cycle: bool,
}

impl Edge {
    /// Creates a required `depends_on` edge. [`Dependencies::from_edges`] computes whether it is part of a cycle.
    pub fn new(dependent: usize, dependency: usize, condition: Condition, span: Span) -> Self {
        Edge {
            dependent,
            dependency,
            condition,
            required: true,
            source: DependencySource::DependsOn,
            span,
            in_cycle: false,
            closes_cycle: false,
        }
    }

    /// Returns the condition as one word: `started`, `healthy` or `completed`.
    pub(crate) fn condition_word(&self) -> &'static str {
        match self.condition {
            Condition::Started => "started",
            Condition::Healthy => "healthy",
            Condition::Completed => "completed",
        }
    }
}

impl Dependencies {
    /// Builds the graph of a project's active services.
    pub fn of(project: &Project) -> Self {
        let services: Vec<ServiceName> = project.services.keys().cloned().collect();
        let index: BTreeMap<&str, usize> = services.iter().map(ServiceName::as_str).zip(0..).collect();
        let mut edges = Vec::new();
        for (dependent, service) in project.services.values().enumerate() {
            for dependency in &service.depends_on {
                let Some(&target) = index.get(dependency.service.as_str()) else {
                    continue;
                };
                edges.push(Edge {
                    required: dependency.required,
                    source: dependency.source,
                    ..Edge::new(dependent, target, dependency.condition, dependency.span)
                });
            }
        }
        let inferred = inferred::infer_links(project, &index);
        Dependencies::from_edges(services, edges, inferred)
    }

    /// Builds a graph from services sorted by name and edges in any order. Of several edges between two
    /// services, the one whose source comes first is kept, as in Docker Compose. Edges with an index out of
    /// range are dropped.
    pub fn from_edges(services: Vec<ServiceName>, mut edges: Vec<Edge>, mut inferred: Vec<InferredLink>) -> Self {
        let count = services.len();
        edges.retain(|edge| edge.dependent < count && edge.dependency < count);
        edges.compact_sort_by_key(|edge| (edge.dependent, edge.dependency, edge.source));
        edges.dedup_by_key(|edge| (edge.dependent, edge.dependency));

        let pairs: BTreeSet<(usize, usize)> = edges.iter().map(|edge| (edge.dependent, edge.dependency)).collect();
        inferred.retain(|link| link.dependent < count && link.dependency < count);
        inferred.compact_sort_by_key(|link| (link.dependent, link.dependency));
        inferred.dedup_by_key(|link| (link.dependent, link.dependency));
        for link in &mut inferred {
            link.declared = pairs.contains(&(link.dependent, link.dependency));
        }

        let cycles = cycles::mark_cycles(count, &mut edges);
        let acyclic = edges.iter().filter(|edge| !edge.closes_cycle);
        let (order, levels) = order::order_and_levels(count, acyclic.map(|edge| (edge.dependency, edge.dependent)));
        let mut dependencies = vec![Vec::new(); count];
        let mut dependents = vec![Vec::new(); count];
        for edge in &edges {
            dependencies[edge.dependent].push(edge.dependency);
            dependents[edge.dependency].push(edge.dependent);
        }
        Dependencies {
            services,
            edges,
            inferred,
            cycles,
            order,
            levels,
            dependencies,
            dependents,
        }
    }

    /// Returns the direct dependencies of a service, sorted.
    pub(crate) fn dependencies(&self, service: usize) -> &[usize] {
        &self.dependencies[service]
    }

    /// Returns the direct dependents of a service, sorted.
    pub(crate) fn dependents(&self, service: usize) -> &[usize] {
        &self.dependents[service]
    }

    /// Returns the chain of dependencies that takes longest, if each service takes `weight` (in any unit)
    /// once its dependencies are done.
    pub(crate) fn critical_path(&self, weight: impl Fn(usize) -> u64) -> CriticalPath {
        critical::longest_chain(self, weight)
    }

    /// Estimates how long a service keeps its dependents waiting, from the conditions they wait for: 1 for
    /// `started`, 2 for `completed`, 3 for `healthy`. Serves as a weight for
    /// [`critical_path`](Self::critical_path) without a simulation.
    pub(crate) fn condition_weight(&self, service: usize) -> u64 {
        let weights = self.dependents[service].iter().filter_map(|&dependent| {
            let edge = self.edge(dependent, service)?;
            Some(match edge.condition {
                Condition::Started => 1,
                Condition::Completed => 2,
                Condition::Healthy => 3,
            })
        });
        weights.max().unwrap_or(1)
    }

    /// Returns the edge between two services.
    pub(crate) fn edge(&self, dependent: usize, dependency: usize) -> Option<&Edge> {
        self.edge_index(dependent, dependency).map(|index| &self.edges[index])
    }

    /// Returns the index in [`edges`](Self::edges) of the edge between two services.
    pub(crate) fn edge_index(&self, dependent: usize, dependency: usize) -> Option<usize> {
        self.edges
            .binary_search_by_key(&(dependent, dependency), |edge| (edge.dependent, edge.dependency))
            .ok()
    }
}

#[cfg(test)]
mod tests;
