//! Native times of graph and layout, from a usual stack to the largest.

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use drydock::compose::{Condition, ServiceName};
use drydock::graph::{Dependencies, Edge};
use drydock::layout::{Sizes, arrange};
use drydock::source::{FileId, Span};

/// Returns services and edges as in real stacks: each service depends on a few that precede it.
fn stack(count: usize) -> (Vec<ServiceName>, Vec<Edge>) {
    let span = Span::new(FileId(0), 0..0);
    let mut state = 7_u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit.max(1)
    };
    let mut edges = Vec::new();
    for dependent in 1..count {
        for _ in 0..below(4) {
            let window = if below(3) == 0 { dependent } else { dependent.min(30) };
            let dependency = dependent - 1 - below(window);
            edges.push(Edge::new(dependent, dependency, Condition::Healthy, span));
        }
    }
    let names = (0..count).map(|index| format!("s{index:05}").as_str().into());
    (names.collect(), edges)
}

fn layout(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(20);
    for count in [15, 50, 500, 2000] {
        let (services, edges) = stack(count);
        let graph = Dependencies::from_edges(services, edges, Vec::new());
        group.bench_with_input(BenchmarkId::from_parameter(count), &graph, |bencher, graph| {
            bencher.iter(|| arrange(graph, &Sizes::default()));
        });
    }
    group.finish();
}

fn graph(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("graph");
    for count in [15, 2000] {
        let parts = stack(count);
        group.bench_with_input(BenchmarkId::from_parameter(count), &parts, |bencher, parts| {
            bencher.iter_batched(
                || parts.clone(),
                |(services, edges)| Dependencies::from_edges(services, edges, Vec::new()),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, graph, layout);
criterion_main!(benches);
