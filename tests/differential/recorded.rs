//! Every project that the recorded cases have and Docker Compose accepts, printed as YAML by both.

use std::env;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::answer::{self, Answer, Format, Output};
use crate::corpus::{Corpus, Project};
use crate::oracle::Oracle;

/// So many of a hundred texts must be equal to the letter.
const FLOOR: usize = 99;

/// As often a text that differs is asked for again: Go walks maps in random order.
const ATTEMPTS: usize = 12;

#[test]
fn recorded_projects_are_printed_alike() {
    let Ok(program) = env::var("DOCKER_COMPOSE") else {
        println!("skipped: DOCKER_COMPOSE does not name the real program");
        return;
    };
    let corpus = Corpus::read();
    let accepted: Vec<&Project> = corpus.projects.iter().filter(|project| !project.refused).collect();
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for worker in 0..2 {
            let oracle = Oracle::new(&program, &format!("recorded{worker}"));
            let (accepted, next, faults) = (&accepted, &next, &faults);
            scope.spawn(move || {
                while let Some(project) = accepted.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(fault) = alike(&oracle, project) {
                        let fault = format!("{}: {fault}", project.name);
                        faults.lock().expect("no worker panics").push(fault);
                    }
                }
            });
        }
    });
    let mut faults = faults.into_inner().expect("no worker panics");
    faults.sort();
    let equal = accepted.len() - faults.len();
    println!("{equal} of {} recorded projects are printed alike", accepted.len());
    assert!(equal * 100 >= accepted.len() * FLOOR, "{}", faults.join("\n"));
}

/// Both print the project, and the same.
fn alike(oracle: &Oracle, project: &Project) -> Result<(), String> {
    let root = oracle.place(project);
    let ours = answer::ours(project, &root, &oracle.home(), Format::Yaml);
    let text = |answer: &Answer| match answer {
        Answer::Accepted {
            output: Output::Yaml(text),
            ..
        } => Ok(text.clone()),
        Answer::Accepted { .. } => Err("it is no YAML".to_owned()),
        Answer::Refused { error, .. } => Err(error.clone()),
        Answer::Unknown => Err("no answer".to_owned()),
    };
    let ours = text(&ours);
    let result = (0..ATTEMPTS)
        .map(|_| text(&oracle.ask(project, &root, Format::Yaml)))
        .find(|theirs| ours.is_ok() && *theirs == ours);
    let result = result.map(drop).ok_or_else(|| match &ours {
        Ok(ours) => match text(&oracle.ask(project, &root, Format::Yaml)) {
            Ok(theirs) => first_difference(ours, &theirs),
            Err(error) => format!("it refuses: {error}"),
        },
        Err(error) => format!("we refuse: {error}"),
    });
    oracle.clear(&root);
    result
}

fn first_difference(ours: &str, theirs: &str) -> String {
    let lines = ours.lines().zip(theirs.lines());
    match lines.into_iter().find(|(ours, theirs)| ours != theirs) {
        Some((ours, theirs)) => format!("we print `{ours}`, it prints `{theirs}`"),
        None => "one text is longer".to_owned(),
    }
}
