//! How long simulations take: the first project a visitor sees, an hour of a large one, a sweep.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use drydock_bench::generate::example;
use drydock_bench::simulation::{Ready, sweep_boot};
use drydock_bench::{load, simulate};
use mimalloc::MiMalloc;

/// That of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn simulations(criterion: &mut Criterion) {
    let files = example();
    let first = load(&files).project.expect("it is a well-formed project");
    criterion.bench_function("simulation/example", |bencher| {
        bencher.iter(|| simulate(&first, &files));
    });
    criterion.bench_function("simulation/insight of the example", |bencher| {
        let timeline = simulate(&first, &files);
        bencher.iter(|| timeline.insight(&first));
    });
    let large = Ready::gated(500);
    criterion.bench_function("simulation/500 services, one hour", |bencher| {
        bencher.iter(|| black_box(large.hour()));
    });
    criterion.bench_function("simulation/500 services, startup", |bencher| {
        bencher.iter(|| large.up());
    });
    let small = Ready::gated(10).up();
    criterion.bench_function("simulation/10 services, sweep of 200 points", |bencher| {
        bencher.iter(|| black_box(sweep_boot(&small)));
    });
}

criterion_group!(benches, simulations);
criterion_main!(benches);
