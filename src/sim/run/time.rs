//! Virtual time, and how times and durations are formatted for readers.

use std::fmt;
use std::ops::Add;

/// A point in time in milliseconds since the first command began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub u64);

impl Time {
    /// The time at which the first command begins.
    pub const ZERO: Time = Time(0);

    /// Returns the time in seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Formats the time for readers: `31.0 s`, `5 min 1 s`, `1 h 2 min`.
    pub fn format(self) -> String {
        match self.0 {
            0..60_000 => format!("{:.1} s", self.seconds()),
            milliseconds => format_minutes(milliseconds),
        }
    }
}

/// Formats a duration for readers: `400 ms`, `1.5 s`, `30 s`, `2 min`, `5 min 1 s`.
pub fn format_duration(milliseconds: u64) -> String {
    match milliseconds {
        0 => "0 s".to_owned(),
        1..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 if milliseconds.is_multiple_of(1_000) => format!("{} s", milliseconds / 1_000),
        1_000..60_000 => format!("{:.1} s", milliseconds as f64 / 1_000.0),
        _ => format_minutes(milliseconds),
    }
}

/// Formats a duration of a minute or more in its two largest units.
fn format_minutes(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let (large, large_unit, small, small_unit) = match seconds {
        0..3_600 => (seconds / 60, "min", seconds % 60, "s"),
        _ => (seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
    };
    match small {
        0 => format!("{large} {large_unit}"),
        _ => format!("{large} {large_unit} {small} {small_unit}"),
    }
}

impl Add<u64> for Time {
    type Output = Time;

    fn add(self, milliseconds: u64) -> Time {
        Time(self.0.saturating_add(milliseconds))
    }
}

/// Formats the time in seconds with two decimals: `31.00`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_durations_are_formatted_in_suitable_units() {
        for (milliseconds, time, duration) in [
            (0, "0.0 s", "0 s"),
            (450, "0.5 s", "450 ms"),
            (1_500, "1.5 s", "1.5 s"),
            (31_000, "31.0 s", "31 s"),
            (120_000, "2 min", "2 min"),
            (301_600, "5 min 1 s", "5 min 1 s"),
            (3_725_000, "1 h 2 min", "1 h 2 min"),
        ] {
            assert_eq!(Time(milliseconds).format(), time);
            assert_eq!(format_duration(milliseconds), duration);
        }
    }
}
