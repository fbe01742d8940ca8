//! The graph as it is drawn: cards for services, wires for dependencies.

use super::shared::Shared;
use super::spell;
use crate::compose::{Condition, MountKind, Project, Service};
use crate::graph::Dependencies;
use crate::layout::{self, Layout, Point, Route, Sizes};
use crate::source::Workspace;
use std::collections::BTreeSet;

/// Width of a card, in pixels.
pub const CARD_WIDTH: f64 = 188.0;
/// Height of a card, in pixels.
pub const CARD_HEIGHT: f64 = 76.0;
/// What a chip below a card takes, in pixels.
const CHIP_SPACE: f64 = 38.0;

/// A service on the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The service's name.
    pub name: String,
    /// The name, cut to what fits.
    pub title: String,
    /// What it runs: `mariadb`, `build .`.
    pub image: String,
    /// The tag with its colon, or the Dockerfile, cut to what fits.
    pub tag: String,
    /// All of what it runs.
    pub whole_image: String,
    /// How many containers, where that is not one.
    pub replicas: Option<u32>,
    /// Its first published port.
    pub port: Option<String>,
    /// All published ports.
    pub ports: Vec<String>,
    /// Keys of the volumes it mounts.
    pub volumes: Vec<String>,
    /// Upper left corner.
    pub corner: Point,
}

/// A dependency on the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Wire {
    /// The dependency's index.
    pub from: usize,
    /// The dependent's index.
    pub to: usize,
    /// The dependency's name.
    pub from_name: String,
    /// The dependent's name.
    pub to_name: String,
    /// What is waited for.
    pub condition: Condition,
    /// Whether failing to wait is an error.
    pub required: bool,
    /// It lies on a cycle.
    pub in_cycle: bool,
    /// The curve, as an SVG path.
    pub path: String,
    /// Where the label's middle is.
    pub label: Point,
    /// There is room for the label; else it is shown only when the wire is pointed at.
    pub label_clear: bool,
}

/// The whole drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// The cards, by index of the service.
    pub cards: Vec<Shared<Card>>,
    /// The wires, by index of the edge.
    pub wires: Vec<Shared<Wire>>,
    /// The geometry it was made from.
    pub layout: Layout,
}

/// The word on a wire.
pub fn condition_word(condition: Condition) -> &'static str {
    match condition {
        Condition::Started => "started",
        Condition::Healthy => "healthy",
        Condition::Completed => "completed",
    }
}

impl Drawing {
    /// Draws a project. Cards and wires that are as they were in `before` stay the same objects, so
    /// that only what changed is drawn anew.
    pub fn of(project: &Project, graph: &Dependencies, files: &Workspace, before: Option<&Drawing>) -> Self {
        let chips = graph.services.iter().map(|name| {
            let any = project
                .services
                .get(name)
                .is_some_and(|service| !volumes(service).is_empty());
            if any { CHIP_SPACE } else { 0.0 }
        });
        let layout = layout::arrange_with_space_below(graph, &sizes(), &chips.collect::<Vec<f64>>());
        let cards = graph.services.iter().enumerate().filter_map(|(index, name)| {
            let service = project.services.get(name)?;
            let corner = layout.nodes.get(index).copied().unwrap_or_default();
            Some(card(service, files, corner))
        });
        let wires = graph.edges.iter().enumerate().map(|(index, edge)| Wire {
            from: edge.dependency,
            to: edge.dependent,
            from_name: graph.services[edge.dependency].to_string(),
            to_name: graph.services[edge.dependent].to_string(),
            condition: edge.condition,
            required: edge.required,
            in_cycle: edge.in_cycle,
            path: layout.edges.get(index).map(Route::svg_path).unwrap_or_default(),
            label: layout.edges.get(index).map(|route| route.label).unwrap_or_default(),
            label_clear: layout.edges.get(index).is_some_and(|route| route.label_clear),
        });
        Drawing {
            cards: keep(cards, before.map_or(&[], |drawing| &drawing.cards)),
            wires: keep(wires, before.map_or(&[], |drawing| &drawing.wires)),
            layout,
        }
    }

