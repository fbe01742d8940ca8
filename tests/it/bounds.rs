//! Work is bounded for every input: for small files that expand to huge ones, and for large files. The time limit is
//! generous, because these builds are not optimized; `cargo xtask bench` measures times.

use std::fmt::Write;
use std::time::{Duration, Instant};

use drydock::compose::{self, LoadOptions, Loaded};
use drydock::source::Workspace;

/// Longer than any of these loads takes without optimization, and much shorter than unbounded work.
const MAX_TIME: Duration = Duration::from_secs(60);

#[track_caller]
fn load(files: &[(&str, &str)]) -> Loaded {
    let mut workspace = Workspace::new("/project");
    for (path, text) in files {
        workspace.set(path, text);
    }
    let start = Instant::now();
    let loaded = compose::load(&workspace, &LoadOptions::default());
    let time = start.elapsed();
    assert!(time < MAX_TIME, "loading took {time:?}");
    loaded
}

#[test]
fn alias_expansion_is_limited() {
    let mut text = String::from("x-0: &a0 {a: b, c: d}\n");
    for level in 1..40 {
        let below = format!("*a{}", level - 1);
        writeln!(text, "x-{level}: &a{level} [{below}, {below}, {below}, {below}]")
            .expect("writing to a string succeeds");
    }
    text += "services: {web: {image: nginx}}\n";
    let loaded = load(&[("compose.yaml", &text)]);
    let codes: Vec<&str> = loaded
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    assert_eq!(codes, ["yaml-alias-expansion"]);
    assert!(loaded.failure.is_some() && loaded.project.is_none());
}

#[test]
fn cycles_of_extends_and_include_are_rejected() {
    let mut services = String::from("services:\n");
    for index in 0..500 {
        writeln!(services, "  s{index}: {{extends: s{}}}", (index + 1) % 500).expect("writing to a string succeeds");
    }
    let loaded = load(&[("compose.yaml", &services)]);
    assert!(
        loaded
            .failure
            .is_some_and(|failure| failure.starts_with("Circular reference:"))
    );

    let files: Vec<(String, String)> = (0..100)
        .map(|index| {
            (
                format!("f{index}.yaml"),
                format!("include: [f{}.yaml]\n", (index + 1) % 100),
            )
        })
        .chain([("compose.yaml".to_owned(), "include: [f0.yaml]\n".to_owned())])
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    assert!(load(&files).failure.is_some());
}

#[test]
fn exponential_includes_are_rejected() {
    let mut files = vec![("compose.yaml".to_owned(), "include: [f0.yaml]\n".to_owned())];
    for index in 0..40 {
        let next = index + 1;
        files.push((
            format!("f{index}.yaml"),
            format!("include: [f{next}.yaml, ./f{next}.yaml]\n"),
        ));
    }
    files.push(("f40.yaml".to_owned(), "services: {a: {image: x}}\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    assert!(load(&files).project.is_none());
}

#[test]
fn nested_variables_are_limited() {
    for depth in [40, 10_000] {
        let text = format!(
            "services: {{a: {{image: \"{}x{}\"}}}}\n",
            "${A:-".repeat(depth),
            "}".repeat(depth)
        );
        let loaded = load(&[("compose.yaml", &text)]);
        assert_eq!(loaded.project.is_some(), depth == 40, "{:?}", loaded.failure);
    }
}

#[test]
fn all_ports_can_be_published() {
    let text = "services: {a: {image: x, ports: [\"1-65535:1-65535\"]}}\n";
    let loaded = load(&[("compose.yaml", text)]);
    let project = loaded.project.expect("the project loads");
    let ports = project
        .services
        .values()
        .map(|service| service.ports.len())
        .sum::<usize>();
    assert_eq!(ports, 65_535);
}

#[test]
fn ten_megabytes_can_be_loaded() {
    let mut text = String::from("services:\n  a:\n    image: x\n    labels:\n");
    let mut index = 0;
    while text.len() < 10_000_000 {
        writeln!(text, "      key{index}: {}", "v".repeat(180)).expect("writing to a string succeeds");
        index += 1;
    }
    assert!(load(&[("compose.yaml", &text)]).project.is_some());
}

#[test]
fn dense_graph_can_be_loaded() {
    let mut text = String::from("services:\n");
    for layer in 0..20 {
        for index in 0..10 {
            write!(text, "  s{layer}-{index}: {{image: x, depends_on: [").expect("writing to a string succeeds");
            let below: Vec<String> = (0..10)
                .filter(|_| layer > 0)
                .map(|other| format!("s{}-{other}", layer - 1))
                .collect();
            writeln!(text, "{}]}}", below.join(", ")).expect("writing to a string succeeds");
        }
    }
    assert!(load(&[("compose.yaml", &text)]).project.is_some());
}
