//! From compose files to their graph.

use drydock::compose::{self, LoadOptions, Project};
use drydock::export::{Summary, svg};
use drydock::graph::Dependencies;
use drydock::layout::{Sizes, arrange};
use drydock::source::Workspace;

fn workspace(text: &str) -> Workspace {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", text);
    files
}

#[track_caller]
fn load(files: &Workspace) -> Project {
    let loaded = compose::load(files, &LoadOptions::default());
    assert_eq!(loaded.failure, None);
    loaded.project.expect("nothing stands in its way")
}

/// Edges as `dependent>dependency`, those that are optional with `?`.
fn edges(graph: &Dependencies) -> String {
    let edges = graph.edges.iter().map(|edge| {
        let sign = if edge.required { ">" } else { "?" };
        format!(
            "{}{sign}{}",
            graph.services[edge.dependent], graph.services[edge.dependency]
        )
    });
    edges.collect::<Vec<_>>().join(" ")
}

#[test]
fn edges_are_explicit_and_implied() {
    for (text, expected) in [
        ("services: {a: {image: x}, b: {image: x, depends_on: [a]}}", "b>a"),
        (
            "services: {a: {image: x}, b: {image: x, depends_on: {a: {condition: service_started, required: false}}}}",
            "b?a",
        ),
        ("services: {a: {image: x}, b: {image: x, links: ['a:db']}}", "b>a"),
        (
            "services: {a: {image: x}, b: {image: x, network_mode: 'service:a'}}",
            "b>a",
        ),
        ("services: {a: {image: x}, b: {image: x, pid: 'service:a'}}", "b>a"),
        ("services: {a: {image: x}, b: {image: x, volumes_from: [a]}}", "b>a"),
        (
            "services: {a: {image: x}, b: {image: x, depends_on: [a], links: [a]}}",
            "b>a",
        ),
        // What is off is not waited for.
        (
            "services: {a: {image: x, profiles: [p]}, b: {image: x, depends_on: {a: {condition: service_healthy, \
             required: false}}}}",
            "",
        ),
    ] {
        assert_eq!(edges(&Dependencies::of(&load(&workspace(text)))), expected, "{text}");
    }
}

#[test]
fn environment_values_tell_of_links() {
    let files = workspace(
        "services:
  db: {image: mariadb, container_name: main-db}
  cache: {image: redis}
  web:
    image: x
    depends_on: [cache]
    environment:
      DB_HOST: main-db
      CACHE_URL: redis://cache:6379/0
      SELF_URL: http://web
      NAME: db
",
    );
    let graph = Dependencies::of(&load(&files));
    let links = graph.inferred.iter().map(|link| {
        let (who, what) = (&graph.services[link.dependent], &graph.services[link.dependency]);
        (format!("{who}>{what}"), link.declared, files.text(link.span))
    });
    let expected = [
        ("web>cache".to_owned(), true, "redis://cache:6379/0"),
        ("web>db".to_owned(), false, "main-db"),
    ];
    assert_eq!(links.collect::<Vec<_>>(), expected);
}

#[test]
fn a_project_becomes_a_picture() {
    let files = workspace(
        "services:
  db: {image: 'mariadb:11.8'}
  web: {build: ./web, depends_on: [db]}
  root: {build: .}
",
    );
    let loaded = compose::load(&files, &LoadOptions::default());
    assert!(Summary::of(&loaded.diagnostics).is_sound());
    let project = load(&files);
    let (graph, sizes) = (Dependencies::of(&project), Sizes::default());
    let picture = svg::write(&graph, &arrange(&graph, &sizes), &sizes, &svg::Captions::of(&project));
    for text in [">demo<", ">mariadb:11.8<", ">build web<", ">build .<", ">started<"] {
        assert!(picture.contains(text), "{text}");
    }
}
