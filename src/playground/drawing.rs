//! The drawing of the dependency graph: cards for services, connectors for dependencies.

use std::collections::{BTreeMap, BTreeSet};

use super::service_errors::ServiceErrors;
use super::shared::Shared;
use super::text;
use super::viewport::Size;
use crate::compose::{Condition, MountKind, Project, Service};
use crate::graph::Dependencies;
use crate::layout::{self, Layout, Point, Route, Sizes};
use crate::source::Workspace;

/// Width of a card in pixels.
pub const CARD_WIDTH: f64 = 188.0;
/// Height of a card in pixels.
pub const CARD_HEIGHT: f64 = 76.0;
/// Distance between the columns of cards in pixels. Fits the longest label and an arrow head.
const LAYER_GAP: f64 = 112.0;
/// Maximum width of a name on one line, in pixels.
const MAX_NAME_WIDTH: f64 = 700.0;
/// Minimum distance between the names of two cards, in pixels.
const NAME_GAP: f64 = 24.0;
/// Height reserved below a card for its volumes, in pixels.
const VOLUMES_HEIGHT: f64 = 38.0;
/// Number of characters of an image that fit on a card.
const IMAGE_LENGTH: usize = 23;
/// Number of characters of a port that fit on a card.
const PORT_LENGTH: usize = 9;
/// Columns of a service's name that fit on a card.
const NAME_WIDTH: usize = 17;
/// Columns of a service's name that fit beside a number of replicas.
const NAME_WIDTH_BESIDE_REPLICAS: usize = 13;
/// Text in place of a value that is not known.
const UNKNOWN: &str = "?";

/// Distance between the cards of services that are off, in pixels.
const OFF_GAP: f64 = 24.0;
/// Number of such cards in a row below a narrow layout.
const OFF_COLUMNS: usize = 3;
/// Columns of the reason why a service is off that fit on a card.
const REASON_WIDTH: usize = 25;
/// Columns of a line of a service's name on a card without details.
const SHORT_WIDTH: usize = 11;
/// Graphs with more services or connectors than this are dense.
const DENSE_SERVICES: usize = 18;
const DENSE_CONNECTORS: usize = 24;
/// If more connectors than this all have the same label, the labels are omitted.
const UNIFORM_CONNECTORS: usize = 8;

/// A service in the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Name of the service.
    pub name: String,
    /// The name, truncated to fit.
    pub label: String,
    /// The name on one or two lines, for a card without details.
    pub short_label: Vec<String>,
    /// The image without its tag, or the build folder: `mariadb`, `build .`. Truncated to fit.
    pub image: String,
    /// The tag with its colon, or the Dockerfile. Truncated to fit.
    pub tag: String,
    /// Image and tag in full.
    pub full_image: String,
    /// Number of containers. `None` if it is one.
    pub replicas: Option<u32>,
    /// The first published port and the number of others, truncated to fit.
    pub port: Option<String>,
    /// All published ports.
    pub ports: Vec<String>,
    /// Keys of the mounted volumes.
    pub volumes: Vec<String>,
    /// The errors in the service's definition.
    pub errors: Option<ServiceErrors>,
    /// Upper left corner.
    pub corner: Point,
    /// Maximum width of a name on one line that does not touch another card's name, in pixels.
    pub max_name_width: f64,
}

/// A dependency in the drawing: an arrow from the dependency to the dependent service.
#[derive(Debug, Clone, PartialEq)]
pub struct Connector {
    /// Index of the dependency.
    pub from: usize,
    /// Index of the dependent service.
    pub to: usize,
    /// Name of the dependency.
    pub from_name: String,
    /// Name of the dependent service.
    pub to_name: String,
    /// The condition that the dependent service waits for.
    pub condition: Condition,
    /// Whether the dependent service fails when the condition can't be met.
    pub required: bool,
    /// Whether the dependency is part of a cycle.
    pub in_cycle: bool,
    /// The curve as an SVG path.
    pub path: String,
    /// Center of the label.
    pub label: Point,
    /// Whether the label fits. Otherwise it shows only while the pointer is over the connector.
    pub label_clear: bool,
}

