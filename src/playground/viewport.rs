//! The visible part of the graph and its zoom.

use crate::layout::Point;

/// Maximum scale of a fitted graph.
const MAX_FITTED_SCALE: f64 = 1.1;
/// Minimum scale of a fitted graph. Below it, names of services would not be legible.
const MIN_FITTED_SCALE: f64 = 0.14;
/// Text on cards is too small to read below this scale.
const MIN_LEGIBLE_SCALE: f64 = 0.55;
/// The initial scale of a graph that is too large to fit at a legible scale.
const INITIAL_SCALE: f64 = 0.7;
/// Limits of the scale when the visitor zooms.
const MIN_SCALE: f64 = 0.05;
const MAX_SCALE: f64 = 3.0;
/// Below this scale, cards show only the name and the color of the state.
const MIN_DETAILED_SCALE: f64 = 0.5;
/// Height of the names on cards without details, in pixels of the graph.
const NAME_HEIGHT: f64 = 27.0;
/// Minimum height of these names in pixels of the window.
const MIN_NAME_HEIGHT: f64 = 9.5;
/// Maximum height of names on two lines, in pixels of the graph.
const MAX_TWO_LINES_HEIGHT: f64 = 34.0;
/// Upper estimate of the average width of a character, as a share of its height.
const CHAR_WIDTH: f64 = 0.63;
/// Minimum width of a truncated name, in columns. If there is less space, the name is hidden.
const MIN_NAME_COLUMNS: usize = 6;
/// Margins around a fitted graph, in pixels.
const SIDE_MARGIN: f64 = 20.0;
const TOP_MARGIN: f64 = 20.0;
const BOTTOM_MARGIN: f64 = 20.0;
/// Minimum size left for a graph between the margins, in pixels.
const MIN_CONTENT_SIZE: f64 = 40.0;

/// A width and a height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A scale and a translation: a point of the graph times `scale` plus `shift` is its position in the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Window pixels per pixel of the graph.
    pub scale: f64,
    /// Position of the graph's origin in the window.
    pub shift: Point,
}

/// What cards show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Detail {
    /// All their text.
    Full,
    /// The name on one or two lines.
    TwoLines,
    /// The name on one line with this many columns. It may be wider than the card.
    OneLine(usize),
    /// Only the color of the state.
    Color,
}

impl Viewport {
    /// Returns the viewport that shows a whole graph in the middle of a window, or the part around the vertical
    /// position `center` if the graph is too large to be legible.
    pub fn fitted(graph: Size, window: Size, center: f64) -> Self {
        let content = Size {
            width: (window.width - 2.0 * SIDE_MARGIN).max(MIN_CONTENT_SIZE),
            height: (window.height - TOP_MARGIN - BOTTOM_MARGIN).max(MIN_CONTENT_SIZE),
        };
        let scale = (content.width / graph.width.max(1.0)).min(content.height / graph.height.max(1.0));
        Viewport::centered(graph, window, center, scale.clamp(MIN_FITTED_SCALE, MAX_FITTED_SCALE))
    }

    /// Returns the viewport that a graph is first shown in: [`fitted`](Self::fitted) if that is legible.
    ///
    /// For a larger graph it shows the left side, where startup begins, centered vertically on `center`.
    pub fn initial(graph: Size, window: Size, center: f64) -> Self {
        let fitted = Viewport::fitted(graph, window, center);
        if fitted.scale >= MIN_LEGIBLE_SCALE || window.width <= 0.0 {
            return fitted;
        }
        Viewport::centered(graph, window, center, INITIAL_SCALE)
    }

    /// Returns the size of the part of a large graph that is first shown in a window, in pixels of the graph.
    pub fn initial_content(window: Size) -> Size {
        Size {
            width: (window.width - SIDE_MARGIN) / INITIAL_SCALE,
            height: (window.height - TOP_MARGIN - BOTTOM_MARGIN) / INITIAL_SCALE,
        }
    }

    /// Centers what fits between the margins. A graph that does not fit starts at its left side and is centered
    /// vertically on `center`, without leaving a gap.
    fn centered(graph: Size, window: Size, center: f64, scale: f64) -> Self {
        let shift = |length: f64, start: f64, end: f64, wanted: f64| {
            let free = end - start - length * scale;
            if free >= 0.0 {
                start + free / 2.0
            } else {
                wanted.clamp(start + free, start)
            }
        };
        let right = (window.width - SIDE_MARGIN).max(SIDE_MARGIN);
        let bottom = (window.height - BOTTOM_MARGIN).max(TOP_MARGIN);
        Viewport {
            scale,
            shift: Point {
                x: shift(graph.width, SIDE_MARGIN, right, SIDE_MARGIN),
                y: shift(
                    graph.height,
                    TOP_MARGIN,
                    bottom,
                    (TOP_MARGIN + bottom) / 2.0 - center * scale,
                ),
            },
        }
    }

    /// Moves by the shortest distance that brings a rectangle of the graph into the window.
    pub fn scrolled_to(self, corner: Point, size: Size, window: Size) -> Self {
        let shift = |shift: f64, start: f64, length: f64, window_length: f64| {
            let start = start * self.scale + shift;
            let length = length * self.scale;
            if start < SIDE_MARGIN || length > window_length - 2.0 * SIDE_MARGIN {
                shift + SIDE_MARGIN - start
            } else {
                shift - (start + length - (window_length - SIDE_MARGIN)).max(0.0)
            }
        };
        Viewport {
            shift: Point {
                x: shift(self.shift.x, corner.x, size.width, window.width),
                y: shift(self.shift.y, corner.y, size.height, window.height),
            },
            ..self
        }
    }

