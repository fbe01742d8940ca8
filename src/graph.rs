//! What depends on what: order, cycles, levels and the critical path, over petgraph.
//!
//! Total: cycles are data, not an error. Edges run from the dependent to what it depends on.

use crate::compose::{Condition, DependencySource, Project, ServiceName};
use crate::source::Span;

/// The dependency graph of a project's services.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependencies {
    /// The services, sorted by name; other fields count in this list.
    pub services: Vec<ServiceName>,
    /// The dependencies, sorted by dependent, then by dependency.
    pub edges: Vec<Edge>,
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
}

impl Dependencies {
    /// The graph of the services that are on.
    pub fn of(project: &Project) -> Self {
        Dependencies {
            services: project.services.keys().cloned().collect(),
            edges: Vec::new(),
        }
    }
}