/// A service that is off, because none of its profiles is active.
#[derive(Debug, Clone, PartialEq)]
pub struct OffCard {
    /// Name of the service.
    pub name: String,
    /// The name, truncated to fit.
    pub label: String,
    /// The service's first profile.
    pub profile: String,
    /// Why the service is off: `off: profile debug`.
    pub reason: String,
    /// The reason, truncated to fit.
    pub short_reason: String,
    /// Upper left corner.
    pub corner: Point,
}

/// The drawing of a project's graph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// The cards, by index of the service.
    pub cards: Vec<Shared<Card>>,
    /// The connectors, by index of the edge.
    pub connectors: Vec<Shared<Connector>>,
    /// The services that are off, below all others.
    pub off: Vec<OffCard>,
    /// The layout that the drawing follows.
    pub layout: Layout,
}

impl Drawing {
    /// Draws a project. Cards and connectors that have not changed since `before` keep their pointers, so that
    /// only changed ones render again.
    pub(super) fn of(
        project: &Project,
        graph: &Dependencies,
        files: &Workspace,
        errors: &BTreeMap<String, ServiceErrors>,
        before: Option<&Drawing>,
    ) -> Self {
        let space_below = graph.services.iter().map(|name| {
            let has_volumes = project
                .services
                .get(name)
                .is_some_and(|service| !volumes(service).is_empty());
            if has_volumes { VOLUMES_HEIGHT } else { 0.0 }
        });
        let layout = layout::arrange_with_space_below(graph, &sizes(), &space_below.collect::<Vec<f64>>());
        let cards = graph.services.iter().enumerate().filter_map(|(index, name)| {
            let service = project.services.get(name)?;
            let corner = layout.nodes.get(index).copied().unwrap_or_default();
            let errors = errors.get(name.as_str()).cloned();
            Some(Card {
                max_name_width: max_name_width(corner, &layout.nodes),
                ..card(service, files, errors, corner)
            })
        });
        let connectors = graph.edges.iter().enumerate().map(|(index, edge)| Connector {
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
            cards: reuse_unchanged(cards, before.map_or(&[], |drawing| &drawing.cards)),
            off: off_cards(project, &layout),
            connectors: reuse_unchanged(connectors, before.map_or(&[], |drawing| &drawing.connectors)),
            layout,
        }
    }

    /// Returns whether the graph is so large that the labels of all connectors would cover it.
    pub fn is_dense(&self) -> bool {
        self.cards.len() > DENSE_SERVICES || self.connectors.len() > DENSE_CONNECTORS
    }

    /// Returns whether there are many connectors, all with the same label. The legend explains their only condition.
    pub fn is_uniform(&self) -> bool {
        let mut conditions = self.connectors.iter().map(|connector| connector.condition);
        let first = conditions.next();
        self.connectors.len() > UNIFORM_CONNECTORS && conditions.all(|condition| Some(condition) == first)
    }

    /// Returns the size of the drawing.
    pub fn size(&self) -> Size {
        let off = self.off.iter().map(|card| card.corner);
        let (width, height) = off.fold((self.layout.width, self.layout.height), |(width, height), corner| {
            (width.max(corner.x + CARD_WIDTH), height.max(corner.y + CARD_HEIGHT))
        });
        Size { width, height }
    }

    /// Returns the height on which the view of a large graph is centered at first, given the size of the visible part:
    /// the center of the card in the first column around which the most cards are visible.
    pub fn initial_center(&self, visible: Size) -> f64 {
        let nodes = &self.layout.nodes;
        let left = nodes.iter().map(|corner| corner.x).fold(f64::INFINITY, f64::min);
        let bottom = (self.size().height - visible.height).max(0.0);
        let shown_around = |center: f64| {
            let top = (center - visible.height / 2.0).clamp(0.0, bottom);
            let is_shown = |corner: &&Point| {
                let is_within =
                    |start: f64, size: f64, from: f64, length: f64| start >= from && start + size <= from + length;
                is_within(corner.x, CARD_WIDTH, left, visible.width)
                    && is_within(corner.y, CARD_HEIGHT, top, visible.height)
            };
            nodes.iter().filter(is_shown).count()
        };
        let first_column = nodes.iter().filter(|corner| corner.x < left + CARD_WIDTH / 2.0);
        let centers = first_column.map(|corner| corner.y + CARD_HEIGHT / 2.0);
        let best = centers.map(|center| (shown_around(center), center));
        let best = best.max_by(|(shown, center), (other, below)| shown.cmp(other).then(below.total_cmp(center)));
        best.map_or(0.0, |(_, center)| center)
    }

    /// Returns a service, its direct and indirect dependencies, and its direct and indirect dependents.
    pub fn related(&self, service: usize) -> BTreeSet<usize> {
        let mut related = self.reachable(service, |connector| (connector.to, connector.from));
        related.extend(self.reachable(service, |connector| (connector.from, connector.to)));
        related
    }

    fn reachable(&self, service: usize, direction: impl Fn(&Connector) -> (usize, usize)) -> BTreeSet<usize> {
        let mut successors = vec![Vec::new(); self.cards.len()];
        for (from, to) in self.connectors.iter().map(|connector| direction(connector)) {
            successors[from].push(to);
        }
        let mut reachable = BTreeSet::from([service]);
        let mut pending = vec![service];
        while let Some(node) = pending.pop() {
            pending.extend(successors[node].iter().copied().filter(|&next| reachable.insert(next)));
        }
        reachable
    }
}

/// Returns the cards of services that are off, in rows below the layout.
fn off_cards(project: &Project, layout: &Layout) -> Vec<OffCard> {
    let step = (CARD_WIDTH + OFF_GAP, CARD_HEIGHT + OFF_GAP);
    let columns = (((layout.width + OFF_GAP) / step.0) as usize).max(OFF_COLUMNS);
    let top = if layout.nodes.is_empty() {
        0.0
    } else {
        layout.height + 2.0 * OFF_GAP
    };
    let disabled = project.disabled.values().enumerate();
    disabled
        .filter_map(|(index, service)| {
            let profile = service.profiles.first()?.clone();
            let reason = format!("off: profile {}", service.profiles.join(" or "));
            Some(OffCard {
                name: service.name.to_string(),
                label: text::truncate_middle(service.name.as_str(), NAME_WIDTH),
                profile,
                short_reason: text::truncate(&reason, REASON_WIDTH),
                reason,
                corner: Point {
                    x: (index % columns) as f64 * step.0,
                    y: top + (index / columns) as f64 * step.1,
                },
            })
        })
        .collect()
}

/// Returns the sizes of nodes, gaps and labels for the layout.
pub(super) fn sizes() -> Sizes {
    Sizes {
        node_width: CARD_WIDTH,
        node_height: CARD_HEIGHT,
        layer_gap: LAYER_GAP,
        label_width: 84.0,
        ..Sizes::default()
    }
}

/// Wraps values, with the old pointer where a value equals the old one at its index.
fn reuse_unchanged<T: PartialEq>(new: impl Iterator<Item = T>, old: &[Shared<T>]) -> Vec<Shared<T>> {
    new.enumerate()
        .map(|(index, value)| match old.get(index) {
            Some(old) => {
                let mut shared = old.clone();
                shared.set_if_changed(value);
                shared
            }
            None => Shared::new(value),
        })
        .collect()
}

fn card(service: &Service, files: &Workspace, errors: Option<ServiceErrors>, corner: Point) -> Card {
    let (image, tag) = image_parts(service, files);
    let (short_image, short_tag) = truncated_image(&image, &tag);
    let mut ports: Vec<String> = service
        .ports
        .iter()
        .map(|port| match &port.value.published {
            Some(published) => format!("{published}:{}", port.value.target),
            None => port.value.target.to_string(),
        })
        .collect();
    if errors.as_ref().is_some_and(|errors| errors.hides_port) {
        ports.push(UNKNOWN.to_owned());
    }
    let replicas = (service.replicas.value != 1).then_some(service.replicas.value);
    let name_width = match replicas {
        None => NAME_WIDTH,
        Some(_) => NAME_WIDTH_BESIDE_REPLICAS,
    };
    Card {
        name: service.name.to_string(),
        label: text::truncate_middle(service.name.as_str(), name_width),
        short_label: short_label(service.name.as_str()),
        full_image: format!("{image}{tag}"),
        image: short_image,
        tag: short_tag,
        replicas,
        port: ports.first().map(|first| port_label(first, ports.len())),
        ports,
        volumes: volumes(service),
        errors,
        corner,
        max_name_width: CARD_WIDTH,
    }
}

/// Returns the maximum width of the name of the card at `corner`. Names of cards in the same row must not touch.
fn max_name_width(corner: Point, corners: &[Point]) -> f64 {
    let row = corners.iter().filter(|other| (other.y - corner.y).abs() < CARD_HEIGHT);
    let distances = row
        .map(|other| (other.x - corner.x).abs())
        .filter(|&distance| distance > 0.0);
    distances.fold(MAX_NAME_WIDTH, f64::min) - NAME_GAP
}

/// Splits a name into at most two lines, after a separator if one is near.
fn short_label(name: &str) -> Vec<String> {
    if text::display_width(name) <= SHORT_WIDTH {
        return vec![name.to_owned()];
    }
    let fits = |&at: &usize| text::display_width(&name[..at]) <= SHORT_WIDTH;
    let mut separators = name
        .match_indices(['-', '_', '.'])
        .map(|(at, separator)| at + separator.len());
    let nearby_separator = separators.rfind(fits);
    let mut boundaries = name.char_indices().map(|(at, _)| at);
    let split = nearby_separator.or_else(|| boundaries.rfind(fits)).unwrap_or(0);
    let (first, rest) = name.split_at(split);
    vec![first.to_owned(), text::truncate_middle(rest, SHORT_WIDTH)]
}

/// Truncates image and tag to fit on a card. A registry is dropped first, then the tag, then the end of the name.
fn truncated_image(image: &str, tag: &str) -> (String, String) {
    let length = image.chars().count() + tag.chars().count();
    let name = match image.rsplit_once('/') {
        Some((_, name)) if length > IMAGE_LENGTH && !image.starts_with("build ") => format!("…/{name}"),
        _ => image.to_owned(),
    };
    let remaining_length = IMAGE_LENGTH.saturating_sub(name.chars().count());
    let tag = if remaining_length > 1 {
        text::truncate(tag, remaining_length)
    } else {
        String::new()
    };
    (text::truncate(&name, IMAGE_LENGTH), tag)
}

fn port_label(first: &str, count: usize) -> String {
    let more_label = if count > 1 {
        format!(" +{}", count - 1)
    } else {
        String::new()
    };
    let available_width = PORT_LENGTH.saturating_sub(more_label.len());
    // The published port alone says where the service can be reached.
    let published = first.split(':').next().unwrap_or_default();
    let shown = if text::display_width(first) <= available_width {
        first
    } else {
        published
    };
    format!("{}{more_label}", text::truncate(shown, available_width))
}

/// Returns a service's image and its tag with the colon, or its build folder and Dockerfile.
pub fn image_parts(service: &Service, files: &Workspace) -> (String, String) {
    if let Some(build) = &service.build {
        let folder = build.context.strip_prefix(files.root()).unwrap_or(&build.context);
        let folder = folder.trim_start_matches('/');
        let folder = if folder.is_empty() { "." } else { folder };
        let dockerfile = build.dockerfile.as_deref().map(|name| format!("  {name}"));
        return (format!("build {folder}"), dockerfile.unwrap_or_default());
    }
    let Some(image) = service
        .image
        .as_ref()
        .map(|image| image.value.as_str())
        .filter(|image| !image.is_empty())
    else {
        let placeholder = if service.provider.is_some() { "" } else { UNKNOWN };
        return (placeholder.to_owned(), String::new());
    };
    let name_start = image.rfind('/').map_or(0, |index| index + 1);
    match image[name_start..].find([':', '@']) {
        Some(index) => {
            let (name, tag) = image.split_at(name_start + index);
            let placeholder = if tag.len() == 1 { UNKNOWN } else { "" };
            (name.to_owned(), format!("{tag}{placeholder}"))
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
            ("postgres:", ("postgres", ":?")),
            ("", ("?", "")),
        ] {
            let service = fixture::service("x", image);
            let (name, tag) = image_parts(&service, &files);
            assert_eq!((name.as_str(), tag.as_str()), expected);
        }
    }

    #[test]
    fn names_on_small_cards_have_at_most_two_lines() {
        for (name, expected) in [
            ("db", vec!["db"]),
            ("product-catalog", vec!["product-", "catalog"]),
            ("otel-collector-gateway", vec!["otel-", "colle…teway"]),
            ("averyverylongname", vec!["averyverylo", "ngname"]),
        ] {
            assert_eq!(short_label(name), expected);
        }
    }

    #[test]
    fn long_images_and_ports_are_truncated() {
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
            let (image, tag) = truncated_image(image, tag);
            assert_eq!((image.as_str(), tag.as_str()), expected);
        }
        assert_eq!(
            [
                port_label("5000:5000", 1),
                port_label("15672:15672", 1),
                port_label("18080:8080", 11),
                port_label("10000-20000", 2),
            ],
            ["5000:5000", "15672", "18080 +10", "10000… +1"]
        );
    }