    /// Returns whether cards are large enough for all their text.
    pub fn is_detailed(&self) -> bool {
        self.scale >= MIN_DETAILED_SCALE
    }

    /// Returns what a card shows. A name on one line may be `max_name_width` pixels of the graph wide.
    pub fn detail(&self, max_name_width: f64) -> Detail {
        let height = self.name_height();
        let columns = (max_name_width / (height * CHAR_WIDTH)) as usize;
        match height {
            _ if self.is_detailed() => Detail::Full,
            height if height <= MAX_TWO_LINES_HEIGHT => Detail::TwoLines,
            _ if columns >= MIN_NAME_COLUMNS => Detail::OneLine(columns),
            _ => Detail::Color,
        }
    }

    /// Returns the height of the names on cards without details, in pixels of the graph. It is legible in the window.
    pub fn name_height(&self) -> f64 {
        (MIN_NAME_HEIGHT / self.scale).max(NAME_HEIGHT)
    }

    /// Moves by a distance in window pixels.
    pub fn moved(self, by: Point) -> Self {
        Viewport {
            shift: Point {
                x: self.shift.x + by.x,
                y: self.shift.y + by.y,
            },
            ..self
        }
    }

    /// Zooms in (factor above 1) or out. The point of the graph at window position `at` stays there.
    pub fn zoomed(self, factor: f64, at: Point) -> Self {
        let scale = (self.scale * factor).clamp(MIN_SCALE.min(self.scale), MAX_SCALE);
        let factor = scale / self.scale;
        Viewport {
            scale,
            shift: Point {
                x: at.x - (at.x - self.shift.x) * factor,
                y: at.y - (at.y - self.shift.y) * factor,
            },
        }
    }

    /// Formats the viewport as an SVG `transform`.
    pub fn transform(&self) -> String {
        format!(
            "translate({:.2} {:.2}) scale({:.4})",
            self.shift.x, self.shift.y, self.scale
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(width: f64, height: f64) -> Size {
        Size { width, height }
    }

    #[test]
    fn fitted_graph_is_inside_the_window() {
        let window = size(700.0, 500.0);
        for (width, height) in [(100.0, 50.0), (4700.0, 300.0), (300.0, 3200.0), (0.0, 0.0)] {
            let view = Viewport::fitted(size(width, height), window, 0.0);
            let (right, bottom) = (view.shift.x + width * view.scale, view.shift.y + height * view.scale);
            assert!(view.shift.x >= 0.0 && right <= 700.5, "{width}: {view:?}");
            assert!(view.shift.y >= 0.0 && bottom <= 500.5, "{height}: {view:?}");
        }
    }

    #[test]
    fn names_of_a_fitted_graph_are_legible() {
        let window = size(800.0, 400.0);
        for height in [600.0, 1200.0, 2400.0, 50_000.0] {
            let view = Viewport::fitted(size(2000.0, height), window, height / 2.0);
            let name = view.name_height() * view.scale;
            assert!(view.is_detailed() || name >= MIN_NAME_HEIGHT - 0.01, "{height}: {name}");
            assert_ne!(view.detail(288.0), Detail::Color, "{height}");
        }
        let smallest = Viewport {
            scale: MIN_SCALE,
            shift: Point::default(),
        };
        assert_eq!(smallest.detail(288.0), Detail::Color);
        let detail_at = |scale: f64| Viewport { scale, ..smallest }.detail(288.0);
        assert_eq!(
            [detail_at(0.5), detail_at(0.4), detail_at(0.2)],
            [Detail::Full, Detail::TwoLines, Detail::OneLine(9)]
        );
    }

    #[test]
    fn large_graph_starts_legibly_at_its_left_side() {
        let window = size(800.0, 450.0);
        let graph = size(4000.0, 3000.0);
        let view = Viewport::initial(graph, window, 1000.0);
        assert_eq!((view.scale, view.shift.x), (INITIAL_SCALE, SIDE_MARGIN));
        let center = 1000.0 * view.scale + view.shift.y;
        assert!((center - 225.0).abs() < 1.0, "{center}");
        assert_eq!(Viewport::initial(graph, window, 0.0).shift.y, TOP_MARGIN);
        let small = size(400.0, 100.0);
        assert_eq!(
            Viewport::initial(small, window, 0.0),
            Viewport::fitted(small, window, 0.0)
        );
    }

    #[test]
    fn scrolling_brings_a_card_into_the_window() {
        let window = size(800.0, 400.0);
        let card = size(200.0, 80.0);
        let view = Viewport {
            scale: 1.0,
            shift: Point::default(),
        };
        for (x, y, expected) in [
            (100.0, 100.0, (0.0, 0.0)),
            (900.0, 100.0, (-320.0, 0.0)),
            (-50.0, 390.0, (70.0, -90.0)),
        ] {
            let shift = view.scrolled_to(Point { x, y }, card, window).shift;
            assert_eq!((shift.x, shift.y), expected);
        }
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let view = Viewport {
            scale: 1.0,
            shift: Point { x: 10.0, y: 20.0 },
        };
        let at = Point { x: 110.0, y: 70.0 };
        let closer = view.zoomed(2.0, at);
        assert_eq!(closer.shift, Point { x: -90.0, y: -30.0 });
        assert_eq!(view.zoomed(1e9, at).scale, MAX_SCALE);
    }
}
