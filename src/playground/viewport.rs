//! Which part of the drawing is seen, and how large.

use crate::layout::Point;

/// The largest a drawing is shown when it is made to fit.
const FITTED_MOST: f64 = 1.1;
/// However large it is, something is seen of it.
const FITTED_LEAST: f64 = 0.01;
/// Smaller than this nobody reads a card.
const LEGIBLE: f64 = 0.55;
/// How large a drawing is shown that can't be seen whole at a legible size.
const READING: f64 = 0.7;
/// Room left free beside, above and below a drawing, for what floats there.
const ROOM: (f64, f64, f64) = (20.0, 56.0, 40.0);
/// Limits of zooming.
const SCALES: (f64, f64) = (0.05, 3.0);

/// A width and a height, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A scale and a shift: a point of the drawing times `scale` plus `shift` is where it is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Pixels of the screen for one of the drawing.
    pub scale: f64,
    /// Where the drawing's origin is seen.
    pub shift: Point,
}

impl Viewport {
    /// All of a drawing in the middle of a window, with room left free above and below for what floats
    /// there.
    pub fn fitted(drawing: Size, window: Size) -> Self {
        let (side, above, below) = ROOM;
        let room = Size {
            width: (window.width - 2.0 * side).max(40.0),
            height: (window.height - above - below).max(40.0),
        };
        let scale = (room.width / drawing.width.max(1.0)).min(room.height / drawing.height.max(1.0));
        let scale = scale.clamp(FITTED_LEAST, FITTED_MOST);
        Viewport {
            scale,
            shift: Point {
                x: (window.width - drawing.width * scale) / 2.0,
                y: above + ((room.height - drawing.height * scale) / 2.0).max(0.0),
            },
        }
    }

    /// As [`fitted`](Self::fitted), but never too small to be read: of a larger drawing the left side is
    /// seen, where time begins, around a point as high as `middle`.
    pub fn opening(drawing: Size, window: Size, middle: f64) -> Self {
        let whole = Viewport::fitted(drawing, window);
        if whole.scale >= LEGIBLE || window.width <= 0.0 {
            return whole;
        }
        let (side, above, below) = ROOM;
        let scale = READING;
        // How far a side of the drawing may be from that of the window, where it is larger.
        let place = |length: f64, from: f64, to: f64, wanted: f64| {
            let free = to - from - length * scale;
            if free >= 0.0 {
                from + free / 2.0
            } else {
                wanted.clamp(from + free, from)
            }
        };
        let bottom = (window.height - below).max(above);
        Viewport {
            scale,
            shift: Point {
                x: place(drawing.width, side, window.width - side, side),
                y: place(drawing.height, above, bottom, (above + bottom) / 2.0 - middle * scale),
            },
        }
    }

    /// Moved as little as brings a rectangle of the drawing into the window.
    pub fn showing(self, corner: Point, size: Size, window: Size) -> Self {
        let nearest = |shift: f64, start: f64, length: f64, room: f64| {
            let margin = ROOM.0;
            let begin = start * self.scale + shift;
            let end = begin + length * self.scale;
            if begin < margin || length * self.scale > room - 2.0 * margin {
                shift + margin - begin
            } else {
                shift - (end - (room - margin)).max(0.0)
            }
        };
        Viewport {
            shift: Point {
                x: nearest(self.shift.x, corner.x, size.width, window.width),
                y: nearest(self.shift.y, corner.y, size.height, window.height),
            },
            ..self
        }
    }

    /// Shifted by pixels of the screen.
    pub fn moved(self, by: Point) -> Self {
        Viewport {
            shift: Point {
                x: self.shift.x + by.x,
                y: self.shift.y + by.y,
            },
            ..self
        }
    }

    /// Larger (factor above 1) or smaller, with what is seen at `at` staying there.
    pub fn zoomed(self, factor: f64, at: Point) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0.min(self.scale), SCALES.1);
        let factor = scale / self.scale;
        Viewport {
            scale,
            shift: Point {
                x: at.x - (at.x - self.shift.x) * factor,
                y: at.y - (at.y - self.shift.y) * factor,
            },
        }
    }

    /// As SVG's `transform`.
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

    #[test]
    fn a_fitted_drawing_is_in_the_window() {
        for (width, height) in [(100.0, 50.0), (5000.0, 300.0), (300.0, 9000.0), (0.0, 0.0)] {
            let window = Size {
                width: 700.0,
                height: 500.0,
            };
            let view = Viewport::fitted(Size { width, height }, window);
            let (right, bottom) = (view.shift.x + width * view.scale, view.shift.y + height * view.scale);
            assert!(view.shift.x >= 0.0 && right <= 700.5, "{width}: {view:?}");
            assert!(view.shift.y >= 0.0 && bottom <= 500.5, "{height}: {view:?}");
        }
    }

    #[test]
    fn a_large_drawing_opens_legibly_at_its_left() {
        let window = Size {
            width: 800.0,
            height: 450.0,
        };
        let wide = Size {
            width: 4000.0,
            height: 3000.0,
        };
        let view = Viewport::opening(wide, window, 1000.0);
        assert_eq!((view.scale, view.shift.x), (READING, ROOM.0));
        let middle = 1000.0 * view.scale + view.shift.y;
        assert!((middle - 233.0).abs() < 1.0, "{middle}");
        let top = Viewport::opening(wide, window, 0.0);
        assert_eq!(top.shift.y, ROOM.1);
        let small = Size {
            width: 400.0,
            height: 100.0,
        };
        assert_eq!(Viewport::opening(small, window, 0.0), Viewport::fitted(small, window));
    }

    #[test]
    fn what_is_to_be_shown_comes_into_the_window() {
        let window = Size {
            width: 800.0,
            height: 400.0,
        };
        let card = Size {
            width: 200.0,
            height: 80.0,
        };
        let view = Viewport {
            scale: 1.0,
            shift: Point::default(),
        };
        for (x, y, expected) in [
            (100.0, 100.0, (0.0, 0.0)),
            (900.0, 100.0, (-320.0, 0.0)),
            (-50.0, 390.0, (70.0, -90.0)),
        ] {
            let shift = view.showing(Point { x, y }, card, window).shift;
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
        assert_eq!(view.zoomed(1e9, at).scale, SCALES.1);
    }
}
