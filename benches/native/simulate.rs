//! How long simulations take: the first project a visitor sees, and an hour of a large one.

use std::fmt::Write;

use criterion::{Criterion, criterion_group, criterion_main};
use drydock::compose::{LoadOptions, Project, load};
use drydock::sim::{Scenario, Watch, run};
use drydock::source::Workspace;

fn project(text: &str) -> (Project, Workspace) {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", text);
    let project = load(&files, &LoadOptions::default()).project;
    (project.expect("it is a well-formed project"), files)
}

fn example() -> (Project, Workspace) {
    project(
        "services:\n  web:\n    image: app\n    depends_on: {db: {condition: service_healthy}}\n  \
         db:\n    image: mariadb:11\n    environment: {MARIADB_ROOT_PASSWORD: x}\n    \
         healthcheck: {test: healthcheck.sh --connect, timeout: 20s, retries: 10}\n",
    )
}

/// Services in chains of ten, each gated on the health of the one before.
fn large(count: usize) -> (Project, Workspace) {
    let mut text = "services:\n".to_owned();
    for index in 0..count {
        // Writing to a string can't fail.
        let _ = write!(
            text,
            "  s{index}:\n    image: app\n    healthcheck: {{test: ok, interval: 30s}}\n"
        );
        if index % 10 > 0 {
            let _ = writeln!(
                text,
                "    depends_on: {{s{}: {{condition: service_healthy}}}}",
                index - 1
            );
        }
    }
    project(&text)
}

fn simulate(criterion: &mut Criterion) {
    let (first, files) = example();
    criterion.bench_function("simulate/example", |bencher| {
        bencher.iter(|| run(&first, &files, &Scenario::up()));
    });
    criterion.bench_function("insight/example", |bencher| {
        let timeline = run(&first, &files, &Scenario::up());
        bencher.iter(|| timeline.insight(&first));
    });
    let (project, files) = large(500);
    let hour = Scenario {
        watch: Watch::For(3_600_000),
        horizon: 3_600_000,
        budget: 2_000_000,
        ..Scenario::up()
    };
    criterion.bench_function("simulate/500 services, one hour", |bencher| {
        bencher.iter(|| run(&project, &files, &hour));
    });
    criterion.bench_function("simulate/500 services", |bencher| {
        bencher.iter(|| run(&project, &files, &Scenario::up()));
    });
}

criterion_group!(benches, simulate);
criterion_main!(benches);
