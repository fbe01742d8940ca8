//! Loading terminates for every input, is deterministic, and its diagnostics are inside the files. A project that does not
//! load can be drawn and simulated as far as it is understood.

use std::sync::LazyLock;

use drydock::compose::{self, LoadOptions};
use drydock::graph::Dependencies;
use drydock::layout::{self, Sizes};
use drydock::sim::{self, Scenario};
use drydock::source::Workspace;
use proptest::prelude::*;

use crate::cases::{CONFIG_CASES, Project, case_folders};
use crate::spans::assert_in_bounds;
use crate::text_properties::any_text;

/// Longest sample, in bytes.
const MAX_SAMPLE: usize = 2_000;

static SAMPLES: LazyLock<Vec<String>> = LazyLock::new(samples);

/// Returns the compose files of the recorded cases that are small enough.
fn samples() -> Vec<String> {
    let folders = CONFIG_CASES
        .iter()
        .flat_map(|(set, minimum)| case_folders(set, *minimum));
    let projects = folders.map(|folder| Project::read(&folder));
    let texts = projects.filter_map(|mut project| String::from_utf8(project.files.remove("compose.yaml")?).ok());
    texts.filter(|text| text.len() < MAX_SAMPLE).collect()
}

/// A change to a text: characters are replaced by others.
#[derive(Debug, Clone)]
struct Damage {
    sample: prop::sample::Index,
    start: prop::sample::Index,
    /// Number of characters that are replaced.
    length: usize,
    replacement: String,
}

fn damage() -> impl Strategy<Value = Damage> {
    let replacement = prop_oneof![
        Just(String::new()),
        Just("${".to_owned()),
        Just("\n".to_owned()),
        Just("&a ".to_owned()),
        Just("*a ".to_owned()),
        Just("- ".to_owned()),
        Just(": ".to_owned()),
        Just("{".to_owned()),
        Just("!reset ".to_owned()),
        Just("null".to_owned()),
        Just("[[]]".to_owned()),
        "\\PC{0,6}",
    ];
    (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        0_usize..12,
        replacement,
    )
        .prop_map(|(sample, start, length, replacement)| Damage {
            sample,
            start,
            length,
            replacement,
        })
}

fn check(text: &str) {
    let mut files = Workspace::new("/p");
    files.set("compose.yaml", text);
    files.set("base.yaml", text);
    let options = LoadOptions::default();
    let loaded = compose::load(&files, &options);
    assert_eq!(loaded.diagnostics, compose::load(&files, &options).diagnostics);
    assert_in_bounds(&files, &loaded.diagnostics, text);
    assert_eq!(loaded.project.is_some(), loaded.failure.is_none());
    assert!(loaded.project.is_none() || loaded.partial.is_none());
    if let Some(project) = loaded.project.or(loaded.partial) {
        let graph = Dependencies::of(&project);
        let layout = layout::arrange(&graph, &Sizes::default());
        assert_eq!(layout.nodes.len(), project.services.len());
        sim::simulate(&project, &files, &Scenario::up());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_can_be_loaded(damages in prop::collection::vec(damage(), 1..4)) {
        let mut text = damages[0].sample.get(&SAMPLES).clone();
        for damage in &damages {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = damage.start.index(boundaries.len());
            let end = (start + damage.length).min(boundaries.len() - 1);
            text.replace_range(boundaries[start]..boundaries[end], &damage.replacement);
        }
        check(&text);
    }

    #[test]
    fn arbitrary_text_can_be_loaded(text in any_text()) {
        check(&text);
    }

    #[test]
    fn arbitrary_text_below_services_can_be_loaded(text in any_text()) {
        check(&format!("services:\n  web:\n    image: nginx\n    ports: {text}\n  db: {text}\n"));
    }
}

#[test]
fn deep_and_wide_files_can_be_loaded() {
    check(&"a: {".repeat(5_000));
    check(&format!("services: {}", "[".repeat(50_000)));
    check(&"- ".repeat(20_000));
    let chain: String = (0..3_000)
        .map(|index| format!("  s{index}: {{image: x, extends: s{}}}\n", index + 1))
        .collect();
    check(&format!("services:\n{chain}  s3000: {{image: x}}\n"));
    check("include: [base.yaml, base.yaml]\nservices: {a: {image: x, ports: ['1-65535:1-65535']}}\n");
}
