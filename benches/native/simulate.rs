//! Native times of simulations: the example, an hour of a large project, and a sweep.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use drydock_bench::generate::example;
use drydock_bench::simulation::{LoadedProject, sweep_boot};
use drydock_bench::{load, simulate};
use mimalloc::MiMalloc;

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn simulations(criterion: &mut Criterion) {
    let files = example();
    let first = load(&files).project.expect("the project is valid");
    criterion.bench_function("simulation/example", |bencher| {
        bencher.iter(|| simulate(&first, &files));
    });
    criterion.bench_function("simulation/insight of the example", |bencher| {
        let timeline = simulate(&first, &files);
        bencher.iter(|| timeline.insight(&first));
    });
    let large = LoadedProject::gated(500);
    criterion.bench_function("simulation/500 services, one hour", |bencher| {
        bencher.iter(|| black_box(large.hour()));
    });
    criterion.bench_function("simulation/500 services, startup", |bencher| {
        bencher.iter(|| large.up());
    });
    let small = LoadedProject::gated(10).up();
    criterion.bench_function("simulation/10 services, sweep of 200 points", |bencher| {
        bencher.iter(|| black_box(sweep_boot(&small)));
    });
}

criterion_group!(benches, simulations);
criterion_main!(benches);
