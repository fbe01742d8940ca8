//! Which part of the drawing is seen, and how large.

use crate::layout::Point;

/// The largest a drawing is shown when it is made to fit.
const FITTED_MOST: f64 = 1.1;
/// However large it is, something is seen of it.
const FITTED_LEAST: f64 = 0.01;
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
        let (side, above, below) = (28.0, 56.0, 40.0);
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
