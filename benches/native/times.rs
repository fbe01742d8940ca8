//! Native times of what the browser benchmark measures, one per line: the name and the median in milliseconds.
//! `cargo xtask bench browser` prints both.

use std::hint::black_box;
use std::time::{Duration, Instant};

use drydock_bench::cases::CASES;
use drydock_bench::simulation::{LoadedProject, sweep_boot};
use drydock_bench::{analyze, load};
use mimalloc::MiMalloc;

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long each measurement takes, after a warm-up of the same length.
const MEASURED_TIME: Duration = Duration::from_millis(500);

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
    let (large, small) = (LoadedProject::gated(500), LoadedProject::gated(10).up());
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

/// Returns the median time in milliseconds.
fn median(mut run: impl FnMut()) -> f64 {
    measure(&mut run);
    let mut times = measure(&mut run);
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// Returns the times of repeated runs, at least three.
fn measure(run: &mut impl FnMut()) -> Vec<Duration> {
    let first_start = Instant::now();
    let mut times = Vec::new();
    while first_start.elapsed() < MEASURED_TIME || times.len() < 3 {
        let start = Instant::now();
        run();
        times.push(start.elapsed());
    }
    times
}
