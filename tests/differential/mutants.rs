//! Mutated and generated projects: both programs must accept or reject them, and with the same output.
//!
//! `MUTANTS` is the number of projects, `SEED` selects the series, and `DISAGREEMENTS` is the number after which a run
//! stops. Each disagreement is minimized and written to `target/differential`, as a folder like those of
//! `tests/conformance` with both answers in `.report`.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::answer::{self, Answer, Format, Verdict};
use crate::cases::Project;
use crate::corpus::Corpus;
use crate::minimize::minimize;
use crate::mutate::mutant;
use crate::oracle::Oracle;
use crate::random::Random;
use crate::workers::for_each_index;

/// Maximum number of retries after a differing answer, because Go walks maps in random order.
const RETRIES: usize = 16;

/// The results of a run.
#[derive(Debug, Default)]
struct Tally {
    /// Projects that both accept.
    accepted: usize,
    /// Projects that both reject with the same error.
    rejected: usize,
    /// Projects with several errors of which the two programs report different ones.
    other_error: usize,
    /// Projects for which Docker Compose gives no answer.
    unanswered: usize,
    /// Folders of the disagreements, by kind.
    disagreements: BTreeMap<Verdict, Vec<PathBuf>>,
}

impl Tally {
    fn agreements(&self) -> usize {
        self.accepted + self.rejected + self.other_error
    }

    fn disagreements(&self) -> usize {
        self.disagreements.values().map(Vec::len).sum()
    }
}

/// A run's input and results, shared by the workers.
struct Run {
    corpus: Corpus,
    seed: u64,
    /// Folder for disagreements.
    target: PathBuf,
    tally: Mutex<Tally>,
}

/// Reads a number from an environment variable.
fn number(variable: &str, default: usize) -> usize {
    match env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{variable} is not a number: {text}")),
        Err(_) => default,
    }
}

#[test]
fn mutants_have_equal_answers() {
    let (mutants, limit) = (number("MUTANTS", 200), number("DISAGREEMENTS", 1));
    let run = Run {
        corpus: Corpus::read(),
        seed: number("SEED", 1) as u64,
        target: Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("differential"),
        tally: Mutex::default(),
    };
    for_each_index("mutants", mutants, |oracle, index| {
        run.check(oracle, index as u64);
        match run.tally.lock().expect("no worker panics").disagreements() >= limit {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    let tally = run.tally.into_inner().expect("no worker panics");
    println!(
        "{} mutants agree: {} accepted, {} rejected with the same error, {} rejected with different errors; \
         {} have no answer",
        tally.agreements(),
        tally.accepted,
        tally.rejected,
        tally.other_error,
        tally.unanswered
    );
    for (verdict, folders) in &tally.disagreements {
        println!("{verdict:?}: {}", folders.len());
        for folder in folders {
            println!("  {}", folder.display());
        }
    }
    assert!(
        tally.disagreements.is_empty(),
        "{} disagreements",
        tally.disagreements()
    );
    assert!(
        tally.accepted > 0 && tally.rejected > 0,
        "both outcomes occur in every series"
    );
    assert!(
        tally.unanswered * 10 < mutants,
        "Docker Compose answers about most mutants"
    );
}

impl Run {
    /// Makes one mutant, compares both answers and counts the result.
    fn check(&self, oracle: &Oracle, index: u64) {
        let mut random = Random::new(self.seed.wrapping_mul(1_000_003).wrapping_add(index));
        let mutant = mutant(&self.corpus, &mut random);
        let format = *random.pick(&[Format::Json, Format::Yaml]);
        let (verdict, ours, theirs) = compare(oracle, &mutant, format);
        {
            let mut tally = self.tally.lock().expect("no worker panics");
            match (verdict, &theirs) {
                (Verdict::Agrees, Answer::Accepted { .. }) => tally.accepted += 1,
                (Verdict::Agrees, Answer::Rejected { .. }) => tally.rejected += 1,
                (Verdict::OtherError, _) => tally.other_error += 1,
                (Verdict::Unanswered, _) => tally.unanswered += 1,
                _ => {}
            }
        }
        if matches!(verdict, Verdict::Agrees | Verdict::OtherError | Verdict::Unanswered) {
            return;
        }
        let keeps = |candidate: &Project| compare(oracle, candidate, format).0 == verdict;
        // A disagreement that does not occur every time cannot be minimized.
        let (project, ours, theirs) = if keeps(&mutant) {
            let minimized = minimize(mutant, &keeps);
            let (_, ours, theirs) = compare(oracle, &minimized, format);
            (minimized, ours, theirs)
        } else {
            (mutant, ours, theirs)
        };
        let folder = self.target.join(format!("{verdict:?}-{}-{index}", self.seed));
        write(&folder, &project, &format!("{ours}\n----\n{theirs}\n"));
        let mut tally = self.tally.lock().expect("no worker panics");
        tally.disagreements.entry(verdict).or_default().push(folder);
    }
}

/// Compares both answers for a project, and returns the best verdict of several attempts.
fn compare(oracle: &Oracle, project: &Project, format: Format) -> (Verdict, Answer, Answer) {
    let root = oracle.write_project(project);
    let ours = answer::ours(project, &root, &oracle.home(), format);
    let mut theirs = oracle.run_config(project, &root, format);
    let mut verdict = answer::compare_answers(&ours, &theirs);
    for _ in 0..RETRIES {
        if matches!(verdict, Verdict::Agrees | Verdict::Unanswered) {
            break;
        }
        theirs = oracle.run_config(project, &root, format);
        verdict = verdict.min(answer::compare_answers(&ours, &theirs));
    }
    oracle.remove(&root);
    (verdict, ours, theirs)
}

fn write(folder: &Path, project: &Project, report: &str) {
    // The folder exists if an earlier run had the same disagreement.
    let _ = fs::remove_dir_all(folder);
    project.write(folder);
    fs::write(folder.join(".report"), report).expect("the target folder is writable");
}
