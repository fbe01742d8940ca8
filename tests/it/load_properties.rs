//! Whatever is in the files, loading ends, finds the same each time, and points inside the files.

use std::fs;
use std::path::Path;

use drydock::compose::{self, LoadOptions};
use drydock::source::Workspace;
use proptest::prelude::*;

/// The compose files of the recorded cases, to be damaged.
fn samples() -> Vec<String> {
    let mut samples = Vec::new();
    for set in ["spec", "errors"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/conformance")
            .join(set);
        for entry in fs::read_dir(folder).expect("the cases are part of the repository") {
            let path = entry.expect("the folder can be read").path().join("compose.yaml");
            if let Ok(text) = fs::read_to_string(path)
                && text.len() < 2_000
            {
                samples.push(text);
            }
        }
    }
    samples.sort();
    samples
}

/// One change to a text: a piece taken out, doubled, or replaced.
#[derive(Debug, Clone)]
struct Damage {
    sample: prop::sample::Index,
    from: prop::sample::Index,
    length: usize,
    put: String,
}

fn damage() -> impl Strategy<Value = Damage> {
    let put = prop_oneof![
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
        put,
    )
        .prop_map(|(sample, from, length, put)| Damage {
            sample,
            from,
            length,
            put,
        })
}

fn check(text: &str) {
    let mut files = Workspace::new("/p");
    files.set("compose.yaml", text);
    files.set("base.yaml", text);
    let options = LoadOptions::default();
    let loaded = compose::load(&files, &options);
    assert_eq!(loaded.diagnostics, compose::load(&files, &options).diagnostics);
    for diagnostic in &loaded.diagnostics {
        let labels = diagnostic
            .primary
            .iter()
            .chain(&diagnostic.secondary)
            .map(|label| label.span);
        let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in labels.chain(edits) {
            let text = files.file(span.file).text();
            assert!(text.get(span.range()).is_some(), "{diagnostic:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_loaded(damages in prop::collection::vec(damage(), 1..4)) {
        let samples = samples();
        let mut text = damages[0].sample.get(&samples).clone();
        for damage in &damages {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = damage.from.index(places.len());
            let to = (from + damage.length).min(places.len() - 1);
            text.replace_range(places[from]..places[to], &damage.put);
        }
        check(&text);
    }

    #[test]
    fn any_text_is_loaded(text in "\\PC{0,60}") {
        check(&text);
    }
}

#[test]
fn deep_and_wide_files_are_loaded() {
    check(&"a: {".repeat(5_000));
    check(&format!("services: {}", "[".repeat(50_000)));
    check(&"- ".repeat(20_000));
    let chain: String = (0..3_000)
        .map(|index| format!("  s{index}: {{image: x, extends: s{}}}\n", index + 1))
        .collect();
    check(&format!("services:\n{chain}  s3000: {{image: x}}\n"));
    check("include: [base.yaml, base.yaml]\nservices: {a: {image: x, ports: ['1-65535:1-65535']}}\n");
}
