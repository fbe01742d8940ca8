//! The names of the timeline's lanes: the width of their column, and how they are shortened.

use super::text::{display_width, suffix_start};
use crate::sim::Timeline;

/// Lower and upper limit of the width of the lanes' names, in pixels.
const NAMES_WIDTH: (f64, f64) = (84.0, 260.0);
/// Maximum width of the images below the names, in pixels.
const IMAGE_WIDTH: f64 = 150.0;
/// Upper estimates of the average width of a character of a name and of an image, in pixels.
const NAME_CHAR_WIDTH: f64 = 8.5;
const IMAGE_CHAR_WIDTH: f64 = 5.9;
/// Space at both sides of the names together, in pixels.
const NAMES_PADDING: f64 = 24.0;

/// Returns the width in pixels of the column of names: that of the longest name or image, between a minimum and a
/// maximum.
pub fn names_width(timeline: &Timeline, images: impl Iterator<Item = String>) -> f64 {
    let names = timeline
        .lanes
        .iter()
        .map(|lane| display_width(&lane.name) as f64 * NAME_CHAR_WIDTH);
    let images = images.map(|image| (display_width(&image) as f64 * IMAGE_CHAR_WIDTH).min(IMAGE_WIDTH));
    let longest = names.chain(images).fold(0.0, f64::max);
    (longest + NAMES_PADDING).clamp(NAMES_WIDTH.0, NAMES_WIDTH.1)
}
/// Maximum width of a short name, in columns. If it is truncated, the number of its container stays visible.
const MAX_SHORT_NAME_COLUMNS: usize = 20;
/// Width of the end of a longer name that stays visible, in columns.
const END_COLUMNS: usize = 10;

/// Splits a name into a start, which may be truncated, and an end, which distinguishes it from similar names.
pub fn split_name(name: &str) -> (&str, &str) {
    if display_width(name) > MAX_SHORT_NAME_COLUMNS {
        return name.split_at(suffix_start(name, END_COLUMNS));
    }
    let is_number = |end: &str| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    let number = name.rfind('-').filter(|&at| is_number(&name[at + 1..]));
    name.split_at(number.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn column_of_names_is_as_wide_as_the_longest_name() {
        let mut timeline = fixture::timeline();
        let width = |timeline: &Timeline| names_width(timeline, std::iter::empty());
        assert_eq!(width(&timeline), 84.0);
        timeline.lanes[0].name = "memcached-sessions-1".to_owned();
        assert_eq!(width(&timeline), 20.0 * NAME_CHAR_WIDTH + NAMES_PADDING);
        timeline.lanes[0].name = "x".repeat(80);
        assert_eq!(width(&timeline), 260.0);
        assert_eq!(
            names_width(&fixture::timeline(), std::iter::once("x".repeat(80))),
            174.0
        );
    }

    #[test]
    fn end_of_a_name_is_kept() {
        for (name, expected) in [
            ("db-1", ("db", "-1")),
            ("shop-cache", ("shop-cache", "")),
            ("memcached-sessions-1", ("memcached-sessions", "-1")),
            (
                "customer-notification-worker-12-1",
                ("customer-notification-w", "orker-12-1"),
            ),
        ] {
            assert_eq!(split_name(name), expected);
        }
    }
}
