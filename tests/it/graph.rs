//! Dependency graphs of projects loaded from Compose files.

use drydock::compose::{self, LoadOptions, Project};
use drydock::export::{FORMATS, GraphExport, Writer};
use drydock::graph::Dependencies;
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
    loaded.project.expect("a project without a failure loads")
}

/// Formats edges as `dependent>dependency`, or `dependent?dependency` if the dependency is optional.
fn edges(graph: &Dependencies) -> String {
    let edges = graph.edges.iter().map(|edge| {
        let separator = if edge.required { ">" } else { "?" };
        format!(
            "{}{separator}{}",
            graph.services[edge.dependent], graph.services[edge.dependency]
        )
    });
    edges.collect::<Vec<_>>().join(" ")
}

#[test]
fn declared_and_implied_dependencies_are_edges() {
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
        // A dependency on an inactive service is not an edge.
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
fn environment_values_become_inferred_links() {
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
        let (dependent, dependency) = (&graph.services[link.dependent], &graph.services[link.dependency]);
        (
            format!("{dependent}>{dependency}"),
            link.declared,
            files.text(link.span),
        )
    });
    let expected = [
        ("web>cache".to_owned(), true, "redis://cache:6379/0"),
        ("web>db".to_owned(), false, "main-db"),
    ];
    assert_eq!(links.collect::<Vec<_>>(), expected);
}

#[test]
fn svg_shows_names_images_and_conditions() {
    let files = workspace(
        "services:
  db: {image: 'mariadb:11.8'}
  web: {build: ./web, depends_on: [db]}
  root: {build: .}
",
    );
    let loaded = compose::load(&files, &LoadOptions::default());
    assert_eq!(loaded.failure, None);
    let project = load(&files);
    let graph = Dependencies::of(&project);
    let svg = FORMATS.iter().find(|format| format.name == "svg");
    let Some(Writer::Graph(write)) = svg.map(|format| format.writer) else {
        panic!("SVG is a format for graphs");
    };
    let image = write(&GraphExport {
        project: &project,
        graph: &graph,
        layout: None,
    });
    for text in [">demo<", ">mariadb:11.8<", ">build web<", ">build .<", ">started<"] {
        assert!(image.contains(text), "{text}");
    }
}
