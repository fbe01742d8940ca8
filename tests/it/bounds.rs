//! Work is bounded whatever is asked: small files that mean enormous ones, and large files. The limits here are
//! generous, for slow builds on busy machines; `cargo xtask bench` has the times.

use std::fmt::Write;
use std::time::{Duration, Instant};

use drydock::compose::{self, LoadOptions, Loaded};
use drydock::source::Workspace;

/// Longer than any of these takes in a build without optimization, and far shorter than work without a bound.
const LIMIT: Duration = Duration::from_secs(60);

#[track_caller]
fn load(files: &[(&str, &str)]) -> Loaded {
    let mut workspace = Workspace::new("/project");
    for (path, text) in files {
        workspace.set(path, text);
    }
    let begin = Instant::now();
    let loaded = compose::load(&workspace, &LoadOptions::default());
    let time = begin.elapsed();
    assert!(time < LIMIT, "it took {time:?}");
    loaded
}

#[test]
fn an_alias_bomb_is_bounded() {
    let mut text = String::from("x-0: &a0 {a: b, c: d}\n");
    for level in 1..40 {
        let below = format!("*a{}", level - 1);
        writeln!(text, "x-{level}: &a{level} [{below}, {below}, {below}, {below}]").expect("a string takes everything");
    }
    text += "services: {web: {image: nginx}}\n";
    let loaded = load(&[("compose.yaml", &text)]);
    let codes: Vec<&str> = loaded.diagnostics.iter().map(|found| found.code.name()).collect();
    assert_eq!(codes, ["yaml-alias-expansion"]);
    assert!(loaded.failure.is_some() && loaded.project.is_none());
}

#[test]
fn circles_of_extends_and_include_are_refused() {
    let mut services = String::from("services:\n");
    for index in 0..500 {
        writeln!(services, "  s{index}: {{extends: s{}}}", (index + 1) % 500).expect("a string takes everything");
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
fn files_that_include_two_each_are_bounded() {
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
fn nested_variables_are_bounded() {
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
fn all_ports_there_are_can_be_published() {
    let text = "services: {a: {image: x, ports: [\"1-65535:1-65535\"]}}\n";
    let loaded = load(&[("compose.yaml", text)]);
    let project = loaded.project.expect("it is no fault");
    let ports = project
        .services
        .values()
        .map(|service| service.ports.len())
        .sum::<usize>();
    assert_eq!(ports, 65_535);
}

#[test]
fn ten_megabytes_are_read() {
    let mut text = String::from("services:\n  a:\n    image: x\n    labels:\n");
    let mut index = 0;
    while text.len() < 10_000_000 {
        writeln!(text, "      key{index}: {}", "v".repeat(180)).expect("a string takes everything");
        index += 1;
    }
    assert!(load(&[("compose.yaml", &text)]).project.is_some());
}

#[test]
fn a_dense_graph_is_searched_in_one_pass() {
    let mut text = String::from("services:\n");
    for layer in 0..20 {
        for place in 0..10 {
            write!(text, "  s{layer}-{place}: {{image: x, depends_on: [").expect("a string takes everything");
            let below: Vec<String> = (0..10)
                .filter(|_| layer > 0)
                .map(|other| format!("s{}-{other}", layer - 1))
                .collect();
            writeln!(text, "{}]}}", below.join(", ")).expect("a string takes everything");
        }
    }
    assert!(load(&[("compose.yaml", &text)]).project.is_some());
}
