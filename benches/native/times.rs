//! What the benchmark in a browser measures, natively: a line a measurement, its name and its median in
//! milliseconds. `cargo xtask bench browser` sets the two side by side.

use std::hint::black_box;
use std::time::{Duration, Instant};

use drydock_bench::cases::CASES;
use drydock_bench::simulation::{Ready, sweep_boot};
use drydock_bench::{analyze, load};
use mimalloc::MiMalloc;

/// That of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long one thing is measured, after as long to warm up.
const LONG: Duration = Duration::from_millis(500);

fn main() {
    for case in CASES {
        let (name, files) = (case.name(), case.files());
        println!("load {name}\t{}", median(|| drop(black_box(load(&files)))));
        println!(
            "analyze {name}\t{}",
            median(|| {
                black_box(analyze(&files));
            })
        );
    }
    let (large, small) = (Ready::gated(500), Ready::gated(10).up());
    println!(
        "hour of 500\t{}",
        median(|| {
            black_box(large.hour());
        })
    );
    println!(
        "sweep of 200\t{}",
        median(|| {
            black_box(sweep_boot(&small));
        })
    );
}

/// In milliseconds.
fn median(mut run: impl FnMut()) -> f64 {
    measure(&mut run);
    let mut times = measure(&mut run);
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

fn measure(run: &mut impl FnMut()) -> Vec<Duration> {
    let begin = Instant::now();
    let mut times = Vec::new();
    while begin.elapsed() < LONG || times.len() < 3 {
        let start = Instant::now();
        run();
        times.push(start.elapsed());
    }
    times
}