    /// How high the middle is of the service that most others wait for, among those of the first column:
    /// a good place to begin to look.
    pub fn first_look(&self) -> f64 {
        let nodes = &self.layout.nodes;
        let left = nodes.iter().map(|corner| corner.x).fold(f64::INFINITY, f64::min);
        let mut waiting = vec![0_usize; nodes.len()];
        for wire in &self.wires {
            waiting[wire.from] += 1;
        }
        let roots = nodes
            .iter()
            .zip(waiting)
            .filter(|(corner, _)| corner.x < left + CARD_WIDTH / 2.0);
        let first = roots.max_by(|(a, m), (b, n)| m.cmp(n).then(b.y.total_cmp(&a.y)));
        first.map_or(0.0, |(corner, _)| corner.y + CARD_HEIGHT / 2.0)
    }

    /// The services that a service needs or that need it, and itself.
    pub fn related(&self, service: usize) -> BTreeSet<usize> {
        let mut related = self.reached(service, |wire| (wire.to, wire.from));
        related.extend(self.reached(service, |wire| (wire.from, wire.to)));
        related
    }

    fn reached(&self, service: usize, step: impl Fn(&Wire) -> (usize, usize)) -> BTreeSet<usize> {
        let mut next = vec![Vec::new(); self.cards.len()];
        for (from, to) in self.wires.iter().map(|wire| step(wire)) {
            next[from].push(to);
        }
        let mut reached = BTreeSet::from([service]);
        let mut open = vec![service];
        while let Some(at) = open.pop() {
            open.extend(next[at].iter().copied().filter(|&to| reached.insert(to)));
        }
        reached
    }
}

/// The sizes a drawing is made with.
pub fn sizes() -> Sizes {
    Sizes {
        node_width: CARD_WIDTH,
        node_height: CARD_HEIGHT,
        // What the longest word on a wire needs, and its arrow.
        layer_gap: 112.0,
        label_width: 84.0,
        ..Sizes::default()
    }
}

fn keep<T: PartialEq>(new: impl Iterator<Item = T>, old: &[Shared<T>]) -> Vec<Shared<T>> {
    new.enumerate()
        .map(|(index, value)| {
            let mut kept = old.get(index).cloned();
            match &mut kept {
                Some(shared) => shared.renew(value),
                None => kept = Some(Shared::new(value)),
            }
            kept.expect("set in either arm")
        })
        .collect()
}

fn card(service: &Service, files: &Workspace, corner: Point) -> Card {
    let (image, tag) = what_runs(service, files);
    let ports: Vec<String> = service
        .ports
        .iter()
        .map(|port| match &port.value.published {
            Some(published) => format!("{published}:{}", port.value.target),
            None => port.value.target.to_string(),
        })
        .collect();
    let (shown_image, shown_tag) = fitted_image(&image, &tag);
    Card {
        name: service.name.to_string(),
        title: spell::fit(service.name.as_str(), if service.replicas.value == 1 { 19 } else { 14 }),
        tag: shown_tag,
        whole_image: format!("{image}{tag}"),
        image: shown_image,
        replicas: (service.replicas.value != 1).then_some(service.replicas.value),
        port: ports.first().map(|first| port_words(first, ports.len())),
        ports,
        volumes: volumes(service),
        corner,
    }
}

/// So many letters of an image fit on a card.
const IMAGE: usize = 23;
/// So many letters fit into the pill of a port.
const PORT: usize = 12;

