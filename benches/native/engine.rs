//! Native times of the stages. `cargo xtask bench native` prints how they grow with the number of services.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use drydock::source::Workspace;
use drydock_bench::generate::{Shape, example, project};
use drydock_bench::{analyze, graph, layout, load, simulate};
use mimalloc::MiMalloc;

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const SERVICES: [usize; 4] = [5, 100, 500, 2000];

fn projects() -> Vec<(String, Workspace)> {
    let mut projects = vec![("example".to_owned(), example())];
    for services in SERVICES {
        projects.push((format!("diamonds-{services}"), project(Shape::Diamonds, services)));
    }
    projects.push(("chain-100".to_owned(), project(Shape::Chain, 100)));
    projects.push(("chain-500".to_owned(), project(Shape::Chain, 500)));
    projects
}

fn stages(criterion: &mut Criterion) {
    for (name, files) in projects() {
        let mut measure = |stage: &str, run: &mut dyn FnMut()| {
            let mut group = criterion.benchmark_group(stage);
            group.sample_size(10);
            group.bench_function(BenchmarkId::from_parameter(&name), |bencher| bencher.iter(&mut *run));
            group.finish();
        };
        measure("load", &mut || drop(black_box(load(&files))));
        let Some(project) = load(&files).project else {
            continue;
        };
        measure("graph", &mut || drop(black_box(graph(&project))));
        let dependencies = graph(&project);
        measure("layout", &mut || drop(black_box(layout(&dependencies))));
        measure("simulate", &mut || drop(black_box(simulate(&project, &files))));
        measure("analyze", &mut || {
            black_box(analyze(&files));
        });
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
