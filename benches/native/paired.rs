//! Loading compared with the real Docker Compose, on the same generated files in one run.
//!
//! `DOCKER_COMPOSE` names the real program, and `DRYDOCK` a release build of our command line. It prints
//! the ratio of the two processes' times for `config -q`, and the ratio of the real process's time to that of a load
//! inside this process, which is how long an editor waits. Times are medians.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use drydock_bench::generate::{Shape, project};
use drydock_bench::load;
use mimalloc::MiMalloc;

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Number of runs of our program.
const OUR_RUNS: usize = 21;

/// Number of runs of the real program.
const REAL_RUNS: usize = 5;

/// Required ratio of the real process to a load.
const REQUIRED_RATIO: f64 = 50.0;

fn main() {
    let program = |variable| env::var(variable).expect("`cargo xtask bench paired` sets DOCKER_COMPOSE and DRYDOCK");
    let (real, ours) = (program("DOCKER_COMPOSE"), program("DRYDOCK"));
    println!("| project | docker compose config -q | drydock config -q | ratio | load in process | ratio |");
    println!("|-|-:|-:|-:|-:|-:|");
    let scratch = env::temp_dir().join(format!("drydock-paired-{}", std::process::id()));
    let (mut min_load_ratio, mut min_process_ratio) = (f64::INFINITY, f64::INFINITY);
    for (name, shape, services) in [
        ("diamonds-500", Shape::Diamonds, 500),
        ("diamonds-2000", Shape::Diamonds, 2000),
        ("chain-500", Shape::Chain, 500),
        ("chain-2000", Shape::Chain, 2000),
    ] {
        let files = project(shape, services);
        let folder = scratch.join(name);
        fs::create_dir_all(&folder).expect("the temporary folder is writable");
        for (_, file) in files.files() {
            let path = folder.join(file.path().rsplit('/').next().unwrap_or_default());
            fs::write(path, file.text()).expect("the temporary folder is writable");
        }
        // The first runs only warm up the caches.
        let _ = (process(&real, &folder), process(&ours, &folder));
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        // The programs take turns, so that other load on the machine affects both.
        for run in 0..OUR_RUNS {
            if run % (OUR_RUNS / REAL_RUNS) == 0 {
                times[0].push(process(&real, &folder));
            }
            times[1].push(process(&ours, &folder));
            let start = Instant::now();
            let loaded = black_box(load(black_box(&files)));
            // Dropping the result is not measured, because a process does not do it either.
            times[2].push(start.elapsed());
            drop(loaded);
        }
        let [real, process, load] = times.map(median);
        let (by_process, by_load) = (ratio(real, process), ratio(real, load));
        min_load_ratio = min_load_ratio.min(by_load);
        min_process_ratio = min_process_ratio.min(by_process);
        println!("| {name} | {real:.1?} | {process:.1?} | {by_process:.0} | {load:.2?} | {by_load:.0} |");
    }
    let _ = fs::remove_dir_all(scratch);
    let verdict = if min_load_ratio >= REQUIRED_RATIO {
        "met"
    } else {
        "not met"
    };
    println!(
        "a load is at least {min_load_ratio:.0} times as fast (required: {REQUIRED_RATIO:.0}, {verdict}); \
         a process at least {min_process_ratio:.0} times"
    );
}

fn process(program: &str, folder: &Path) -> Duration {
    let start = Instant::now();
    let status = Command::new(program)
        .args(["config", "-q"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status();
    let time = start.elapsed();
    assert!(
        status.expect("the program starts").success(),
        "{program} rejects {}",
        folder.display()
    );
    time
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ratio(real: Duration, ours: Duration) -> f64 {
    real.as_secs_f64() / ours.as_secs_f64()
}
