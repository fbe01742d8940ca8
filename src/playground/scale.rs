//! The timeline's axis: the visible range of time and its width in pixels.

use crate::sim::Time;

/// Minimum length of the visible range, in milliseconds.
const MIN_RANGE: f64 = 200.0;
/// Minimum length of the range that shows a whole timeline, in milliseconds.
const MIN_TIMELINE_RANGE: f64 = 1000.0;
/// How far shapes are drawn beyond the view's edges, in pixels.
const OVERHANG: f64 = 20.0;

/// A linear map from time to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The time at the left edge, in milliseconds.
    pub from: f64,
    /// The time at the right edge, in milliseconds.
    pub to: f64,
    /// The width in pixels.
    pub width: f64,
}

/// A tick of the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Position in pixels.
    pub x: f64,
    /// The label: `5 s`, `2:30`.
    pub label: String,
    /// Time in milliseconds.
    pub at: u64,
}

impl Scale {
    /// Returns the scale that shows a whole timeline.
    pub fn fitted(end: Time, width: f64) -> Self {
        Scale {
            from: 0.0,
            to: longest_range(end),
            width: width.max(1.0),
        }
    }

    /// Returns the same range at another width.
    pub fn resized(self, width: f64) -> Self {
        Scale {
            width: width.max(1.0),
            ..self
        }
    }

    /// Returns the range moved and shortened so that it lies within a timeline.
    pub fn clamped(self, end: Time) -> Self {
        self.moved(0.0, end).zoomed(1.0, 0.0, end)
    }

    /// Returns the position of a moment in pixels.
    pub fn x(&self, at: Time) -> f64 {
        (at.0 as f64 - self.from) / (self.to - self.from) * self.width
    }

    /// Whether a position is in view, or outside it by at most the overhang.
    pub(super) fn is_visible(&self, x: f64) -> bool {
        (-OVERHANG..=self.width + OVERHANG).contains(&x)
    }

    /// Returns the left edge and the width of a time range in pixels, clipped to the view and a small overhang:
    /// browsers draw very large shapes badly. Returns `None` when the range is out of view.
    pub fn clip(&self, from: Time, to: Time) -> Option<(f64, f64)> {
        let (left, right) = (self.x(from).max(-OVERHANG), self.x(to).min(self.width + OVERHANG));
        (right >= left).then_some((left, right - left))
    }

    /// Returns the moment at a position in pixels, between 0 and `end`.
    pub fn time(&self, x: f64, end: Time) -> Time {
        let at = self.from + x / self.width * (self.to - self.from);
        Time((at.max(0.0).round() as u64).min(end.0))
    }

    /// Zooms in (factor above 1) or out. The moment at position `x` stays where it is.
    pub fn zoomed(self, factor: f64, x: f64, end: Time) -> Self {
        let longest = longest_range(end);
        let length = ((self.to - self.from) / factor).clamp(MIN_RANGE.min(longest), longest);
        let fixed = self.from + x / self.width * (self.to - self.from);
        let from = fixed - length * (x / self.width);
        self.with_range(from, length, longest)
    }

    /// Moves the range to a later time by a number of pixels.
    pub fn moved(self, pixels: f64, end: Time) -> Self {
        let longest = longest_range(end);
        let length = (self.to - self.from).min(longest);
        self.with_range(self.from + pixels / self.width * length, length, longest)
    }

    fn with_range(self, from: f64, length: f64, longest: f64) -> Self {
        let from = from.min(longest - length).max(0.0);
        Scale {
            from,
            to: from + length,
            ..self
        }
    }

    /// Returns ticks at round moments, at least `distance` pixels apart.
    pub fn ticks(&self, distance: f64) -> Vec<Tick> {
        let shortest_step = (self.to - self.from) * distance / self.width;
        let step = round_step(shortest_step);
        let mut at = (self.from / step as f64).ceil() as u64 * step;
        let mut ticks = Vec::new();
        while at as f64 <= self.to && ticks.len() < 200 {
            ticks.push(Tick {
                x: self.x(Time(at)),
                label: label(at, step),
                at,
            });
            at += step;
        }
        ticks
    }
}

fn longest_range(end: Time) -> f64 {
    (end.0 as f64).max(MIN_TIMELINE_RANGE)
}

/// Returns the smallest round number of milliseconds that is at least `shortest`.
fn round_step(shortest: f64) -> u64 {
    const STEPS: [u64; 24] = [
        10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
        900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000,
    ];
    STEPS
        .into_iter()
        .find(|&step| step as f64 >= shortest)
        .unwrap_or(86_400_000 * ((shortest / 86_400_000.0).ceil().max(1.0) as u64))
}

fn label(at: u64, step: u64) -> String {
    let seconds = at as f64 / 1000.0;
    if step >= 60_000 && at >= 3_600_000 {
        format!("{}:{:02} h", at / 3_600_000, at / 60_000 % 60)
    } else if step >= 60_000 {
        format!("{} min", at / 60_000)
    } else if at >= 120_000 && step >= 1000 {
        format!("{}:{:02}", at / 60_000, at / 1000 % 60)
    } else if step >= 1000 {
        format!("{seconds:.0} s")
    } else if step >= 100 {
        format!("{seconds:.1} s")
    } else {
        format!("{seconds:.2} s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(end: u64, width: f64) -> Vec<String> {
        let scale = Scale::fitted(Time(end), width);
        scale.ticks(60.0).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_at_round_moments() {
        for (end, width, first, last) in [
            (40_000, 660.0, ["0 s", "5 s"], "40 s"),
            (1000, 660.0, ["0.0 s", "0.1 s"], "1.0 s"),
            (300_000, 600.0, ["0 s", "30 s"], "5:00"),
            (3_000_000, 600.0, ["0 min", "5 min"], "50 min"),
            (86_400_000, 600.0, ["0 min", "4:00 h"], "24:00 h"),
        ] {
            let labels = labels(end, width);
            assert_eq!(labels[..2], first, "{end}");
            assert_eq!(labels.last().map(String::as_str), Some(last), "{end}");
        }
    }

    #[test]
    fn ticks_keep_their_distance() {
        for end in [1, 999, 1234, 77_000, 5_000_000, u64::from(u32::MAX) * 40] {
            let ticks = Scale::fitted(Time(end), 500.0).ticks(50.0);
            assert!(ticks.windows(2).all(|pair| pair[1].x - pair[0].x > 49.9), "{end}");
        }
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let end = Time(40_000);
        let scale = Scale::fitted(end, 400.0);
        let closer = scale.zoomed(2.0, 100.0, end);
        assert_eq!((closer.from, closer.to), (5000.0, 25_000.0));
        assert_eq!(closer.time(100.0, end), scale.time(100.0, end));
        assert_eq!(closer.zoomed(0.01, 10.0, end), scale);
        assert_eq!(closer.moved(-9999.0, end).from, 0.0);
        assert_eq!(closer.moved(9999.0, end).to, 40_000.0);
    }

    #[test]
    fn ranges_are_clipped_to_the_view() {
        let scale = Scale {
            from: 10_000.0,
            to: 20_000.0,
            width: 100.0,
        };
        assert_eq!(scale.clip(Time(12_000), Time(13_000)), Some((20.0, 10.0)));
        assert_eq!(scale.clip(Time(0), Time(90_000)), Some((-20.0, 140.0)));
        assert_eq!(scale.clip(Time(0), Time(1000)), None);
        assert_eq!(scale.clip(Time(80_000), Time(90_000)), None);
    }
}
