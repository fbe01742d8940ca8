//! Loading, side by side with real Docker Compose on the same generated files, in one run.
//!
//! `DOCKER_COMPOSE` names the real program, `DRYDOCK` our command line, built for speed. Two ratios are told: that of
//! whole processes, `config -q` against `config -q`, and that of the real process against our load inside a process,
//! which is what an editor waits for. Times are medians.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use drydock_bench::generate::{Shape, project};
use drydock_bench::load;
use mimalloc::MiMalloc;

/// That of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Runs of ours, and of the real program.
const RUNS: (usize, usize) = (21, 5);

/// So many times as fast is promised.
const PROMISE: f64 = 50.0;

fn main() {
    let (Ok(real), Ok(ours)) = (env::var("DOCKER_COMPOSE"), env::var("DRYDOCK")) else {
        println!("skipped: DOCKER_COMPOSE and DRYDOCK do not name both programs");
        return;
    };
    println!("| project | docker compose config -q | drydock config -q | ratio | load in process | ratio |");
    println!("|-|-:|-:|-:|-:|-:|");
    let scratch = env::temp_dir().join(format!("drydock-paired-{}", std::process::id()));
    let (mut least, mut least_whole) = (f64::INFINITY, f64::INFINITY);
    for (name, shape, services) in [
        ("diamonds-500", Shape::Diamonds, 500),
        ("diamonds-2000", Shape::Diamonds, 2000),
        ("chain-500", Shape::Chain, 500),
        ("chain-2000", Shape::Chain, 2000),
    ] {
        let files = project(shape, services);
        let folder = scratch.join(name);
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        for (_, file) in files.files() {
            let path = folder.join(file.path().rsplit('/').next().unwrap_or_default());
            fs::write(path, file.text()).expect("the temporary folder can be written");
        }
        // In turn, so that both meet the same machine.
        let _ = (process(&real, &folder), process(&ours, &folder));
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        for run in 0..RUNS.0 {
            if run % (RUNS.0 / RUNS.1) == 0 {
                times[0].push(process(&real, &folder));
            }
            times[1].push(process(&ours, &folder));
            let begin = Instant::now();
            let loaded = black_box(load(black_box(&files)));
            // As with a process, what is done with it afterwards does not count.
            times[2].push(begin.elapsed());
            drop(loaded);
        }
        let [real, whole, inside] = times.map(median);
        let (by_process, by_load) = (ratio(real, whole), ratio(real, inside));
        least = least.min(by_load);
        least_whole = least_whole.min(by_process);
        println!("| {name} | {real:.1?} | {whole:.1?} | {by_process:.0} | {inside:.2?} | {by_load:.0} |");
    }
    let _ = fs::remove_dir_all(scratch);
    let verdict = if least >= PROMISE { "kept" } else { "not kept" };
    println!(
        "a load is at least {least:.0} times as fast; {PROMISE:.0} are promised: {verdict}. \
         Whole processes, which have to start: {least_whole:.0}"
    );
}

fn process(program: &str, folder: &Path) -> Duration {
    let begin = Instant::now();
    let status = Command::new(program)
        .args(["config", "-q"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status();
    let time = begin.elapsed();
    assert!(
        status.expect("the program starts").success(),
        "{program} refuses {}",
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