/// Image and tag as they fit on a card: a registry gives way to the name, the name's end to nothing.
fn fitted_image(image: &str, tag: &str) -> (String, String) {
    let whole = image.chars().count() + tag.chars().count();
    let name = match image.rsplit_once('/') {
        Some((_, name)) if whole > IMAGE && !image.starts_with("build ") => format!("…/{name}"),
        _ => image.to_owned(),
    };
    let left = IMAGE.saturating_sub(name.chars().count());
    let tag = if left > 1 { spell::fit(tag, left) } else { String::new() };
    (spell::fit(&name, IMAGE), tag)
}

fn port_words(first: &str, count: usize) -> String {
    let more = if count > 1 {
        format!(" +{}", count - 1)
    } else {
        String::new()
    };
    format!("{}{more}", spell::fit(first, PORT - more.len().min(PORT)))
}

/// Image and tag, or the build's folder and Dockerfile.
pub fn what_runs(service: &Service, files: &Workspace) -> (String, String) {
    if let Some(build) = &service.build {
        let folder = build.context.strip_prefix(files.root()).unwrap_or(&build.context);
        let folder = folder.trim_start_matches('/');
        let folder = if folder.is_empty() { "." } else { folder };
        let dockerfile = build.dockerfile.as_deref().map(|name| format!("  {name}"));
        return (format!("build {folder}"), dockerfile.unwrap_or_default());
    }
    let Some(image) = service.image.as_ref().map(|image| image.value.as_str()) else {
        return (String::new(), String::new());
    };
    let name_start = image.rfind('/').map_or(0, |index| index + 1);
    match image[name_start..].find([':', '@']) {
        Some(index) => {
            let (name, tag) = image.split_at(name_start + index);
            (name.to_owned(), tag.to_owned())
        }
        None => (image.to_owned(), String::new()),
    }
}

fn volumes(service: &Service) -> Vec<String> {
    let named = service
        .volumes
        .iter()
        .filter(|mount| mount.value.kind == MountKind::Volume);
    let keys: BTreeSet<&str> = named.filter_map(|mount| mount.value.source.as_deref()).collect();
    keys.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn images_are_split_at_their_tag() {
        let files = fixture::workspace();
        for (image, expected) in [
            ("mariadb:11.8", ("mariadb", ":11.8")),
            ("localhost:5000/app", ("localhost:5000/app", "")),
            ("ghcr.io/a/b@sha256:00", ("ghcr.io/a/b", "@sha256:00")),
        ] {
            let service = fixture::service("x", image);
            let (name, tag) = what_runs(&service, &files);
            assert_eq!((name.as_str(), tag.as_str()), expected);
        }
    }

    #[test]
    fn what_is_too_long_for_a_card_is_cut() {
        for (image, tag, expected) in [
            ("mariadb", ":11.8", ("mariadb", ":11.8")),
            ("registry.example.com/team/app", ":1.2", ("…/app", ":1.2")),
            ("a-very-long-name-of-an-image", ":1", ("a-very-long-name-of-an…", "")),
            (
                "build some/long/folder/below",
                "  Dockerfile",
                ("build some/long/folder…", ""),
            ),
        ] {
            let (image, tag) = fitted_image(image, tag);
            assert_eq!((image.as_str(), tag.as_str()), expected);
        }
        assert_eq!(
            [port_words("5000:5000", 1), port_words("18080:8080", 11)],
            ["5000:5000", "18080:8… +10"]
        );
    }

    #[test]
    fn what_is_related_is_upstream_and_downstream() {
        let wire = |from, to| {
            let mut wire = fixture::wire();
            (wire.from, wire.to) = (from, to);
            Shared::new(wire)
        };
        let card = || Shared::new(fixture::card());
        let drawing = Drawing {
            cards: vec![card(), card(), card(), card(), card()],
            wires: vec![wire(0, 1), wire(1, 2), wire(0, 3), wire(3, 0)],
            ..Drawing::default()
        };
        assert_eq!(drawing.related(1), BTreeSet::from([0, 1, 2, 3]));
        assert_eq!(drawing.related(4), BTreeSet::from([4]));
    }
}
