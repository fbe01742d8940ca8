//! What depends on what: order, cycles, levels and the critical path, over petgraph.
//!
//! Total: cycles are data, not an error. Edges run from the dependent to what it depends on. Services
//! and edges are sorted, and everything computed from them is the same in every run. Dependencies on
//! services that are off are not edges: nothing waits for them.

mod critical;
mod cycles;
mod inferred;
mod order;

pub use critical::CriticalPath;
pub use cycles::Cycle;
pub(crate) use cycles::components;
pub use inferred::Inferred;
pub(crate) use order::order_and_levels;

use crate::compose::{Condition, DependencySource, Project, ServiceName};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The dependency graph of a project's services.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dependencies {
    /// The services, sorted by name; other fields count in this list.
    pub services: Vec<ServiceName>,
    /// The dependencies, sorted by dependent, then by dependency; one a pair.
    pub edges: Vec<Edge>,
    /// Links that an environment value tells of, sorted likewise; one a pair.
    pub inferred: Vec<Inferred>,
    /// The services that wait for each other in a circle.
    pub cycles: Vec<Cycle>,
    /// All services, dependencies first, by name among equals. Broken edges don't count.
    pub order: Vec<usize>,
    /// For each service the length of the longest chain of dependencies below it; 0 for a root.
    /// Broken edges don't count.
    pub levels: Vec<usize>,
    dependencies: Vec<Vec<usize>>,
    dependents: Vec<Vec<usize>>,
}

/// One dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Who depends, as an index of [`Dependencies::services`].
    pub dependent: usize,
    /// On what.
    pub dependency: usize,
    /// What is waited for.
    pub condition: Condition,
    /// Whether failing to wait is an error.
    pub required: bool,
    /// Where it comes from.
    pub source: DependencySource,
    /// Where it is written.
    pub span: Span,
    /// It lies on a cycle.
    pub in_cycle: bool,
    /// It is left out of order and levels, because it closes a cycle. Only edges in a cycle are.
    pub broken: bool,
}

impl Edge {
    /// An edge, not yet placed on a cycle.
    pub fn new(dependent: usize, dependency: usize, condition: Condition, span: Span) -> Self {
        Edge {
            dependent,
            dependency,
            condition,
            required: true,
            source: DependencySource::DependsOn,
            span,
            in_cycle: false,
            broken: false,
        }
    }

    /// One word for what is waited for: `started`, `healthy` or `completed`.
    pub fn word(&self) -> &'static str {
        match self.condition {
            Condition::Started => "started",
            Condition::Healthy => "healthy",
            Condition::Completed => "completed",
        }
    }
}

impl Dependencies {
    /// The graph of the services that are on.
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
        let inferred = inferred::links(project, &index);
        Dependencies::from_edges(services, edges, inferred)
    }

    /// A graph from its parts. Services are in order of their names; edges may come in any order, and
    /// of several between two services the first source counts, as in Docker Compose. Edges that
    /// name no service of the list are dropped.
    pub fn from_edges(services: Vec<ServiceName>, mut edges: Vec<Edge>, mut inferred: Vec<Inferred>) -> Self {
        let count = services.len();
        edges.retain(|edge| edge.dependent < count && edge.dependency < count);
        edges.sort_by_key(|edge| (edge.dependent, edge.dependency, edge.source));
        edges.dedup_by_key(|edge| (edge.dependent, edge.dependency));

        let pairs: BTreeSet<(usize, usize)> = edges.iter().map(|edge| (edge.dependent, edge.dependency)).collect();
        inferred.retain(|link| link.dependent < count && link.dependency < count);
        inferred.sort_by_key(|link| (link.dependent, link.dependency));
        inferred.dedup_by_key(|link| (link.dependent, link.dependency));
        for link in &mut inferred {
            link.declared = pairs.contains(&(link.dependent, link.dependency));
        }

        let cycles = cycles::mark(count, &mut edges);
        let kept = edges.iter().filter(|edge| !edge.broken);
        let (order, levels) = order::order_and_levels(count, kept.map(|edge| (edge.dependency, edge.dependent)));
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

    /// The index of a service.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.services
            .binary_search_by(|service| service.as_str().cmp(name))
            .ok()
    }

    /// What a service itself depends on, sorted.
    pub fn dependencies(&self, service: usize) -> &[usize] {
        &self.dependencies[service]
    }

    /// What itself depends on a service, sorted.
    pub fn dependents(&self, service: usize) -> &[usize] {
        &self.dependents[service]
    }

    /// Everything a service needs, near and far, sorted; without itself unless it is on a cycle.
    pub fn upstream(&self, service: usize) -> Vec<usize> {
        order::reachable(&self.dependencies, service)
    }

    /// Everything that needs a service, near and far, sorted; without itself unless it is on a cycle.
    pub fn downstream(&self, service: usize) -> Vec<usize> {
        order::reachable(&self.dependents, service)
    }

    /// The services that depend on nothing: they start at once.
    pub fn roots(&self) -> Vec<usize> {
        self.without(&self.dependencies)
    }

    /// The services that nothing depends on: they start last.
    pub fn leaves(&self) -> Vec<usize> {
        self.without(&self.dependents)
    }

    fn without(&self, neighbors: &[Vec<usize>]) -> Vec<usize> {
        (0..self.services.len())
            .filter(|&service| neighbors[service].is_empty())
            .collect()
    }

    /// The services by level, each level in order of names.
    pub fn layers(&self) -> Vec<Vec<usize>> {
        let depth = self.levels.iter().max().map_or(0, |&deepest| deepest + 1);
        let mut layers = vec![Vec::new(); depth];
        for (service, &level) in self.levels.iter().enumerate() {
            layers[level].push(service);
        }
        layers
    }

    /// The chain of dependencies that takes longest, when each service takes `weight` (any unit)
    /// from the moment its last dependency lets it go.
    pub fn critical_path(&self, weight: impl Fn(usize) -> u64) -> CriticalPath {
        critical::longest(self, weight)
    }

    /// How long a service keeps its dependents waiting, by what they wait for: 1 to be started,
    /// 2 to be completed, 3 to be healthy. A weight for [`critical_path`](Self::critical_path) before
    /// anything has been simulated.
    pub fn condition_weight(&self, service: usize) -> u64 {
        let waits = self.dependents[service].iter().filter_map(|&dependent| {
            let edge = self.edge(dependent, service)?;
            Some(match edge.condition {
                Condition::Started => 1,
                Condition::Completed => 2,
                Condition::Healthy => 3,
            })
        });
        waits.max().unwrap_or(1)
    }

    /// The edge between two services.
    pub fn edge(&self, dependent: usize, dependency: usize) -> Option<&Edge> {
        self.edge_index(dependent, dependency).map(|index| &self.edges[index])
    }

    /// Where in [`edges`](Self::edges) the edge between two services is.
    pub fn edge_index(&self, dependent: usize, dependency: usize) -> Option<usize> {
        self.edges
            .binary_search_by_key(&(dependent, dependency), |edge| (edge.dependent, edge.dependency))
            .ok()
    }
}

#[cfg(test)]
mod tests;
