//! The timeline's axis: which stretch of time is shown on how many pixels.

use crate::sim::Time;

/// The shortest stretch that is shown, in milliseconds.
const CLOSEST: f64 = 200.0;

/// A linear map of time to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The left edge, in milliseconds.
    pub from: f64,
    /// The right edge, in milliseconds.
    pub to: f64,
    /// The width of the stretch, in pixels.
    pub width: f64,
}

/// A mark on the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where, in pixels.
    pub x: f64,
    /// What is written there: `5 s`, `2:30`.
    pub label: String,
    /// When, in milliseconds.
    pub at: u64,
}

impl Scale {
    /// The whole of a timeline with a little air after its end.
    pub fn fitted(end: Time, width: f64) -> Self {
        Scale {
            from: 0.0,
            to: (end.0 as f64).max(1000.0),
            width: width.max(1.0),
        }
    }

    /// The same stretch on another width.
    pub fn resized(self, width: f64) -> Self {
        Scale {
            width: width.max(1.0),
            ..self
        }
    }

    /// Kept inside a timeline that may have become shorter.
    pub fn within(self, end: Time) -> Self {
        self.moved(0.0, end).zoomed(1.0, 0.0, end)
    }

    /// Where a moment is drawn.
    pub fn x(&self, at: Time) -> f64 {
        (at.0 as f64 - self.from) / (self.to - self.from) * self.width
    }

    /// Where a stretch is drawn: its left edge and width, cut to what is in view with a small margin, so
    /// that no shape grows beyond what a browser draws well. `None` when it is out of view.
    pub fn stretch(&self, from: Time, to: Time) -> Option<(f64, f64)> {
        let (left, right) = (self.x(from).max(-20.0), self.x(to).min(self.width + 20.0));
        (right >= left && right >= -20.0 && left <= self.width + 20.0).then_some((left, right - left))
    }

    /// The moment at a pixel, not before 0 nor after `end`.
    pub fn time(&self, x: f64, end: Time) -> Time {
        let at = self.from + x / self.width * (self.to - self.from);
        Time((at.max(0.0).round() as u64).min(end.0))
    }

    /// Closer (factor above 1) or further, with the moment at pixel `x` staying where it is.
    pub fn zoomed(self, factor: f64, x: f64, end: Time) -> Self {
        let limit = (end.0 as f64).max(1000.0);
        let length = ((self.to - self.from) / factor).clamp(CLOSEST.min(limit), limit);
        let fixed = self.from + x / self.width * (self.to - self.from);
        let from = fixed - length * (x / self.width);
        self.placed(from, length, limit)
    }

    /// Moved to the right by so many pixels.
    pub fn moved(self, pixels: f64, end: Time) -> Self {
        let length = (self.to - self.from).min((end.0 as f64).max(1000.0));
        let limit = (end.0 as f64).max(1000.0);
        self.placed(self.from + pixels / self.width * length, length, limit)
    }

    fn placed(self, from: f64, length: f64, limit: f64) -> Self {
        let from = from.min(limit - length).max(0.0);
        Scale {
            from,
            to: from + length,
            ..self
        }
    }

    /// Marks at round moments, at least `apart` pixels from each other.
    pub fn ticks(&self, apart: f64) -> Vec<Tick> {
        let least = (self.to - self.from) * apart / self.width;
        let step = round_step(least);
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

/// The smallest round number of milliseconds that is not below `least`.
fn round_step(least: f64) -> u64 {
    const STEPS: [u64; 24] = [
        10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
        900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000,
    ];
    STEPS
        .into_iter()
        .find(|&step| step as f64 >= least)
        .unwrap_or(86_400_000 * ((least / 86_400_000.0).ceil().max(1.0) as u64))
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
    fn ticks_are_round_at_any_length() {
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
    fn stretches_are_cut_to_the_view() {
        let scale = Scale {
            from: 10_000.0,
            to: 20_000.0,
            width: 100.0,
        };
        assert_eq!(scale.stretch(Time(12_000), Time(13_000)), Some((20.0, 10.0)));
        assert_eq!(scale.stretch(Time(0), Time(90_000)), Some((-20.0, 140.0)));
        assert_eq!(scale.stretch(Time(0), Time(1000)), None);
        assert_eq!(scale.stretch(Time(80_000), Time(90_000)), None);
    }
}
