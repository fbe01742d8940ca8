//! The visible part of the graph and its zoom.

use crate::layout::Point;

/// Maximum scale of a fitted graph.
const MAX_FITTED_SCALE: f64 = 1.1;
/// Minimum scale of a fitted graph.
const MIN_FITTED_SCALE: f64 = 0.01;
/// Text on cards is too small to read below this scale.
const MIN_LEGIBLE_SCALE: f64 = 0.55;
/// The initial scale of a graph that is too large to fit at a legible scale.
const INITIAL_SCALE: f64 = 0.7;
/// Limits of the scale when the visitor zooms.
const MIN_SCALE: f64 = 0.05;
const MAX_SCALE: f64 = 3.0;
/// Below this scale, cards show only the name and the color of the state.
const MIN_DETAILED_SCALE: f64 = 0.5;
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

impl Viewport {
    /// Returns the viewport that shows a whole graph in the middle of a window.
    pub fn fitted(graph: Size, window: Size) -> Self {
        let content = Size {
            width: (window.width - 2.0 * SIDE_MARGIN).max(MIN_CONTENT_SIZE),
            height: (window.height - TOP_MARGIN - BOTTOM_MARGIN).max(MIN_CONTENT_SIZE),
        };
        let scale = (content.width / graph.width.max(1.0)).min(content.height / graph.height.max(1.0));
        let scale = scale.clamp(MIN_FITTED_SCALE, MAX_FITTED_SCALE);
        Viewport {
            scale,
            shift: Point {
                x: (window.width - graph.width * scale) / 2.0,
                y: TOP_MARGIN + ((content.height - graph.height * scale) / 2.0).max(0.0),
            },
        }
    }

    /// Returns the viewport that a graph is first shown in: [`fitted`](Self::fitted) if that is legible.
    ///
    /// For a larger graph it shows the left side, where startup begins, centered vertically on `center`.
    pub fn initial(graph: Size, window: Size, center: f64) -> Self {
        let fitted = Viewport::fitted(graph, window);
        if fitted.scale >= MIN_LEGIBLE_SCALE || window.width <= 0.0 {
            return fitted;
        }
        let scale = INITIAL_SCALE;
        // Centers what fits between the margins. A graph that does not fit is shifted as requested, without leaving a
        // gap.
        let shift = |length: f64, start: f64, end: f64, wanted: f64| {
            let free = end - start - length * scale;
            if free >= 0.0 {
                start + free / 2.0
            } else {
                wanted.clamp(start + free, start)
            }
        };
        let bottom = (window.height - BOTTOM_MARGIN).max(TOP_MARGIN);
        Viewport {
            scale,
            shift: Point {
                x: shift(graph.width, SIDE_MARGIN, window.width - SIDE_MARGIN, SIDE_MARGIN),
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
        for (width, height) in [(100.0, 50.0), (5000.0, 300.0), (300.0, 9000.0), (0.0, 0.0)] {
            let view = Viewport::fitted(size(width, height), window);
            let (right, bottom) = (view.shift.x + width * view.scale, view.shift.y + height * view.scale);
            assert!(view.shift.x >= 0.0 && right <= 700.5, "{width}: {view:?}");
            assert!(view.shift.y >= 0.0 && bottom <= 500.5, "{height}: {view:?}");
        }
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
        assert_eq!(Viewport::initial(small, window, 0.0), Viewport::fitted(small, window));
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
