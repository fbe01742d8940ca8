//! Mutated projects, loaded by us and by the real Docker Compose: both must accept, print, warn and refuse alike.
//!
//! `DOCKER_COMPOSE` names the real program (without it nothing is asked), `MUTANTS` how many projects are made,
//! `SEED` begins another series, `DISAGREEMENTS` is how many are collected before the run stops. Each one is
//! minimized and written below `target/differential` as a folder like those of `tests/conformance`.
//! `cargo xtask fuzz` sets all of it.

mod answer;
mod corpus;
#[path = "../it/flags.rs"]
mod flags;
mod generate;
mod minimize;
mod mutate;
mod oracle;
mod random;
mod recorded;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use answer::{Answer, Format, Verdict};
use corpus::{Corpus, Project};
use oracle::Oracle;
use random::Random;

/// Mutants asked at the same time.
const WORKERS: usize = 4;

/// What came of a run.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    /// Where both refuse, of several faults, another one.
    other_fault: usize,
    /// By kind of disagreement, with the folder that each was written to.
    disagreements: BTreeMap<Verdict, Vec<PathBuf>>,
}

impl Tally {
    fn disagreed(&self) -> usize {
        self.disagreements.values().map(Vec::len).sum()
    }
}

fn number(variable: &str, otherwise: usize) -> usize {
    env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

#[test]
fn mutants_are_loaded_alike() {
    let Ok(program) = env::var("DOCKER_COMPOSE") else {
        println!("skipped: DOCKER_COMPOSE does not name the real program");
        return;
    };
    let (mutants, seed, enough) = (
        number("MUTANTS", 200),
        number("SEED", 1) as u64,
        number("DISAGREEMENTS", 1),
    );
    let corpus = Corpus::read();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("differential");
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (corpus, next, tally, target, program) = (&corpus, &next, &tally, &target, &program);
            scope.spawn(move || {
                let oracle = Oracle::new(program, &worker.to_string());
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= mutants || tally.lock().expect("no worker panics").disagreed() >= enough {
                        break;
                    }
                    one(&oracle, corpus, (seed, index as u64), tally, target);
                }
            });
        }
    });
    let tally = tally.into_inner().expect("no worker panics");
    println!(
        "{} mutants agreed: {} accepted alike, {} refused alike, {} refused for another of their faults",
        tally.accepted + tally.refused + tally.other_fault,
        tally.accepted,
        tally.refused,
        tally.other_fault
    );
    for (verdict, folders) in &tally.disagreements {
        println!("{verdict:?}: {}", folders.len());
        for folder in folders {
            println!("  {}", folder.display());
        }
    }
    assert!(tally.disagreements.is_empty(), "{} disagreements", tally.disagreed());
}

/// Makes one mutant, asks both, and notes what came of it.
fn one(oracle: &Oracle, corpus: &Corpus, (seed, index): (u64, u64), tally: &Mutex<Tally>, target: &Path) {
    let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(index));
    let mutant = mutate::mutant(corpus, &mut random);
    let format = *random.pick(&[Format::Json, Format::Yaml]);
    let (verdict, ours, theirs) = compare(oracle, &mutant, format);
    {
        let mut tally = tally.lock().expect("no worker panics");
        match (&verdict, &theirs) {
            (Verdict::Agrees, Answer::Accepted { .. }) => tally.accepted += 1,
            (Verdict::Agrees, Answer::Refused { .. }) => tally.refused += 1,
            (Verdict::OtherFault, _) => tally.other_fault += 1,
            _ => {}
        }
    }
    if matches!(verdict, Verdict::Agrees | Verdict::OtherFault) {
        return;
    }
    let keeps = |candidate: &Project| compare(oracle, candidate, format).0 == verdict;
    // A fault that shows itself only sometimes can't be narrowed down.
    let (small, ours, theirs) = if keeps(&mutant) {
        let small = minimize::minimize(mutant, &keeps);
        let (_, ours, theirs) = compare(oracle, &small, format);
        (small, ours, theirs)
    } else {
        (mutant, ours, theirs)
    };
    let folder = target.join(format!("{verdict:?}-{seed}-{index}"));
    write(&folder, &small, &format!("{ours}\n----\n{theirs}\n"));
    let mut tally = tally.lock().expect("no worker panics");
    tally.disagreements.entry(verdict).or_default().push(folder);
}

/// Go walks maps in random order: what differs is asked again before it counts.
fn compare(oracle: &Oracle, project: &Project, format: Format) -> (Verdict, Answer, Answer) {
    let root = oracle.place(project);
    let ours = answer::ours(project, &root, &oracle.home(), format);
    let mut theirs = oracle.ask(project, &root, format);
    let mut verdict = answer::judge(&ours, &theirs);
    for _ in 0..16 {
        if verdict == Verdict::Agrees {
            break;
        }
        theirs = oracle.ask(project, &root, format);
        verdict = verdict.min(answer::judge(&ours, &theirs));
    }
    oracle.clear(&root);
    (verdict, ours, theirs)
}

fn write(folder: &Path, project: &Project, report: &str) {
    let _ = fs::remove_dir_all(folder);
    project.write(folder);
    fs::write(folder.join(".report"), report).expect("the target folder can be written");
}