    #[test]
    fn view_of_a_large_graph_starts_where_most_cards_are_visible() {
        let corner = |x: f64, y: f64| Point { x, y };
        let mut drawing = Drawing::default();
        drawing.layout.nodes = vec![
            corner(0.0, 0.0),
            corner(0.0, 2000.0),
            corner(300.0, 1950.0),
            corner(300.0, 2050.0),
            corner(300.0, 900.0),
        ];
        drawing.layout.height = 3000.0;
        let visible = Size {
            width: 800.0,
            height: 500.0,
        };
        assert_eq!(drawing.initial_center(visible), 2000.0 + CARD_HEIGHT / 2.0);
        assert_eq!(Drawing::default().initial_center(visible), 0.0);
    }

    #[test]
    fn width_of_names_is_limited_by_the_nearest_card_of_the_row() {
        let corner = |x: f64, y: f64| Point { x, y };
        let corners = [corner(0.0, 0.0), corner(300.0, 40.0), corner(500.0, 300.0)];
        let widths = corners.map(|corner| max_name_width(corner, &corners));
        assert_eq!(widths, [276.0, 276.0, 676.0]);
    }

    #[test]
    fn related_services_are_dependencies_and_dependents() {
        let connector = |from, to| {
            let mut connector = fixture::connector();
            (connector.from, connector.to) = (from, to);
            Shared::new(connector)
        };
        let card = || Shared::new(fixture::card());
        let drawing = Drawing {
            cards: vec![card(), card(), card(), card(), card()],
            connectors: vec![connector(0, 1), connector(1, 2), connector(0, 3), connector(3, 0)],
            ..Drawing::default()
        };
        assert_eq!(drawing.related(1), BTreeSet::from([0, 1, 2, 3]));
        assert_eq!(drawing.related(4), BTreeSet::from([4]));
    }
}
